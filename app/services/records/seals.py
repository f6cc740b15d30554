"""Seals what is logged, at the end of the transaction that writes it.

The seals of a tenant are a chain, so transactions take turns at it. That lock is taken last, just before the commit:
nobody waits for another lock while holding it, and it is held for a moment only.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, Session, SessionTransaction, object_session

from app.db import ScopedSession
from app.domain.seals import Seal, SealKind, compute_content, make_seal, write_head
from app.models import AuditEntry, LogSeal, Run
from app.models.runs import ACTIVE_RUN_STATES
from app.services.records.seal_keys import note_heads, take_keys
from app.traces import place_request, place_work, record_span

_NOTED: Final = "to_be_sealed"
_Noted = tuple[int, SealKind, int]
"""(tenant, kind, id of the row)."""
RUNS_AT_ONCE: Final = 200
_AUDIT: Final = ("id", "at", "account_id", "event", "subject", "before", "after")
_RUN: Final = (
    *("id", "task_id", "trigger", "scheduled_for", "state", "reason", "specification", "plan_hash", "counts"),
    *("matched_users", "planned_users", "requested_by", "approved_by", "cancel_requested_by"),
    *("created_at", "started_at", "finished_at"),
)
_DIGEST_OF_LOG: Final = sa.text(
    """
select encode(sha256(convert_to(coalesce(string_agg(encode(sha256(convert_to(concat_ws('|',
    position, account_id, action_index, action, target_kind, target_id, outcome, coalesce(reason, '')
), 'UTF8')), 'hex'), '' order by position), ''), 'UTF8')), 'hex')
from operations where tenant_id = :tenant_id and run_id = :run_id
"""
)
"""One digest over the operations of a run, worked out where they are."""


def note_for_seal(session: Session, kind: SealKind, tenant_id: int, subject_id: int) -> None:
    """Let the row be sealed when this transaction ends."""
    session.info.setdefault(_NOTED, []).append((tenant_id, kind, subject_id))


def seal_finished_runs(session: Session, now: datetime) -> int:
    """Seal runs that have ended and whose log is complete; returns how many. Needs a system session.

    Every run passes here once, whoever ended it, and leaves its span.
    """
    due = (
        sa.select(Run.tenant_id, Run.id, Run.trigger, Run.state, Run.created_at, Run.finished_at, Run.request_id)
        .where(
            Run.sealed_at.is_(None),
            Run.finished_at.is_not(None),
            Run.closing_reason.is_(None),
            Run.state.not_in(ACTIVE_RUN_STATES),
        )
        .order_by(Run.finished_at, Run.id)
        .limit(RUNS_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(due).all()
    for row in rows:
        note_for_seal(session, "run", row.tenant_id, row.id)
        _trace_run(row)
    if rows:
        keys = sa.tuple_(Run.tenant_id, Run.id).in_([(row.tenant_id, row.id) for row in rows])
        write = sa.update(Run).where(keys).values(sealed_at=now)
        session.execute(write.execution_options(synchronize_session=False))
    return len(rows)


def _trace_run(row: Any) -> None:
    record_span(
        "run",
        at=place_work("run", row.tenant_id, row.id, row.created_at, row.request_id),
        under=place_request(row.request_id) if row.request_id else None,
        began=row.created_at,
        ended=row.finished_at,
        tenant_id=row.tenant_id,
        run_id=row.id,
        trigger=row.trigger,
        state=row.state,
    )


def list_heads(session: Session, since: datetime) -> dict[int, str]:
    """The heads of the tenants whose logs were written since then, as they are published. Needs a system session."""
    recent = sa.select(LogSeal.tenant_id).where(LogSeal.sealed_at >= since).distinct()
    heads = _find_heads(session, session.scalars(recent).all())
    return {tenant_id: write_head(head) for tenant_id, head in heads.items()}


def find_head(session: Session, tenant_id: int) -> Seal | None:
    """The newest seal of a tenant."""
    return _find_heads(session, [tenant_id]).get(tenant_id)


def compute_contents(session: Session, kind: str, tenant_id: int, ids: Sequence[int]) -> dict[int, str]:
    """The digests of audit entries (`audit…`) or finished runs (`run…`) as they stand now."""
    is_audit = kind.startswith("audit")
    table = AuditEntry.__table__ if is_audit else Run.__table__
    columns = [table.c[name] for name in (_AUDIT if is_audit else _RUN)]
    query = sa.select(*columns).where(table.c.tenant_id == tenant_id, table.c.id.in_(ids))
    rows = {row["id"]: dict(row) for row in session.execute(query).mappings()}
    if not is_audit:
        for run_id, row in rows.items():
            row["log"] = _digest_operations(session, tenant_id, run_id)
    return {row_id: compute_content(row) for row_id, row in rows.items()}


def _digest_operations(session: Session, tenant_id: int, run_id: int) -> str:
    return str(session.execute(_DIGEST_OF_LOG, {"tenant_id": tenant_id, "run_id": run_id}).scalar_one())


@event.listens_for(AuditEntry, "after_insert")
def _note_entry(_mapper: Mapper[Any], _connection: Any, row: AuditEntry) -> None:
    _note_row(row, "audit")


@event.listens_for(Run, "after_insert")
def _note_run(_mapper: Mapper[Any], _connection: Any, row: Run) -> None:
    _note_row(row, "run_begun")


def _note_row(row: AuditEntry | Run, kind: SealKind) -> None:
    session = object_session(row)
    if session is not None:
        note_for_seal(session, kind, row.tenant_id, row.id)


@event.listens_for(ScopedSession, "before_commit")
def _seal_noted(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    noted = session.info.pop(_NOTED, None)
    if noted:
        _seal(session, list(dict.fromkeys(noted)))


@event.listens_for(ScopedSession, "after_soft_rollback")
def _forget_noted(session: Session, taken_back: SessionTransaction) -> None:
    if not taken_back.nested:
        session.info.pop(_NOTED, None)


def _seal(session: Session, noted: list[_Noted]) -> None:
    tenants = sorted({tenant_id for tenant_id, _kind, _id in noted})
    _take_turns(session, tenants)
    heads: dict[int, Seal | None] = {**_find_heads(session, tenants)}
    contents = _read_contents(session, noted)
    keys = take_keys(session, tenants)
    rows = []
    for one in noted:
        content = contents.get(one)
        if content is None:
            continue  # taken back with a savepoint, or removed again
        tenant_id, kind, subject = one
        heads[tenant_id] = seal = make_seal(heads.get(tenant_id), kind, subject, content, keys.get(tenant_id))
        rows.append({"tenant_id": tenant_id, **{name: getattr(seal, name) for name in Seal.__slots__}})
    if rows:
        session.execute(sa.insert(LogSeal), rows)
        note_heads(session, keys, {one: head for one, head in heads.items() if head is not None})


def _read_contents(session: Session, noted: Iterable[_Noted]) -> dict[_Noted, str]:
    """Few statements, however many tenants a scheduler's turn is about."""
    found: dict[_Noted, str] = {}
    begun: list[_Noted] = []
    digested: dict[tuple[int, SealKind], list[int]] = {}
    for one in noted:
        tenant_id, kind, subject = one
        if kind == "run_removed":
            found[one] = ""
        elif kind == "run_begun":
            begun.append(one)
        else:
            digested.setdefault((tenant_id, kind), []).append(subject)
    if begun:
        keys = [(tenant_id, subject) for tenant_id, _kind, subject in begun]
        there = sa.select(Run.tenant_id, Run.id).where(sa.tuple_(Run.tenant_id, Run.id).in_(keys))
        found |= {(tenant_id, "run_begun", run_id): "" for tenant_id, run_id in session.execute(there)}
    for (tenant_id, kind), ids in digested.items():
        contents = compute_contents(session, kind, tenant_id, ids)
        found |= {(tenant_id, kind, one): content for one, content in contents.items()}
    return found


def _take_turns(session: Session, tenants: Sequence[int]) -> None:
    """One transaction at a time for each tenant, until its end; always in the same order."""
    tenant_id = sa.func.unnest(sa.cast(list(tenants), sa.ARRAY(sa.BigInteger))).column_valued("tenant_id")
    key = sa.func.hashtextextended(sa.func.concat("seal:", tenant_id), 0)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _find_heads(session: Session, tenants: Sequence[int]) -> dict[int, Seal]:
    newest = (
        sa.select(LogSeal.tenant_id, sa.func.max(LogSeal.position).label("position"))
        .where(LogSeal.tenant_id.in_(tenants))
        .group_by(LogSeal.tenant_id)
        .subquery()
    )
    query = sa.select(
        LogSeal.tenant_id,
        LogSeal.position,
        LogSeal.kind,
        LogSeal.subject_id,
        LogSeal.content,
        LogSeal.link,
        LogSeal.is_keyed,
    ).join(newest, sa.and_(LogSeal.tenant_id == newest.c.tenant_id, LogSeal.position == newest.c.position))
    return {row[0]: Seal(*row[1:]) for row in session.execute(query)}
