"""Looks at the directory, declared for the rest of a transaction: the tables of the mirror note what changes in them by
themselves (`app.models.changes.ChangeSpan`), with the moment and the cause that stand here. Whoever says nothing is
taken for a look of this very moment that found what somebody else did.
"""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

_SAY: Final = sa.text(
    "select set_config('rollcall.look_at', :moment, true), set_config('rollcall.look_run', :run, true),"
    " set_config('rollcall.look_is_first', :first, true), set_config('rollcall.look_unapplied', :unapplied, true)"
)


def say_look(session: Session, at: datetime, *, is_first: bool = False) -> None:
    """Declare that what follows was read from Atlassian by then. is_first: nothing began by then."""
    _say(session, moment=at.isoformat(), first="yes" if is_first else "")


def say_run(session: Session, run_id: int, at: datetime) -> None:
    """Declare that what follows was done by the run, at that moment."""
    _say(session, moment=at.isoformat(), run=str(run_id))


def say_unapplied(session: Session, run_id: int) -> None:
    """Declare that what follows takes back what was noted of the run and never was so."""
    _say(session, unapplied=str(run_id))


def say_nobody(session: Session) -> None:
    """End the declaration of who looks."""
    _say(session)


def _say(session: Session, moment: str = "", run: str = "", first: str = "", unapplied: str = "") -> None:
    session.connection().execute(_SAY, {"moment": moment, "run": run, "first": first, "unapplied": unapplied})
