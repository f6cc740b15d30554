"""Holders of the admin roles of a tenant's apps, sites and organization, from the mirror and from what runs have
changed lately."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.directory.admin_seats import iter_seats
from app.directory.facts import load_matching_among, load_users
from app.directory.recent_writes import find_touched
from app.domain.automation.actions import Action
from app.domain.engine.last_admins import AdminSeats, can_fill_seats, can_take_seats, list_held, list_seats
from app.domain.engine.recent import SETTLING
from app.domain.engine.relevance import gives_seats
from app.domain.filters import FilterSpec
from app.domain.people.directory import Catalogue, UserFacts
from app.services.engine.recent_changes import recall_users


def load_admin_seats(
    session: Session, tenant_id: int, actions: Sequence[Action], catalogue: Catalogue, now: datetime
) -> AdminSeats | None:
    """Load the certain holders of admin roles; None when the actions take nothing away."""
    if not can_take_seats(actions):
        return None
    return fill_seats(session, tenant_id, catalogue, now)


def load_seats_for(
    session: Session,
    tenant_id: int,
    actions: Sequence[Action],
    catalogue: Catalogue,
    *,
    users: Sequence[UserFacts],
    now: datetime,
) -> AdminSeats | None:
    """The same for the plans of these users alone; None also when none of them can lose an admin role."""
    if not can_take_seats(actions):
        return None
    logged = recall_users(session, tenant_id, users, catalogue, now)
    known = (*users, *logged.values())
    if gives_seats(actions, catalogue) or any(list_seats(user, catalogue) for user in known):
        return fill_seats(session, tenant_id, catalogue, now)
    return None


def fill_seats(
    session: Session, tenant_id: int, catalogue: Catalogue, now: datetime, *, entries: Collection[str] | None = None
) -> AdminSeats:
    """Fill the seats with certain holders: those on whom the mirror and the log of recent writes agree.

    entries: the resource ids that matter; None: all.
    """
    seats = AdminSeats()
    pairs = list(iter_seats(session, tenant_id, entries))
    written = find_touched(session, tenant_id, {account_id for account_id, _seat in pairs}, now - SETTLING)
    for account_id, seat in pairs:
        if account_id not in written:
            seats.add(account_id, (seat,))
    users = load_users(session, tenant_id, written)
    logged = recall_users(session, tenant_id, list(users.values()), catalogue, now)
    for user in users.values():
        seats.add(user.account_id, list_held(user, logged.get(user.account_id), catalogue))
    return seats


def list_untouched_people(
    session: Session, tenant_id: int, account_ids: Collection[str], now: datetime
) -> frozenset[str]:
    """Those who are known as active people and whom no run has written to lately: what is shown of them counts."""
    touched = find_touched(session, tenant_id, account_ids, now - SETTLING)
    known = load_users(session, tenant_id, set(account_ids) - touched)
    return frozenset(account_id for account_id, user in known.items() if can_fill_seats(user))


def load_admins_matching(
    session: Session, tenant_id: int, spec: FilterSpec, now: datetime, until: tuple[AdminSeats, int]
) -> list[tuple[int, UserFacts]]:
    """The admins who match a filter, up to a row: whom a plan has gone through before it came there."""
    seats, last_id = until
    return load_matching_among(session, tenant_id, spec, now, account_ids=seats.accounts, up_to=last_id)
