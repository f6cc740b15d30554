"""How long the rest of a run will take, from its own log. Pure.

The pace is that of the last steps, so that neither the wait before a run nor what it did at first is taken for its
speed. Atlassian lets a first lot of changes through at once and spreads the others: while the first minute lasts, the
estimate is never below what the assumed allowance permits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

RECENT: Final = 40
"""So many of the last steps tell the pace."""
AT_ONCE: Final = 100
WINDOW_SECONDS: Final = 60.0
_SECONDS_PER_STEP: Final = WINDOW_SECONDS / 200


def estimate_seconds(planned: int, done: int, first: datetime, recent: Sequence[datetime], now: datetime) -> float:
    """Seconds until the planned steps are done too; `first` and `recent` are when done steps were begun.

    `recent` holds the last ones, RECENT at the most and one at least. All times are aware.
    """
    pace = max(0.0, (now - min(recent)).total_seconds()) / len(recent)
    seconds = pace * planned
    elapsed = max(0.0, (now - first).total_seconds())
    if elapsed < WINDOW_SECONDS:
        seconds = max(seconds, max(0, planned + done - AT_ONCE) * _SECONDS_PER_STEP - elapsed)
    return seconds
