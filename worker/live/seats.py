"""Seats of admin roles now: asked of Atlassian before a step takes a holder away."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from app.atlassian import errors as atlassian
from app.atlassian.admin import ALL_DIRECTORIES, MAX_IDS_PER_SEARCH, AdminApi
from app.atlassian.records import UserRecord
from app.domain.engine.last_admins import AdminSeats, Seat, with_roles
from app.domain.people.directory import ORG_ADMIN_ROLE, Catalogue
from app.domain.rights import ADMIN_ROLES
from worker.live.live import LiveUser

MOST_PAGES: Final = 5
"""Of a role that many hold: whoever is not found on them does not count as staying."""


def fetch_admins_of_anything(api: AdminApi, catalogue: Catalogue, live: Mapping[str, LiveUser]) -> dict[str, LiveUser]:
    """Those of at most ten people who hold an admin role now, with all that they hold.

    The search does not tell roles on apps, and somebody may have become an admin since the mirror was read. One call,
    and one for each admin, whose roles stay as they are known when the key may not ask. Raises AtlassianError.
    """
    roles = sorted(ADMIN_ROLES - {ORG_ADMIN_ROLE})
    readable = sorted(account_id for account_id, user in live.items() if not user.problem)
    if not readable:
        return {}  # nothing is done to any of them
    page = api.search_users(ALL_DIRECTORIES, account_ids=readable, role_ids=roles)
    admins = sorted({row.account_id for row in page.rows} & set(readable))
    return {one: _with_roles(live[one], _fetch_roles(api, one), catalogue) for one in admins}


def _with_roles(user: LiveUser, held: AbstractSet[Seat], catalogue: Catalogue) -> LiveUser:
    return replace(user, facts=with_roles(user.facts, held, catalogue))


def _fetch_roles(api: AdminApi, account_id: str) -> frozenset[Seat]:
    try:
        records = api.fetch_user_role_assignments(ALL_DIRECTORIES, account_id)
    except (atlassian.BadRequest, atlassian.InsufficientScope, atlassian.NotFound, atlassian.Refused):
        return frozenset()
    return frozenset((record.resource_id, grant.role) for record in records for grant in record.grants)


def confirm_seats(api: AdminApi, known: AdminSeats, seats: Iterable[Seat], directory_ids: Iterable[str]) -> AdminSeats:
    """Those of the known holders whom Atlassian shows as active holders: as many as a batch cannot take, at least.

    Atlassian has been seen to ignore filters, so that who is not known as a holder does not become one here.
    Raises AtlassianError.
    """
    directories = sorted(directory_ids)
    return AdminSeats({seat: _find_active(api, seat, known.holders_of(seat), directories) for seat in seats})


def _find_active(api: AdminApi, seat: Seat, known: AbstractSet[str], directories: Iterable[str]) -> frozenset[str]:
    entry, role = seat
    found: set[str] = set()
    for directory_id in directories:
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            if not known - found or len(found) > MAX_IDS_PER_SEARCH:
                return frozenset(found)
            page = api.search_users(
                directory_id, cursor=cursor, role_ids=[role], resource_ids=[entry] if entry else ()
            )  # fmt: skip
            found |= {row.account_id for row in page.rows if _is_active(row)} & known
            cursor = page.next_cursor
            if cursor is None:
                break
    return frozenset(found)


def _is_active(row: UserRecord) -> bool:
    """By all that the row tells: an account that is closed may still be shown as a member."""
    return {row.status, row.account_status, row.membership_status} - {None} == {"active"}
