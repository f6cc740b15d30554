"""Preview of an undo: what it would take back, from the plan that the run itself makes. Nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.directory.facts import load_catalogue, load_users
from app.domain.engine.last_admins import AdminSeats
from app.domain.engine.planning import PlannedOperation
from app.domain.engine.protection import Protection
from app.domain.engine.runs import FINISHED
from app.domain.engine.undo import foresee
from app.domain.errors import Conflict, NotFound
from app.domain.people.directory import Catalogue
from app.models import Run
from app.services.automation.admin_seats import fill_seats
from app.services.automation.foreseen import Totals
from app.services.automation.previews import PlannedUserView, PreviewView, foresee_holds, view_operations
from app.services.engine.recent_changes import recall_users
from app.services.engine.undo import check_undoable, require_rights
from app.services.engine.undo_plan import (
    OPERATIONS_PER_CHUNK,
    UndoneUser,
    UndoSource,
    load_undo_chunk,
    load_undo_source,
)
from app.services.files.cursors import decode_cursor, encode_cursor
from app.services.queues.syncs import get_mirror
from app.services.tenancy.authority import find_delegates
from app.services.tenancy.settings import load_protection

_OPERATIONS_A_USER: Final = 4
"""About how many a page has to read for each of its users."""


def preview_undo(
    session: Session, tenant_id: int, run_id: int, *, cursor: str | None, limit: int, now: datetime, has_totals: bool
) -> PreviewView:
    """A page of what an undo of the run would do now; totals with the first page, when they are wanted.

    Raises NotFound, Invalid for a cursor that is not ours, Conflict with what keeps the run from being undone.
    """
    run = session.get(Run, (tenant_id, run_id))
    if run is None:
        raise NotFound("run")
    if run.state not in FINISHED:
        raise Conflict("run_active", "Wait until this run has ended, or cancel it.", run_id=run_id)
    check_undoable(session, run)
    require_rights(session, run)
    source = load_undo_source(session, tenant_id, run_id)
    catalogue = load_catalogue(session, tenant_id)
    protection = load_protection(session, tenant_id, now, delegates=find_delegates(session))
    protection = protection.for_undo(of_undo=source.is_undo)
    rules = _Rules(catalogue, protection, fill_seats(session, tenant_id, catalogue, now), now)
    totals = Totals() if has_totals and not cursor else None
    size = OPERATIONS_PER_CHUNK if totals else (limit + 1) * _OPERATIONS_A_USER
    page: list[tuple[int, PlannedUserView]] = []
    after = decode_cursor(cursor) if cursor else -1
    if cursor:
        _take_seats(session, tenant_id, source, rules, until=after)
    while users := load_undo_chunk(session, tenant_id, source, after_position=after, size=size, now=now):
        for position, view, operations in _foresee_users(session, tenant_id, users, rules):
            if totals is not None:
                totals.add(operations)
            if len(page) <= limit:
                page.append((position, view))
        after = users[-1].last_position
        session.expunge_all()
        if totals is None and len(page) > limit:
            break
    mirror = get_mirror(session, tenant_id, now)
    found = PreviewView(
        matched_users=totals.matched if totals else None,
        affected_users=totals.affected if totals else None,
        planned_operations=totals.planned if totals else None,
        skipped=dict(totals.skipped) if totals else None,
        failing_users=totals.failing if totals else None,
        failed=dict(totals.failed) if totals else None,
        users=[view for _position, view in page[:limit]],
        next_cursor=encode_cursor(page[limit - 1][0]) if len(page) > limit else None,
        warnings=[],
        data_read_at=mirror.synced_at,
    )
    return foresee_holds(session, tenant_id, found)


@dataclass(frozen=True, slots=True)
class _Rules:
    """By what each user of an undo is judged; seats: who fills the admin roles when the undo has come to a user."""

    catalogue: Catalogue
    protection: Protection
    seats: AdminSeats
    now: datetime


def _take_seats(session: Session, tenant_id: int, source: UndoSource, rules: _Rules, *, until: int) -> None:
    """Take seats that earlier pages would have taken from admins."""
    after, accounts = -1, rules.seats.accounts
    while users := load_undo_chunk(session, tenant_id, source, after_position=after, among=accounts, now=rules.now):
        earlier = [user for user in users if user.last_position <= until]
        for _ in _foresee_users(session, tenant_id, earlier, rules):
            pass
        after = users[-1].last_position
        if len(earlier) < len(users):
            return


def _foresee_users(
    session: Session, tenant_id: int, users: Sequence[UndoneUser], rules: _Rules
) -> Iterator[tuple[int, PlannedUserView, list[PlannedOperation]]]:
    """Those of whom something is left to take back: the last position of the source, and what would become of it."""
    facts = load_users(session, tenant_id, [user.account_id for user in users])
    logged = recall_users(session, tenant_id, list(facts.values()), rules.catalogue, rules.now)
    for user in users:
        if not user.operations:
            continue
        known = facts.get(user.account_id)
        operations = foresee(
            (known, logged.get(user.account_id)), user.operations, rules.catalogue, rules.protection,
            now=rules.now, seats=rules.seats,
        )  # fmt: skip
        name, email = (known.name, known.email) if known else ("", None)
        view = PlannedUserView(user.account_id, name, email, view_operations(operations))
        yield user.last_position, view, operations
