"""Recent changes: writes of the tenant's runs, which count over a read that shows them late."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy import ARRAY, Text, and_, any_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import Target
from app.domain.engine.recent import SETTLING, LoggedChange, LoggedOperation, fold_changes, overlay
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome
from app.models import Operation
from app.services.engine.operations import can_be_taken_back

_AT: Final = func.coalesce(Operation.finished_at, Operation.started_at)
_CHANGES: Final = (
    select(
        Operation.account_id,
        Operation.run_id,
        _AT.label("at"),
        Operation.action,
        Operation.target_kind,
        Operation.target_id,
        Operation.target_name,
        Operation.directory_id,
        Operation.outcome,
        Operation.reason,
        Operation.steps,
    )
    .where(
        Operation.tenant_id == bindparam("tenant"),
        Operation.account_id == any_(bindparam("accounts", type_=ARRAY(Text))),
        or_(
            and_(Operation.finished_at >= bindparam("since"), can_be_taken_back()),
            and_(
                Operation.finished_at.is_(None),
                Operation.outcome == StepOutcome.STARTED,
                Operation.run_id != bindparam("own_run"),
            ),
        ),
    )
    .order_by(Operation.account_id, _AT, Operation.run_id, Operation.position)
)
"""Built once: a run asks for every few users."""


def load_changes(
    session: Session, tenant_id: int, account_ids: Sequence[str], *, since: datetime, own_run: int = 0
) -> dict[str, dict[Element, LoggedChange]]:
    """Load the recent changes of each user since a moment, the last one of each thing.

    own_run: the run whose own open operations do not count; it finds out about them itself.
    """
    given = {"tenant": tenant_id, "accounts": list(account_ids), "since": since, "own_run": own_run}
    rows = session.connection().execute(_CHANGES, given).all()
    return {
        account_id: fold_changes(
            LoggedOperation(
                run_id=row.run_id,
                at=row.at,
                action=row.action,
                target=Target(row.target_kind, row.target_id, row.target_name, row.directory_id),
                outcome=row.outcome,
                reason=row.reason,
                steps=row.steps or (),
            )
            for row in mine
        )
        for account_id, mine in groupby(rows, key=lambda row: str(row.account_id))
    }


def recall_users(
    session: Session, tenant_id: int, users: Sequence[UserFacts], catalogue: Catalogue, now: datetime
) -> Mapping[str, UserFacts]:
    """Those of the users whom a run has changed so lately that reads may not show it, as the log says they are."""
    changes = load_changes(session, tenant_id, [user.account_id for user in users], since=now - SETTLING)
    return {
        user.account_id: overlay(user, changes[user.account_id], catalogue)
        for user in users
        if user.account_id in changes
    }
