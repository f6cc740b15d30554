"""The health of the app as an admin sees it."""

from datetime import datetime
from typing import Literal

from app.api.schemas.organization import Mirror, Organization
from app.api.schemas.shapes import Out

HealthProblem = Literal[
    "scheduler_dead", "scheduler_failing", "workers_dead", "queue_late", "key_dead", "key_expires_soon", "data_old",
    "sync_failed", "upkeep_failed", "notifications_failed",
]  # fmt: skip


class ProcessVitals(Out):
    """How many processes of a kind live, and when one was last seen; null: never."""

    alive: int
    seen_at: datetime | None


class Waiting(Out):
    """Runs and syncs of the organization that wait for a worker, and how long the oldest does."""

    count: int
    age_seconds: int


class NotificationVitals(Out):
    """Notifications under way, and given up within a day."""

    waiting: int
    failed_last_day: int


class Health(Out):
    """Whether Rollcall lives, and what needs somebody; the most urgent problem first."""

    scheduler: ProcessVitals
    workers: ProcessVitals
    queue: Waiting
    mirror: Mirror
    organization: Organization | None
    notifications: NotificationVitals
    problems: list[HealthProblem]
