"""Viewer of the sandbox's face: person, organization, theme and language.

All of it stands in the address (``account``, ``theme``, ``locale``, ``tenant``), never in a cookie, so that two
windows can be two people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Request

from sandbox.host.hosts import Hosts
from sandbox.host.installations import Installation
from sandbox.host.origins import read_site
from sandbox.host.people import Person, stranger
from sandbox.host.problems import HostProblem

THEMES = ("light", "dark")
LOCALES = {
    "en-US": "English (US)",
    "en-GB": "English (UK)",
    "de-DE": "Deutsch",
    "fr-FR": "Français",
    "ja-JP": "日本語",
}
"""What the viewer can choose as the language of their account; the face itself speaks English."""
DEFAULT_LOCALE = "en-US"


@dataclass(frozen=True)
class Viewer:
    """The choices that every link of the face carries on."""

    org_id: str
    org_name: str
    theme: str
    locale: str
    person: Person | None
    chosen_account: str | None
    tenant: str | None
    installation: Installation | None

    def link(self, path: str, **parameters: object) -> str:
        """A local address with the viewer's choices; None leaves a parameter out."""
        chosen = {
            "account": self.chosen_account,
            "theme": self.theme,
            "locale": None if self.locale == DEFAULT_LOCALE else self.locale,
            "tenant": self.tenant,
        }
        merged = {k: v for k, v in {**chosen, **parameters}.items() if v is not None and v != ""}
        return f"{path}?{urlencode(merged)}" if merged else path

    def org_link(self, section: str, **parameters: object) -> str:
        """Like ``link``, for a page of the viewer's organization."""
        return self.link(f"/o/{self.org_id}/{section}", **parameters)


def read_viewer(hosts: Hosts, request: Request, org_id: str | None) -> Viewer:
    """Read the choices from the address; HostProblem 404 for an unknown organization or account."""
    tenant = request.args.get("tenant")
    installation = hosts.book.get(tenant) if tenant else _installation_here(hosts, request)
    org_id = org_id or (installation.org_id if installation else _first_organization(hosts))
    if installation is None or installation.org_id != org_id:
        tenant, installation = None, _newest(item for item in hosts.book.list_all() if item.org_id == org_id)
    account = request.args.get("account")
    theme = request.args.get("theme", "light")
    locale = request.args.get("locale", DEFAULT_LOCALE)
    return Viewer(
        org_id=org_id,
        org_name=hosts.people.get_organization(org_id).name,
        theme=theme if theme in THEMES else "light",
        locale=locale if locale in LOCALES else DEFAULT_LOCALE,
        person=_person(hosts, org_id, account),
        chosen_account=account,
        tenant=tenant,
        installation=installation,
    )


def _first_organization(hosts: Hosts) -> str:
    """The organization with an installation, else the first one."""
    known = hosts.people.org_ids()
    installed = [item.org_id for item in hosts.book.list_all() if item.state != "uninstalled"]
    for org_id in [*installed, *known]:
        if org_id in known:
            return org_id
    raise HostProblem(404, "Nothing here yet", "There is no organization: seed one first.")


def _installation_here(hosts: Hosts, request: Request) -> Installation | None:
    """The installation of the site under whose own origin the page was asked for."""
    site = read_site(request)
    return _newest(item for item in hosts.book.list_all() if item.site == site) if site else None


def _newest(installations: Iterable[Installation]) -> Installation | None:
    found = list(installations)
    alive = [item for item in found if item.state != "uninstalled"]
    return next(reversed(alive or found), None)


def _person(hosts: Hosts, org_id: str, account: str | None) -> Person | None:
    if account is None:
        choices = hosts.people.sign_in_choices(org_id)
        return next(iter(choices.values()), None)
    account_id = hosts.people.resolve_account(org_id, account) or account
    return hosts.people.find_person(org_id, account_id) or stranger(account_id)
