"""Writes what operations have just changed into the mirror, in the transaction that records their outcomes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.directory.looks import say_nobody, say_run, say_unapplied
from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import split_role_target
from app.services.engine.operations import Settled
from worker.engine.writes import WRITES
from worker.engine.writes.apps import list_part_changes
from worker.engine.writes.write import Change

_IN_PLACE: Final = {write.in_place: word for word, write in WRITES.items() if write.in_place is not None}


def mirror_outcomes(session: Session, tenant_id: int, settled: Iterable[Settled], *, run_id: int, at: datetime) -> None:
    """Bring the mirror to what Atlassian confirmed by then; steps of a composite that failed half-way count too."""
    found = [change for one in settled for change in _list_changes(one)]
    say_run(session, run_id, at)
    _write(session, tenant_id, found)


def mirror_steps(
    session: Session, tenant_id: int, account_id: str, steps: Iterable[Mapping[str, Any]], *, run_id: int, at: datetime
) -> None:
    """Bring the mirror to what the parts of a composite have changed, whatever becomes of the whole."""
    say_run(session, run_id, at)
    _write(session, tenant_id, list_part_changes(account_id, steps))


def mirror_looked_at(
    session: Session, tenant_id: int, found: Iterable[tuple[str, Element, bool]], *, run_id: int, at: datetime
) -> None:
    """Bring the mirror to what a look after the lag has shown of the run's changes: (account, thing, whether it is
    there)."""
    say_run(session, run_id, at)
    _write_in_place(session, tenant_id, found)


def mirror_unapplied(
    session: Session, tenant_id: int, found: Iterable[tuple[str, Element, bool]], *, run_id: int
) -> None:
    """Take back what the mirror was told of changes of the run that never showed, as above."""
    say_unapplied(session, run_id)
    _write_in_place(session, tenant_id, found)


def _write_in_place(session: Session, tenant_id: int, found: Iterable[tuple[str, Element, bool]]) -> None:
    _write(session, tenant_id, (_in_place(*one) for one in found))


def _in_place(account_id: str, element: Element, is_there: bool) -> Change:
    kind, name = element
    what = split_role_target(name) if kind == "role" else (name,)
    return _IN_PLACE[kind, is_there], (account_id, *what)


def _write(session: Session, tenant_id: int, found: Iterable[Change]) -> None:
    """Write, and end the declaration of who does it."""
    changes: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for action, change in found:
        changes[action].append(change)
    for action, rows in changes.items():
        WRITES[action].mirror(session, tenant_id, rows)
    say_nobody(session)


def _list_changes(settled: Settled) -> Iterator[Change]:
    return WRITES[settled.operation.action].list_changes(settled.operation, settled.outcome)
