"""Whether what processes wrote of themselves (`worker.crash_points`) is a story that the model knows.

The model has one operation, so a run is looked at once for each of its operations. What a process does not tell of
(dying, being stopped, calling) may happen between any two lines.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path
from typing import Any, Final

from tests.model.moves import iter_moves
from tests.model.states import LEFT, SENT, Rules, State

Line = Mapping[str, Any]
Event = tuple[str, int]
"""(what, attempt)."""

RULES: Final = Rules(parts=0b01, most_claims=20, can_promote=0)
UNCANCELLED: Final = Rules(parts=0b01, most_claims=20, can_promote=0, can_cancel=0)
"""Enough for most stories, and far fewer states."""
START: Final = State(run="planning", crashes=inf, troubles=inf, doubts=inf)
_LEAVING: Final = ("slice_over", "finished", "ended", "waiting_for_sync")


def read_lines(path: Path) -> list[Line]:
    """The lines of all processes, in the order in which they were written."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def find_refused(lines: Iterable[Line]) -> list[str]:
    """The stories that cannot have happened, each up to the line at which that shows."""
    told = list(lines)
    rules = RULES if any(line["point"] == "ended" for line in told) else UNCANCELLED
    stories = {tuple(story) for story in _iter_stories(told)}
    return [refused for story in sorted(stories) if (refused := _refuse_in_any(story, rules)) is not None]


def _iter_stories(lines: list[Line]) -> Iterator[list[Event]]:
    """One for each operation of each run."""
    for run in {line["run"] for line in lines if "run" in line}:
        mine = [line for line in lines if line.get("run") == run]
        positions = {position for line in mine for position in line.get("positions", ())}
        positions |= {line["position"] for line in mine if "position" in line}
        positions |= {int(position) for line in mine for position in line.get("outcomes", ())}
        for position in positions or {-1}:
            yield [event for line in mine for event in _project(line, position)]


def _project(line: Line, position: int) -> Iterator[Event]:
    point, attempt = line["point"], int(line["attempt"])
    if point in ("claimed", *_LEAVING):
        yield ("left" if point in _LEAVING else point), attempt
    elif (point == "marked_started" and position in line["positions"]) or (
        point == "called" and line["position"] == position
    ):
        yield point, attempt
    elif point == "recorded" and str(position) in line["outcomes"]:
        yield f"recorded:{line['outcomes'][str(position)]}", attempt


def _refuse_in_any(story: tuple[Event, ...], rules: Rules) -> str | None:
    """Promotions multiply the states, so they are thought of only when the story is not known without."""
    if _refuse(story, rules) is None:
        return None
    return _refuse(story, replace(rules, can_promote=1))


def _refuse(story: tuple[Event, ...], rules: Rules) -> str | None:
    states = {START}
    for number, event in enumerate(story, 1):
        states = _follow(_close(states, rules), event, rules)
        if not states:
            return " ".join(f"{what}/{attempt}" for what, attempt in story[:number])
    return None


def _close(states: set[State], rules: Rules) -> set[State]:
    """With everything that may happen without a line."""
    found, waiting = set(states), list(states)
    while waiting:
        for name, _attempt, after in _moves(waiting.pop(), rules):
            is_hidden = name.startswith("hidden") or name in ("left", "planned")
            if is_hidden and after not in found:
                found.add(after)
                waiting.append(after)
    return found


def _follow(states: set[State], event: Event, rules: Rules) -> set[State]:
    what, attempt = event
    if what in ("called", "left"):
        pc = SENT if what == "called" else LEFT
        return {state for state in states if any((one.pc, one.attempt) == (pc, attempt) for one in state.workers)}
    names = {what, "recorded:unknown"} if what == "recorded:failed" else {what}
    return {after for state in states for name, by, after in _moves(state, rules) if name in names and by == attempt}


@cache
def _moves(state: State, rules: Rules) -> tuple[tuple[str, int, State], ...]:
    return tuple(iter_moves(state, rules))
