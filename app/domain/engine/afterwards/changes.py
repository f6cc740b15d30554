"""Before → after: what an operation of a run's log found and left of each thing of a person. Pure.

Nothing is invented: what the log did not record is unknown, and what was not changed is not listed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from app.domain.automation import actions as act
from app.domain.automation.collateral import name_apps
from app.domain.engine import reasons
from app.domain.engine.composites import FOUND, LEFT_GROUP
from app.domain.engine.planning import SUSPENDED, UNKNOWN_STATUS
from app.domain.engine.undo import DoneOperation, part_of
from app.domain.people.directory import Catalogue

Kind = Literal["group", "role", "status", "app"]
State = Literal["member", "not_member", "held", "not_held", "access", "no_access", "active", "suspended", "unknown"]
UNKNOWN: Final[State] = "unknown"
LOST_APPS: Final = "lost_apps"
GAINED_APPS: Final = "gained_apps"
"""Under these an operation keeps (id, name) of the apps that went with a group that was left, or came with one."""

SEEN_LATE: Final = "seen_late"
"""What an operation found was seen after an earlier try of it, which may have changed it."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing of a person, before a run wrote to it first and after it did last. id: of a role, app and role."""

    kind: Kind
    id: str
    name: str
    before: State
    after: State


def name_pairs(word: str, apps: Iterable[str], catalogue: Catalogue) -> dict[str, Any]:
    """Apps as an operation keeps them, under LOST_APPS or GAINED_APPS; nothing for none."""
    pairs = [[app, name_apps([app], catalogue)[0]] for app in sorted(apps)]
    return {word: pairs} if pairs else {}


def list_changes(done: DoneOperation) -> list[Changed]:
    """List the changes that an operation made, or may have made."""
    is_unknown = done.reason == reasons.OUTCOME_UNKNOWN
    if done.action == act.REMOVE_APP_ACCESS:
        return list(_list_parts(done, is_unknown=is_unknown))
    if done.outcome != "succeeded" and not is_unknown:
        return []
    kind, before, after = _read_step(done)
    name = done.target.name
    if is_unknown:
        return [Changed(kind, done.target.id, name, before, UNKNOWN)]
    return [Changed(kind, done.target.id, name, before, after), *_list_apps(done.before or {})]


def fold_person(changes: Iterable[Changed]) -> list[Changed]:
    """Over the operations of one person in their order: as each thing was first, and as it was left."""
    first: dict[tuple[str, str], Changed] = {}
    for change in changes:
        known = first.get((change.kind, change.id))
        first[change.kind, change.id] = change if known is None else replace(change, before=known.before)
    return list(first.values())


def _read_step(done: DoneOperation) -> tuple[Kind, State, State]:
    found = {} if (done.before or {}).get(SEEN_LATE) else done.before or {}
    if done.action in (act.ADD_TO_GROUPS, act.REMOVE_FROM_GROUPS):
        after: State = "member" if done.action == act.ADD_TO_GROUPS else "not_member"
        return "group", _tell(found.get("was_member"), "member", "not_member"), after
    if done.action in act.ROLE_ACTIONS:
        after = "held" if done.action == act.GRANT_APP_ROLE else "not_held"
        return "role", _tell(found.get("was_held"), "held", "not_held"), after
    status = found.get("status")
    after = "suspended" if done.action == act.SUSPEND_USER else "active"
    if status == SUSPENDED:
        return "status", "suspended", after
    return "status", UNKNOWN if status in (None, UNKNOWN_STATUS) else "active", after


def _tell(value: object, yes: State, no: State) -> State:
    return UNKNOWN if not isinstance(value, bool) else yes if value else no


def _list_apps(before: Mapping[str, Any]) -> Iterator[Changed]:
    for app_id, name in before.get(LOST_APPS, ()):
        yield Changed("app", str(app_id), str(name), "access", "no_access")
    for app_id, name in before.get(GAINED_APPS, ()):
        yield Changed("app", str(app_id), str(name), "no_access", "access")


def _list_parts(done: DoneOperation, *, is_unknown: bool) -> Iterator[Changed]:
    """Taking an app away: each group that was left, each role that was revoked, and the app."""
    parts = [step for step in done.steps if step["step"] != FOUND]
    for step in parts:
        yield _read_part(step, done.target.name, is_done=True)
    if is_unknown:
        found = (part for step in done.steps if step["step"] == FOUND for part in step["parts"])
        yield from (_read_part(part, done.target.name, is_done=False) for part in found if part not in parts)
    if not parts and not is_unknown:
        return
    # A part that failed, or ended in the middle: whether access is left is in the reason, if anywhere.
    after: State = "no_access" if done.outcome == "succeeded" else UNKNOWN
    if done.reason in (reasons.ACCESS_REMAINS, reasons.SHARED_GROUP):
        after = "access"
    yield Changed("app", done.target.id, done.target.name, "access", after)


def _read_part(step: Mapping[str, Any], app: str, *, is_done: bool) -> Changed:
    _kind, thing = part_of(step)
    if step["step"] == LEFT_GROUP:
        return Changed("group", thing, str(step["group_name"]), "member", "not_member" if is_done else UNKNOWN)
    return Changed("role", thing, f"{step['role']} in {app}", "held", "not_held" if is_done else UNKNOWN)
