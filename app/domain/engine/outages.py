"""How long work waits while Atlassian fails: pauses that grow with the outage, and an end to all patience. Pure."""

from datetime import datetime, timedelta
from typing import Final

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=15)
PATIENCE: Final = timedelta(hours=24)


def plan_next_try(since: datetime, now: datetime) -> datetime | None:
    """When to try again in an outage that began at `since`; None when there is no patience left.

    A pause is half of the time waited so far, so that a short outage costs little and a long one few calls. The last
    try is made when the patience ends.
    """
    end = since + PATIENCE
    if now >= end:
        return None
    pause = min(max((now - since) / 2, FIRST_PAUSE), LONGEST_PAUSE)
    return min(now + pause, end)
