"""Runs and syncs that wait for Atlassian to recover: why, since when, and when they try again."""

from dataclasses import dataclass
from datetime import datetime

from app.models import Run, Sync


@dataclass(frozen=True, slots=True)
class Waiting:
    """`reason` is one of the words in `app.atlassian.outages`; `next_try_at` is None while it tries."""

    reason: str
    since: datetime
    next_try_at: datetime | None


def find_waiting(row: Run | Sync) -> Waiting | None:
    """Find the outage that an active run or sync waits for; None when it goes on, or has ended."""
    if row.waiting_since is None or row.finished_at is not None:
        return None
    return Waiting(row.waiting_reason or "down", row.waiting_since, row.not_before)
