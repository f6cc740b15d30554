"""Admin roles that a plan leaves filled, whatever it comes to for everybody else: who holds them need not be planned in
turn."""

from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import nsmallest
from typing import Final

from sqlalchemy.orm import Session

from app.directory.facts import find_rows, load_users
from app.domain.engine.last_admins import AdminSeats, Seat
from app.domain.engine.planning import PlannedOperation
from app.domain.people.directory import UserFacts
from app.domain.states import StepOutcome

TRIED: Final = 20
"""So many holders of a role are tried: somebody who stays is nearly always among them, and else nothing is claimed."""

Plan = Callable[[Sequence[UserFacts]], Iterable[tuple[UserFacts, list[PlannedOperation]]]]


def find_kept_seats(
    session: Session, tenant_id: int, seats: AdminSeats, ids: Collection[int], plan: Plan
) -> frozenset[Seat]:
    """The seats of which some holder surely stays: the plan is not for them, or does nothing with them.

    ids: for whom the plan is. plan: their steps, without the rule of the last admin; who has no step to be done then
    has none with the rule either, for it only takes steps away from those who have some.
    """
    holders = seats.accounts
    rows = find_rows(session, tenant_id, holders)
    meant = set(ids)
    staying = {account for account in holders if rows.get(account) not in meant}
    kept = _select_kept(seats, staying)
    tried = {one for seat in seats.filled - kept for one in nsmallest(TRIED, seats.holders_of(seat))}
    for user, operations in plan(list(load_users(session, tenant_id, tried).values())):
        if not any(operation.verdict.outcome == StepOutcome.PLANNED for operation in operations):
            staying.add(user.account_id)
    return _select_kept(seats, staying)


def _select_kept(seats: AdminSeats, staying: Collection[str]) -> frozenset[Seat]:
    return frozenset(seat for seat in seats.filled if not seats.holders_of(seat).isdisjoint(staying))
