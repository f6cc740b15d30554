"""Last test run of a task, for whoever thinks of letting the task go live."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.automation.frozen import freeze_core
from app.domain.engine.holds import Hold
from app.models import Run, SavedFilter, Task
from app.services.automation.saving.list_statements import NEWEST_TESTED


@dataclass(frozen=True, slots=True)
class LastTest:
    """Result of the newest test run of a task, for whoever thinks of letting the task go live.

    is_current: it was about the filter and the actions that the task has now.
    """

    run_id: int
    finished_at: datetime | None
    matched_users: int
    planned_users: int
    would_change: int
    would_skip: int
    would_fail: int
    holds: list[Hold]
    is_current: bool


def find_last_tests(
    session: Session, tenant_id: int, rows: Sequence[Task], filters: dict[int, SavedFilter]
) -> dict[int, LastTest]:
    """The newest test run of each of these tasks that has come to its end."""
    given = {"tenant": tenant_id, "tasks": [row.id for row in rows]}
    runs = {run.task_id: run for run in session.scalars(NEWEST_TESTED, given)}
    return {
        row.id: _describe(runs[row.id], row, filters.get(row.filter_id or 0)) for row in rows if row.id in runs
    }  # fmt: skip


def _describe(run: Run, task: Task, saved: SavedFilter | None) -> LastTest:
    now = freeze_core(saved.specification if saved else None, task.actions)
    counts = run.counts
    return LastTest(
        run_id=run.id,
        finished_at=run.finished_at,
        matched_users=run.matched_users or 0,
        planned_users=run.planned_users or 0,
        would_change=counts.get("would_change", 0),
        would_skip=counts.get("would_skip", 0),
        would_fail=counts.get("would_fail", 0),
        holds=[Hold(**hold) for hold in run.holds or ()],
        is_current=run.frozen.core == now.core,
    )
