"""Names of copies: a clone of a task gets one that no other task has."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Task

MAX_NAME_LENGTH = 120


def find_free_name(session: Session, tenant_id: int, name: str) -> str:
    """The name with a number behind it that makes it unlike those of all other tasks."""
    query = select(Task.name).where(Task.tenant_id == tenant_id, Task.removed_at.is_(None))
    taken = {taken.lower() for taken in session.scalars(query)}
    number, candidate = 1, _number_name(name, 1)
    while candidate.lower() in taken:
        number += 1
        candidate = _number_name(name, number)
    return candidate


def _number_name(name: str, number: int) -> str:
    """The name of a copy; a long name is cut, its number is not."""
    ending = " (copy)" if number == 1 else f" (copy {number})"
    return name[: MAX_NAME_LENGTH - len(ending)] + ending
