"""Listing of the User Browser: its question checked, its orders, and where a page of it begins.

Builds pieces of statements and runs none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from app.directory.conditions.predicates import Predicate, User, value_or
from app.directory.searching.search_cursors import Cursor, SortValue, decode_cursor
from app.directory.searching.user_rows import ActivityScope, UserRow, latest_activity
from app.domain.errors import Invalid
from app.domain.filters import EVERYBODY, FilterSpec, Text, all_of_specs
from app.domain.filters.conditions.text import MAX_TEXT_LENGTH
from app.domain.filters.reading import MAX_ID_LENGTH, Errors, FieldReader
from app.domain.words import fold_text

MAX_LIMIT: Final = 200
_NEVER: Final = sa.literal_column("'-infinity'::timestamptz", sa.DateTime(timezone=True))
_NO_EMAIL: Final = sa.literal_column("''", sa.Text)


@dataclass(frozen=True, slots=True)
class UserSearch:
    """Question of a listing. `site_id` and `app_id`: "Last Active" follows them, they leave nobody out.

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

    @property
    def scope(self) -> ActivityScope:
        """Scope that "Last Active" follows."""
        return ActivityScope(self.app_id, self.site_id)


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


def check_search(search: UserSearch) -> FilterSpec:
    """The filter of a search with its text included. Raises Invalid for bad text, order, scope or limit."""
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
    text = reader.get_text("text", max_length=MAX_TEXT_LENGTH) if fold_text(search.text or "") else None
    if errors:
        raise Invalid(*errors)
    return search.spec if text is None else all_of_specs(search.spec, FilterSpec(Text(text)))


TENANT: Final = sa.bindparam("tenant", type_=sa.BigInteger)
_LIMIT: Final = sa.bindparam("limit", type_=sa.Integer)
_CURSOR_VALUE: Final = sa.bindparam("cursor_value", type_=sa.Text)
_CURSOR_ROW: Final = sa.bindparam("cursor_row", type_=sa.BigInteger)


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists of users in a certain order, from a certain place on.

    Tenant, place and length are parameters of the statement, so that statements of the same shape are built and
    planned once.
    """

    sort: str
    direction: str
    scope: ActivityScope
    has_cursor: bool

    @classmethod
    def read(cls, search: UserSearch) -> "Listing":
        """The list that a checked search asks for."""
        return cls(search.sort, search.direction, search.scope, search.cursor is not None)

    def read_parameters(self, tenant_id: int, search: UserSearch) -> dict[str, Any]:
        """The parameters of statements over this list. Raises Invalid for a bad cursor."""
        given: dict[str, Any] = {"tenant": tenant_id, "limit": search.limit + 1}
        if search.cursor is None:
            return given
        cursor = decode_cursor(search.cursor, self._name, is_time=self._order.is_time)
        value = "-infinity" if cursor.value is None else str(cursor.value)
        return given | {"cursor_value": value, "cursor_row": cursor.row_id}

    def list_users(self, user: User) -> sa.Select[*tuple[Any, ...]]:
        """Numbers and sort keys (`id`, `key`) of the tenant's users."""
        if self.sort == "last_active" and not self.scope.is_everywhere:
            latest = latest_activity(TENANT, self.scope).subquery()
            source, key = sa.outerjoin(user, latest, latest.c.user_id == user.id), latest.c.last_active_at
            listed = sa.select(user.id, sa.func.coalesce(key, _NEVER).label("key")).select_from(source)
        else:
            listed = sa.select(user.id, self._order.key(user).label("key"))
        return listed.where(user.tenant_id == TENANT)

    def cut_page(self, listed: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
        """Of such a list the page, and one more user if there is one."""
        number, key = (column for column in listed.selected_columns)
        if self.has_cursor:
            listed = listed.where(self._is_after(key, number))
        return listed.order_by(*self.directed(key, number)).limit(_LIMIT)

    def directed(self, *columns: Any) -> list[sa.ColumnElement[Any]]:
        """Columns to sort by in the wanted direction."""
        return [column.asc() if self._is_ascending else column.desc() for column in columns]

    def encode_cursor(self, last: UserRow, number: int) -> str:
        """The cursor of the page behind this user."""
        return Cursor(self._name, self._order.value(last), number).encode()

    @property
    def _order(self) -> _Order:
        return _ORDERS[self.sort]

    @property
    def _name(self) -> str:
        return f"{self.sort}-{self.direction}"

    @property
    def _is_ascending(self) -> bool:
        return self.direction == "asc"

    def _is_after(self, key: sa.ColumnElement[Any], number: sa.ColumnElement[int]) -> Predicate:
        value = sa.cast(_CURSOR_VALUE, sa.DateTime(timezone=True)) if self._order.is_time else _CURSOR_VALUE
        here, there = sa.tuple_(_unlabelled(key), number), sa.tuple_(value, _CURSOR_ROW)
        return here > there if self._is_ascending else here < there


def _unlabelled(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """An expression without its name, as WHERE wants it."""
    return column.element if isinstance(column, sa.Label) else column
