"""Things: what a step changes of a person, and when two steps change the same, for runs side by side.

Which way a step changes it does not matter: two runs that both write to a thing cannot both be told truthfully.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.automation.actions import ACTIONS
from app.domain.automation.actions.records import ACCOUNT, Thing
from app.domain.engine.composites import FOUND, LEFT_GROUP
from app.domain.people.directory import Catalogue


def name_thing(action: str, target_id: str) -> Thing:
    """Name the thing that a step changes. A step of a kind that is not known here may change everything."""
    kind = ACTIONS.get(action)
    return ACCOUNT if kind is None else kind.name_thing(target_id)


def list_changed(action: str, target_id: str, steps: Iterable[Mapping[str, Any]]) -> list[Thing]:
    """List the things that a step has changed, or may have: its own, and the groups left on the way."""
    done = [part for step in steps for part in (step["parts"] if step["step"] == FOUND else [step])]
    left = [("group", str(part["group_id"])) for part in done if part["step"] == LEFT_GROUP]
    return [name_thing(action, target_id), *left]


def are_same(one: Thing, other: Thing, catalogue: Catalogue) -> bool:
    """Whether two steps with these things touch the same: access to an app is given by groups, too."""
    if ACCOUNT in (one, other) or one == other:
        return True
    for (kind, group_id), (other_kind, app_id) in ((one, other), (other, one)):
        group = catalogue.groups.get(group_id) if (kind, other_kind) == ("group", "app") else None
        if group and any(resource_id == app_id for resource_id, _role in group.grants):
            return True
    return False


def find_changer(thing: Thing, changed: Sequence[tuple[Thing, int]], catalogue: Catalogue) -> int | None:
    """The newest run that has changed the same, of (what was changed, by which run); None when none has."""
    return max((run_id for other, run_id in changed if are_same(thing, other, catalogue)), default=None)
