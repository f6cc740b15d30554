"""Tells the scheduler that there is work, when the transaction commits. A lost call costs a second, no work."""

from sqlalchemy import text
from sqlalchemy.orm import Session

CHANNEL = "rollcall_work"


def announce_work(session: Session) -> None:
    """Wake the scheduler after commit (PostgreSQL delivers a notification only then)."""
    session.execute(text(f"notify {CHANNEL}"))
