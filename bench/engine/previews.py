"""A preview over 100,000 people: its first page against the filter's own first page, and the totals that follow.

    python -m bench.engine.previews [--users 100000]

Starts a PostgreSQL of its own with a synthetic mirror. Figures are medians.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from app.db import Database
from app.directory.searching.search import UserSearch, search_users
from app.domain.automation.actions import parse_actions
from app.domain.filters import parse_filter
from app.services.automation.previews import PreviewView, preview_plan
from bench.directory.directories import NOW, Mirror, load
from bench.figures import Figure, note
from local.embedded.postgres import SUPERUSER
from local.processes import ROOT
from local.stores import Stores

ROUNDS = 15
PAGE = 50
TENANT = 1
ACTIVE = {"type": "status", "statuses": ["active"]}
FILTERS: dict[str, dict[str, Any]] = {
    "everybody": {"op": "and", "of": []},
    "active": ACTIVE,
    "inactive": {"op": "and", "of": [ACTIVE, {"type": "inactive", "days": 90, "apps": [], "match": "any"}]},
}


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rp-") as folder, Stores(Path(folder)) as stores:
        url = stores.postgres.url()
        environment = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PATH": ""}
        subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
        _fill(stores, options.users)
        database = Database(url)
        for name, root in FILTERS.items():
            _measure(database, name, {"version": 1, "root": root})
        database.dispose()


def _fill(stores: Stores, users: int) -> None:
    system = "-c rollcall.scope=system -c jit=off -c timezone=UTC"
    url = stores.postgres.url(role=SUPERUSER).replace("+psycopg", "", 1)
    with psycopg.connect(url, options=system) as connection:  # COPY and row-level security do not go together
        load(connection, [Mirror(TENANT, users)])


def _measure(database: Database, name: str, specification: dict[str, Any]) -> None:
    spec, actions = parse_filter(specification), parse_actions([{"type": "suspend_user"}])
    search = UserSearch(spec=spec, limit=PAGE)

    def preview(*, has_totals: bool) -> PreviewView:
        with database.tenant_session(TENANT) as session:
            return preview_plan(
                session, TENANT, spec, actions, cursor=None, limit=PAGE, now=NOW, has_totals=has_totals
            )  # fmt: skip

    def browse() -> int:
        with database.tenant_session(TENANT) as session:
            return search_users(session, TENANT, search, NOW).total

    own, first = _time(browse, lambda: preview(has_totals=False))
    started = time.perf_counter()
    totals = preview(has_totals=True)
    seconds = time.perf_counter() - started
    assert totals.matched_users == browse(), "the totals are exact"
    print(
        f"{name}: {totals.matched_users:,} people; the filter's first page {own * 1000:.0f} ms, the preview's "
        f"{first * 1000:.0f} ms: ratio {first / own:.2f} (bar 2); exact totals after {seconds:.1f} s"
    )
    what = f"first page of a preview, {name}"
    note(Figure(what, first * 1000, "ms", beside="the filter's page", beside_value=own * 1000, ratio_at_most=2))
    note(Figure(f"exact totals of {totals.matched_users:,}, {name}", seconds, "s", at_most=3))


def _time(*runs: Callable[[], object]) -> list[float]:
    """Median seconds of each, measured by turns."""
    durations: list[list[float]] = [[] for _run in runs]
    for _ in range(ROUNDS):
        for run, mine in zip(runs, durations, strict=True):
            started = time.perf_counter()
            run()
            mine.append(time.perf_counter() - started)
    return [statistics.median(mine) for mine in durations]


if __name__ == "__main__":
    main()
