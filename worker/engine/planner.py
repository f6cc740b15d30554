"""Turns the frozen filter and actions of a run into operations, chunk by chunk, so that it can go on after a kill."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from app.db import TenantSession
from app.directory.facts import iter_matching_users, load_catalogue
from app.domain.automation.actions import Action, describe_action, parse_actions
from app.domain.automation.actions.advice import find_cautions
from app.domain.automation.frozen import RunSpecification
from app.domain.automation.modes import TEST
from app.domain.engine import reasons
from app.domain.engine.last_admins import AdminSeats
from app.domain.engine.planning import PlannedOperation, count_plan, plan_user
from app.domain.engine.protection import Protection
from app.domain.engine.runs import HELD_FOR
from app.domain.errors import Invalid
from app.domain.filters import FilterSpec, describe, read_filter
from app.domain.naming import list_names
from app.domain.notices.notifications import RUN_HELD
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import RunState, Trigger
from app.models import Operation, Run
from app.services.automation.admin_seats import load_admin_seats, load_admins_matching
from app.services.automation.exemptions import spare_exempt, take_exemptions
from app.services.engine.holds import judge_plan
from app.services.engine.named_groups import warn_of_unread_groups
from app.services.engine.operation_log import count_failing_users, fold_counts
from app.services.engine.operations import Fence, insert_plan
from app.services.engine.recent_changes import recall_users
from app.services.engine.releasing.digests import compute_digest
from app.services.engine.releasing.four_eyes import describe_rule
from app.services.engine.restored import TASK_TRIGGERS, spare_restored
from app.services.engine.run_queue import ClaimedRun, write_run
from app.services.engine.undo_plan import load_undo_chunk, load_undo_source
from app.services.notices.notifications import tell_more
from app.services.queues.syncs import find_synced_at
from app.services.tenancy.settings import load_protection
from worker.context import WorkerContext
from worker.crash_points import reach
from worker.engine.ramp import choose_first_people
from worker.engine.tested import end_test

CHUNK = 500
LARGE_PLAN = 2_000
"""Operations from which on statistics matter; the many small runs must not stand in line for them."""


class PlanFailed(Exception):
    """The frozen specification cannot be carried out; `reason` is a word of app.domain.engine.reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PlanCancelled(Exception):
    """Error: the run was to be cancelled while it was planned."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """Rules that all users of a plan are judged by; seats: holders of admin roles when the plan has come to a user."""

    context: WorkerContext
    run: ClaimedRun
    actions: tuple[Action, ...]
    catalogue: Catalogue
    protection: Protection
    seats: AdminSeats | None

    def plan(self, session: Session, chunk: Sequence[tuple[int, UserFacts]]) -> dict[str, list[PlannedOperation]]:
        """The steps of each user of a chunk, in its order."""
        users = [user for _row_id, user in chunk]
        logged = recall_users(session, self.run.fence.tenant_id, users, self.catalogue, self.context.clock())
        return {
            user.account_id: plan_user(
                user, self.actions, self.catalogue, self.protection,
                now=self.run.started_at, logged=logged.get(user.account_id), seats=self.seats,
            )
            for user in users
        }  # fmt: skip


def plan_run(context: WorkerContext, run: ClaimedRun, is_over: Callable[[], bool]) -> bool:
    """Write the plan from where it stopped. True when it is complete, False when the slice was over first.

    All chunks are judged at the moment the run started, so that a plan made in pieces is one plan. The filter is
    evaluated once a slice; each chunk is a transaction of its own.
    Raises PlanFailed, LeaseLost.
    """
    if run.trigger == Trigger.UNDO:
        return _plan_undo(context, run, is_over)
    cursor, matched = run.plan_cursor, run.matched_users
    actions = _read_actions(run.specification)
    try:
        spec = _read_filter(run.specification)
    except Invalid as error:
        raise PlanFailed(reasons.FILTER_INVALID) from error
    with context.database.tenant_session(run.fence.tenant_id) as session:
        catalogue = load_catalogue(session, run.fence.tenant_id)
        delegates = run.specification.delegates
        protection = load_protection(session, run.fence.tenant_id, run.started_at, delegates=delegates)
        if run.trigger in TASK_TRIGGERS:
            protection = spare_restored(session, run.fence.tenant_id, protection, context.clock())
            protection = _spare_exempt(session, run, protection, context.clock())
        seats = load_admin_seats(session, run.fence.tenant_id, actions, catalogue, context.clock())
        rules = _Rules(context, run, actions, catalogue, protection, seats)
        if cursor and seats is not None:
            # What an earlier slice has planned to take counts as taken.
            before = load_admins_matching(session, run.fence.tenant_id, spec, run.started_at, (seats, cursor))
            rules.plan(session, before)
        position = _next_position(session, run.fence)
        chunks = iter_matching_users(
            session, run.fence.tenant_id, spec, run.started_at, after_id=cursor, chunk_size=CHUNK
        )  # fmt: skip
        for chunk in chunks:
            plans = rules.plan(session, chunk)
            steps = [(account_id, planned) for account_id, mine in plans.items() for planned in mine]
            position = insert_plan(session, run.fence, position, steps)
            cursor, matched = chunk[-1][0], matched + len(chunk)
            changed = sum(count_plan(mine).is_changed for mine in plans.values())
            write_run(
                session,
                run.fence,
                plan_cursor=cursor,
                matched_users=matched,
                planned_users=_more(changed),
            )
            session.commit()
            reach("planned_chunk")
            if is_over():
                return False
    return True


def _spare_exempt(session: Session, run: ClaimedRun, protection: Protection, now: datetime) -> Protection:
    """The safety rules with whom the task leaves alone; whom it does in its next run alone: this is that run."""
    tenant_id, run_id = run.fence.tenant_id, run.fence.run_id
    take_exemptions(session, tenant_id, task_id=run.task_id, run_id=run_id)
    return spare_exempt(session, tenant_id, protection, now, task_id=run.task_id, run_id=run_id)


def _read_actions(specification: RunSpecification) -> tuple[Action, ...]:
    """The frozen actions. Raises PlanFailed for one that this release does not know."""
    if specification.unknown_actions:
        raise PlanFailed(reasons.TASK_UNREADABLE)
    return parse_actions(specification.actions or ())


def _read_filter(specification: RunSpecification) -> FilterSpec:
    """The frozen filter. Raises PlanFailed when none was frozen, Invalid when this release does not know it."""
    if specification.filter is None:
        raise PlanFailed(reasons.FILTER_INVALID)
    return read_filter(specification.filter.specification)


def _plan_undo(context: WorkerContext, run: ClaimedRun, is_over: Callable[[], bool]) -> bool:
    """The steps back of the run that is undone. `plan_cursor` counts positions of the source from one."""
    fence, cursor, matched = run.fence, run.plan_cursor, run.matched_users
    if run.specification.undo_of is None:
        raise PlanFailed(reasons.TASK_UNREADABLE)
    with context.database.tenant_session(fence.tenant_id) as session:
        source = load_undo_source(session, fence.tenant_id, run.specification.undo_of)
    while not is_over():
        with context.database.tenant_session(fence.tenant_id) as session:
            users = load_undo_chunk(session, fence.tenant_id, source, after_position=cursor - 1, now=context.clock())
            if not users:
                return True
            steps = [(user.account_id, step) for user in users for step in user.operations]
            insert_plan(session, fence, _next_position(session, fence), steps)
            cursor = users[-1].last_position + 1
            changed = sum(1 for user in users if user.operations)
            matched += changed
            write_run(
                session,
                fence,
                plan_cursor=cursor,
                matched_users=matched,
                planned_users=_more(changed),
            )
        reach("planned_chunk")
    return False


def _more(users: int) -> ColumnElement[int]:
    """So many more people than were planned before, in the transaction that plans them."""
    return func.coalesce(Run.planned_users, 0) + users


def freeze_names(session: Session, run: ClaimedRun) -> None:
    """Keep sentences and names as they read at the start of the run, whatever is renamed later. Raises LeaseLost."""
    if run.trigger == Trigger.UNDO:
        write_run(session, run.fence, state=RunState.PLANNING)
        return
    catalogue = load_catalogue(session, run.fence.tenant_id)
    actions = _read_actions(run.specification)
    try:
        spec = _read_filter(run.specification)
        unread = warn_of_unread_groups(
            session, run.fence.tenant_id, spec, actions, catalogue=catalogue, begun_at=run.started_at
        )
        specification = run.specification.with_names(
            action_sentences=[describe_action(action, catalogue) for action in actions],
            filter_sentence=describe(spec, catalogue),
            names=list_names(catalogue, actions, spec),
            cautions=[asdict(caution) for caution in (*find_cautions(actions, catalogue), *unread)],
        )
    except (Invalid, KeyError, TypeError) as error:
        raise PlanFailed(reasons.FILTER_INVALID) from error
    write_run(
        session,
        run.fence,
        specification=specification.to_json(),
        state=RunState.PLANNING,
        data_read_at=find_synced_at(session, run.fence.tenant_id),
    )


def close_plan(context: WorkerContext, session: TenantSession, run: ClaimedRun) -> RunState:
    """Count the complete plan and decide: `running`, `held` when something speaks against that, or `tested`.

    Limits are about people who would be changed; who only has steps that are known to fail is none of them.
    Raises LeaseLost, and PlanCancelled when somebody wanted the run cancelled before this transaction.
    """
    tenant_id, run_id, now = run.fence.tenant_id, run.fence.run_id, context.clock()
    mine = (Run.tenant_id == tenant_id, Run.id == run_id)
    row = session.execute(select(Run.task_id, Run.planned_users, Run.matched_users).where(*mine)).one_or_none()
    task_id, users, matched = (row[0], row[1] or 0, row[2] or 0) if row else (None, 0, 0)  # gone: writing tells it
    holds = judge_plan(
        session, tenant_id, planned=users, matched=matched,
        task_id=task_id, specification=run.specification, before=run_id,
    )  # fmt: skip
    if run.specification.is_emergency:  # what an admin called an emergency waits only where nothing leads back
        holds = [hold for hold in holds if hold.reason == reasons.DELETION]
    if run.mode == TEST:
        if end_test(session, run, planned=users, matched=matched, holds=holds, now=now):
            raise PlanCancelled
        return RunState.TESTED
    state = RunState.HELD if holds else RunState.RUNNING
    counts = fold_counts(session, tenant_id, run_id, matched=matched)
    counts["failing_users"] = count_failing_users(session, tenant_id, run_id)
    is_stopped = any(hold.reason == reasons.RAMP_STOPPED for hold in holds)
    first = choose_first_people(session, context, run, planned=users, is_released=is_stopped)
    values: dict[str, Any] = {"state": state, "planned_users": users, "counts": counts, "first_people": first}
    if holds:
        values["plan_hash"] = compute_digest(session, tenant_id, run_id)
        values |= {"reason": holds[0].reason, "holds": [asdict(hold) for hold in holds]}
        values |= {"lease_until": None, "held_until": now + HELD_FOR}
    # The row is locked from here on: a cancellation was either heard of now, or finds the run held or running.
    if write_run(session, run.fence, **values):
        raise PlanCancelled
    if holds:
        facts = {"release": describe_rule(session, tenant_id, run_id)}
        tell_more(session, RUN_HELD, f"run:{run_id}", facts)
    return state


def prepare_statistics(session: Session, run: ClaimedRun) -> None:
    """Let PostgreSQL look at a large plan that was just written, or it looks up every step by reading them all."""
    if _next_position(session, run.fence) >= LARGE_PLAN:
        session.execute(text("analyze operations"))


def _next_position(session: Session, fence: Fence) -> int:
    query = select(func.max(Operation.position)).where(
        Operation.tenant_id == fence.tenant_id, Operation.run_id == fence.run_id
    )
    last = session.scalar(query)
    return 0 if last is None else last + 1
