"""Asks once before a task begins to take something away from people by itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.automation.actions import parse_known_actions
from app.domain.automation.modes import changes_people
from app.domain.errors import Conflict
from app.models import SavedFilter, Task
from app.services.automation.filters import read_stored
from app.services.automation.foreseen import count_affected
from app.services.queues.syncs import find_synced_at


def takes_by_itself(row: Task) -> bool:
    """Whether the stored task takes something away from people without anybody's hand."""
    is_due_ever = row.is_schedule_active and row.filter_id is not None and row.schedule.get("mode") != "manual"
    is_live = is_due_ever and changes_people(row.mode)
    return is_live and any(action.is_destructive for action in parse_known_actions(row.actions))


def require_confirmation(session: Session, row: Task, is_confirmed: bool, *, was_taking: bool, now: datetime) -> None:
    """Raise Conflict, with how many people it would change now, for a task that begins to take things away."""
    if is_confirmed or was_taking or not takes_by_itself(row):
        return
    saved = session.get(SavedFilter, (row.tenant_id, row.filter_id))
    spec = read_stored(saved.specification) if saved else None
    actions = parse_known_actions(row.actions)
    users = count_affected(session, row.tenant_id, spec, actions, now, task_id=row.id) if spec else 0
    read_at = find_synced_at(session, row.tenant_id)
    detail = (
        f"By this schedule the task takes something away from people by itself; {users} would be changed now. "
        "Save it with is_confirmed true to let it."
    )
    values = {"affected_users": users, "data_read_at": read_at.isoformat() if read_at else None}
    raise Conflict("schedule_unconfirmed", detail, **values)
