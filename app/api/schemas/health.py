"""The health of the app as an admin sees it."""

from datetime import datetime
from typing import Literal

from app.api.schemas.organization import Mirror, Organization
from app.api.schemas.shapes import Out

HealthProblem = Literal[
    "scheduler_dead", "scheduler_failing", "workers_dead", "queue_late", "key_dead", "key_expires_soon", "data_old",
    "sync_failed", "upkeep_failed", "notifications_failed", "fact_contradicted",
]  # fmt: skip


class Finding(Out):
    """Finding of the doctor: an assumption about Atlassian's answers and how it fared: `agree` of `seen`.

    actions: those that rely on it; while it is contradicted, runs with one of them change nothing.
    """

    fact: str
    sentence: str
    verdict: Literal["holds", "contradicted", "not_seen"]
    agree: int
    seen: int
    actions: list[str]


class StoppedTask(Out):
    """A task with an action that is not carried out."""

    id: int
    name: str


class Examination(Out):
    """Examination by the doctor. `unsafe_actions` are not carried out until another one finds otherwise.

    Read later, `findings` are those that were contradicted. What was contradicted once and cannot be seen stays so.
    stopped_tasks: those with an unsafe action. examined_at: null when nobody has looked yet.
    """

    examined_at: datetime | None
    findings: list[Finding]
    unsafe_actions: list[str]
    stopped_tasks: list[StoppedTask]


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
