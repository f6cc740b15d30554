"""Authors of a task: people whose work a run of it carries out."""

from datetime import datetime
from typing import Any

from app.domain.engine.release import Hand
from app.models import SavedFilter, Task

Shape = tuple[int | None, list[Any], int | None]
"""What decides whom a run of a task changes, and how: its filter, actions and limit."""


def read_shape(task: Task) -> Shape:
    """The shape of a task, to be kept before it is changed."""
    return task.filter_id, task.actions, task.max_users


def find_authors(task: Task, saved: SavedFilter | None) -> list[Hand]:
    """Find the authors of a task: of its filter, actions and limit, its last save, its filter's last save."""
    hands = [Hand(task.shaped_by or task.updated_by, "shaped_task", task.shaped_at or task.updated_at)]
    if saved is not None:
        hands.append(Hand(saved.updated_by, "saved_filter", saved.updated_at))
    return [*hands, Hand(task.updated_by, "saved_task", task.updated_at)]


def note_author(task: Task, was: Shape | None = None, *, by: str, now: datetime) -> None:
    """Note who saved a task; with the shape that it had before, whether they have changed what its runs do."""
    if was is not None and was != read_shape(task):
        task.shaped_by, task.shaped_at = by, now
    elif task.shaped_by is None:
        # Saved by an earlier release, which knew only who saved last: before that is forgotten, it is kept.
        task.shaped_by, task.shaped_at = task.updated_by, task.updated_at
    task.updated_by, task.updated_at = by, now


def snapshot_task(row: Task) -> dict[str, Any]:
    """Snapshot a task for the audit log."""
    return {
        "name": row.name,
        "mode": row.mode,
        "filter_id": row.filter_id,
        "actions": row.actions,
        "schedule": row.schedule,
        "time_zone": row.time_zone,
        "is_schedule_active": row.is_schedule_active,
        "max_users": row.max_users,
    }
