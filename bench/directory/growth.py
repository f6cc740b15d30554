"""How what people wait for grows with the organization: the same questions to mirrors of several sizes, in one table.

    python -m bench.directory.growth [--sizes 10000,100000] [--rounds 9]

Starts a PostgreSQL of its own. All sizes are asked in turn, so that a busy machine slows all of them alike; figures are
medians in milliseconds. The exponent says how a figure grows with the people, from the smallest to the largest size: 1
is "ten times the people, ten times as long", 0 "the same for everybody". Of a build of the sets there is one figure.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.searching.numbers import load_numbers, load_numbers_of_tables
from app.directory.searching.search import UserSearch, search_users, search_users_in_tables
from app.directory.sets.set_build import build_sets
from app.domain.filters import parse_filter
from bench.directory.directories import NOW, Mirror, load
from bench.figures import Figure, find_exponent, note
from local.embedded.postgres import APP_ROLE, SUPERUSER
from local.processes import ROOT
from local.stores import Stores

TENANT = 1
_INACTIVE = parse_filter({"version": 1, "root": {"type": "inactive", "days": 90, "apps": [], "match": "any"}})
_ONE_IN_A_HUNDRED = "update directory_users set last_active_at = now() where tenant_id = %s and id %% 100 = 0"
Ask = Callable[[Session], object]
GOALS = {"first build of the sets": 10_000, "the sets anew after 1 %": 1_000}
"""Milliseconds for 100,000 people."""
QUESTIONS: tuple[tuple[str, Ask], ...] = (
    ("dashboard's numbers", lambda session: load_numbers(session, TENANT, NOW, inactivity_days=90)),
    ("the same from the tables", lambda session: load_numbers_of_tables(session, TENANT, NOW, inactivity_days=90)),
    ("everybody, first page", lambda session: search_users(session, TENANT, UserSearch(), NOW)),
    ("a filter, first page", lambda session: search_users(session, TENANT, UserSearch(_INACTIVE), NOW)),
    ("the same from the tables", lambda session: search_users_in_tables(session, TENANT, UserSearch(_INACTIVE), NOW)),
    ("a name typed, first page", lambda session: search_users(session, TENANT, UserSearch(text="anna"), NOW)),
)


def main() -> None:
    """Load, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    with tempfile.TemporaryDirectory(prefix="rw-") as folder, Stores(Path(folder)) as stores:
        databases = [_fill(stores, size) for size in sizes]
        builds = [_time(partial(build_sets, database, TENANT)) for database in databases]
        _vacuum(stores, sizes)
        rows = [("first build of the sets", builds), ("the sets anew after 1 %", _rebuild(stores, sizes, databases))]
        rows += [(name, _ask_all(databases, question, options.rounds)) for name, question in QUESTIONS]
        _print_table(sizes, rows)
        for database in databases:
            database.dispose()


def _fill(stores: Stores, size: int) -> Database:
    name = _name(size)
    with stores.postgres.connect() as connection:
        make = sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(APP_ROLE))
        connection.execute(make)
    environment = {"DATABASE_URL": stores.postgres.url(name), "PATH": "", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
    with _connect(stores, size) as connection:
        load(connection, [Mirror(TENANT, size)])
    return Database(stores.postgres.url(name))


def _name(size: int) -> str:
    return f"bench_{size}"


def _connect(stores: Stores, size: int) -> "psycopg.Connection[tuple[object, ...]]":
    url = stores.postgres.url(_name(size), role=SUPERUSER).replace("+psycopg", "", 1)
    return psycopg.connect(url, options="-c rollcall.scope=system -c jit=off -c timezone=UTC")


def _rebuild(stores: Stores, sizes: Sequence[int], databases: Sequence[Database]) -> list[float]:
    """Seconds of each size after one person in a hundred was active again."""
    _vacuum(stores, sizes)
    for size in sizes:
        with _connect(stores, size) as connection:
            connection.execute(_ONE_IN_A_HUNDRED, [TENANT])
    return [_time(partial(build_sets, database, TENANT)) for database in databases]


def _vacuum(stores: Stores, sizes: Sequence[int]) -> None:
    for size in sizes:
        with _connect(stores, size) as connection:
            connection.autocommit = True
            connection.execute("vacuum analyze")


def _ask_all(databases: Sequence[Database], question: Ask, rounds: int) -> list[float]:
    """Median seconds of each size, after a first round that is not counted."""
    took: list[list[float]] = [[] for _database in databases]
    for number in range(rounds + 1):
        for mine, database in zip(took, databases, strict=True):
            with database.tenant_session(TENANT) as session:
                session.connection()
                seconds = _time(partial(question, session))
            if number:
                mine.append(seconds)
    return [statistics.median(mine) for mine in took]


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _print_table(sizes: Sequence[int], rows: Sequence[tuple[str, list[float]]]) -> None:
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors; milliseconds by people")
    print(f"{'':28}" + "".join(f"{size:>12,}" for size in sizes) + f"{'exponent':>12}")
    for name, seconds in rows:
        told = "".join(f"{one * 1000:12.1f}" for one in seconds)
        exponent = find_exponent(sizes, seconds)
        print(f"{name:28}{told}{'-' if exponent is None else format(exponent, '.2f'):>12}")
        goal = GOALS.get(name) if sizes[-1] == 100_000 else None
        note(Figure(f"{name}, {sizes[-1]:,} people", seconds[-1] * 1000, "ms", at_most=goal, exponent=exponent))


if __name__ == "__main__":
    main()
