"""How many people tasks have in common that work against each other: counted beside the mirror, told in the list.

Counted after each sync and run and when a task or filter is saved; the list reads the numbers and counts nothing.
A number counts for what it was counted from alone, which its digest says.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations_with_replacement
from typing import Final

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.directory.conditions.query import build_user_query
from app.directory.facts import load_catalogue, load_next_matching
from app.domain.automation.actions import find_unknown_actions, parse_actions
from app.domain.automation.cautions import Caution
from app.domain.automation.circling import Doing, is_led_back
from app.domain.automation.modes import LIVE
from app.domain.automation.overlap import (
    find_contrary_effects,
    find_once,
    is_told_of,
    say_how_many,
    say_once,
    say_who_circles,
    takes_back_itself,
)
from app.domain.people.directory import Catalogue
from app.models import SavedFilter, Task, TaskOverlap
from app.models.mapping import TENANT
from app.services.automation.filters import read_stored
from app.services.tenancy.settings import get_tenant

MOST_PAIRS: Final = 50
"""Pairs that are counted at a time; who has more of them has read about fifty first."""
MOST_FOLLOWED: Final = 2_000
"""People of a filter who are followed from task to task."""
SECONDS: Final = 10.0
"""No new pair is counted after so long; the others have their turn next time."""
MOST_TOLD: Final = 5
"""Cautions of one task."""


@dataclass(frozen=True, slots=True)
class TaskDoing:
    """A stored task that is understood, and what it does to whom. mode: by it others are warned of it."""

    task_id: int
    name: str
    doing: Doing
    mode: str = LIVE


Pair = tuple[TaskDoing, TaskDoing]


def refresh_overlaps(session: Session, tenant_id: int, *, of: Sequence[int] | None = None) -> None:
    """Count anew for all tasks that work against each other, or for those pairs that one of these tasks is part of."""
    now = get_tenant(session, tenant_id).mirror_synced_at
    catalogue = load_catalogue(session, tenant_id)
    stale = [TaskOverlap.tenant_id == tenant_id]
    if of is not None:
        stale.append(or_(TaskOverlap.task_id.in_(of), TaskOverlap.other_id.in_(of)))
    pairs = list_pairs(load_doings(session, tenant_id), catalogue) if now else []
    if of is not None:
        pairs = [pair for pair in pairs if {one.task_id for one in pair} & set(of)]
    session.execute(delete(TaskOverlap).where(*stale))
    until = time.monotonic() + SECONDS
    for one, other in pairs[:MOST_PAIRS]:
        if now is None or time.monotonic() > until:
            return
        values = {
            "tenant_id": tenant_id,
            "task_id": one.task_id,
            "other_id": other.task_id,
            "digest": build_digest(one, other),
            "people": 0 if one is other else count_shared(session, tenant_id, (one.doing, other.doing), now),
            "circling": count_circling(session, tenant_id, (one.doing, other.doing), catalogue, now),
        }
        if values["people"] or values["circling"]:
            session.execute(insert(TaskOverlap).values(values).on_conflict_do_nothing())


def load_overlaps(session: Session, tenant_id: int, catalogue: Catalogue) -> dict[int, list[Caution]]:
    """Load the overlaps of each task as cautions by its id; two statements, however many tasks there are."""
    counted = session.scalars(_COUNTED, {"tenant": tenant_id}).all()
    if not counted:
        return {}
    ids = {task_id for row in counted for task_id in (row.task_id, row.other_id)}
    doings = {one.task_id: one for one in load_doings(session, tenant_id, ids)}
    found: dict[int, list[Caution]] = {}
    for row in sorted(counted, key=lambda row: -max(row.people, row.circling)):
        one, other = doings.get(row.task_id), doings.get(row.other_id)
        if one is None or other is None or row.digest != build_digest(one, other):
            continue
        for mine, theirs in {(one, other), (other, one)}:
            cautions = describe_overlap(mine, theirs, (row.people, row.circling), catalogue)
            found.setdefault(mine.task_id, []).extend(cautions)
    return {task_id: cautions[:MOST_TOLD] for task_id, cautions in found.items()}


_COUNTED: Final = select(TaskOverlap).where(TaskOverlap.tenant_id == TENANT)


def describe_overlap(
    mine: TaskDoing, theirs: TaskDoing, counts: tuple[int, int], catalogue: Catalogue
) -> list[Caution]:
    """Describe the overlap with one other task, with (people in common, people led to and fro); and while one of the
    two changes nobody yet, which of them would have to become live."""
    people, circling = counts
    is_alone = mine.task_id == theirs.task_id
    if not is_alone and not is_told_of(theirs.mode):
        return []
    found = []
    if people:
        effects = find_contrary_effects(mine.doing.actions, theirs.doing.actions, catalogue, task=theirs.name)
        found += [say_how_many(effect, people) for effect in effects[:1]]
    if circling > people:  # else the sentence above is about them
        found.append(say_who_circles(None if is_alone else theirs.name, circling))
    once = find_once(mine.mode, theirs.mode)
    return [say_once(one, "this" if is_alone and once else once) for one in found]


def load_doings(session: Session, tenant_id: int, ids: set[int] | None = None) -> list[TaskDoing]:
    """The tasks that have a filter and are understood, oldest first."""
    query = (
        select(Task.id, Task.name, Task.actions, SavedFilter.specification, Task.mode)
        .join(SavedFilter, (SavedFilter.tenant_id == Task.tenant_id) & (SavedFilter.id == Task.filter_id))
        .where(Task.tenant_id == tenant_id, Task.removed_at.is_(None))
        .order_by(Task.id)
    )
    if ids is not None:
        query = query.where(Task.id.in_(ids))
    found = []
    for task_id, name, actions, specification, mode in session.execute(query):
        spec = None if find_unknown_actions(actions) else read_stored(specification)
        if spec is not None:
            found.append(TaskDoing(task_id, name, Doing(spec, parse_actions(actions)), mode))
    return found


def list_pairs(doings: Sequence[TaskDoing], catalogue: Catalogue) -> list[Pair]:
    """The pairs whose actions take back what the other gives, whoever they are about; a task may do so alone. The live
    come first, and two drafts are no pair."""
    ordered = sorted(doings, key=lambda one: one.mode != LIVE)
    return [
        (one, other)
        for one, other in combinations_with_replacement(ordered, 2)
        if one is other or is_told_of(one.mode) or is_told_of(other.mode)
        if (
            takes_back_itself(one.doing.actions, catalogue)
            if one is other
            else find_contrary_effects(one.doing.actions, other.doing.actions, catalogue, task=other.name)
        )
    ]


def count_shared(session: Session, tenant_id: int, both: tuple[Doing, Doing], now: datetime) -> int:
    """How many people match both filters."""
    one, other = (build_user_query(doing.spec, tenant_id, now) for doing in both)
    shared = one.intersect(other).subquery()
    return session.scalar(select(func.count()).select_from(shared)) or 0


def count_circling(
    session: Session, tenant_id: int, both: tuple[Doing, Doing], catalogue: Catalogue, now: datetime
) -> int:
    """How many people are led to and fro between the two, of the first of each filter who are followed."""
    led: set[str] = set()
    for one, other in {both, (both[1], both[0])}:
        found = load_next_matching(session, tenant_id, one.spec, now, after_id=0, count=MOST_FOLLOWED)
        led |= {user.account_id for _id, user in found if is_led_back(user, one, other, catalogue, now)}
    return len(led)


def build_digest(one: TaskDoing, other: TaskDoing) -> str:
    """Build the digest of what a number was counted from: both filters and both lists of actions."""
    told = [
        [doing.spec.to_json(), [action.to_json() for action in doing.actions]] for doing in (one.doing, other.doing)
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def refresh_overlaps_of_filter(session: Session, tenant_id: int, filter_id: int) -> None:
    """Count anew for the tasks with a filter that was edited."""
    query = select(Task.id).where(Task.tenant_id == tenant_id, Task.filter_id == filter_id, Task.removed_at.is_(None))
    tasks = session.scalars(query).all()
    if tasks:
        refresh_overlaps(session, tenant_id, of=tasks)
