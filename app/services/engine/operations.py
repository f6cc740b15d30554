"""Operations in a worker's hands: write the plan, and hand out what is open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Row, false, func, insert, literal_column, or_, select, text, true
from sqlalchemy.orm import Session

from app.domain.automation.actions import LEAVING_GROUPS
from app.domain.automation.actions.steps import Target
from app.domain.engine import reasons
from app.domain.engine.composites import FOUND, LEFT_GROUP
from app.domain.engine.lag import LAG
from app.domain.engine.last_admins import store_seats
from app.domain.engine.planning import PlannedOperation
from app.domain.states import StepOutcome
from app.models import Operation

MOST_ROWS_AT_ONCE = 1000
_IS_OPEN = text("outcome in ('planned', 'started')")
"""Written like the partial index, so that the next batch costs the same wherever the run stands."""
_OPERATIONS = select(
    Operation.position,
    Operation.account_id,
    Operation.action_index,
    Operation.action,
    Operation.target_kind,
    Operation.target_id,
    Operation.target_name,
    Operation.directory_id,
    Operation.outcome,
    Operation.steps,
    Operation.doubts,
    Operation.started_at,
    Operation.in_doubt_until,
)
"""What a worker needs to know of operations; rows without identity, for they are many and short-lived."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A run held by this worker: every write of the execution names the attempt."""

    tenant_id: int
    run_id: int
    attempt: int


@dataclass(frozen=True, slots=True)
class OpenOperation:
    """An operation without an outcome. `was_started`: an earlier try of ours may have carried it out.

    doubts: how often it was tried without an answer that says what became of it. settles_at: what does not show
    before that moment may still have been done; None when it was not started.
    """

    position: int
    account_id: str
    action_index: int
    action: str
    target: Target
    was_started: bool
    steps: tuple[dict[str, Any], ...]
    doubts: int = 0
    settles_at: datetime | None = None

    @property
    def is_begun(self) -> bool:
        """True when something of it may have been done."""
        return self.was_started or bool(self.steps)


@dataclass(frozen=True, slots=True)
class UserHistory:
    """History of a user in a run: the first action that failed, whether anything was changed, groups left.

    A user whom this run has already changed is not judged by the filter again: its own first step
    may be why they no longer match. What was started is no change yet: a look tells whether it was made.
    """

    failed_action: int | None = None
    is_touched: bool = False
    left_groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of an operation; `error` is Atlassian's text or detail for the admin."""

    outcome: StepOutcome
    reason: str | None = None
    error: str | None = None
    before: dict[str, Any] | None = None
    steps: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """An operation with its outcome and when that was known, to be written down."""

    operation: OpenOperation
    outcome: Outcome
    finished_at: datetime


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
            "is_changing": planned.is_changing or None,
            "before": store_seats(planned.consequences)
            or (None if planned.later_run is None else {"later_run": planned.later_run}),
        }
        for offset, (account_id, planned) in enumerate(plans)
    ]
    if rows:
        session.execute(insert(Operation), rows)
    return first_position + len(rows)


def load_open_operations(
    session: Session, tenant_id: int, run_id: int, after: int, size: tuple[int, int], *, until: int | None = None
) -> list[OpenOperation]:
    """The open operations of the next users behind the position `after`, whole users only, in order.

    size: (users at most, operations that a user usually has at most). A user's operations stand behind each
    other in the plan, so a piece of the open ones is enough. until: the first position that is left out, where a user
    begins; None: none.
    """
    users, each = size
    is_before = true() if until is None else Operation.position < until
    mine = (Operation.tenant_id == tenant_id, Operation.run_id == run_id, _IS_OPEN, is_before)
    limit = min(users * each + 1, MOST_ROWS_AT_ONCE)
    query = _OPERATIONS.where(*mine, Operation.position > after).order_by(Operation.position).limit(limit)
    rows = session.connection().execute(query).all()
    accounts = list(dict.fromkeys(row.account_id for row in rows))
    if len(rows) == limit:
        # The last user may be cut off: left for the next time, or completed when alone.
        if len(accounts) == 1:
            query = _OPERATIONS.where(*mine, Operation.account_id == accounts[0])
            rows = session.connection().execute(query.order_by(Operation.position)).all()
        else:
            accounts.pop()
    chosen = set(accounts[:users])
    return [_open(row) for row in rows if row.account_id in chosen]


def load_started(session: Session, tenant_id: int, run_id: int) -> list[OpenOperation]:
    """Operations that were started and have no outcome: a worker died, or is about to record."""
    query = _OPERATIONS.where(
        Operation.tenant_id == tenant_id, Operation.run_id == run_id, Operation.outcome == StepOutcome.STARTED
    )
    return [_open(row) for row in session.execute(query.order_by(Operation.position))]


def has_done_parts() -> ColumnElement[bool]:
    """True for a composite of which some part was done, whatever became of the whole."""
    done = func.jsonb_path_exists(Operation.steps, literal_column(f"""'$[*] ? (@.step != "{FOUND}")'"""))
    return func.coalesce(done, false())


def has_changed_something() -> ColumnElement[bool]:
    """True for operations that changed something; a composite that failed half-way has, too."""
    return or_(Operation.outcome == StepOutcome.SUCCEEDED, has_done_parts())


def may_have_changed_something() -> ColumnElement[bool]:
    """True for operations of which nobody knows whether they changed something."""
    return (Operation.outcome == StepOutcome.FAILED) & (Operation.reason == reasons.OUTCOME_UNKNOWN)


def has_begun(session: Session, fence: Fence) -> bool:
    """True when the run has begun to write: a call of it went out, or was about to."""
    query = select(Operation.position).where(
        Operation.tenant_id == fence.tenant_id, Operation.run_id == fence.run_id, Operation.started_at.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def has_finished_any(session: Session, fence: Fence) -> bool:
    """True when something was done under this claim of the run: it came further."""
    query = select(Operation.position).where(
        Operation.tenant_id == fence.tenant_id,
        Operation.run_id == fence.run_id,
        Operation.attempt == fence.attempt,
        Operation.outcome == StepOutcome.SUCCEEDED,
    )
    return session.scalar(query.limit(1)) is not None


def can_be_taken_back() -> ColumnElement[bool]:
    """True for operations that changed something, and for those of which nobody knows whether they did."""
    return or_(has_changed_something(), func.coalesce(may_have_changed_something(), false()))


def load_histories(session: Session, tenant_id: int, run_id: int, account_ids: Sequence[str]) -> dict[str, UserHistory]:
    """Load the histories of the users in the run; users it has not touched yet are absent."""
    failed = func.min(Operation.action_index).filter(Operation.outcome == StepOutcome.FAILED)
    touched = func.bool_or(or_(has_changed_something(), may_have_changed_something()))
    is_removal = Operation.action.in_(LEAVING_GROUPS) & (Operation.outcome == StepOutcome.SUCCEEDED)
    left = func.array_agg(Operation.target_id).filter(is_removal)
    steps = func.jsonb_agg(Operation.steps).filter(Operation.steps.is_not(None))
    query = (
        select(Operation.account_id, failed, touched, left, steps)
        .where(
            Operation.tenant_id == tenant_id,
            Operation.run_id == run_id,
            Operation.account_id.in_(account_ids),
        )
        .group_by(Operation.account_id)
    )
    return {
        account_id: UserHistory(
            index, is_touched, frozenset((*(groups or ()), *iter_left_groups(chain(*(parts or ())))))
        )
        for account_id, index, is_touched, groups, parts in session.execute(query)
    }


def iter_left_groups(steps: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Ids of the groups that the parts of a composite have left."""
    return (str(step["group_id"]) for step in steps if step["step"] == LEFT_GROUP)


def _open(row: Row[Any]) -> OpenOperation:
    was_started = row.outcome == StepOutcome.STARTED
    settles_at = row.in_doubt_until or (row.started_at + LAG if row.started_at else None)
    return OpenOperation(
        position=row.position,
        account_id=row.account_id,
        action_index=row.action_index,
        action=row.action,
        target=Target(row.target_kind, row.target_id, row.target_name, row.directory_id),
        was_started=was_started,
        steps=tuple(row.steps or ()),
        doubts=row.doubts,
        settles_at=settles_at if was_started else None,
    )
