"""Seats of admin roles now: asked of Atlassian before a step takes a holder away."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from app.atlassian import errors as atlassian
from app.atlassian.admin import ALL_DIRECTORIES, MAX_IDS_PER_SEARCH, AdminApi
from app.atlassian.records import UserRecord
from app.domain.engine.last_admins import AdminSeats, Seat, name_seats_of, with_roles
from app.domain.people.directory import ORG_ADMIN_ROLE, Catalogue
from app.domain.rights import ADMIN_ROLES
from worker.live.live import LiveUser

_INFERRED: Final = "inferred"
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


def _with_roles(user: LiveUser, held: Mapping[Seat, bool], catalogue: Catalogue) -> LiveUser:
    return replace(user, facts=with_roles(user.facts, held, catalogue))


def _fetch_roles(api: AdminApi, account_id: str, resource_ids: Sequence[str] = ()) -> dict[Seat, bool]:
    """The roles of somebody and whether they surely hold them directly. What only follows from another role is none."""
    try:
        records = api.fetch_user_role_assignments(ALL_DIRECTORIES, account_id, resource_ids=resource_ids)
    except (atlassian.BadRequest, atlassian.InsufficientScope, atlassian.NotFound, atlassian.Refused):
        return {}
    return {
        (record.resource_id, grant.role): grant.is_direct
        for record in records
        for grant in record.grants
        if grant.methods != {_INFERRED}
    }


def confirm_seats(
    api: AdminApi,
    known: AdminSeats,
    seats: Iterable[Seat],
    directory_ids: Iterable[str],
    choose_people: Callable[[Collection[str]], AbstractSet[str]],
) -> AdminSeats:
    """Those of the known holders whom Atlassian shows as active holders: as many as a batch cannot take, at least.

    Atlassian has been seen to ignore filters, so that who is not known as a holder does not become one by a search.
    Where none of the known ones holds a role (a site's own, one that a group began to give since), those who are shown
    are asked about one by one.
    choose_people: those of some accounts who are known as active people. Raises AtlassianError.
    """
    directories = sorted(directory_ids)
    return AdminSeats({seat: _find_holders(api, known, seat, directories, choose_people) for seat in seats})


def _find_holders(
    api: AdminApi,
    known: AdminSeats,
    seat: Seat,
    directories: Sequence[str],
    choose_people: Callable[[Collection[str]], AbstractSet[str]],
) -> frozenset[str]:
    """The known ones that are shown; only where none is, others who are shown and say so themselves."""
    found: frozenset[str] = frozenset()
    shown: set[str] = set()
    known_ones = known.holders_of(seat)
    for rows in _iter_pages(api, seat, directories):
        shown |= {row.account_id for row in rows if _is_active(row)}
        found = known_ones & shown
        if known_ones and (known_ones == found or len(found) > MAX_IDS_PER_SEARCH):
            break
    if found:
        return found
    asked = sorted(choose_people(shown))[: MAX_IDS_PER_SEARCH + 1]
    return frozenset(one for one in asked if seat in name_seats_of(_fetch_roles(api, one, _resources(seat))))


def _iter_pages(api: AdminApi, seat: Seat, directories: Iterable[str]) -> Iterator[Sequence[UserRecord]]:
    for directory_id in directories:
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = api.search_users(directory_id, cursor=cursor, role_ids=[seat[1]], resource_ids=_resources(seat))
            yield page.rows
            cursor = page.next_cursor
            if cursor is None:
                break


def _resources(seat: Seat) -> Sequence[str]:
    return [seat[0]] if seat[0] else ()


def _is_active(row: UserRecord) -> bool:
    """By all that the row tells: an account that is closed may still be shown as a member."""
    return {row.status, row.account_status, row.membership_status} - {None} == {"active"}
