"""The User Browser over 100,000 people: count and first page in one round trip, against SQL by hand and DuckDB.

    python -m bench.directory.filters [--users 100000] [--rounds 9] [--data FOLDER]

Starts a PostgreSQL of its own, migrates it, loads one large and three further tenants and builds their sets. All
sides are measured in turn, so that a busy machine slows all of them alike; figures are medians in milliseconds, with
the result fetched and, on our side, made into the rows that the API shows. DuckDB and Polars take part
when they can be imported. With --data the loaded folder is kept and used again.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.searching.search import MAX_LIMIT, UserSearch, search_users, search_users_in_tables
from app.directory.sets.set_build import build_sets
from app.domain.filters import parse_filter
from app.models import Base
from bench.directory.directories import NOW, Mirror, load
from bench.directory.duck import Duck, open_duck
from bench.directory.filter_questions import SEARCH_TEXT, Numbers, Question, make_questions, write_by_hand
from bench.directory.polar import Polar, open_polar
from bench.figures import Figure, note
from local.embedded.postgres import APP_DATABASE, APP_ROLE, SUPERUSER
from local.processes import ROOT
from local.stores import Stores

OTHER_TENANTS = 3
OTHER_USERS = 10_000
TENANT = 1
NEIGHBOUR = 2
ALONE = "alone"
GOALS = {"SQL by hand": 0.5, "DuckDB": 1.0, "Polars": None}
TYPED = ("surname0123", "anna.surname01", "ida", "ann")


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    with _folder(options.data) as folder, Stores(folder) as stores:
        _fill(stores, APP_DATABASE, [Mirror(TENANT, options.users), *_others()])
        _compare(stores, options.users, options.rounds)
        _measure_pages(stores, options.rounds)
        _measure_typing(stores, options.rounds)
        _measure_neighbours(stores, options.rounds)


def _others() -> list[Mirror]:
    return [Mirror(TENANT + number, OTHER_USERS) for number in range(1, OTHER_TENANTS + 1)]


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="rb-") as name:
        yield Path(name)


@contextmanager
def _session(stores: Stores, tenant_id: int, database: str = APP_DATABASE) -> Iterator[Session]:
    """A session as the app has one."""
    opened = Database(stores.postgres.url(database))
    try:
        with opened.tenant_session(tenant_id) as session:
            yield session
    finally:
        opened.dispose()


def _connect(stores: Stores, database: str, role: str) -> "psycopg.Connection[Any]":
    system = "-c rollcall.scope=system -c jit=off -c timezone=UTC"
    return psycopg.connect(stores.postgres.url(database, role).replace("+psycopg", "", 1), options=system)


def _fill(stores: Stores, database: str, mirrors: list[Mirror]) -> None:
    """Migrate and load, unless it was done before."""
    environment = {"DATABASE_URL": stores.postgres.url(database), "PATH": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    with _connect(stores, database, SUPERUSER) as connection:  # COPY and row-level security do not go together
        if not _count(connection, "directory_users"):
            started = time.perf_counter()
            load(connection, mirrors)
            users, seconds = sum(mirror.users for mirror in mirrors), time.perf_counter() - started
            print(f"loaded {users:,} users of {len(mirrors)} tenants in {seconds:.0f} s", flush=True)
        if not _count(connection, "directory_sets"):
            _build(stores, database, mirrors)
            connection.autocommit = True
            connection.execute("vacuum analyze")


def _count(connection: "psycopg.Connection[Any]", table: str) -> int:
    found = connection.execute(f"select count(*) from {table}".encode()).fetchone()
    connection.commit()
    return int(found[0]) if found else 0


def _build(stores: Stores, database: str, mirrors: list[Mirror]) -> None:
    """Build the sets, and once more: what that costs while nothing has changed."""
    opened = Database(stores.postgres.url(database))
    try:
        for name in ("built", "built again"):
            started = time.perf_counter()
            for mirror in mirrors:
                build_sets(opened, mirror.tenant_id)
            print(f"sets {name} in {time.perf_counter() - started:.1f} s", flush=True)
    finally:
        opened.dispose()


def _measure(rounds: int, *runs: Callable[[], object]) -> list[float]:
    """Medians in milliseconds; the runs take turns."""
    times: list[list[float]] = [[] for _ in runs]
    for number in range(rounds + 2):
        for place, run in enumerate(runs):
            started = time.perf_counter()
            run()
            if number >= 2:  # the first two rounds warm up
                times[place].append((time.perf_counter() - started) * 1000)
    return [statistics.median(one) for one in times]


def _read_numbers(session: Session, tenant_id: int) -> Numbers:
    def ids(table: str) -> list[int]:
        columns = Base.metadata.tables[table].c
        return list(session.scalars(sa.select(columns.id).where(columns.tenant_id == tenant_id).order_by(columns.id)))

    return Numbers(apps=ids("apps"), groups=ids("directory_groups"))


def _ask(session: Session, tenant_id: int, search: UserSearch) -> Callable[[], object]:
    return lambda: search_users(session, tenant_id, search, NOW)


def _run(session: Session, statement: str) -> Callable[[], object]:
    prepared = sa.text(statement)
    return lambda: session.execute(prepared).all()


def _compare(stores: Stores, users: int, rounds: int) -> None:
    """Tables: our own answer without the sets. DuckDB, Polars: the same page; names: four columns of it only."""
    heads = ("matches", "ours", "by hand", "ratio", "tables", "DuckDB", "names", "Polars")
    print(f"\n{'count + page of 50, ms':<40} " + " ".join(f"{head:>8}" for head in heads))
    with _connect(stores, APP_DATABASE, SUPERUSER) as connection, _session(stores, TENANT) as session:
        numbers = _read_numbers(session, TENANT)
        duck, polar = open_duck(connection), open_polar(connection, TENANT, numbers)
        for question in make_questions(Mirror(TENANT, users), numbers):
            search = UserSearch(spec=parse_filter({"version": 1, "root": question.root}))
            hands = write_by_hand(TENANT, question.by_hand)
            total = _check(session, search, hands, duck, question)
            runs: list[Callable[[], object]] = [
                _ask(session, TENANT, search),
                partial(search_users_in_tables, session, TENANT, search, NOW),
            ]
            if duck is not None:
                asked = (TENANT, question.by_hand)
                runs += [partial(duck.ask, *asked), partial(duck.ask_for_names, *asked)]
            theirs = _measure_polar(polar, question.name, total, rounds)
            ours, tables, *rest = _measure(rounds, *runs, *(_run(session, hand) for hand in hands))
            best = min(rest[-len(hands) :])
            ducks = rest[: -len(hands)] or [float("nan")] * 2
            figures = " ".join(f"{one:8.1f}" for one in (tables, *ducks, theirs))
            print(f"{question.name:<40} {total:>8,} {ours:8.1f} {best:8.1f} {ours / best:8.2f} {figures}", flush=True)
            peers = {"SQL by hand": best, "DuckDB": ducks[0], "Polars": theirs}
            for peer, milliseconds in peers.items():
                note(
                    Figure(question.name, ours, "ms", beside=peer, beside_value=milliseconds, ratio_at_most=GOALS[peer])
                )


def _measure_polar(polar: Polar | None, name: str, total: int, rounds: int) -> float:
    """Apart from the others: its threads would still be at it while the next one is asked."""
    if polar is None:
        return float("nan")
    if polar.ask(name) != total:
        raise SystemExit(f"{name}: Polars finds others than we do")
    return _measure(rounds, partial(polar.ask, name))[0]


def _check(session: Session, search: UserSearch, hands: list[str], duck: Duck | None, question: Question) -> int:
    """All sides must give the same answer, or the comparison means nothing."""
    page = search_users(session, TENANT, search, NOW)
    shown = [user.account_id for user in page.items]
    for hand in hands:
        rows = session.execute(sa.text(hand)).all()
        if (rows[0].total if rows else 0) != page.total or [row.account_id for row in rows] != shown:
            raise SystemExit(f"{question.name}: by hand finds others than we do")
    asked = (TENANT, question.by_hand)
    if duck is not None and not duck.ask(*asked) == duck.ask_for_names(*asked) == page.total:
        raise SystemExit(f"{question.name}: DuckDB finds others than we do")
    return page.total


def _measure_pages(stores: Stores, rounds: int) -> None:
    print(f"\n{'pages of 50, ms':<40} {'page 1':>8} {'1,000':>8} {'ratio':>6}")
    active = parse_filter({"version": 1, "root": {"type": "status", "statuses": ["active"]}})
    with _session(stores, TENANT) as session:
        for sort in ("name", "email", "added", "last_active"):
            first = UserSearch(spec=active, sort=sort)
            times = _measure(rounds, _ask(session, TENANT, first), _ask(session, TENANT, _go_far(session, first)))
            print(f"{'by ' + sort:<40} {times[0]:8.1f} {times[1]:8.1f} {times[1] / times[0]:6.2f}", flush=True)


def _go_far(session: Session, search: UserSearch) -> UserSearch:
    """The same search at page 1,000 (or on the last page before), reached page by page."""
    far = replace(search, limit=MAX_LIMIT)
    for _ in range(999 * search.limit // MAX_LIMIT):
        following = search_users(session, TENANT, far, NOW).next_cursor
        if following is None:
            break
        far = replace(far, cursor=following)
    return replace(far, limit=search.limit)


def _measure_typing(stores: Stores, rounds: int) -> None:
    """Against the same question asked past row-level security, where PostgreSQL is free to use the trigram index."""
    print(f"\n{'search as you type, ms':<40} {'matches':>8} {'ours':>7} {'indexed':>8} {'ratio':>6}")
    with _session(stores, TENANT) as session, _connect(stores, APP_DATABASE, SUPERUSER) as free:
        free.execute("create extension if not exists pg_trgm")
        text_of_row = SEARCH_TEXT.replace("u.", "")
        index = f"create index if not exists ix_bench_text on directory_users using gin (({text_of_row}) gin_trgm_ops)"
        free.execute(index.encode())
        free.execute("analyze directory_users")
        free.commit()
        for text in TYPED:
            search = UserSearch(text=text)
            condition = f"{SEARCH_TEXT} like '%{text}%'"
            lookups = [partial(_fetch, free, hand) for hand in write_by_hand(TENANT, condition)]
            ours, *others = _measure(rounds, _ask(session, TENANT, search), *lookups)
            total = search_users(session, TENANT, search, NOW).total
            print(f"{text:<40} {total:>8,} {ours:7.1f} {min(others):8.1f} {ours / min(others):6.2f}", flush=True)


def _fetch(connection: "psycopg.Connection[Any]", statement: str) -> object:
    return connection.execute(statement.replace("%", "%%").encode(), ()).fetchall()


def _measure_neighbours(stores: Stores, rounds: int) -> None:
    """A small tenant beside large ones, and the same tenant in a database of its own."""
    with stores.postgres.connect() as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [ALONE]).fetchone() is None:
            connection.execute(f"create database {ALONE} owner {APP_ROLE}")
    _fill(stores, ALONE, [Mirror(NEIGHBOUR, OTHER_USERS)])
    print(f"\n{'a tenant of ' + format(OTHER_USERS, ','):<40} {'beside':>8} {'alone':>8} {'ratio':>6}")
    mirror = Mirror(NEIGHBOUR, OTHER_USERS)
    with _session(stores, NEIGHBOUR) as beside, _session(stores, NEIGHBOUR, ALONE) as alone:
        for question in make_questions(mirror, _read_numbers(beside, NEIGHBOUR)):
            search = UserSearch(spec=parse_filter({"version": 1, "root": question.root}))
            times = _measure(rounds, _ask(beside, NEIGHBOUR, search), _ask(alone, NEIGHBOUR, search))
            print(f"{question.name:<40} {times[0]:8.1f} {times[1]:8.1f} {times[0] / times[1]:6.2f}", flush=True)


if __name__ == "__main__":
    main()
