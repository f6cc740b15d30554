"""Looks at every state that the model can reach."""

from collections import deque
from dataclasses import dataclass, field

from tests.model.moves import check, iter_moves
from tests.model.states import ENDED, Broken, Rules, State


@dataclass
class Found:
    """What the search came upon: states, how each was reached, and the first thing that must never happen."""

    before: dict[State, tuple[str, State | None]] = field(default_factory=dict)
    after: dict[State, list[State]] = field(default_factory=dict)
    broken: str | None = None
    story: list[str] = field(default_factory=list)


def explore(rules: Rules) -> Found:
    """Breadth first, so that a story is as short as can be."""
    crashes, troubles, doubts = rules.mishaps
    start = State(crashes=crashes, troubles=troubles, doubts=doubts)
    found = Found({start: ("start", None)})
    waiting = deque([start])
    while waiting:
        state = waiting.popleft()
        try:
            check(state, rules)
            moves = list(iter_moves(state, rules))
        except Broken as broken:
            found.broken, found.story = str(broken), _tell(found, state)
            return found
        found.after[state] = [after for _name, _attempt, after in moves]
        for name, attempt, after in moves:
            if after not in found.before:
                found.before[after] = (f"{name} {attempt or ''}".strip(), state)
                waiting.append(after)
    return found


def _tell(found: Found, state: State) -> list[str]:
    """The moves that led here."""
    story = []
    place: State | None = state
    while place is not None:
        name, place = found.before[place]
        story.append(name)
    return story[::-1]


def find_stuck(found: Found, rules: Rules) -> list[State]:
    """States from which no run can end any more, although another worker may still come."""
    behind: dict[State, list[State]] = {}
    for state, afters in found.after.items():
        for after in afters:
            behind.setdefault(after, []).append(state)
    good = [state for state in found.after if state.run in ENDED or state.attempt == rules.most_claims]
    reached = set(good)
    while good:
        for state in behind.get(good.pop(), ()):
            if state not in reached:
                reached.add(state)
                good.append(state)
    return [state for state in found.after if state not in reached]
