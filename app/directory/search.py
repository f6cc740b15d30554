"""The User Browser's question and answer: who matches, how many, one page of them; in one round trip.

The statement first finds the numbers of all who match, once. Then one of two branches makes the page,
and PostgreSQL runs only that one: few matches are sorted; among many, the index in the
wanted order soon meets enough of them. A later page costs what the first one costs.

Together with the names that it passes on, this module is all that services need to show the mirror.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from app.directory.numbers import AppNumbers, DirectoryNumbers, load_numbers
from app.directory.pickers import (
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
from app.directory.predicates import Predicate, User, value_or
from app.directory.query import build_match, is_about_own_row
from app.directory.search_cursors import Cursor, SortValue, decode_cursor
from app.directory.user_detail import UserDetail, get_user_detail
from app.directory.user_rows import (
    ActivityScope,
    Site,
    UserApp,
    UserGroup,
    UserRow,
    latest_activity,
    read_row,
    select_columns,
)
from app.domain.errors import FieldError, Invalid
from app.domain.filters import EVERYBODY, FilterSpec, Text, all_of_specs
from app.domain.filters.identity import MAX_TEXT_LENGTH
from app.domain.filters.reading import MAX_ID_LENGTH, Errors, FieldReader
from app.models import DirectoryUser

__all__ = [
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
    "build_search_query",
    "check_search",
    "get_user_detail",
    "iter_users_for_export",
    "list_apps",
    "list_email_domains",
    "list_groups",
    "list_roles",
    "list_sites",
    "load_numbers",
    "search_users",
]

MAX_LIMIT: Final = 200
FEW: Final = 2_000
"""Up to so many matches are sorted; beyond, an index in the wanted order is quicker."""
EXPORT_CHUNK: Final = 500
_NEVER: Final = sa.literal_column("'-infinity'::timestamptz", sa.DateTime(timezone=True))
_NO_EMAIL: Final = sa.literal_column("''", sa.Text)


@dataclass(frozen=True, slots=True)
class UserSearch:
    """Who to list and how. `site_id` and `app_id` are what "Last Active" follows; they leave nobody out.

    sort: `name`, `email`, `last_active`, `added` or `status`; direction: `asc` or `desc`; limit: 1 to 200.
    """

    spec: FilterSpec = EVERYBODY
    text: str | None = None
    sort: str = "name"
    direction: str = "asc"
    site_id: str | None = None
    app_id: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class UserPage:
    """A page of users, how many match in all, and the cursor of the next page (None: this was the last)."""

    total: int
    items: tuple[UserRow, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class _Order:
    """A column to sort by. `key` makes the expression that the index of the same name has."""

    key: Callable[[User], sa.ColumnElement[Any]]
    value: Callable[[UserRow], SortValue]
    is_time: bool = False


_ORDERS: Final[Mapping[str, _Order]] = {
    "name": _Order(lambda user: sa.type_coerce(user.name, sa.Text), lambda row: row.name),
    "email": _Order(lambda user: value_or(user.email, _NO_EMAIL), lambda row: row.email or ""),
    "status": _Order(lambda user: sa.type_coerce(user.status, sa.Text), lambda row: row.status),
    "added": _Order(lambda user: value_or(user.added_at, _NEVER), lambda row: row.added_at, True),
    "last_active": _Order(lambda user: value_or(user.last_active_at, _NEVER), lambda row: row.last_active_at, True),
}


def search_users(session: Session, tenant_id: int, search: UserSearch, now: datetime) -> UserPage:
    """One page of the users who match at `now` (aware). Raises Invalid for bad text, order, scope, cursor or limit."""
    rows = session.execute(build_search_query(tenant_id, search, now)).all()
    if not rows[0].is_scope_known:
        field = "app_id" if search.app_id is not None else "site_id"
        raise Invalid(FieldError(f"/{field}", f"{field}: the organization has no such app or site."))
    items = tuple(read_row(row) for row in rows if row.id is not None)[: search.limit]
    has_more = len(rows) > search.limit
    return UserPage(rows[0].total, items, _make_cursor(search, items[-1], rows) if has_more else None)


def build_search_query(tenant_id: int, search: UserSearch, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """The statement that `search_users` runs. Raises Invalid."""
    return _Statement(tenant_id, search, check_search(search), now).build()


def iter_users_for_export(session: Session, tenant_id: int, search: UserSearch, now: datetime) -> Iterator[UserRow]:
    """All users who match, by name, in constant memory: PostgreSQL keeps the result and hands out some at a time.

    Order, cursor and limit of the search do not count. The session's transaction must stay open meanwhile.
    """
    spec, user = check_search(search), aliased(DirectoryUser)
    query = sa.select(*select_columns(tenant_id, user, _scope_of(search))).where(
        user.tenant_id == tenant_id, build_match(spec, tenant_id, now, user)
    )
    query = query.order_by(user.name, user.id).execution_options(yield_per=EXPORT_CHUNK)
    for row in session.execute(query):
        yield read_row(row)


def check_search(search: UserSearch) -> FilterSpec:
    """The filter of a search with its text included. Raises Invalid for bad text, order, scope, cursor or limit."""
    errors = Errors()
    if search.sort not in _ORDERS:
        errors.note("/sort", f"sort: use one of {', '.join(sorted(_ORDERS))}.")
    if search.direction not in ("asc", "desc"):
        errors.note("/direction", "direction: use one of asc, desc.")
    if not 1 <= search.limit <= MAX_LIMIT:
        errors.note("/limit", f"limit: must be between 1 and {MAX_LIMIT}.")
    reader = FieldReader({"site_id": search.site_id, "app_id": search.app_id, "text": search.text}, "", errors)
    for field in ("site_id", "app_id"):
        if getattr(search, field) is not None:
            reader.get_text(field, max_length=MAX_ID_LENGTH)
    text = reader.get_text("text", max_length=MAX_TEXT_LENGTH) if (search.text or "").strip() else None
    if errors:
        raise Invalid(*errors)
    return search.spec if text is None else all_of_specs(search.spec, FilterSpec(Text(text)))


def _scope_of(search: UserSearch) -> ActivityScope:
    return ActivityScope(search.app_id, search.site_id)


def _order_name(search: UserSearch) -> str:
    return f"{search.sort}-{search.direction}"


def _make_cursor(search: UserSearch, last: UserRow, rows: Any) -> str:
    return Cursor(_order_name(search), _ORDERS[search.sort].value(last), rows[search.limit - 1].id).encode()


_MATCHED, _FEW, _MANY, _SHOWN = (aliased(DirectoryUser, name=name) for name in ("matched", "few", "many", "shown"))


class _Statement:
    """Builds the one statement of a search."""

    def __init__(self, tenant_id: int, search: UserSearch, spec: FilterSpec, now: datetime) -> None:
        self._tenant_id = tenant_id
        self._search = search
        self._spec = spec
        self._now = now
        self._scope = _scope_of(search)
        self._order = _ORDERS[search.sort]

    def build(self) -> sa.Select[*tuple[Any, ...]]:
        """Rows of the page with the total in each; a single row of NULLs when the page is empty."""
        branches = self._find_by_row() if is_about_own_row(self._spec) else self._find_by_links()
        page = sa.union_all(*(self._cut_page(branch) for branch in branches.pages)).subquery("page")
        head = sa.select(branches.total.label("total"), self._is_scope_known().label("is_scope_known")).subquery("head")
        shown = sa.join(page, _SHOWN, sa.and_(_SHOWN.tenant_id == self._tenant_id, _SHOWN.id == page.c.id))
        columns = select_columns(self._tenant_id, _SHOWN, self._scope)
        query = sa.select(head.c.total, head.c.is_scope_known, page.c.id, *columns)
        query = query.select_from(sa.outerjoin(head, shown, sa.true()))
        return query.order_by(*self._directed(page.c.key, page.c.id))

    def _find_by_row(self) -> "_Branches":
        """For filters that judge a user's row alone: count as far as few, and only when there are more, all."""
        few = self._list_users(_FEW).where(self._match(_FEW)).limit(FEW + 1).cte("found").prefix_with("MATERIALIZED")
        found = sa.select(sa.func.count()).select_from(few).scalar_subquery()
        everybody = sa.select(sa.func.count()).select_from(_MATCHED)
        everybody = everybody.where(_MATCHED.tenant_id == self._tenant_id, self._match(_MATCHED))
        total = _once(sa.case((found <= FEW, found), else_=everybody.scalar_subquery()), "counted")
        many = self._list_users(_MANY).where(total > FEW, self._match(_MANY))
        return _Branches(total, (sa.select(few.c.id, few.c.key).where(total <= FEW), many))

    def _find_by_links(self) -> "_Branches":
        """For filters that look into other tables: find all once, and judge nobody a second time."""
        query = sa.select(sa.func.array_agg(_MATCHED.id).label("ids")).where(
            _MATCHED.tenant_id == self._tenant_id, self._match(_MATCHED)
        )
        matched = query.cte("found").prefix_with("MATERIALIZED")
        total = sa.select(sa.func.coalesce(sa.func.cardinality(matched.c.ids), 0)).scalar_subquery()
        ids = sa.cast(sa.select(matched.c.ids).scalar_subquery(), ARRAY(sa.BigInteger))
        few = self._list_users(_FEW).where(total <= FEW, _FEW.id == sa.any_(ids))
        among = _MANY.id.in_(sa.select(sa.func.unnest(ids))).is_(sa.true())  # IS TRUE: a hash, not a join
        return _Branches(total, (few, self._list_users(_MANY).where(total > FEW, among)))

    def _match(self, user: User) -> Predicate:
        return build_match(self._spec, self._tenant_id, self._now, user)

    def _list_users(self, user: User) -> sa.Select[*tuple[Any, ...]]:
        """Numbers and sort keys of the tenant's users."""
        if self._search.sort == "last_active" and not self._scope.is_everywhere:
            latest = latest_activity(self._tenant_id, self._scope).subquery()
            source, key = sa.outerjoin(user, latest, latest.c.user_id == user.id), latest.c.last_active_at
            listed = sa.select(user.id, sa.func.coalesce(key, _NEVER).label("key")).select_from(source)
        else:
            listed = sa.select(user.id, self._order.key(user).label("key"))
        return listed.where(user.tenant_id == self._tenant_id)

    def _cut_page(self, listed: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
        """The numbers and keys of the page's users, and of one more if there is one."""
        number, key = (column for column in listed.selected_columns)
        if self._search.cursor is not None:
            listed = listed.where(self._is_after(key, number))
        return listed.order_by(*self._directed(key, number)).limit(self._search.limit + 1)

    def _is_after(self, key: sa.ColumnElement[Any], number: sa.ColumnElement[int]) -> Predicate:
        search = self._search
        cursor = decode_cursor(search.cursor or "", _order_name(search), is_time=self._order.is_time)
        value = _NEVER if cursor.value is None else sa.literal(cursor.value, key.type)
        here, there = sa.tuple_(_unlabelled(key), number), sa.tuple_(value, sa.literal(cursor.row_id, sa.BigInteger))
        return here > there if search.direction == "asc" else here < there

    def _directed(self, *columns: Any) -> list[sa.ColumnElement[Any]]:
        return [column.asc() if self._search.direction == "asc" else column.desc() for column in columns]

    def _is_scope_known(self) -> sa.ColumnElement[bool]:
        if self._scope.is_everywhere:
            return sa.true()
        return sa.select(self._scope.app_row_ids(self._tenant_id).exists()).scalar_subquery()


@dataclass(frozen=True)
class _Branches:
    """How many match, and two lists of them (number, key) of which one is empty: for few and for many."""

    total: sa.ColumnElement[int]
    pages: tuple[sa.Select[*tuple[Any, ...]], sa.Select[*tuple[Any, ...]]]


def _once(value: sa.ColumnElement[Any], name: str) -> sa.ScalarSelect[Any]:
    """A value that is used at several places and computed at most once."""
    cte = sa.select(value.label("value")).cte(name).prefix_with("MATERIALIZED")
    return sa.select(cte.c.value).scalar_subquery()


def _unlabelled(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """An expression without its name, as WHERE wants it."""
    return column.element if isinstance(column, sa.Label) else column
