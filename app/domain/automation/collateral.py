"""Collateral of leaving groups that give apps: what else goes, and what stays.

An app is one entry of one site: the same app on another site is another app. The administration of Jira is an entry of
its own that belongs to the Jira apps of its site: it goes with the last of them that somebody has, and counts as
another app while they keep one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from app.domain.engine import reasons
from app.domain.engine.composites import LEFT_GROUP, list_done
from app.domain.people.directory import Catalogue, GroupFacts, UserFacts

Kind = Literal[
    "leaves_group", "stays_in_group", "loses_apps", "keeps_apps", "keeps_managed", "keeps_direct", "left_group",
    "revoked_role", "last_admin", "gives_again", "direct_again",
]  # fmt: skip
_ADMINISTRATIONS: Final = {"jira-admin": "jira"}
"""Kinds of entries that administer apps, and how the kinds of these apps begin."""

_SENTENCES: Final = {
    ("leaves_group", False): "Leaves {group}.",
    ("leaves_group", True): "Leaves {group}, which also gives {apps}.",
    ("stays_in_group", False): "Stays in {group}, which is managed elsewhere.",
    ("stays_in_group", True): "Stays in {group}, which also gives {apps}.",
    ("loses_apps", True): "Leaving {group} takes access to {apps}.",
    ("keeps_apps", True): "{group} goes on giving access to {apps}.",
    ("keeps_managed", True): "{group}, which is managed elsewhere, goes on giving access to {apps}.",
    ("keeps_direct", True): "Access to {apps} remains: direct role {role}.",
    ("gives_again", True): "{group} gives access to {apps} again.",
    ("direct_again", True): "Access to {apps} is there again: direct role {role}.",
    ("left_group", False): "Left {group}.",
    ("left_group", True): "Left {group}, which also gave {apps}.",
    ("last_admin", False): "The last one with the role {role}.",
    ("last_admin", True): "The last one with the role {role} on {apps}.",
    ("revoked_role", True): "Revoked the role {role} on {apps}.",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One group through which somebody has an app.

    others: resource ids of what leaving it takes besides. reason: why it is not left, None when it is.
    """

    group: GroupFacts
    others: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that a step does (or did, or leaves) on its way to its target; `apps` are names."""

    kind: Kind
    group_id: str | None = None
    group_name: str | None = None
    role: str | None = None
    apps: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def text(self) -> str:
        """The sentence for everybody who has no other words for it."""
        is_about_apps = bool(self.apps) and self.reason != reasons.EXTERNALLY_MANAGED
        apps = ", ".join(self.apps)
        return _SENTENCES[self.kind, is_about_apps].format(group=self.group_name, role=self.role, apps=apps)


def find_granting_groups(user: UserFacts, resource_id: str, catalogue: Catalogue) -> list[GroupFacts]:
    """The user's groups that give a role on an app, by name: why access remains, or what to leave."""
    groups = [catalogue.groups[group_id] for group_id in user.groups if group_id in catalogue.groups]
    granting = [group for group in groups if resource_id in {app for app, _role in group.grants}]
    return sorted(granting, key=lambda group: (group.name, group.group_id))


def find_ways(user: UserFacts, resource_id: str, catalogue: Catalogue, *, leaves_shared: bool) -> list[Way]:
    """The groups that give the app, by name, and which of them are left when it is taken away."""
    ways = []
    for group in find_granting_groups(user, resource_id, catalogue):
        others = _list_others(group, user, resource_id, catalogue)
        if group.is_externally_managed:
            ways.append(Way(group, others, reasons.EXTERNALLY_MANAGED))
        elif others and not leaves_shared:
            ways.append(Way(group, others, reasons.SHARED_GROUP))
        else:
            ways.append(Way(group, others))
    return ways


def find_rest_reason(ways: Collection[Way]) -> str | None:
    """Find the reason why access to the app remains after all that may be left; None when none remains."""
    found = {way.reason for way in ways}
    if reasons.EXTERNALLY_MANAGED in found:
        return reasons.ACCESS_REMAINS
    return reasons.SHARED_GROUP if reasons.SHARED_GROUP in found else None


def list_shared_groups(resource_id: str, catalogue: Catalogue) -> list[Way]:
    """The groups that may be left, give the app, and give other apps too, by name; whoever is in them."""
    shared = []
    for group in sorted(catalogue.groups.values(), key=lambda group: (group.name, group.group_id)):
        if group.is_externally_managed or resource_id not in {app for app, _role in group.grants}:
            continue
        others = _list_others(group, UserFacts("", app_roles=group.grants), resource_id, catalogue)
        if others:
            shared.append(Way(group, others))
    return shared


def describe_ways(ways: Collection[Way], catalogue: Catalogue) -> list[Detail]:
    """Describe what taking an app away through these groups does and leaves."""
    return [
        Detail(
            "stays_in_group" if way.reason else "leaves_group",
            way.group.group_id,
            way.group.name,
            apps=name_apps(way.others, catalogue),
            reason=way.reason,
        )
        for way in ways
    ]


def describe_leaving(user: UserFacts, group_id: str, catalogue: Catalogue) -> list[Detail]:
    """Describe leaving a group for itself: the apps that go with it, and those that remain through another one."""
    group = catalogue.groups.get(group_id)
    if group is None or group_id not in user.groups:
        return []
    kept: dict[str, list[str]] = {}
    lost = []
    for resource_id in sorted({app for app, _role in group.grants}):
        others = [one for one in find_granting_groups(user, resource_id, catalogue) if one.group_id != group_id]
        if others:
            kept.setdefault(others[0].group_id, []).append(resource_id)
        else:
            lost.append(resource_id)
    found = [Detail("loses_apps", group_id, group.name, apps=name_apps(lost, catalogue))] if lost else []
    for other_id, resource_ids in kept.items():
        names = name_apps(resource_ids, catalogue)
        other = catalogue.groups[other_id]
        found.append(
            Detail("keeps_managed" if other.is_externally_managed else "keeps_apps", other_id, other.name, apps=names)
        )
    return found


_KEPT: Final = "remains"
KEEPING: Final[tuple[Kind, ...]] = ("keeps_apps", "keeps_managed", "keeps_direct", "stays_in_group")
"""The kinds that say through what access remains."""
AGAIN: Final[tuple[Kind, ...]] = ("gives_again", "direct_again")
"""Those that say through what access is there again."""


def store_remains(details: Iterable[Detail]) -> dict[str, Any]:
    """Through what access remains or is there again, as a line of the log keeps it; empty when through nothing."""
    kept = [asdict(one) | {"apps": list(one.apps)} for one in details if one.kind in (*KEEPING, *AGAIN)]
    return {_KEPT: kept} if kept else {}


def read_remains(before: Mapping[str, Any] | None) -> list[Detail]:
    """Read the remaining access that a line of the log kept."""
    return [Detail(**{**one, "apps": tuple(one["apps"])}) for one in (before or {}).get(_KEPT, ())]


def describe_steps(steps: Iterable[Mapping[str, Any]], app_name: str) -> list[Detail]:
    """Describe what the parts of taking an app away have changed; `app_name` is the app's."""
    found = []
    for step in list_done(steps):
        if step["step"] == LEFT_GROUP:
            apps = tuple(str(app) for app in step.get("apps", ()))
            found.append(Detail("left_group", str(step["group_id"]), str(step["group_name"]), apps=apps))
        else:
            found.append(Detail("revoked_role", role=str(step["role"]), apps=(app_name,)))
    return found


def name_apps(resource_ids: Collection[str], catalogue: Catalogue) -> tuple[str, ...]:
    """How apps are named to an admin, in the order of their names; one that is not known by its id."""
    labels = (catalogue.apps[one].label if one in catalogue.apps else one for one in resource_ids)
    return tuple(sorted(labels))


def _list_others(group: GroupFacts, user: UserFacts, resource_id: str, catalogue: Catalogue) -> tuple[str, ...]:
    given = {app for app, _role in group.grants} - {resource_id}
    kept = user.apps - {resource_id}
    return tuple(sorted(given - set(_list_ending(given, kept, resource_id, catalogue))))


def _list_ending(
    given: Collection[str], kept: Collection[str], resource_id: str, catalogue: Catalogue
) -> Iterator[str]:
    """The administration entries that end with the app: of its site, and of no other app that is kept there."""
    for entry in given:
        family = _ADMINISTRATIONS.get(_kind_of(entry))
        if family is None or not _is_of(resource_id, family, entry, catalogue):
            continue
        if not any(_is_of(other, family, entry, catalogue) for other in kept):
            yield entry


def _is_of(resource_id: str, family: str, administration: str, catalogue: Catalogue) -> bool:
    """Whether an app is one of those that the administration entry is for."""
    kind = _kind_of(resource_id)
    is_same_site = _site_of(resource_id, catalogue) == _site_of(administration, catalogue)
    return kind.startswith(family) and kind not in _ADMINISTRATIONS and is_same_site


def _kind_of(resource_id: str) -> str:
    """`jira-software` of `ari:cloud:jira-software::site/…`."""
    parts = resource_id.split(":")
    return parts[2] if len(parts) > 2 else ""


def _site_of(resource_id: str, catalogue: Catalogue) -> str:
    app = catalogue.apps.get(resource_id)
    return app.site_id if app else resource_id.rpartition("/")[2]
