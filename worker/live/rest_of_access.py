"""Rest of access after a run took some: direct roles, given, revoked or behind a group, asked about in bulk.

A part of the check of a run (`worker.checks`). A search for each hundred people and role, only about those of whom the
number of their apps leaves it open; and for each hundred and app, about those who may still have it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import split_role_target
from app.domain.engine.afterwards.checks import CONFIRMED, Seen
from app.domain.engine.afterwards.rest import (
    NO_REST,
    NOTHING,
    Held,
    Pair,
    find_rest,
    is_explained,
    list_given,
    list_open_apps,
    list_open_roles,
    with_roles,
)
from app.domain.engine.recent import LoggedChange
from app.domain.people.directory import Catalogue
from app.services.engine.checks import Checked, Unchecked
from worker.live.looks import Looker


@dataclass(frozen=True, slots=True)
class Asked:
    """Knowledge before a look. roles: by app, those that anybody holds; changes: the last writes of ours since."""

    roles: Mapping[str, frozenset[str]]
    changes: Mapping[str, Mapping[Element, LoggedChange]]


def look_at_roles(looker: Looker, batch: Iterable[Unchecked], shown: Mapping[str, Seen]) -> dict[str, Seen]:
    """With the direct roles that these operations gave or took. Raises AtlassianError."""
    open_pairs: defaultdict[Pair, set[str]] = defaultdict(set)
    about = {one.account_id for one in batch if _list_roles(one)} & shown.keys()
    for one in batch:
        if one.account_id in about:
            for pair in list_open_roles(one.awaited, shown[one.account_id]):
                open_pairs[pair].add(one.account_id)
    held: defaultdict[str, set[Pair]] = defaultdict(set)
    for pair, accounts in sorted(open_pairs.items()):
        for account in looker.find_holders(accounts, *pair):
            held[account].add(pair)
    return {account: with_roles(seen, held[account]) if account in about else seen for account, seen in shown.items()}


def read_roles_of(looker: Looker, accused: Iterable[Checked], seen: Mapping[str, Seen]) -> dict[str, Seen]:
    """The same of those whose role is not as it should be, exactly: a call each, before that is said of them."""
    held: defaultdict[str, set[Pair]] = defaultdict(set)
    for account, app in sorted({(one.operation.account_id, app) for one in accused for app in _list_apps(one)}):
        held[account] |= {(app, role) for role in looker.read_direct(account, app)}
    # This look tells direct roles from those of groups, which hide nothing then.
    return {
        account: with_roles(replace(seen[account], granted_roles=frozenset()), pairs) for account, pairs in held.items()
    }


def look_at_rest(looker: Looker, asked: Asked, judged: Sequence[Checked], seen: Mapping[str, Seen]) -> list[Checked]:
    """With what is left of the access that the steps took which hold. Raises AtlassianError."""
    taking = [one.operation for one in judged if one.verdict == CONFIRMED and one.operation.taken]
    held = _ask(looker, asked, taking, seen)
    rests = {
        one.position: find_rest(
            one.taken,
            seen[one.account_id],
            held.get(one.account_id, NOTHING),
            asked.changes.get(one.account_id, {}),
            looker.catalogue,
        )
        for one in taking
    }
    return [replace(one, rest=rests.get(one.operation.position, NO_REST)) for one in judged]


def _ask(looker: Looker, asked: Asked, taking: Iterable[Unchecked], seen: Mapping[str, Seen]) -> dict[str, Held]:
    """Find those who still have the apps, and by which role."""
    open_apps: defaultdict[str, set[str]] = defaultdict(set)
    for one in taking:
        for app in list_open_apps(one.taken, seen[one.account_id]):
            open_apps[app].add(one.account_id)
    held: dict[str, Held] = {}
    for app, accounts in sorted(open_apps.items()):
        # Filters have been seen to be ignored: then somebody comes, too, who has no app but those of their groups.
        control = {one for one, what in seen.items() if is_explained(what) and app not in list_given(what)}
        found = looker.find_holders(accounts | set(sorted(control)[:1]), app)
        holders = frozenset[str]() if found & control else found
        pairs: defaultdict[str, set[Pair]] = defaultdict(set)
        for role in sorted(_list_known_roles(app, asked, looker.catalogue)) if holders else ():
            for account in looker.find_holders(holders, app, role):
                pairs[account].add((app, role))
        for account in holders:
            known = held.get(account, NOTHING)
            held[account] = Held(known.apps | {app}, known.roles | pairs[account])
    return held


def _list_known_roles(app: str, asked: Asked, catalogue: Catalogue) -> frozenset[str]:
    given = {role for group in catalogue.groups.values() for one, role in group.grants if one == app}
    return frozenset(given) | asked.roles.get(app, frozenset())


def _list_roles(operation: Unchecked) -> list[Pair]:
    return [split_role_target(name) for kind, name in operation.awaited.changes if kind == "role"]


def _list_apps(accused: Checked) -> frozenset[str]:
    return frozenset(split_role_target(name)[0] for kind, name in accused.undone if kind == "role")
