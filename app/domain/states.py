"""The closed words of rows: where a run, a step, a sync or a notification stands. For whoever compares or sets one.

Columns keep them as text, with a check that lists them (`app.models.mapping.one_of`).
"""

from enum import StrEnum
from typing import Final


class RunState(StrEnum):
    """State of a run; `app.domain.engine.runs` says which moves there are."""

    QUEUED = "queued"
    SYNCING = "syncing"
    PLANNING = "planning"
    HELD = "held"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    TESTED = "tested"
    CANCELLED = "cancelled"
    MISSED = "missed"
    SKIPPED = "skipped"


class Trigger(StrEnum):
    """Trigger of a run: what it was started by."""

    SCHEDULED = "scheduled"
    MANUAL = "manual"
    BULK = "bulk"
    UNDO = "undo"


class StepOutcome(StrEnum):
    """Outcome of an operation; one that is started may have been applied or not."""

    PLANNED = "planned"
    STARTED = "started"
    SUCCEEDED = "succeeded"
    SKIPPED = "skipped"
    FAILED = "failed"


class Confirmation(StrEnum):
    """Confirmation of a write by a look long after it."""

    CONFIRMED = "confirmed"
    NOT_APPLIED = "not_applied"
    UNTOLD = "untold"
    CAME_BACK = "came_back"


class SyncState(StrEnum):
    """State of a sync."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class SyncKind(StrEnum):
    """Kind of a sync: what it is for."""

    FIRST = "first"
    DAILY = "daily"
    MANUAL = "manual"
    BEFORE_RUN = "before_run"
    AFTER_RUN = "after_run"


class WalkState(StrEnum):
    """State of a walk of a sync."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class DeliveryState(StrEnum):
    """State of a notification."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


OPEN_OUTCOMES: Final = (StepOutcome.PLANNED, StepOutcome.STARTED)
"""What an operation can be before anybody knows what became of it."""
