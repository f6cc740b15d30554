"""Who else fills an admin role now: asked of Atlassian before a step takes one of its holders away."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from app.atlassian.admin import MAX_IDS_PER_SEARCH, AdminApi
from app.domain.engine.last_admins import AdminSeats, Seat

MOST_PAGES: Final = 5
"""Of a role that many hold: whoever is not found on them does not count as staying."""


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
            active = {row.account_id for row in page.rows if (row.membership_status or row.status) == "active"}
            found |= active & known
            cursor = page.next_cursor
            if cursor is None:
                break
    return frozenset(found)
