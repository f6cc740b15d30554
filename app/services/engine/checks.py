"""Checks of ended runs: handed out after the lag, recorded step by step, and the run corrected at the end.

What one look found of an operation is never judged a second time: the rows of the operations say what is left. The
run itself is corrected once, at the end, in one transaction with its audit entry, its seal and its notification.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.db import SystemSession
from app.domain.automation.actions import ACTIONS
from app.domain.automation.actions.records import part_of
from app.domain.automation.actions.steps import Target
from app.domain.automation.collateral import read_remains, store_remains
from app.domain.engine import reasons
from app.domain.engine.afterwards.changes import LOST_APPS
from app.domain.engine.afterwards.checks import NOT_APPLIED, Awaited
from app.domain.engine.afterwards.rest import NO_REST, Rest, list_taken
from app.domain.engine.composites import FOUND
from app.domain.engine.recent import SETTLING, LoggedOperation, fold_changes
from app.domain.engine.runs import RunCounts, fold_state
from app.domain.notices.notifications import EVENTS_OF_RUNS
from app.domain.states import Confirmation, RunState, StepOutcome, Trigger
from app.models import Operation, OrganizationCredential, Run, Tenant
from app.services.engine.operation_log import fold_counts
from app.services.notices.notifications import tell
from app.services.records.audit import Change, record_change
from app.services.records.seals import note_rewriting

PEOPLE: Final = 100
"""As many as one search takes."""
PATIENCE: Final = timedelta(days=2)
"""What could not be looked at until then stays unchecked, and says so."""
AGAIN_AFTER: Final = timedelta(minutes=10)
"""A part that was handed out and lost, or that Atlassian did not answer, is handed out again."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """An operation that succeeded as far as its log knows."""

    position: int
    account_id: str
    finished_at: datetime
    awaited: Awaited
    taken: frozenset[str] = frozenset()
    """The apps that it took, as far as its log knows."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Result of a look at an operation. undone: things that are not as the operation should have left them.
    rest: what is left of the access that it took."""

    operation: Unchecked
    verdict: Confirmation
    undone: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    rest: Rest = NO_REST


def hand_out_checks(session: SystemSession, now: datetime, *, limit: int) -> list[tuple[int, int]]:
    """(tenant, run) of runs that ended long enough ago to be looked at, the oldest first.

    Each is left alone for a while then. Without a live key, and while the app is not installed, nobody looks.
    """
    has_key = exists().where(
        OrganizationCredential.tenant_id == Run.tenant_id, OrganizationCredential.status == "verified"
    )
    query = (
        select(Run.tenant_id, Run.id)
        .join(Tenant, Tenant.id == Run.tenant_id)
        .where(
            Run.checked_at.is_(None),
            Run.finished_at <= now - SETTLING,
            Run.finished_at > now - PATIENCE,
            Run.closing_reason.is_(None),
            Run.log_removed_at.is_(None),
            Run.check_after.is_(None) | (Run.check_after <= now),
            Tenant.status == "active",
            has_key,
        )
        .order_by(Run.finished_at, Run.id)
        .limit(limit)
        # A look takes calls: two schedulers must not spend them on the same run.
        .with_for_update(skip_locked=True, of=Run)
    )
    due = [(tenant_id, run_id) for tenant_id, run_id in session.execute(query)]
    for tenant_id, run_id in due:
        _put_off(session, tenant_id, run_id, now + AGAIN_AFTER)
    return due


def load_unchecked(session: Session, tenant_id: int, run_id: int, now: datetime) -> list[Unchecked]:
    """The next operations whose writes are old enough that they must show, of so many people as one search takes."""
    query = select(Operation).where(*_left(tenant_id, run_id), Operation.finished_at <= now - SETTLING)
    rows = session.scalars(query.order_by(Operation.position).limit(5 * PEOPLE)).all()
    people = set(list(dict.fromkeys(row.account_id for row in rows))[:PEOPLE])
    return [read_operation(row) for row in rows if row.account_id in people]


def record_checks(session: Session, tenant_id: int, run_id: int, found: Sequence[Checked], now: datetime) -> None:
    """Write down what a look found; what another look has judged meanwhile stays as it is."""
    # Retention may have removed the run while Atlassian was being asked.
    if session.get(Run, (tenant_id, run_id), with_for_update=True, populate_existing=True) is None:
        return
    if any(one.rest.apps for one in found):
        note_rewriting(session, "run_rewritten", tenant_id, run_id)
    left = {one.operation.position: one for one in found}
    query = select(Operation).where(*_left(tenant_id, run_id), Operation.position.in_(left))
    for row in session.scalars(query.execution_options(populate_existing=True)):
        one = left[row.position]
        row.confirmation, row.confirmed_at = one.verdict, now
        if one.verdict == NOT_APPLIED and row.steps:
            note_rewriting(session, "run_rewritten", tenant_id, run_id)
            row.steps = [step for step in row.steps if step["step"] == FOUND or part_of(step) not in one.undone]
        if one.rest.apps:
            _note_rest(row, one.rest)
    session.flush()


def _note_rest(row: Operation, rest: Rest) -> None:
    """Write into a line of the log what somebody kept, beside what was told of it before."""
    details = [*read_remains(row.before), *rest.details]
    lost = [pair for pair in (row.before or {}).get(LOST_APPS, ()) if pair[0] not in rest.apps]
    row.before = {**(row.before or {}), LOST_APPS: lost} | store_remains(details)
    row.reason = reasons.ACCESS_UNREAD if rest.unread else reasons.ACCESS_KEPT
    row.error = " ".join(one.text for one in details) or None


def end_check(session: Session, tenant_id: int, run_id: int, now: datetime) -> int:
    """Everything was looked at: correct the run when something of it did not happen. Returns how many steps.

    What cannot have to show yet is left for later.
    """
    # Outcomes and counts of the run are corrected together, and once.
    run = session.get(Run, (tenant_id, run_id), with_for_update=True, populate_existing=True)
    if run is None or run.checked_at is not None:
        return 0
    if session.scalar(select(Operation.position).where(*_left(tenant_id, run_id)).limit(1)) is not None:
        _put_off(session, tenant_id, run_id, now + SETTLING)
        return 0
    run.checked_at = now
    if session.scalar(select(Operation.position).where(*_not_applied(tenant_id, run_id)).limit(1)) is not None:
        note_rewriting(session, "run_rewritten", tenant_id, run_id)
    failed = (
        update(Operation)
        .where(*_not_applied(tenant_id, run_id))
        .values(outcome=StepOutcome.FAILED, reason=reasons.NOT_APPLIED)
        .execution_options(synchronize_session=False)
    )
    number: int = session.execute(failed).rowcount  # type: ignore[attr-defined]
    if number:
        _correct(session, run, number)
    session.flush()
    return number


def continue_check(session: Session, tenant_id: int, run_id: int, now: datetime) -> None:
    """A part is done and more is left: another worker may go on at once."""
    _put_off(session, tenant_id, run_id, now)


def _correct(session: Session, run: Run, number: int) -> None:
    was = run.state
    run.counts = fold_counts(session, run.tenant_id, run.id, matched=run.matched_users or 0)
    if was in (RunState.SUCCEEDED, RunState.PARTIAL):
        run.state = fold_state(RunCounts(**run.counts), is_undo=run.trigger == Trigger.UNDO)
    session.flush()
    change = Change(
        "run.not_applied",
        run.frozen.name,
        before={"run_id": run.id, "state": was},
        after={"run_id": run.id, "state": run.state, "steps": number},
    )
    record_change(session, run.tenant_id, None, change)
    # The row tells of a new state by itself; one that stays has been told of with other counts.
    if run.state == was and was in EVENTS_OF_RUNS:
        tell(session, run.tenant_id, EVENTS_OF_RUNS[was], f"check:{run.id}", describe_run(run))


def describe_run(run: Run) -> dict[str, Any]:
    """The facts that the row of a run tells of itself."""
    moments = {name: getattr(run, name) for name in ("scheduled_for", "started_at", "finished_at")}
    return {
        "path": f"/runs/{run.id}",
        "run_id": run.id,
        "name": run.frozen.name,
        **{name: getattr(run, name) for name in ("task_id", "trigger", "state", "reason", "counts")},
        **{name: getattr(run, name) for name in ("planned_users", "holds", "requested_by")},
        **{name: None if moment is None else moment.isoformat() for name, moment in moments.items()},
    }


def _mine(tenant_id: int, run_id: int) -> tuple[Any, ...]:
    return Operation.tenant_id == tenant_id, Operation.run_id == run_id


def _not_applied(tenant_id: int, run_id: int) -> tuple[Any, ...]:
    return *_mine(tenant_id, run_id), Operation.outcome == StepOutcome.SUCCEEDED, Operation.confirmation == NOT_APPLIED


def _left(tenant_id: int, run_id: int) -> tuple[Any, ...]:
    """Condition of operations that count as done and that nobody has looked at."""
    return *_mine(tenant_id, run_id), Operation.outcome == StepOutcome.SUCCEEDED, Operation.confirmation.is_(None)


def _put_off(session: Session, tenant_id: int, run_id: int, until: datetime) -> None:
    write = update(Run).where(Run.tenant_id == tenant_id, Run.id == run_id).values(check_after=until)
    session.execute(write.execution_options(synchronize_session=False))


def read_operation(row: Operation) -> Unchecked:
    """Read an operation's state as it was left when carried out."""
    target = Target(row.target_kind, row.target_id, row.target_name, row.directory_id)
    steps = row.steps or ()
    at = row.finished_at
    assert at is not None  # noqa: S101 - asked for
    done = LoggedOperation(row.run_id, at, row.action, target, row.outcome, row.reason, steps)
    changes = {element: bool(change.is_there) for element, change in fold_changes([done]).items()}
    named: Sequence[Mapping[str, Any]] = [step for step in steps if step["step"] != FOUND]
    directories = {row.directory_id, *(step.get("directory_id") for step in named)}
    awaited = Awaited(changes, frozenset(str(one) for one in directories if one))
    taken = frozenset({row.target_id}) if ACTIONS[row.action].is_composite else list_taken(row.before)
    return Unchecked(row.position, row.account_id, at, awaited, taken)
