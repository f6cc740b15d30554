"""Measures of a plan before it may change anybody: the organization's limit and the history of its task."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.automation.frozen import NOTHING_FROZEN, RunSpecification, read_specification
from app.domain.automation.modes import LIVE
from app.domain.engine.holds import Hold, OrganizationLimit, find_holds, needs_release
from app.domain.engine.reasons import RAMP_STOPPED
from app.domain.people.accounts import PERSON
from app.domain.states import RunState
from app.models import DirectoryUser, Run, Tenant

_LOOKED_AT: Final = 25
"""How many runs are looked through for some of the same filter and actions."""


def judge_plan(
    session: Session,
    tenant_id: int,
    *,
    planned: int,
    matched: int,
    task_id: int | None = None,
    specification: RunSpecification = NOTHING_FROZEN,
    before: int | None = None,
) -> list[Hold]:
    """Judge a plan of so many people: the reasons why it would wait.

    specification: what is frozen of a task, for its limit and its history; before: the run that is judged.
    """
    earlier = [] if task_id is None else list_earlier(session, tenant_id, task_id, specification, before)
    return find_holds(
        planned=planned,
        matched=matched,
        task_limit=specification.max_users,
        organization=load_organization_limit(session, tenant_id),
        history=[run.matched for run in earlier],
        needs_release=needs_release(specification.known_actions),
        stopped_at=earlier[0].first_people if earlier and earlier[0].reason == RAMP_STOPPED else None,
    )


def load_organization_limit(session: Session, tenant_id: int) -> OrganizationLimit:
    """The organization's limit, with its active people as the mirror knows them."""
    percent, people = session.execute(
        select(Tenant.limit_percent, Tenant.limit_people).where(Tenant.id == tenant_id)
    ).one()
    active = select(func.count()).where(
        DirectoryUser.tenant_id == tenant_id, DirectoryUser.status == "active", DirectoryUser.kind == PERSON
    )
    return OrganizationLimit(percent, people, session.scalar(active) or 0)


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """A live run of the same filter and actions that came to its end. first_people: those of its ramp, if any."""

    state: RunState
    reason: str | None
    matched: int
    affected: int
    first_people: int | None


def list_earlier(
    session: Session, tenant_id: int, task_id: int, frozen: RunSpecification, before: int | None
) -> list[EarlierRun]:
    """The last live runs of a task that had the same filter and actions and came to their end, newest first."""
    query = select(Run.specification, Run.state, Run.reason, Run.matched_users, Run.counts, Run.first_people).where(
        Run.tenant_id == tenant_id,
        Run.task_id == task_id,
        Run.mode == LIVE,
        Run.state.in_((RunState.SUCCEEDED, RunState.PARTIAL, RunState.FAILED)),
        Run.matched_users.is_not(None),
    )
    if before is not None:
        query = query.where(Run.id < before)
    rows = session.execute(query.order_by(Run.id.desc()).limit(_LOOKED_AT))
    return [
        EarlierRun(row.state, row.reason, row.matched_users or 0, int(row.counts.get("affected", 0)), row.first_people)
        for row in rows
        if read_specification(row.specification).core == frozen.core
    ]
