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
from tests.model.states import ENDED, LEFT, SENT, Rules, State

Line = Mapping[str, Any]
Event = tuple[str, int]
"""(what, attempt)."""
Known = tuple[State, int]
"""A state that the story may have come to, and how many lines it may still lack."""

RULES: Final = Rules(parts=0b01, most_claims=20, can_promote=0)
UNCANCELLED: Final = Rules(parts=0b01, most_claims=20, can_promote=0, can_cancel=0)
"""Enough for most stories, and far fewer states."""
START: Final = State(run="planning", crashes=inf, troubles=inf, doubts=inf)
_LEAVING: Final = ("slice_over", "waiting_for_sync")
_ENDING: Final = ("finished", "ended")
_PARTIAL: Final = ("step_called", "step_recorded")
"""Told by operations of several parts alone."""


def read_lines(path: Path) -> list[Line]:
    """The lines of all processes, in the order in which they were written."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def find_refused(lines: Iterable[Line], *, untold: int = 0) -> list[str]:
    """The stories that cannot have happened, each up to the line at which that shows.

    `untold`: how many lines each may lack, because whoever had to write them died or was cut off right before.
    """
    told = list(lines)
    rules = RULES if any(line["point"] == "ended" for line in told) else UNCANCELLED
    claims = sum(line["point"] == "claimed" for line in told)
    rules = replace(rules, most_claims=max(rules.most_claims, claims + untold))
    stories = {tuple(story) for story in _iter_stories(told)}
    wider = [rules, replace(rules, can_promote=1)]
    if any(line["point"] in _PARTIAL for line in told):
        wider.append(replace(rules, can_promote=1, parts=0b11))
    return [refused for story in sorted(stories) if (refused := _refuse_in_all(story, wider, untold)) is not None]


def without_late(lines: Iterable[Line]) -> list[Line]:
    """The lines without those of an attempt that was over: of what it had done before it wrote them too late."""
    newest: dict[int, int] = {}
    kept = []
    for line in lines:
        run, attempt = line.get("run", 0), line.get("attempt", 0)
        newest[run] = max(newest.get(run, 0), attempt)
        if attempt == newest[run] or line["point"] in ("called", *_LEAVING, *_ENDING):
            kept.append(line)
    return kept


def _iter_stories(lines: list[Line]) -> Iterator[list[Event]]:
    """One for each operation of each run."""
    for run in {line["run"] for line in lines if "run" in line}:
        mine = [line for line in lines if line.get("run") == run]
        positions = {position for line in mine for position in line.get("positions", ())}
        positions |= {line["position"] for line in mine if "position" in line}
        positions |= {int(position) for line in mine for position in line.get("outcomes", ())}
        for position in positions:
            yield [event for line in mine for event in _project(line, position)]
        if not positions:
            # Nobody was chosen: the end of such a run says nothing about an operation.
            story = [event for line in mine for event in _project(line, -1)]
            yield [("left" if what == "over" else what, attempt) for what, attempt in story]


def _project(line: Line, position: int) -> Iterator[Event]:
    point, attempt = line["point"], int(line["attempt"])
    if point in _LEAVING:
        yield "left", attempt
    elif point in _ENDING:
        yield "over", attempt
    elif (
        point == "claimed"
        or (point == "marked_started" and position in line["positions"])
        or (point == "called" and line["position"] == position)
    ):
        yield point, attempt
    elif point == "recorded" and str(position) in line["outcomes"]:
        yield f"recorded:{line['outcomes'][str(position)]}", attempt


def _refuse_in_all(story: tuple[Event, ...], wider: Iterable[Rules], untold: int) -> str | None:
    """Promotions and operations of several parts multiply the states, so they are thought of only when the story is
    not known without."""
    refused = None
    for rules in wider:
        refused = _refuse(story, rules, untold)
        if refused is None:
            return None
    return refused


def _refuse(story: tuple[Event, ...], rules: Rules, untold: int) -> str | None:
    states = {(START, untold)}
    for number, event in enumerate(story, 1):
        states = _follow(_close(states, rules), event, rules)
        if not states:
            return " ".join(f"{what}/{attempt}" for what, attempt in story[:number])
    return None


def _close(states: set[Known], rules: Rules) -> set[Known]:
    """With everything that may happen without a line."""
    found, waiting = set(states), list(states)
    while waiting:
        state, untold = waiting.pop()
        for name, _attempt, after in _moves(state, rules):
            is_hidden = name.startswith("hidden") or name in ("left", "planned")
            known = (after, untold if is_hidden else untold - 1)
            if known[1] >= 0 and known not in found:
                found.add(known)
                waiting.append(known)
    return found


def _follow(states: set[Known], event: Event, rules: Rules) -> set[Known]:
    what, attempt = event
    if what in ("called", "left", "over"):
        pc = SENT if what == "called" else LEFT
        return {
            known
            for known in states
            if any((one.pc, one.attempt) == (pc, attempt) for one in known[0].workers)
            and (what != "over" or known[0].run in ENDED)
        }
    names = {what, "recorded:unknown"} if what == "recorded:failed" else {what}
    return {
        (after, untold)
        for state, untold in states
        for name, by, after in _moves(state, rules)
        if name in names and by == attempt
    }


@cache
def _moves(state: State, rules: Rules) -> tuple[tuple[str, int, State], ...]:
    return tuple(iter_moves(state, rules))
