"""Foresight of a run that began now, by the code of the run itself: for previews, and for the limit of a task."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.directory.facts import find_matching, iter_chunks, load_catalogue
from app.directory.signatures import find_single, iter_alike
from app.domain.automation.actions import Action
from app.domain.engine.last_admins import AdminSeats, Seat
from app.domain.engine.planning import PlannedOperation, count_plan, plan_user
from app.domain.engine.protection import Protection
from app.domain.engine.recent import SETTLING
from app.domain.engine.relevance import find_relevance, gives_seats
from app.domain.filters import FilterSpec
from app.domain.people.directory import Catalogue, UserFacts
from app.services.automation.admin_seats import load_admin_seats
from app.services.automation.exemptions import spare_exempt
from app.services.automation.kept_seats import find_kept_seats
from app.services.engine.recent_changes import recall_users
from app.services.engine.restored import spare_restored
from app.services.tenancy.authority import find_delegates
from app.services.tenancy.settings import load_protection

CHUNK = 500
ALIKE_CHUNK = 25_000
"""How many people are compared at a time: the ids are all that is held of them."""


_REPORT: Final = "rollcall.looked_at"


def report_to(session: Session, report: Callable[[int], None]) -> None:
    """Have `report` called, now and then, with how many people the totals of this session have looked at."""
    session.info[_REPORT] = report


def _tell_looked_at(session: Session, people: int) -> None:
    """So many people have been looked at; nobody may want to know."""
    report = session.info.get(_REPORT)
    if report is not None:
        report(people)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """By what each user of a plan is judged."""

    session: Session
    tenant_id: int
    actions: Sequence[Action]
    catalogue: Catalogue
    protection: Protection
    now: datetime

    def plan(
        self, user: UserFacts, logged: UserFacts | None = None, seats: AdminSeats | None = None
    ) -> list[PlannedOperation]:
        return plan_user(
            user, self.actions, self.catalogue, self.protection, now=self.now, logged=logged, seats=seats
        )  # fmt: skip

    def iter_plans(
        self, chunks: Iterable[Sequence[tuple[int, UserFacts]]], seats: AdminSeats | None
    ) -> Iterator[tuple[int, UserFacts, list[PlannedOperation]]]:
        for chunk in chunks:
            # As our own log knows them, where reads may not show yet what runs have changed.
            users = [user for _row_id, user in chunk]
            logged = recall_users(self.session, self.tenant_id, users, self.catalogue, self.now)
            for row_id, user in chunk:
                yield row_id, user, self.plan(user, logged.get(user.account_id), seats)

    def find_kept(self, seats: AdminSeats, ids: Sequence[int]) -> frozenset[Seat]:
        """The seats that somebody fills whatever this plan comes to, where it is nobody's business who holds them."""
        if self.protection.delegates:
            return frozenset()  # no step of theirs is done to who holds one

        def plan(users: Sequence[UserFacts]) -> Iterator[tuple[UserFacts, list[PlannedOperation]]]:
            chunk = [(0, user) for user in users]
            return ((user, operations) for _row_id, user, operations in self.iter_plans([chunk], None))

        return find_kept_seats(self.session, self.tenant_id, seats, ids, plan)


def iter_plans(
    session: Session,
    tenant_id: int,
    actions: Sequence[Action],
    chunks: Iterable[Sequence[tuple[int, UserFacts]]],
    *,
    catalogue: Catalogue,
    now: datetime,
    is_task: bool,
    task_id: int | None = None,
    seats: AdminSeats | None = None,
    delegates: Collection[str] | None = None,
) -> Iterator[tuple[int, UserFacts, list[PlannedOperation]]]:
    """Each user with their row and their steps. is_task: it would be a run of a task, not a bulk operation; task_id:
    of that one, unless it is not saved yet.

    seats: who fills the admin roles before the first of them. delegates: the delegated admins behind it; None: who
    asks, if they are one.
    """
    rules = _load_rules(
        session, tenant_id, actions, catalogue=catalogue, now=now, is_task=is_task, task_id=task_id, delegates=delegates
    )
    yield from rules.iter_plans(chunks, seats)


@dataclass(slots=True)
class Totals:
    """Totals of a plan, added up user by user."""

    matched: int = 0
    affected: int = 0
    failing: int = 0
    planned: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, operations: list[PlannedOperation], people: int = 1) -> None:
        """Count the plan of one user, or of so many people who are alike in all that it reads."""
        counts = count_plan(operations)
        self.matched += people
        self.affected += people * counts.is_changed
        self.failing += people * bool(counts.failing)
        self.planned += people * counts.changes
        for reason, times in Counter(counts.skipped).items():
            self.skipped[reason] += people * times
        for reason, times in Counter(counts.failing).items():
            self.failed[reason] += people * times


def foresee_totals(
    session: Session,
    tenant_id: int,
    spec: FilterSpec,
    actions: Sequence[Action],
    *,
    catalogue: Catalogue,
    now: datetime,
    is_task: bool,
    task_id: int | None = None,
) -> Totals:
    """Foresee the totals for all who match: the same as of each user's plan, without planning everybody.

    Who is alike in all that the plan reads is planned once; who is not like others (`find_single`), one by one.
    """
    rules = _load_rules(session, tenant_id, actions, catalogue=catalogue, now=now, is_task=is_task, task_id=task_id)
    totals = Totals()
    _tell_looked_at(session, 0)
    ids = find_matching(session, tenant_id, spec, now)
    seats = load_admin_seats(session, tenant_id, actions, catalogue, now)
    if len(ids) > CHUNK and not (seats is not None and gives_seats(actions, catalogue)):
        # Whoever holds a role that may be left to nobody is planned one by one: the others' plans ask for no seats.
        ids = _count_alike(rules, ids, totals, () if seats is None else rules.find_kept(seats, ids))
    chunks = iter_chunks(session, tenant_id, ids, chunk_size=CHUNK)
    for _row_id, _user, operations in rules.iter_plans(chunks, seats):
        totals.add(operations)
        _tell_looked_at(session, totals.matched)
    return totals


def _count_alike(rules: _Rules, ids: Sequence[int], totals: Totals, kept: Collection[Seat]) -> Sequence[int]:
    """Add the plans of those who are like others; returns the others. kept: seats that are filled in any case."""
    session, tenant_id, now = rules.session, rules.tenant_id, rules.now
    relevance = find_relevance(rules.actions, rules.catalogue, rules.protection)
    single = find_single(session, tenant_id, ids, relevance, since=now - SETTLING, kept=kept)
    alike = array("q", sorted(set(ids).difference(single)))
    for start in range(0, len(alike), ALIKE_CHUNK):
        chunk = list(alike[start : start + ALIKE_CHUNK])
        for user, people in iter_alike(session, tenant_id, chunk, relevance, now=now):
            totals.add(rules.plan(user), people)
            _tell_looked_at(session, totals.matched)
    return single


def count_affected(
    session: Session,
    tenant_id: int,
    spec: FilterSpec,
    actions: Sequence[Action],
    now: datetime,
    *,
    task_id: int | None = None,
) -> int:
    """How many people a task would change, without the rest of a preview."""
    catalogue = load_catalogue(session, tenant_id)
    return foresee_totals(
        session, tenant_id, spec, actions, catalogue=catalogue, now=now, is_task=True, task_id=task_id
    ).affected


def _load_rules(
    session: Session,
    tenant_id: int,
    actions: Sequence[Action],
    *,
    catalogue: Catalogue,
    now: datetime,
    is_task: bool,
    task_id: int | None = None,
    delegates: Collection[str] | None = None,
) -> _Rules:
    behind = find_delegates(session) if delegates is None else frozenset(delegates)
    protection = load_protection(session, tenant_id, now, delegates=behind)
    if is_task:
        protection = spare_restored(session, tenant_id, protection, now)
        protection = spare_exempt(session, tenant_id, protection, now, task_id=task_id)
    return _Rules(
        session=session, tenant_id=tenant_id, actions=actions, catalogue=catalogue, protection=protection, now=now
    )
