"""Rest of access that somebody keeps after a step took some, for the look after a run. Pure.

Groups tell what they give; a direct role behind them shows only once they are left. Whether there is any follows in
bulk from how many apps a person has: as many as their groups give means that none is held directly.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import join_role_target, list_grants, split_role_target
from app.domain.automation.collateral import Detail, Kind, name_apps
from app.domain.engine.afterwards.changes import LOST_APPS
from app.domain.engine.afterwards.checks import Awaited, Seen
from app.domain.engine.recent import LoggedChange
from app.domain.people.directory import Catalogue

Pair = tuple[str, str]
"""An app (resource id) and a role on it."""


@dataclass(frozen=True, slots=True)
class Held:
    """Answers about one person: apps they have in some way, and the roles that show of these."""

    apps: frozenset[str] = frozenset()
    roles: frozenset[Pair] = frozenset()


NOTHING: Final = Held()


@dataclass(frozen=True, slots=True)
class Rest:
    """Access that remains. unread: apps that remain, and nothing tells through what."""

    details: tuple[Detail, ...] = ()
    direct: frozenset[Pair] = frozenset()
    apps: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()


NO_REST: Final = Rest()


def list_given(seen: Seen) -> frozenset[str]:
    """The apps that the groups of a person give."""
    return frozenset(split_role_target(one)[0] for one in seen.granted_roles)


def is_explained(seen: Seen) -> bool:
    """True when a person has as many apps as their groups give: no app is theirs by a direct role alone."""
    return seen.groups is not None and seen.app_count == len(list_given(seen))


def list_open_roles(awaited: Awaited, seen: Seen) -> Iterator[Pair]:
    """The direct roles of an operation that have to be asked for, each by itself."""
    for (kind, name), is_there in awaited.changes.items():
        if kind != "role" or name in seen.granted_roles:
            continue
        app, role = split_role_target(name)
        if is_there or not is_explained(seen) or app in list_given(seen):
            yield app, role


def list_open_apps(taken: Collection[str], seen: Seen) -> frozenset[str]:
    """List the taken apps that a person may still have, though no group of theirs says so."""
    return frozenset() if is_explained(seen) else frozenset(taken) - list_given(seen)


def with_roles(seen: Seen, held: Iterable[Pair]) -> Seen:
    """With the direct roles that were found by asking for them, or by the number of apps to be none."""
    direct = frozenset(join_role_target(*pair) for pair in held) - seen.granted_roles
    return replace(seen, direct_roles=direct)


def find_rest(
    taken: Collection[str], seen: Seen, held: Held, last: Mapping[Element, LoggedChange], catalogue: Catalogue
) -> Rest:
    """Through what somebody still has apps that a step took. last: the last writes of ours to things of this person:
    what a later run gave them does not remain."""
    groups = [catalogue.groups[one] for one in sorted(seen.groups or ()) if one in catalogue.groups]
    details: list[Detail] = []
    remaining: set[str] = set()
    direct: set[Pair] = set()
    unread: set[str] = set()
    for app in sorted(taken):
        giving = [group for group in groups if app in {one for one, _role in group.grants}]
        if any(_gave(last, ("group", group.group_id)) for group in giving):
            continue
        roles = {pair for pair in held.roles if pair[0] == app}
        if any(_gave(last, ("role", join_role_target(*pair))) for pair in roles):
            continue
        names = name_apps([app], catalogue)
        if giving:
            group = giving[0]
            kind: Kind = "keeps_managed" if group.is_externally_managed else "keeps_apps"
            details.append(Detail(kind, group.group_id, group.name, apps=names))
        elif roles:
            details += [Detail("keeps_direct", role=role, apps=names) for _app, role in sorted(roles)]
            direct |= roles
        elif app in held.apps:
            unread.add(app)
        else:
            continue
        remaining.add(app)
    return Rest(tuple(details), frozenset(direct), frozenset(remaining), frozenset(unread))


def _gave(last: Mapping[Element, LoggedChange], element: Element) -> bool:
    return element in last and last[element].is_there is not False


def list_taken(before: Mapping[str, Any] | None) -> frozenset[str]:
    """The apps that went with a group, as an operation keeps them."""
    return frozenset(str(app) for app, _name in (before or {}).get(LOST_APPS, ()))


def see_granted(groups: Iterable[str], catalogue: Catalogue) -> frozenset[str]:
    """The roles that groups give, as the ids of things."""
    return frozenset(join_role_target(*pair) for pair in list_grants(groups, catalogue))
