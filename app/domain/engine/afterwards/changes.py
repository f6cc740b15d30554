"""Before → after: what an operation of a run's log found and left of each thing of a person. Pure.

Nothing is invented: what the log did not record is unknown, and what was not changed is not listed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from app.domain.automation.actions import ACTIONS
from app.domain.automation.actions.records import SEEN_LATE, UNKNOWN, Changed, DoneOperation
from app.domain.automation.collateral import name_apps
from app.domain.people.directory import Catalogue
from app.domain.states import StepOutcome

LOST_APPS: Final = "lost_apps"
GAINED_APPS: Final = "gained_apps"
"""Under these an operation keeps (id, name) of the apps that went with a group that was left, or came with one."""


def name_pairs(word: str, apps: Iterable[str], catalogue: Catalogue) -> dict[str, Any]:
    """Apps as an operation keeps them, under LOST_APPS or GAINED_APPS; nothing for none."""
    pairs = [[app, name_apps([app], catalogue)[0]] for app in sorted(apps)]
    return {word: pairs} if pairs else {}


def list_changes(done: DoneOperation) -> list[Changed]:
    """List the changes that an operation made, or may have made."""
    action = ACTIONS[done.action]
    if action.is_composite:
        return action.list_parts(done)
    if done.outcome != StepOutcome.SUCCEEDED and not done.is_unknown:
        return []
    # What an earlier try of ours may have changed does not tell how it was before.
    kind, before, after = action.tell({} if (done.before or {}).get(SEEN_LATE) else done.before or {})
    name = done.target.name
    if done.is_unknown:
        return [Changed(kind, done.target.id, name, before, UNKNOWN)]
    return [Changed(kind, done.target.id, name, before, after), *_list_apps(done.before or {})]


def fold_person(changes: Iterable[Changed]) -> list[Changed]:
    """Over the operations of one person in their order: as each thing was first, and as it was left."""
    first: dict[tuple[str, str], Changed] = {}
    for change in changes:
        known = first.get((change.kind, change.id))
        first[change.kind, change.id] = change if known is None else replace(change, before=known.before)
    return list(first.values())


def _list_apps(before: Mapping[str, Any]) -> Iterator[Changed]:
    for app_id, name in before.get(LOST_APPS, ()):
        yield Changed("app", str(app_id), str(name), "access", "no_access")
    for app_id, name in before.get(GAINED_APPS, ()):
        yield Changed("app", str(app_id), str(name), "no_access", "access")
