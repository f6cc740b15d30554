"""Cautions of a list of actions: allowed but probably not meant, by itself and with the filter that finds the users."""

from collections.abc import Sequence

from app.domain.automation.actions.configured import describe_action, name_targets
from app.domain.automation.actions.kind import Action
from app.domain.automation.cautions import REPEATED_ACTION, Caution, build_caution
from app.domain.automation.certainties import list_certainties
from app.domain.filters import FilterSpec
from app.domain.people.directory import Catalogue


def find_cautions(actions: Sequence[Action], catalogue: Catalogue, spec: FilterSpec | None = None) -> list[Caution]:
    """Find the cautions of the actions, by themselves and (when given) with the filter that finds the users."""
    found: list[Caution] = []
    seen: set[Action] = set()
    for action in actions:
        if action in seen:
            targets = ", ".join(name_targets(action, catalogue))
            sentence = describe_action(action, catalogue)
            found.append(build_caution(REPEATED_ACTION, sentence=sentence, action=action.type, targets=targets))
        seen.add(action)
        found += action.kind.list_cautions(action, actions, catalogue)
    if spec is not None:
        certain = list_certainties(spec)
        found += [one for action in actions for one in action.kind.list_useless(action, certain, catalogue)]
    return list({(caution.code, caution.text): caution for caution in found}.values())
