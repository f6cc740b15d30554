"""Notifications: the events that Rollcall tells of by itself, their names, and when a try is repeated."""

from datetime import timedelta
from typing import Final

from app.domain.states import RunState

RUN_SUCCEEDED: Final = "run.succeeded"
RUN_PARTIAL: Final = "run.partial"
RUN_FAILED: Final = "run.failed"
RUN_TESTED: Final = "run.tested"
"""A test run has ended with what a live one would have done."""
RUN_HELD: Final = "run.held"
RUN_MISSED: Final = "run.missed"
RUN_SKIPPED: Final = "run.skipped"
RUN_CANCELLED: Final = "run.cancelled"
RUN_EXPIRED: Final = "run.expired"
"""Told to whoever asked for RUN_HELD or RUN_CANCELLED: the end of that story."""
RUN_CAME_BACK: Final = "run.came_back"
"""A sync found that somebody else has changed back what a run had done; told once of each run."""
ALL_STOPPED: Final = "runs.stopped"
"""Somebody pulled the stop switch."""
FOUR_EYES_OFF: Final = "four_eyes.off"
"""Plans need no other person for their release any more. Told to whoever asked for RUN_HELD."""
SYNC_FAILED: Final = "sync.failed"
KEY_EXPIRING: Final = "key.expiring"
KEY_DEAD: Final = "key.dead"
TEST: Final = "test"
CONFIRM: Final = "recipient.confirm"
"""The question whether somebody wants the emails; the only thing that an address gets before it has confirmed."""

EVENTS: Final = (
    *(RUN_SUCCEEDED, RUN_PARTIAL, RUN_FAILED, RUN_TESTED, RUN_HELD, RUN_MISSED, RUN_SKIPPED, RUN_CANCELLED),
    *(RUN_CAME_BACK, ALL_STOPPED, SYNC_FAILED, KEY_EXPIRING, KEY_DEAD),
)
"""What a channel can be asked to tell of."""
EVENTS_TOLD_AT_FIRST: Final = tuple(event for event in EVENTS if event not in (RUN_SUCCEEDED, RUN_TESTED))
"""What the emails tell of that are asked for when the organization is connected: whatever needs somebody."""
EVENTS_OF_RUNS: Final = {
    RunState.SUCCEEDED: RUN_SUCCEEDED,
    RunState.PARTIAL: RUN_PARTIAL,
    RunState.FAILED: RUN_FAILED,
    RunState.TESTED: RUN_TESTED,
    RunState.HELD: RUN_HELD,
    RunState.MISSED: RUN_MISSED,
    RunState.SKIPPED: RUN_SKIPPED,
    RunState.CANCELLED: RUN_CANCELLED,
}
"""The states of a run that are told of, once each. The rows tell it themselves (a trigger of the table), so that no
door through which a run gets there can forget it; the same holds for syncs that fail."""

KEY_WARNING_DAYS: Final = (30, 14, 7, 1)

PAUSES: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
MOST_TRIES: Final = len(PAUSES) + 1
"""After so many tries, within some 21 hours, a notification is given up."""


def find_pause(tries: int) -> timedelta:
    """How long to wait after so many tries that failed (one at least)."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


def find_key_warning(days_left: int) -> int | None:
    """The warning that is due when a key lasts so many days: the smallest of KEY_WARNING_DAYS that covers them.

    A key that has expired is not warned of: Atlassian refuses it, and then it is dead.
    """
    due = [days for days in KEY_WARNING_DAYS if 0 <= days_left <= days]
    return min(due, default=None)
