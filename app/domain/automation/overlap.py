"""Overlap of two tasks: actions that work against each other, should they meet the same people."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.domain.automation.actions import Action
from app.domain.automation.cautions import Caution
from app.domain.automation.modes import DRAFT, changes_people
from app.domain.people.directory import Catalogue

SENTENCES: Final = {
    "overlap_added_here": "people are added to {group}, which the other removes",
    "overlap_added_there": "people are added to {group} there, which this one removes",
    "overlap_given_here": "{group} gives access to an app, which the other removes",
    "overlap_given_there": "{group} gives access to an app there, which this one removes",
    "overlap_suspension": "one suspends people and the other restores them",
}
CIRCLING: Final = {
    "overlap_circling": "The task “{task}” and this one lead people to and fro ({circling} now): what one of them does "
    "makes them match the other again.",
    "overlap_circling_alone": "This task changes the same people anew at every run ({circling} now): what one of its "
    "actions does another one takes back.",
}
ONCE: Final = {
    "this": "That matters once this task is live.",
    "other": "That matters once “{task}” is live.",
    "both": "That matters once both are live.",
}
"""What is added where one of the two changes nobody yet, by which of them has to become live."""
_FRAME: Final = "The task “{task}” may touch the same people with a contrary effect: {effect}."


def find_contrary_effects(
    mine: Sequence[Action], theirs: Sequence[Action], catalogue: Catalogue, *, task: str
) -> list[Caution]:
    """One caution for each effect that the other task, named `task`, takes back or has taken back."""
    found = [*_one_way(mine, theirs, catalogue, "here"), *_one_way(theirs, mine, catalogue, "there")]
    return [_build(code, task, group) for code, group in dict.fromkeys(found)]


def say_how_many(caution: Caution, people: int) -> Caution:
    """The same, with how many people match the filters of both tasks now."""
    verb = "person matches" if people == 1 else "people match"
    text = f"{caution.text} {people:,} {verb} the filters of both now."
    return replace(caution, text=text, facts=caution.facts | {"people": str(people)})


def say_who_circles(task: str | None, people: int) -> Caution:
    """That two tasks, or this one alone when no other is named, lead so many people to and fro."""
    code = "overlap_circling_alone" if task is None else "overlap_circling"
    facts = {"circling": str(people)} | ({} if task is None else {"task": task})
    return Caution(code, CIRCLING[code].format(task=task, circling=f"{people:,}"), facts)


def is_told_of(theirs: str) -> bool:
    """Whether other tasks are warned of one in this mode: what a draft would do is said where it is written alone."""
    return theirs != DRAFT


def find_once(mine: str, theirs: str) -> str | None:
    """Find the task of two that has to become live before they meet, by modes; None: both are."""
    if changes_people(mine):
        return None if changes_people(theirs) else "other"
    return "this" if changes_people(theirs) else "both"


def say_once(caution: Caution, once: str | None) -> Caution:
    """The same, with when it begins to matter."""
    if once is None:
        return caution
    text = f"{caution.text} {ONCE[once].format(task=caution.facts.get('task', ''))}"
    return replace(caution, text=text, facts=caution.facts | {"once": once})


def takes_back_itself(actions: Sequence[Action], catalogue: Catalogue) -> bool:
    """Whether a list of actions gives what it takes: lists that say so plainly are not saved at all."""
    return any(_one_way(actions, actions, catalogue, "here"))


def _build(code: str, task: str, group: str) -> Caution:
    facts = {"task": task} | ({"group": group} if group else {})
    return Caution(code, _FRAME.format(task=task, effect=SENTENCES[code].format(group=group)), facts)


def _one_way(
    giving: Sequence[Action], taking: Sequence[Action], catalogue: Catalogue, side: str
) -> Iterator[tuple[str, str]]:
    left = {target for action in taking for target in action.left}
    dropped = {target for action in taking for target in action.apps}
    for group_id in sorted({target for action in giving for target in action.joined}):
        group = catalogue.groups.get(group_id)
        name = group.shown if group else group_id
        if group_id in left:
            yield f"overlap_added_{side}", name
        elif group and {app for app, _role in group.grants} & dropped:
            yield f"overlap_given_{side}", name
    taken = {action.type for action in taking}
    for kind in dict.fromkeys(action.kind for action in giving):
        if kind.contrary is not None and kind.opposite in taken:
            yield kind.contrary, ""
