"""People to whom a run has written so lately that reads may show the past: there the mirror has what the log says, for
as long as the log outranks reads everywhere (`app.domain.engine.recent.SETTLING`). What somebody else does meanwhile
is found by the next look, and nothing is noted that only a late read shows."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.records import UserRecord
from app.domain.engine.recent import SETTLING
from app.domain.states import StepOutcome
from app.models import Operation

_CHANGED_BY_RUNS: Final = frozenset({"status", "membership_status"})


def find_lately_written(session: Session, tenant_id: int, accounts: Collection[str], since: datetime) -> frozenset[str]:
    """Those of the accounts for whom a run has changed something since, or is about to."""
    query = sa.select(Operation.account_id).where(
        Operation.tenant_id == tenant_id,
        Operation.account_id == sa.any_(sa.cast(sorted(accounts), sa.ARRAY(sa.Text))),
        sa.or_(
            sa.and_(
                Operation.finished_at >= since,
                sa.or_(Operation.outcome == StepOutcome.SUCCEEDED, Operation.steps.is_not(None)),
            ),
            sa.and_(Operation.finished_at.is_(None), Operation.outcome == StepOutcome.STARTED),
        ),
    )
    return frozenset(session.scalars(query))


def find_touched(session: Session, tenant_id: int, accounts: Collection[str], since: datetime) -> frozenset[str]:
    """Those for whom a run has tried something since, whatever came of it, or is trying now: more than were written."""
    query = sa.select(Operation.account_id).where(
        Operation.tenant_id == tenant_id,
        Operation.account_id == sa.any_(sa.cast(sorted(accounts), sa.ARRAY(sa.Text))),
        is_touched_since(since),
    )
    return frozenset(session.scalars(query))


def is_touched_since(since: Any) -> sa.ColumnElement[bool]:
    """Of an operation: that it has ended since, or has begun and not ended."""
    return sa.or_(
        Operation.finished_at >= since,
        sa.and_(Operation.finished_at.is_(None), Operation.outcome == StepOutcome.STARTED),
    )


def keep_what_runs_wrote(
    session: Session, tenant_id: int, users: Sequence[UserRecord], now: datetime
) -> Sequence[UserRecord]:
    """The rows as they were told, but without what runs change for those to whom one has just written."""
    written = find_lately_written(session, tenant_id, [user.account_id for user in users], now - SETTLING)
    return [_without_changes(user) if user.account_id in written else user for user in users]


def _without_changes(user: UserRecord) -> UserRecord:
    told = user.told - _CHANGED_BY_RUNS
    return replace(user, groups=None, status=None, membership_status=None, told=told)
