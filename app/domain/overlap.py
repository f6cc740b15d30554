"""Which actions of two tasks work against each other, should they meet the same people."""

from collections.abc import Iterator, Sequence

from app.domain import actions as act
from app.domain.actions import Action
from app.domain.directory import Catalogue


def find_contrary_effects(mine: Sequence[Action], theirs: Sequence[Action], catalogue: Catalogue) -> list[str]:
    """One sentence part for each effect that the other task takes back, such as “adds to staff, which …”."""
    found = list(_one_way(mine, theirs, catalogue, "which the other removes"))
    found += _one_way(theirs, mine, catalogue, "which this one removes", verb_suffix=" there")
    return list(dict.fromkeys(found))


def _one_way(
    giving: Sequence[Action], taking: Sequence[Action], catalogue: Catalogue, ending: str, *, verb_suffix: str = ""
) -> Iterator[str]:
    left = _targets(taking, act.REMOVE_FROM_GROUPS)
    dropped = _targets(taking, act.REMOVE_APP_ACCESS)
    for group_id in sorted(_targets(giving, act.ADD_TO_GROUPS)):
        group = catalogue.groups.get(group_id)
        name = group.name if group else group_id
        if group_id in left:
            yield f"people are added to {name}{verb_suffix}, {ending}"
        elif group and {app for app, _role in group.grants} & dropped:
            yield f"{name} gives access to an app{verb_suffix}, {ending}"
    kinds = {action.type for action in giving}, {action.type for action in taking}
    if act.RESTORE_USER in kinds[0] and act.SUSPEND_USER in kinds[1]:
        yield "one suspends people and the other restores them"


def _targets(actions: Sequence[Action], kind: str) -> set[str]:
    return {target for action in actions if action.type == kind for target in action.targets}
