"""Connections and sessions. Every transaction says which tenant it works for.

Row-level security in PostgreSQL compares `tenant_id` with the setting that is made here at the start
of each transaction; without it a query sees no tenant's rows. Cross-tenant work (the scheduler,
installations) asks for a system session by name. Both are types of their own, so that no function that works for one
tenant is handed the session of all, and none that looks at all of them is handed that of one.
"""

import select
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, overload

import psycopg
import sqlalchemy as sa
from psycopg import Column
from psycopg.pq import ExecStatus
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from app.db_silence import KEEPALIVE, WatchedConnection

POOL_SECONDS: Final = 10.0
"""How long a caller waits for a free connection of the pool."""
LOCK_SECONDS: Final = 10.0
"""How long a statement waits for rows that another transaction holds: who holds them may be a connection that idles."""
IDLE_SECONDS: Final = 30
"""How long a transaction of ours may do nothing: a process that was stopped in one would hold its rows for ever."""
_LOCK_NOT_AVAILABLE: Final = "55P03"
SYSTEM_SCOPE: Final = "system"
_USED_AT: Final = "used_at"
_SCOPE_SETTING: Final = (
    "select set_config('rollcall.tenant_id', %(tenant)s, true), set_config('rollcall.scope', %(scope)s, true)"
)
FRESH_SECONDS: Final = 1.0
"""A connection that has answered within this and has nothing to read is not tried before it is used again."""


_IS_UNBOUND: Final = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
UNBOUND: Final = (
    "DATABASE_URL logs in as a role that row-level security does not bind (superuser or BYPASSRLS); "
    "make one that it does: CREATE ROLE rollcall LOGIN NOSUPERUSER NOBYPASSRLS"
)


class ScopedSession(Session):
    """Session whose transactions are bound to one tenant, or to the system scope: one of the two below."""


class TenantSession(ScopedSession):
    """Session of one tenant: it sees that tenant's rows and no others. For whatever is done for one organization.

    Use cases of converted packages take it alone; what a tenant's number is for is asked of it.
    """

    @property
    def tenant_id(self) -> int:
        """Tenant whose rows it sees."""
        return int(self.info["tenant_id"])


class SystemSession(ScopedSession):
    """Session that sees the rows of all tenants. For the scheduler, installations, health: nothing else."""


_WITH_ROWS = (ExecStatus.TUPLES_OK, ExecStatus.SINGLE_TUPLE, ExecStatus.TUPLES_CHUNK)


class _Columns(Sequence[Column]):
    """The columns of an answer, each described when it is looked at."""

    def __init__(self, cursor: "PlainCursor", count: int) -> None:
        self._cursor, self._places = cursor, range(count)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Column: ...
    @overload
    def __getitem__(self, place: slice) -> list[Column]: ...
    def __getitem__(self, place: int | slice) -> Column | list[Column]:
        found = self._places[place]
        return [Column(self._cursor, one) for one in found] if isinstance(found, range) else Column(self._cursor, found)


class PlainCursor(psycopg.Cursor[Any]):
    """A cursor whose description costs nothing until somebody reads it.

    SQLAlchemy looks at that of every answer to see whether it has rows; what the columns are it knows of statements
    that it has sent before. psycopg would ask for five properties of each column: a twelfth of a small request.
    """

    @property
    def description(self) -> Any:
        """The columns of the present answer; None where it has no rows."""
        answer = self.pgresult
        if answer is None or not (answer.nfields or answer.status in _WITH_ROWS):
            return None
        return _Columns(self, answer.nfields)


@event.listens_for(ScopedSession, "after_begin")
def _set_scope(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    tenant_id = session.info.get("tenant_id")
    scope = "" if tenant_id else session.info.get("scope", "")
    connection.exec_driver_sql(_SCOPE_SETTING, {"tenant": str(tenant_id or ""), "scope": scope})


def _connect(_dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> WatchedConnection:
    return WatchedConnection.connect(*arguments, cursor_factory=PlainCursor, **options)


def _connect_bound(_dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> WatchedConnection:
    connection = _connect(_dialect, _record, arguments, options)
    is_free = _is_free(connection)
    connection.rollback()
    if is_free:
        connection.close()
        raise psycopg.OperationalError(UNBOUND)
    return connection


def _is_free(connection: WatchedConnection) -> bool:
    """Whether row-level security does not bind whoever is connected, for all that is known."""
    return connection.execute(_IS_UNBOUND).fetchone() != (False,)


def is_unbound(url: str) -> bool:
    """Whether the role of this URL can be asked for now, and is one that row-level security does not bind."""
    try:
        with WatchedConnection.connect(url.replace("+psycopg", "", 1), **KEEPALIVE) as connection:
            return _is_free(connection)
    except psycopg.Error:
        return False  # it is asked again with every connection


def _note_use(_connection: Any, record: Any) -> None:
    record.info[_USED_AT] = time.monotonic()


def _try_before_use(dialect: Dialect, connection: Any, record: Any, _proxy: Any) -> None:
    """Let the pool take another connection when this one is dead. A request has several transactions, and a question
    before each of them costs as much as what is asked in them: one that was just used is only looked at."""
    if time.monotonic() - record.info.get(_USED_AT, 0.0) < FRESH_SECONDS and not _has_news(connection):
        return
    try:
        dialect.do_ping(connection)
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _has_news(connection: WatchedConnection) -> bool:
    """Whether the server has said something that nobody asked for: good-bye, most likely."""
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(looking.poll(0))


class Database:
    """A pool of connections to PostgreSQL and the sessions made from it."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 5,
        max_overflow: int = 10,
        is_tested: bool = True,
        are_plans_kept: bool = False,
        statement_seconds: int | None = None,
        lock_seconds: float = LOCK_SECONDS,
        must_be_bound: bool = False,
        ahead: Callable[[], timedelta] = timedelta,
        keyring: object = None,
    ) -> None:
        """Make it closed: nothing is opened before the first use.

        With `is_tested` a pooled connection is tried before it is used after a pause, or when it shows news; who
        repeats its work anyway can save that.
        With `are_plans_kept` PostgreSQL plans a repeated statement once: for few statements asked all the time,
        whose best plan does not depend on the values.
        After `statement_seconds` PostgreSQL gives a statement up: for requests, whose cost somebody else chooses.
        A statement that waits longer than `lock_seconds` for somebody else's lock fails (`is_lock_timeout`).
        With `must_be_bound` a role that row-level security does not bind gets no connection.
        `ahead` is by how much `fetch_now` and `database_now` run ahead of the server's clock: no time at all, except
        where time is rehearsed.
        `keyring` is what sessions need to seal what is logged; where it is missing seals carry no key.
        """
        plans = " -c plan_cache_mode=force_generic_plan" if are_plans_kept else ""
        limit = "" if statement_seconds is None else f" -c statement_timeout={statement_seconds}s"
        waits = f"-c lock_timeout={int(lock_seconds * 1000)} -c idle_in_transaction_session_timeout={IDLE_SECONDS}s"
        options = f"-c jit=off -c timezone=UTC {waits}{plans}{limit}"
        self.engine: Engine = sa.create_engine(
            url,
            pool_size=pool_size,
            max_overflow=max_overflow,
            # An error's text goes into the log; what was written (names, ciphertexts) must not go with it.
            hide_parameters=True,
            connect_args={"options": options, **KEEPALIVE},
            pool_timeout=POOL_SECONDS,
        )
        event.listen(self.engine, "do_connect", _connect_bound if must_be_bound else _connect)
        if is_tested:
            event.listen(self.engine, "connect", _note_use)
            event.listen(self.engine, "checkin", _note_use)
            event.listen(self.engine, "checkout", partial(_try_before_use, self.engine.dialect))
        self._tenant_sessions = sessionmaker(self.engine, class_=TenantSession, expire_on_commit=False)
        self._system_sessions = sessionmaker(self.engine, class_=SystemSession, expire_on_commit=False)
        self._ahead = ahead
        self._keyring = keyring

    @contextmanager
    def tenant_session(self, tenant_id: int) -> Iterator[TenantSession]:
        """A session that sees one tenant's rows; commits on success, rolls back on an exception."""
        info = {"tenant_id": tenant_id, "ahead": self._ahead(), "keyring": self._keyring}
        with self._tenant_sessions(info=info) as session, _transaction(session):
            yield session

    @contextmanager
    def system_session(self) -> Iterator[SystemSession]:
        """A session that sees all tenants: scheduler, installations, health. Nothing else."""
        info = {"scope": SYSTEM_SCOPE, "ahead": self._ahead(), "keyring": self._keyring}
        with self._system_sessions(info=info) as session, _transaction(session):
            yield session

    def dispose(self, *, close: bool = True) -> None:
        """Drop all pooled connections; `close=False` in a forked child, whose parent owns them."""
        self.engine.dispose(close=close)


@contextmanager
def _transaction(session: Session) -> Iterator[None]:
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def is_lock_timeout(error: BaseException) -> bool:
    """Whether a statement gave up because another transaction holds a row: the database itself is well."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def database_now(session: Session) -> sa.ColumnElement[datetime]:
    """The moment at which the transaction began, by the database's clock: the one that all processes share."""
    ahead: timedelta = session.info.get("ahead", timedelta())
    return sa.func.now() + ahead if ahead else sa.func.now()


def any_array(numbers: Collection[int]) -> sa.CollectionAggregate[Any]:
    """These numbers for a comparison by `==`, as one parameter: the statement is the same for any count of them."""
    return sa.any_(sa.cast(list(numbers), sa.ARRAY(sa.BigInteger)))


def fetch_now(session: Session) -> datetime:
    """`database_now` as a value."""
    return session.execute(sa.select(database_now(session))).scalar_one()
