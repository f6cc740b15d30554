"""Operations in a worker's hands: write the plan, hand out what is open, record outcomes one by one.

Writes during a run are fenced: they name the run's attempt, and a worker that lost its lease
changes nothing and finds out (LeaseLost).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.domain.planning import PlannedOperation, Target
from app.models import Operation, Run

OPEN_OUTCOMES = ("planned", "started")
BATCH_ROWS = 500
_IS_OPEN = text("outcome in ('planned', 'started')")
"""Written like the partial index, so that the next batch costs the same wherever the run stands."""


class LeaseLost(Exception):
    """Another worker holds the run now; stop without touching anything."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A run held by this worker: every write of the execution names the attempt."""

    tenant_id: int
    run_id: int
    attempt: int


@dataclass(frozen=True, slots=True)
class OpenOperation:
    """An operation without an outcome. `was_started`: an earlier worker may have carried it out."""

    position: int
    account_id: str
    action_index: int
    action: str
    target: Target
    was_started: bool
    steps: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class UserHistory:
    """What a run did to a user so far: the first action that failed, and whether anything was changed.

    A user whom this run has already changed is not judged by the filter again: its own first step
    may be why they no longer match.
    """

    failed_action: int | None = None
    is_touched: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation; `error` is Atlassian's text or detail for the admin."""

    outcome: str
    reason: str | None = None
    error: str | None = None
    before: dict[str, Any] | None = None
    steps: tuple[dict[str, Any], ...] = ()


def insert_plan(
    session: Session, fence: Fence, first_position: int, plans: Sequence[tuple[str, PlannedOperation]]
) -> int:
    """Write planned operations behind each other; returns the next free position."""
    rows = [
        {
            "tenant_id": fence.tenant_id,
            "run_id": fence.run_id,
            "position": first_position + offset,
            "account_id": account_id,
            "action_index": planned.action_index,
            "action": planned.action,
            "target_kind": planned.target.kind,
            "target_id": planned.target.id,
            "target_name": planned.target.name,
            "directory_id": planned.target.directory_id,
            "outcome": planned.verdict.outcome,
            "reason": planned.verdict.reason,
        }
        for offset, (account_id, planned) in enumerate(plans)
    ]
    if rows:
        session.execute(insert(Operation), rows)
    return first_position + len(rows)


def load_batch(session: Session, tenant_id: int, run_id: int, users: int) -> list[OpenOperation]:
    """The open operations of the next users of the plan, whole users only, in order.

    A user's operations stand behind each other in the plan, so a piece of the open ones is enough.
    """
    mine = (Operation.tenant_id == tenant_id, Operation.run_id == run_id, _IS_OPEN)
    query = select(Operation).where(*mine).order_by(Operation.position).limit(BATCH_ROWS)
    rows = list(session.scalars(query))
    accounts = list(dict.fromkeys(row.account_id for row in rows))
    if len(rows) == BATCH_ROWS:
        # The last user may be cut off: left for the next batch, or completed when alone.
        if len(accounts) == 1:
            rows = list(session.scalars(select(Operation).where(*mine, Operation.account_id == accounts[0])))
        else:
            accounts.pop()
    chosen = set(accounts[:users])
    return [_open(row) for row in sorted(rows, key=lambda row: row.position) if row.account_id in chosen]


def load_started(session: Session, tenant_id: int, run_id: int) -> list[OpenOperation]:
    """Operations that were started and have no outcome: a worker died, or is about to record."""
    query = select(Operation).where(
        Operation.tenant_id == tenant_id, Operation.run_id == run_id, Operation.outcome == "started"
    )
    return [_open(row) for row in session.scalars(query.order_by(Operation.position))]


def has_started_operation(session: Session, tenant_id: int, run_id: int) -> bool:
    """True while an operation of the run was started and its outcome is not known."""
    return bool(load_started(session, tenant_id, run_id))


def load_histories(session: Session, tenant_id: int, run_id: int, account_ids: Sequence[str]) -> dict[str, UserHistory]:
    """What the run has already done to each of the users; users it has not touched yet are absent."""
    failed = func.min(Operation.action_index).filter(Operation.outcome == "failed")
    touched = func.bool_or(Operation.outcome.in_(("succeeded", "started")))
    query = (
        select(Operation.account_id, failed, touched)
        .where(
            Operation.tenant_id == tenant_id,
            Operation.run_id == run_id,
            Operation.account_id.in_(account_ids),
        )
        .group_by(Operation.account_id)
    )
    return {account_id: UserHistory(index, is_touched) for account_id, index, is_touched in session.execute(query)}


def record_starts(session: Session, fence: Fence, positions: Sequence[int], now: datetime) -> None:
    """Write down that operations are about to be carried out. Raises LeaseLost."""
    values = {"outcome": "started", "attempt": fence.attempt, "started_at": now}
    _write(session, fence, positions, values)


def record_steps(session: Session, fence: Fence, position: int, steps: Sequence[dict[str, Any]]) -> None:
    """Write down the parts of a composite operation done so far. Raises LeaseLost."""
    _write(session, fence, [position], {"steps": list(steps)})


def record_unapplied(session: Session, fence: Fence, position: int) -> None:
    """Atlassian said that the change was not applied (429): the operation is open again. Raises LeaseLost."""
    _write(session, fence, [position], {"outcome": "planned", "started_at": None})


def record_outcome(session: Session, fence: Fence, position: int, outcome: Outcome, now: datetime) -> None:
    """Write down what became of an operation. Raises LeaseLost."""
    values: dict[str, Any] = {
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "error": outcome.error,
        "finished_at": now,
        "duration_ms": func.extract("epoch", now - Operation.started_at) * 1000,
    }
    if outcome.before is not None:
        values["before"] = outcome.before
    if outcome.steps:
        values["steps"] = list(outcome.steps)
    _write(session, fence, [position], values)


def _write(session: Session, fence: Fence, positions: Sequence[int], values: dict[str, Any]) -> None:
    holds = exists().where(
        Run.tenant_id == fence.tenant_id, Run.id == fence.run_id, Run.attempt == fence.attempt, Run.state == "running"
    )
    write = (
        update(Operation)
        .where(
            Operation.tenant_id == fence.tenant_id,
            Operation.run_id == fence.run_id,
            Operation.position.in_(positions),
            Operation.outcome.in_(OPEN_OUTCOMES),
            holds,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    written = session.connection().execute(write).rowcount
    if written != len(positions):
        raise LeaseLost(f"run {fence.run_id}, attempt {fence.attempt}")


def _open(row: Operation) -> OpenOperation:
    return OpenOperation(
        position=row.position,
        account_id=row.account_id,
        action_index=row.action_index,
        action=row.action,
        target=Target(row.target_kind, row.target_id, row.target_name, row.directory_id),
        was_started=row.outcome == "started",
        steps=tuple(row.steps or ()),
    )
