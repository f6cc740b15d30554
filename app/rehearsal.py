"""The key of a rehearsal organization, so that a first look needs no copying; production has none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import requests

from app.logs import get_logger
from app.trust import open_session

_TIMEOUT_SECONDS = 5.0
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RehearsalKey:
    """Rehearsal key: an organization's connection as an admin would paste it."""

    org_id: str
    api_key: str
    expires_on: date


def find_rehearsal_key(url: str, sites: Collection[str]) -> RehearsalKey | None:
    """A usable key of the sandbox's organization that has one of the sites (cloud ids, hosts in lower case).

    None when there is no such organization, it has no key, or the sandbox does not answer as it should.
    """
    try:
        with open_session() as http:
            answer = http.get(f"{url}/_sandbox/organizations", timeout=_TIMEOUT_SECONDS)
            answer.raise_for_status()
            organizations = answer.json()["organizations"]
        return next((_read_key(one) for one in organizations if _list_sites(one) & set(sites)), None)
    except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError):
        _log.warning("rehearsal_unreadable", exc_info=True)
        return None


def _list_sites(organization: dict[str, Any]) -> set[str]:
    return {
        name.casefold()
        for site in organization["sites"]
        for name in (site["site_id"], urlsplit(site["url"]).hostname)
        if name
    }


def _read_key(organization: dict[str, Any]) -> RehearsalKey | None:
    secret = organization["api_key"]
    expires = {key["secret"]: key["expires_at"] for key in organization["keys"]}
    if secret is None:
        return None
    return RehearsalKey(organization["org_id"], secret, date.fromisoformat(expires[secret][:10]))
