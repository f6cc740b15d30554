"""The line of runs: one that would touch the same people and things as a run before it waits until that has ended.

A run gets its place when its plan is about to be carried out and keeps it, so whoever waits looks only ahead: nobody
waits in a circle, and nobody comes from behind. All of it is asked of the rows whenever a slice begins, while no other
worker holds any work of the tenant; nothing has to be kept right in between.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, null, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Text

from app.db import database_now
from app.directory.facts import load_catalogue
from app.domain.engine.things import are_same, name_thing
from app.domain.people.directory import Catalogue
from app.models import Operation, Run, Tenant
from app.models.runs import WORKABLE_RUN_STATES
from app.services.engine.operations import Fence
from app.services.engine.run_queue import release_run, write_run

_SHARED: Final = text(
    """
select run_id, count(*) from (
select distinct theirs.run_id, mine.account_id
from operations mine
join unnest(:my_actions, :my_targets, :their_actions, :their_targets) as same (action, target, other, aim)
  on same.action = mine.action and same.target = mine.target_id
join operations theirs
  on theirs.tenant_id = mine.tenant_id and theirs.run_id = any(:others) and theirs.account_id = mine.account_id
 and theirs.action = same.other and theirs.target_id = same.aim
where mine.tenant_id = :tenant and mine.run_id = :run and mine.outcome in ('planned', 'started')
  and (theirs.outcome in ('planned', 'started', 'succeeded') or theirs.steps is not null
       or theirs.reason = 'outcome_unknown')) pairs
group by run_id
"""
).bindparams(
    *(bindparam(name, type_=ARRAY(Text)) for name in ("my_actions", "my_targets", "their_actions", "their_targets")),
    bindparam("others", type_=ARRAY(BigInteger)),
)
"""Of how many people a run has something to do that each of the others does as well, or has done."""


@dataclass(frozen=True, slots=True)
class Obstruction:
    """The run that another one waits for, and how many people they have in common."""

    run_id: int
    people: int


def take_place(session: Session, fence: Fence) -> Obstruction | None:
    """Give the run its place in the line, and tell whom it has to let pass; None: it may go on. Raises LeaseLost."""
    write_run(session, fence, lined_up_at=func.coalesce(Run.lined_up_at, database_now(session)))
    ahead = list_ahead(session, fence)
    clear = set(ahead) & _load_clear(session, fence)
    shared = count_shared(session, fence, [run_id for run_id in ahead if run_id not in clear])
    if clear != set(ahead) - shared.keys():
        _note_clear(session, fence, sorted(set(ahead) - shared.keys()))
    first = next((run_id for run_id in ahead if shared.get(run_id)), None)
    if first is None:
        write_run(session, fence, waits_for_run=null(), waits_for_people=null(), waits_for_since=null())
        return None
    return Obstruction(first, shared[first])


def _load_clear(session: Session, fence: Fence) -> frozenset[int]:
    """The runs of which was found that they have nothing in common with this one, by the mirror as it is.

    Plans only shrink, so that it stays so; what a group gives may be another thing after a sync.
    """
    mine = (Run.tenant_id == fence.tenant_id, Run.id == fence.run_id, Tenant.id == fence.tenant_id)
    found = session.scalar(select(Run.clear_of_runs).where(*mine, Run.clear_since == Tenant.mirror_synced_at))
    return frozenset(found or ())


def _note_clear(session: Session, fence: Fence, run_ids: Sequence[int]) -> None:
    synced_at = select(Tenant.mirror_synced_at).where(Tenant.id == fence.tenant_id).scalar_subquery()
    write_run(session, fence, clear_of_runs=list(run_ids), clear_since=synced_at)


def let_pass(session: Session, fence: Fence, obstruction: Obstruction) -> None:
    """Give the run back until the one before it has ended. Raises LeaseLost."""
    release_run(
        session,
        fence,
        waits_for_run=obstruction.run_id,
        waits_for_people=obstruction.people,
        waits_for_since=func.coalesce(Run.waits_for_since, database_now(session)),
    )


def list_ahead(session: Session, fence: Fence) -> list[int]:
    """The runs before this one that are at work, in their order. A held plan lets everybody pass."""
    mine = select(Run.lined_up_at).where(Run.tenant_id == fence.tenant_id, Run.id == fence.run_id).scalar_subquery()
    query = select(Run.id).where(
        Run.tenant_id == fence.tenant_id,
        Run.state.in_(WORKABLE_RUN_STATES),
        tuple_(Run.lined_up_at, Run.id) < tuple_(mine, fence.run_id),
    )
    return list(session.scalars(query.order_by(Run.lined_up_at, Run.id)))


def count_shared(session: Session, fence: Fence, others: Sequence[int]) -> dict[int, int]:
    """With how many people each of these runs has a thing in common that this one is still to change."""
    if not others:
        return {}
    catalogue = load_catalogue(session, fence.tenant_id)
    kinds = _load_kinds(session, fence.tenant_id, [fence.run_id, *others])
    theirs = {kind for run_id in others for kind in kinds[run_id]}
    same = list(_iter_same(kinds[fence.run_id], theirs, catalogue))
    if not same:
        return {}
    given = {
        "tenant": fence.tenant_id,
        "run": fence.run_id,
        "others": list(others),
        "my_actions": [mine[0] for mine, _other in same],
        "my_targets": [mine[1] for mine, _other in same],
        "their_actions": [other[0] for _mine, other in same],
        "their_targets": [other[1] for _mine, other in same],
    }
    return {int(run_id): int(people) for run_id, people in session.execute(_SHARED, given)}


_Kind = tuple[str, str]
"""(action, target id) of the steps of a plan that do the same."""


def _load_kinds(session: Session, tenant_id: int, run_ids: Sequence[int]) -> dict[int, set[_Kind]]:
    query = (
        select(Operation.run_id, Operation.action, Operation.target_id)
        .where(Operation.tenant_id == tenant_id, Operation.run_id.in_(run_ids))
        .group_by(Operation.run_id, Operation.action, Operation.target_id)
    )
    found: defaultdict[int, set[_Kind]] = defaultdict(set)
    for run_id, action, target_id in session.execute(query):
        found[run_id].add((action, target_id))
    return found


def _iter_same(mine: set[_Kind], theirs: set[_Kind], catalogue: Catalogue) -> Iterator[tuple[_Kind, _Kind]]:
    for one in sorted(mine):
        for other in sorted(theirs):
            if are_same(name_thing(*one), name_thing(*other), catalogue):
                yield one, other


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """A run in front in the line, as somebody is told who looks at the one that waits."""

    run_id: int
    task_id: int | None
    name: str
    people: int
    since: datetime


def find_waits(session: Session, tenant_id: int, runs: Sequence[Run]) -> dict[int, WaitsFor]:
    """Find the run that each of these waits for in the line, by its id; those that wait for none are absent."""
    waiting = {run.id: run for run in runs if run.waits_for_run is not None and run.finished_at is None}
    if not waiting:
        return {}
    ahead = select(Run).where(
        Run.tenant_id == tenant_id,
        Run.id.in_({run.waits_for_run for run in waiting.values()}),
        Run.state.in_(WORKABLE_RUN_STATES),
    )
    known = {run.id: run for run in session.scalars(ahead)}
    return {
        run.id: WaitsFor(
            run_id=front.id,
            task_id=front.task_id,
            name=front.frozen.name,
            people=run.waits_for_people or 0,
            since=run.waits_for_since,
        )
        for run in waiting.values()
        if (front := known.get(run.waits_for_run or 0)) and run.waits_for_since is not None
    }
