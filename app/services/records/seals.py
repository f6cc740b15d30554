"""Seals what is logged, at the end of the transaction that writes it.

The seals of a tenant are a chain, so transactions take turns at it. That lock is taken last, just before the commit:
nobody waits for another lock while holding it, and it is held for a moment only.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, Session, SessionTransaction, object_session

from app.db import ScopedSession, SystemSession, any_array
from app.domain.seals import (
    RUN_FORM,
    Seal,
    SealKind,
    compute_content,
    compute_run_content,
    make_seal,
    read_form,
    write_head,
)
from app.models import AuditEntry, LogSeal, Operation, Run
from app.models.runs import ACTIVE_RUN_STATES
from app.services.records.many_rows import insert_many
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
_RUN_PARTS: Final = {
    1: _RUN,
    RUN_FORM: (
        *_RUN,
        *("mode", "cancel_requested_at", "holds", "held_until", "first_people", "closing_reason"),
        *("data_read_at", "groups_read_at", "request_id", "passes_blackout"),
    ),
}
"""What a run is sealed by. The rest is the queue's, and of looks at it after its end."""
_OPERATION: Final = (
    *("position", "account_id", "action_index", "action", "target_kind", "target_id", "target_name", "directory_id"),
    *("outcome", "reason", "planned_reason", "is_changing", "error", "before", "steps", "attempt", "doubts"),
    *("started_at", "finished_at", "duration_ms"),
)
"""What a step is sealed by, since the second form; the rest is of looks at it after the run's end."""


def _write_operation() -> str:
    # A moment as a number: its text depends on the zone of the connection.
    columns = [Operation.__table__.c[name] for name in _OPERATION]
    moments = [isinstance(column.type, sa.DateTime) for column in columns]
    parts = (f"extract(epoch from {one.name})" if is_ else one.name for one, is_ in zip(columns, moments, strict=True))
    return f"jsonb_build_array({', '.join(parts)})::text"


_STEPS: Final = {
    1: "concat_ws('|', position, account_id, action_index, action, target_kind, target_id, outcome,"
    " coalesce(reason, ''))",
    RUN_FORM: _write_operation(),
}
_DIGEST_OF_LOG: Final = {
    form: sa.text(
        f"""
select encode(sha256(convert_to(coalesce(string_agg(encode(sha256(convert_to(
    {step}, 'UTF8')), 'hex'), '' order by position), ''), 'UTF8')), 'hex')
from operations where tenant_id = :tenant_id and run_id = :run_id
"""  # noqa: S608 - names of ours
    )
    for form, step in _STEPS.items()
}
"""One digest over the operations of a run, worked out where they are."""


def note_for_seal(session: Session, kind: SealKind, tenant_id: int, subject_id: int) -> None:
    """Let the row be sealed when this transaction ends."""
    session.info.setdefault(_NOTED, []).append((tenant_id, kind, subject_id))


def note_rewriting(
    session: Session, kind: Literal["audit_rewritten", "run_rewritten"], tenant_id: int, row: int
) -> None:
    """Say that the app is about to change a sealed row itself: it is sealed anew when this transaction ends.

    To be said before the change. What is not as it was sealed keeps its seal: whoever alters a row by SQL must not be
    able to have it sealed by bringing it about that the app changes it as well. What has no seal yet gets none.
    """
    noted = session.info.setdefault(_NOTED, [])
    if (tenant_id, kind, row) in noted:
        return
    if kind == "run_rewritten":  # whoever seals its end holds this lock until the seal can be seen
        session.execute(sa.select(Run.id).where(Run.tenant_id == tenant_id, Run.id == row).with_for_update())
    sealed = _find_content(session, kind, tenant_id, row)
    if sealed is None:
        return
    form = read_form(sealed)
    if compute_contents(session, kind, tenant_id, [row], form).get(row) == sealed:
        noted.append((tenant_id, kind, row))


def _find_content(session: Session, kind: str, tenant_id: int, row: int) -> str | None:
    """Newest seal of an audit entry, or of a run that has ended."""
    first = "audit" if kind.startswith("audit") else "run"
    of_row = (LogSeal.tenant_id == tenant_id, LogSeal.subject_id == row)
    query = sa.select(LogSeal.kind, LogSeal.content).where(*of_row, LogSeal.kind.in_((first, f"{first}_rewritten")))
    seals = session.execute(query.order_by(LogSeal.position.desc())).all()
    return seals[0].content if any(one.kind == first for one in seals) else None


def seal_finished_runs(session: SystemSession, now: datetime) -> int:
    """Seal runs that have ended and whose log is complete; returns how many.

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
        # Another scheduler is sealing the ones it holds: waiting for it would seal them twice over.
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


def list_heads(session: SystemSession, since: datetime) -> dict[int, str]:
    """The heads of the tenants whose logs were written since then, as they are published."""
    recent = sa.select(LogSeal.tenant_id).where(LogSeal.sealed_at >= since).distinct()
    heads = _find_heads(session, session.scalars(recent).all())
    return {tenant_id: write_head(head) for tenant_id, head in heads.items()}


def find_head(session: Session, tenant_id: int) -> Seal | None:
    """The newest seal of a tenant."""
    return _find_heads(session, [tenant_id]).get(tenant_id)


def compute_contents(
    session: Session, kind: str, tenant_id: int, ids: Sequence[int], form: int | None = None
) -> dict[int, str]:
    """The digests of audit entries (`audit…`) or finished runs (`run…`) as they stand now; None: of the newest form."""
    is_audit = kind.startswith("audit")
    form = form or (1 if is_audit else RUN_FORM)
    if not is_audit and form not in _RUN_PARTS:
        return dict.fromkeys(ids, "")  # of a newer release, or of nobody
    table = AuditEntry.__table__ if is_audit else Run.__table__
    columns = [table.c[name] for name in (_AUDIT if is_audit else _RUN_PARTS[form])]
    query = sa.select(*columns).where(table.c.tenant_id == tenant_id, table.c.id.in_(ids))
    rows = {row["id"]: dict(row) for row in session.execute(query).mappings()}
    if is_audit:
        return {row_id: compute_content(row) for row_id, row in rows.items()}
    logs = {run_id: _digest_operations(session, tenant_id, run_id, form) for run_id in rows}
    return {run_id: compute_run_content(row, logs[run_id], form) for run_id, row in rows.items()}


def _digest_operations(session: Session, tenant_id: int, run_id: int, form: int) -> str:
    return str(session.execute(_DIGEST_OF_LOG[form], {"tenant_id": tenant_id, "run_id": run_id}).scalar_one())


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
        insert_many(session, LogSeal, rows)
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
        there = sa.select(Run.tenant_id, Run.id).where(
            Run.tenant_id == any_array([*{tenant_id for tenant_id, _kind, _subject in begun}]),
            Run.id == any_array([subject for _tenant_id, _kind, subject in begun]),
        )
        stored = {tuple(row) for row in session.execute(there)}
        found |= {one: "" for one in begun if (one[0], one[2]) in stored}
    for (tenant_id, kind), ids in digested.items():
        contents = compute_contents(session, kind, tenant_id, ids)
        found |= {(tenant_id, kind, one): content for one, content in contents.items()}
    return found


def _take_turns(session: Session, tenants: Sequence[int]) -> None:
    """One transaction at a time for each tenant, until its end; always in the same order."""
    tenant_id = sa.func.unnest(sa.cast(list(tenants), sa.ARRAY(sa.BigInteger))).column_valued("tenant_id")
    key = sa.func.hashtextextended(sa.func.concat("seal:", tenant_id), 0)
    # A chain cannot have two newest links: whoever seals waits for the other's commit, and then reads its head.
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _find_heads(session: Session, tenants: Sequence[int]) -> dict[int, Seal]:
    newest = (
        sa.select(LogSeal.tenant_id, sa.func.max(LogSeal.position).label("position"))
        .where(LogSeal.tenant_id == any_array(tenants))
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
