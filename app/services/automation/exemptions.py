"""People whom one task leaves alone: until a moment, or in its next run alone. Set and ended by admins, with a reason.

Who is never to be touched by any task stands on the protected list (`app.services.tenancy.settings`) instead.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    and_,
    any_,
    bindparam,
    delete,
    exists,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.automation.actions import parse_known_actions
from app.domain.engine.protection import Protection
from app.domain.errors import Invalid, NotFound
from app.domain.filters.reading import is_storable
from app.domain.mistakes import mistake
from app.domain.rights import Right
from app.domain.states import RunState
from app.models import DirectoryUser, Exemption, Run, Task
from app.services.browser.people import People, Person
from app.services.records.audit import Change, record_change
from app.services.tenancy.authority import find_delegate, forbid_right, require_reach, require_right
from app.services.tenancy.quotas import require_room_for_exemption

LONGEST: Final = timedelta(days=3 * 366)
"""The furthest end that can be set: an exemption for ever is an entry of the protected list."""
KEPT_DAYS: Final = 90
"""How long one that is over stays, for whoever asks why."""
_PASSED_BY: Final = (RunState.CANCELLED, RunState.MISSED, RunState.SKIPPED)
"""How a run ends that may not have come to a person: it was not the next one."""

_ACCOUNTS: Final[Any] = bindparam("accounts", type_=ARRAY(Text))
_RUN: Final[Any] = bindparam("run_id", type_=BigInteger)
_NOW: Final[Any] = bindparam("now")


def _is_unused() -> ColumnElement[bool]:
    """Of one for the next run: no run has been that, or the one that was did not get to it."""
    passed = exists().where(
        Run.tenant_id == Exemption.tenant_id, Run.id == Exemption.run_id, Run.state.in_(_PASSED_BY)
    )  # fmt: skip
    return and_(Exemption.expires_at.is_(None), or_(Exemption.run_id.is_(None), passed))


def _is_open(now: Any) -> ColumnElement[bool]:
    """Whether one holds at a moment: its end has not come, or no run was the next one."""
    return or_(Exemption.expires_at > now, _is_unused())


_EXEMPT: Final = select(Exemption.account_id).where(
    Exemption.tenant_id == bindparam("tenant"),
    Exemption.task_id == bindparam("task_id"),
    or_(_is_open(_NOW), and_(Exemption.expires_at.is_(None), Exemption.run_id == _RUN)),
    or_(_ACCOUNTS.is_(None), Exemption.account_id == any_(_ACCOUNTS)),
)
"""Built once: a run asks before every few calls."""


@dataclass(frozen=True, slots=True)
class ExemptionDraft:
    """Draft of an exemption: person and reason; expires_at None: in the next run alone."""

    account_id: str
    reason: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExemptionView:
    """One that holds now: by whom, why, and until when (None: for the next run alone)."""

    task_id: int
    user: Person
    reason: str
    created_by: Person
    created_at: datetime
    expires_at: datetime | None


def spare_exempt(
    session: Session,
    tenant_id: int,
    protection: Protection,
    now: datetime,
    *,
    task_id: int | None,
    run_id: int | None = None,
    accounts: Collection[str] | None = None,
) -> Protection:
    """The safety rules of a task: with whom it leaves alone at a moment. run_id: in that run of it, None: in the next.

    accounts: whom alone it is about, None: everybody.
    """
    if task_id is None:
        return protection
    given = {
        "tenant": tenant_id,
        "task_id": task_id,
        "run_id": run_id,
        "now": now,
        "accounts": None if accounts is None else list(accounts),
    }
    return replace(protection, exempt=frozenset(session.connection().execute(_EXEMPT, given).scalars()))


def take_exemptions(session: Session, tenant_id: int, *, task_id: int | None, run_id: int) -> None:
    """Note that this run is the next one, for those whom the task is to leave alone in it."""
    if task_id is not None:
        mine = (Exemption.tenant_id == tenant_id, Exemption.task_id == task_id, _is_unused())
        session.execute(
            update(Exemption).where(*mine).values(run_id=run_id).execution_options(synchronize_session=False)
        )


def list_of_task(session: Session, tenant_id: int, task_id: int, now: datetime) -> list[ExemptionView]:
    """List the exemptions of a task that hold now, the newest first. Raises NotFound."""
    _get_task(session, tenant_id, task_id)
    return _view(session, tenant_id, Exemption.task_id == task_id, now)


def list_of_person(session: Session, tenant_id: int, account_id: str, now: datetime) -> list[ExemptionView]:
    """The tasks that leave a person alone now, the newest first."""
    return _view(session, tenant_id, Exemption.account_id == account_id, now)


def set_exemption(
    session: Session, tenant_id: int, task_id: int, draft: ExemptionDraft, *, by: str, now: datetime
) -> ExemptionView:
    """Let a task leave a person alone; one that is there is replaced.

    Raises NotFound, Invalid for an end that has passed or is too far, Forbidden for what another admin has set or for
    a task beyond the caller's reach.
    """
    if draft.expires_at is not None and draft.expires_at <= now:
        raise Invalid(mistake("/expires_at", "moment_passed"))
    if draft.expires_at is not None and draft.expires_at > now + LONGEST:
        raise Invalid(mistake("/expires_at", "too_far_ahead", most=LONGEST.days))
    task = _get_task(session, tenant_id, task_id)
    require_reach(session, tenant_id, parse_known_actions(task.actions))
    if draft.account_id == find_delegate(session):
        raise forbid_right()  # nobody delegated decides about themselves
    known = select(true()).where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id == draft.account_id)
    if not is_storable(draft.account_id) or session.scalar(known) is None:
        raise NotFound("user")
    row = _find(session, tenant_id, task_id, draft.account_id)
    before = None if row is None else _snapshot(row)
    if row is not None and _holds(session, row, now):
        _require_own(session, row, by)
    values: dict[str, Any] = {
        "reason": draft.reason, "created_by": by, "created_at": now, "expires_at": draft.expires_at, "run_id": None,
    }  # fmt: skip
    statement = insert(Exemption).values(
        tenant_id=tenant_id, task_id=task_id, account_id=draft.account_id, **values
    )  # fmt: skip
    session.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "task_id", "account_id"], set_=values)
    )  # fmt: skip
    session.expire_all()
    after = {"task": task.name, "reason": draft.reason, "expires_at": _iso(draft.expires_at)}
    record_change(session, tenant_id, by, Change("exemption.set", draft.account_id, before, after))
    _forget_old(session, tenant_id, now)
    require_room_for_exemption(session, tenant_id)
    this = and_(Exemption.task_id == task_id, Exemption.account_id == draft.account_id)
    [view] = _view(session, tenant_id, this, now)
    return view


def end_exemption(session: Session, tenant_id: int, task_id: int, account_id: str, *, by: str, now: datetime) -> None:
    """Let a task act on a person again. Raises NotFound, and Forbidden for what another admin has set."""
    task = _get_task(session, tenant_id, task_id)
    row = _find(session, tenant_id, task_id, account_id) if is_storable(account_id) else None
    if row is None or not _holds(session, row, now):
        raise NotFound("exemption")
    _require_own(session, row, by)
    before = _snapshot(row) | {"task": task.name}
    record_change(session, tenant_id, by, Change("exemption.ended", account_id, before=before))
    session.delete(row)


def _get_task(session: Session, tenant_id: int, task_id: int) -> Task:
    task = session.get(Task, (tenant_id, task_id))
    if task is None or task.removed_at is not None:
        raise NotFound("task")
    return task


def _find(session: Session, tenant_id: int, task_id: int, account_id: str) -> Exemption | None:
    query = select(Exemption).where(
        Exemption.tenant_id == tenant_id, Exemption.task_id == task_id, Exemption.account_id == account_id
    )
    return session.scalars(query.with_for_update()).one_or_none()


def _holds(session: Session, row: Exemption, now: datetime) -> bool:
    mine = (Exemption.tenant_id == row.tenant_id, Exemption.id == row.id)
    return session.scalar(select(true()).where(*mine, _is_open(now))) is not None


def _require_own(session: Session, row: Exemption, by: str) -> None:
    """Require an own exemption: sparing is a guard rail, and a delegated admin lifts their own alone."""
    if row.created_by != by:
        require_right(session, Right.CONFIGURE)


def _view(session: Session, tenant_id: int, which: ColumnElement[bool], now: datetime) -> list[ExemptionView]:
    query = (
        select(Exemption)
        .join(Task, (Task.tenant_id == Exemption.tenant_id) & (Task.id == Exemption.task_id))
        .where(Exemption.tenant_id == tenant_id, which, _is_open(now))
        .where(Task.removed_at.is_(None))
        .order_by(Exemption.created_at.desc(), Exemption.id.desc())
    )
    rows: Sequence[Exemption] = session.scalars(query).all()
    people = People(session, tenant_id, [who for row in rows for who in (row.account_id, row.created_by)])
    return [
        ExemptionView(
            task_id=row.task_id,
            user=people.get(row.account_id),
            reason=row.reason,
            created_by=people.get(row.created_by),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


def _forget_old(session: Session, tenant_id: int, now: datetime) -> None:
    old = now - timedelta(days=KEPT_DAYS)
    is_used = and_(Exemption.expires_at.is_(None), not_(_is_unused()))
    over = or_(Exemption.expires_at < old, and_(Exemption.created_at < old, is_used))
    session.execute(
        delete(Exemption)
        .where(Exemption.tenant_id == tenant_id, over)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _snapshot(row: Exemption) -> dict[str, Any]:
    return {"reason": row.reason, "set_by": row.created_by, "expires_at": _iso(row.expires_at)}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
