"""Conditions about what somebody belongs to: apps, groups, roles and sites.

A group, app or site that the mirror does not have makes no member and no non-member: to exclude the
members of a group that is gone must not turn into "everybody".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from app.domain.filters.conditions import (
    Case,
    Condition,
    join_names,
    name_all,
    name_app,
    name_group,
    name_role,
    name_site,
)
from app.domain.filters.reading import FieldReader
from app.domain.filters.verdicts import Verdict, all_of, any_of, decide
from app.domain.people.directory import Catalogue, UserFacts

_MATCHES = ("any", "all", "none")


def _judge_members(match: str, wanted: Iterable[str], held: frozenset[str], is_known: Callable[[str], bool]) -> Verdict:
    verdicts = [decide(one in held) if is_known(one) else Verdict.UNKNOWN for one in wanted]
    if match == "all":
        return all_of(verdicts)
    return any_of(verdicts) if match == "any" else ~any_of(verdicts)


def _sites_of(user: UserFacts, catalogue: Catalogue) -> frozenset[str]:
    known = (catalogue.apps.get(app) for app in user.apps)
    return frozenset(app.site_id for app in known if app)


def _show(names: Iterable[str], nothing: str) -> str:
    return join_names(sorted(names), "and") or nothing


@dataclass(frozen=True, slots=True)
class Apps(Condition):
    """Has access to any, all or none of the apps; access is any role on the app, direct or through a group.

    Example: {"type": "apps", "apps": ["ari:cloud:jira-software::site/1"], "match": "any"}
    """

    type: ClassVar[str] = "apps"
    refers_to: ClassVar[tuple[str, ...]] = ("apps",)

    apps: tuple[str, ...]
    match: str = "any"

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(reader.get_texts("apps"), reader.get_word("match", _MATCHES, default="any"))

    def _judge(self, case: Case) -> Verdict:
        return _judge_members(self.match, self.apps, case.user.apps, case.catalogue.apps.__contains__)

    def _describe(self, catalogue: Catalogue) -> str:
        names = name_all(self.apps, catalogue, name_app, "and" if self.match == "all" else "or")
        return f"{'without' if self.match == 'none' else 'with'} access to {names}"

    def _describe_value(self, case: Case) -> str:
        names = _show((name_app(app, case.catalogue) for app in case.user.apps), "no app")
        return f"access to {names}"


@dataclass(frozen=True, slots=True)
class Groups(Condition):
    """Is in any, all or none of the groups.

    Example: {"type": "groups", "groups": ["5b1f…-contractors"], "match": "none"}
    """

    type: ClassVar[str] = "groups"
    refers_to: ClassVar[tuple[str, ...]] = ("groups",)

    groups: tuple[str, ...]
    match: str = "any"

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(reader.get_texts("groups"), reader.get_word("match", _MATCHES, default="any"))

    def _judge(self, case: Case) -> Verdict:
        return _judge_members(self.match, self.groups, case.user.groups, case.catalogue.groups.__contains__)

    def _describe(self, catalogue: Catalogue) -> str:
        noun = "group" if len(self.groups) == 1 else "groups"
        names = name_all(self.groups, catalogue, name_group, "and" if self.match == "all" else "or")
        return f"{'not ' if self.match == 'none' else ''}in {noun} {names}"

    def _describe_value(self, case: Case) -> str:
        held = (name_group(one, case.catalogue) for one in self.groups if one in case.user.groups)
        return f"in {_show(held, 'none of them')}"


@dataclass(frozen=True, slots=True)
class Roles(Condition):
    """Holds any or none of the roles, in the organization or on any app (admin API contract 5.3; an open list).

    Example: {"type": "roles", "roles": ["atlassian/guest"], "match": "any"}
    """

    type: ClassVar[str] = "roles"

    roles: tuple[str, ...]
    match: str = "any"

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(reader.get_texts("roles"), reader.get_word("match", ("any", "none"), default="any"))

    def _judge(self, case: Case) -> Verdict:
        return _judge_members(self.match, self.roles, _roles_of(case.user), lambda _role: True)

    def _describe(self, _catalogue: Catalogue) -> str:
        noun = "role" if len(self.roles) == 1 else "roles"
        return f"{'without' if self.match == 'none' else 'with'} {noun} {join_names(map(name_role, self.roles))}"

    def _describe_value(self, case: Case) -> str:
        return f"holds {_show(map(name_role, _roles_of(case.user)), 'no role')}"


@dataclass(frozen=True, slots=True)
class Sites(Condition):
    """Has access to an app on any, all or none of the sites.

    Example: {"type": "sites", "sites": ["6a1e…"], "match": "any"}
    """

    type: ClassVar[str] = "sites"
    refers_to: ClassVar[tuple[str, ...]] = ("sites",)

    sites: tuple[str, ...]
    match: str = "any"

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(reader.get_texts("sites"), reader.get_word("match", _MATCHES, default="any"))

    def _judge(self, case: Case) -> Verdict:
        known = {app.site_id for app in case.catalogue.apps.values()}
        return _judge_members(self.match, self.sites, _sites_of(case.user, case.catalogue), known.__contains__)

    def _describe(self, catalogue: Catalogue) -> str:
        noun = "site" if len(self.sites) == 1 else "sites"
        names = name_all(self.sites, catalogue, name_site, "and" if self.match == "all" else "or")
        return f"{'not ' if self.match == 'none' else ''}on {noun} {names}"

    def _describe_value(self, case: Case) -> str:
        names = (name_site(site, case.catalogue) for site in _sites_of(case.user, case.catalogue))
        return f"on {_show(names, 'no site')}"


def _roles_of(user: UserFacts) -> frozenset[str]:
    return user.platform_roles | {role for _app, role in user.app_roles}
