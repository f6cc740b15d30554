"""Undo a run: a new run whose plan takes back what the first one changed, where that is still so."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.directory.facts import load_catalogue
from app.domain.actions import parse_known_actions
from app.domain.errors import Conflict, NotFound
from app.domain.planning import PLANNED, PlannedOperation, Target
from app.domain.reasons import explain_reason
from app.domain.rights import name_delegates
from app.domain.runs import FINISHED
from app.domain.timetable import find_obstacle
from app.domain.undo import UNDO_ACTIONS, DoneOperation, reverse_operation
from app.models import Operation, Run
from app.models.runs import ACTIVE_RUN_STATES
from app.services.audit import Change, record_change
from app.services.authority import find_delegate, forbid_right, require_reach
from app.services.operations import has_changed_something
from app.services.timetable import load_surroundings
from app.services.wakeup import announce_work

USERS_PER_CHUNK = 200


def request_undo(session: Session, tenant_id: int, run_id: int, *, by: str) -> int:
    """Write a queued run that undoes another one; returns its id.

    Raises NotFound, or Conflict: the run has not ended, it changed nothing, or it is being undone.
    """
    run = session.get(Run, (tenant_id, run_id), with_for_update=True)
    if run is None:
        raise NotFound("run")
    obstacle = find_obstacle(load_surroundings(session, tenant_id), has_filter=True)
    if obstacle:
        raise Conflict(obstacle, explain_reason(obstacle) or obstacle)
    if run.state not in FINISHED:
        raise Conflict("run_active", "Wait until this run has ended, or cancel it.", run_id=run_id)
    if not has_effect(session, tenant_id, run_id):
        raise Conflict("nothing_to_undo", "This run changed nothing.")
    active = find_active_undo(session, tenant_id, run_id)
    if active is not None:
        raise Conflict("run_active", "This run is being undone already.", run_id=active)
    _require_rights(session, run)
    name = str(run.specification.get("name", ""))
    undo = Run(
        tenant_id=tenant_id,
        trigger="undo",
        specification=_specification(run_id, name) | {"delegates": name_delegates(find_delegate(session))},
        requested_by=by,
        counts={},
    )
    session.add(undo)
    session.flush()
    after = {"run_id": undo.id, "undo_of": run_id}
    record_change(session, tenant_id, by, Change("run.undo_requested", name, after=after))
    announce_work(session)
    return undo.id


def _require_rights(session: Session, run: Run) -> None:
    """Raise Forbidden when the caller may not take this run back; what an undo did is an organization admin's."""
    if find_delegate(session) is None:
        return
    if "undo_of" in run.specification:
        raise forbid_right()
    actions = parse_known_actions(run.specification.get("actions"))
    require_reach(session, actions, load_catalogue(session, run.tenant_id))


def has_effect(session: Session, tenant_id: int, run_id: int) -> bool:
    """True when the run changed something that can be taken back."""
    query = select(Operation.position).where(
        Operation.tenant_id == tenant_id,
        Operation.run_id == run_id,
        has_changed_something(),
    )
    return session.scalar(query.limit(1)) is not None


def find_active_undo(session: Session, tenant_id: int, run_id: int) -> int | None:
    """The run that is undoing this one at the moment."""
    query = select(Run.id).where(
        Run.tenant_id == tenant_id,
        Run.trigger == "undo",
        Run.specification["undo_of"].as_integer() == run_id,
        Run.state.in_(ACTIVE_RUN_STATES),
    )
    return session.scalar(query.limit(1))


def find_newest_undo(session: Session, tenant_id: int, run_id: int) -> int | None:
    """The run that undid this one last, or is about to."""
    query = select(func.max(Run.id)).where(
        Run.tenant_id == tenant_id,
        Run.id > run_id,
        Run.trigger == "undo",
        Run.specification["undo_of"].as_integer() == run_id,
    )
    return session.scalar(query)


def iter_undo_plan(
    session: Session, tenant_id: int, run_id: int, *, after_position: int
) -> Iterator[tuple[int, list[tuple[str, PlannedOperation]]]]:
    """(first position of the source's user, steps back for that user), by users in the order of the source.

    `after_position` is the last such position handled before, for going on after a kill.
    """
    first = func.min(Operation.position)
    users = (
        select(Operation.account_id, first)
        .where(Operation.tenant_id == tenant_id, Operation.run_id == run_id)
        .group_by(Operation.account_id)
        .having(first > after_position)
        .order_by(first)
        .limit(USERS_PER_CHUNK)
    )
    chunk = session.execute(users).all()
    query = (
        select(Operation)
        .where(
            Operation.tenant_id == tenant_id,
            Operation.run_id == run_id,
            Operation.account_id.in_([account_id for account_id, _first in chunk]),
        )
        .order_by(Operation.account_id, Operation.position.desc())
    )
    by_user: dict[str, list[Operation]] = {}
    for row in session.scalars(query):
        by_user.setdefault(row.account_id, []).append(row)
    for account_id, position in chunk:
        yield position, [(account_id, step) for step in _steps_back(by_user[account_id])]


def _steps_back(rows: Sequence[Operation]) -> Iterator[PlannedOperation]:
    seen: set[tuple[int, str]] = set()
    for row in rows:
        target = Target(row.target_kind, row.target_id, row.target_name, row.directory_id)
        for step in reverse_operation(DoneOperation(row.action, target, row.outcome, row.steps or ())):
            if (step.action_index, step.target.id) not in seen:
                seen.add((step.action_index, step.target.id))
                yield PlannedOperation(step.action_index, step.action, step.target, PLANNED)


def _specification(run_id: int, name: str) -> dict[str, Any]:
    return {
        "version": 1,
        "name": f"Undo of {name}",
        "undo_of": run_id,
        "filter": None,
        "actions": [{"type": action.type} for action in UNDO_ACTIONS],
        "action_sentences": [f"Take back what run {run_id} changed, where it is still so"],
        "max_users": None,
    }
