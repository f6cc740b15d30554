"""What the model of a run knows: the row, its one operation of one or two parts, Atlassian, and two workers.

Time goes in halves of a lease. A part is a bit; `0b11` are both parts of a composite.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

AWAKE: Final = 0
AWAY: Final = 1
"""Stopped: does nothing at all."""
CUT: Final = 2
"""Cut off from the database: calls Atlassian, but neither renews nor writes."""

IDLE: Final = "idle"
HOLDING: Final = "holding"
LOOKED: Final = "looked"
MARKED: Final = "marked"
"""About to send the next part."""
SENT: Final = "sent"
"""Has an answer that is not written down."""
LEFT: Final = "left"
"""Has given the row back or ended the run, and is about to say so."""

ENDED: Final = frozenset({"done", "cancelled"})
OPEN: Final = frozenset({"planned", "started"})


class Worker(NamedTuple):
    """One worker. `age`: halves of a lease since its last renewal. `seen`: the parts that its last look showed."""

    pc: str = IDLE
    attempt: int = 0
    age: int = 0
    whereabouts: int = AWAKE
    is_lost: bool = False
    seen: int = 0
    is_look_old: bool = False
    answer: str = ""
    has_doubted: bool = False
    was_started: bool = False


class State(NamedTuple):
    """Everything at one moment. `lease`: -1 for a free row, else halves since its last renewal, 2 being run out.

    `called`: parts that were called and not looked at since. `admin`: 1 since just now, 2 for longer than half a
    lease. The budgets bound what may go wrong.
    """

    run: str = "planning"
    attempt: int = 0
    lease: int = -1
    is_cancelled: bool = False
    op: str = "planned"
    steps: int = 0
    applied: int = 0
    called: int = 0
    admin: int = 0
    is_undone: bool = False
    crashes: float = 1
    troubles: float = 1
    doubts: float = 1
    workers: tuple[Worker, Worker] = (Worker(), Worker())


@dataclass(frozen=True)
class Rules:
    """The safeguards; each can be switched off, and the model must then find what it is for."""

    parts: int = 0b11
    most_claims: int = 3
    can_cancel: int = 1
    can_promote: int = 1
    mishaps: tuple[int, int, int] = (1, 1, 1)
    """How often a worker dies, is stopped or cut off, and has no answer. Together the searches have all of it."""
    asks_before_each_call: bool = True
    stays_lost: bool = True
    is_fenced: bool = True
    claims_look_at_lease: bool = True
    marks_before_call: bool = True
    looks_before_repeat: bool = True
    plan_hears_cancel: bool = True
    end_keeps_steps: bool = True
    end_looks_at_started: bool = True
    steps_count_as_touched: bool = True
    stays_started_when_begun_before: bool = True
    undo_sees_steps: bool = True
    undo_sees_unknown: bool = True


class Broken(Exception):
    """Something happened that must never happen."""
