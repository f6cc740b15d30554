"""The User Browser's question and answer: who matches, how many, one page of them.

Sets of people answer at once (`search_sets`); what they cannot tell is asked of the mirror's tables
(`search_tables`). Both find the same people, and a later page costs what the first one costs.

Together with the names that it passes on, this module is all that services need to show the mirror.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.directory.conditions.query import build_match
from app.directory.searching.numbers import AppNumbers, DirectoryNumbers, load_numbers
from app.directory.searching.pickers import (
    AppRow,
    DomainCount,
    GroupPage,
    GroupRow,
    list_apps,
    list_email_domains,
    list_groups,
    list_roles,
    list_sites,
)
from app.directory.searching.search_listing import MAX_LIMIT, Listing, UserSearch, check_search
from app.directory.searching.search_tables import TableQuestion
from app.directory.searching.user_detail import UserDetail, get_user_detail
from app.directory.searching.user_rows import ActivityScope, Names, Site, UserApp, UserGroup, UserRow, select_columns
from app.directory.sets.search_sets import fetch_page, find_in_sets
from app.domain.errors import FieldError, Invalid
from app.models import DirectoryChange, DirectoryUser

__all__ = [
    "MAX_LIMIT",
    "AppNumbers",
    "AppRow",
    "DirectoryNumbers",
    "DomainCount",
    "GroupPage",
    "GroupRow",
    "Site",
    "UserApp",
    "UserDetail",
    "UserGroup",
    "UserPage",
    "UserRow",
    "UserSearch",
    "check_search",
    "find_state_mark",
    "get_user_detail",
    "iter_users_for_export",
    "list_apps",
    "list_email_domains",
    "list_groups",
    "list_roles",
    "list_sites",
    "load_numbers",
    "search_users",
    "search_users_in_tables",
]

EXPORT_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class UserPage:
    """A page of users, how many match in all, and the cursor of the next page (None: this was the last)."""

    total: int
    items: tuple[UserRow, ...]
    next_cursor: str | None


def search_users(session: Session, tenant_id: int, search: UserSearch, now: datetime) -> UserPage:
    """One page of the users who match at `now` (aware). Raises Invalid for bad text, order, scope, cursor or limit."""
    spec, listing = check_search(search), Listing.read(search)
    parameters = listing.read_parameters(tenant_id, search)
    _check_scope(session, tenant_id, search.scope)
    found = find_in_sets(session, tenant_id, spec, now)
    if found is None:
        return search_users_in_tables(session, tenant_id, search, now)
    if not found.total:
        return UserPage(0, (), None)
    rows, names = fetch_page(session, found, listing, parameters), Names(session, tenant_id)
    if rows:
        names.learn(rows[0].names_of_groups, rows[0].names_of_apps)
    return _make_page(names, search, rows, found.total)


def search_users_in_tables(session: Session, tenant_id: int, search: UserSearch, now: datetime) -> UserPage:
    """The same page without a look at the sets. Raises Invalid."""
    spec, listing = check_search(search), Listing.read(search)
    statement = TableQuestion(tenant_id, spec, now).build(listing)
    rows = session.execute(statement, listing.read_parameters(tenant_id, search)).all()
    shown, names = [row for row in rows if row.id is not None], Names(session, tenant_id)
    names.load(shown)
    return _make_page(names, search, shown, rows[0].total)


def iter_users_for_export(
    session: Session, tenant_id: int, search: UserSearch, now: datetime, *, after: tuple[str, int] | None = None
) -> Iterator[tuple[int, UserRow]]:
    """All users who match with their row ids, by name and row id, in constant memory: PostgreSQL keeps the result.

    after: name and row id behind which to begin. Order, cursor and limit of the search do not count. The session's
    transaction must stay open meanwhile.
    """
    spec, user, names = check_search(search), aliased(DirectoryUser), Names(session, tenant_id)
    query = sa.select(user.id.label("row_id"), *select_columns(tenant_id, user, search.scope)).where(
        user.tenant_id == tenant_id, build_match(spec, tenant_id, now, user)
    )
    if after is not None:
        query = query.where(sa.tuple_(user.name, user.id) > sa.tuple_(*map(sa.literal, after)))
    query = query.order_by(user.name, user.id).execution_options(yield_per=EXPORT_CHUNK)
    for chunk in session.execute(query).partitions():
        names.load(chunk)
        for row in chunk:
            yield row.row_id, names.read_row(row)


def find_state_mark(session: Session, tenant_id: int) -> str:
    """A text that becomes another with whatever changes about anybody in the mirror.

    Triggers note who is changed; whoever has come since the sets were built is known by the number of their row.
    """
    changes = sa.select(sa.func.count(), sa.func.max(DirectoryChange.id)).where(DirectoryChange.tenant_id == tenant_id)
    newest = sa.select(sa.func.max(DirectoryUser.id)).where(DirectoryUser.tenant_id == tenant_id)
    return ".".join(str(part or 0) for part in (*session.execute(changes).one(), session.scalar(newest)))


def _make_page(names: Names, search: UserSearch, rows: Sequence[Any], total: int) -> UserPage:
    items = tuple(names.read_row(row) for row in rows[: search.limit])
    if len(rows) <= search.limit:
        return UserPage(total, items, None)
    return UserPage(total, items, Listing.read(search).encode_cursor(items[-1], rows[search.limit - 1].id))


def _check_scope(session: Session, tenant_id: int, scope: ActivityScope) -> None:
    if scope.is_everywhere or session.scalar(sa.select(scope.app_row_ids(tenant_id).exists())):
        return
    field = "app_id" if scope.app_id is not None else "site_id"
    raise Invalid(FieldError(f"/{field}", f"{field}: the organization has no such app or site."))
