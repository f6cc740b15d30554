"""How a sync compares with what it could be at best: calls, wall time, memory of the worker, rows written again.

Starts stores and a sandbox of its own, syncs twice in a process of its own (the second time after 1 % of the people
have changed) and prints ratios. Run: `python -m bench.directory.sync [users] [permitted searches a minute]`.
"""

import multiprocessing
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from app.atlassian.admin import open_admin_api
from app.atlassian.throttle import open_throttle
from app.db import Database
from app.directory.sets.set_build import build_sets
from app.directory.syncing.sync import ClaimedSync, work_sync_slice
from app.domain.states import SyncState
from app.logs import configure_logging
from app.models import Sync, Tenant
from bench.figures import Figure, note
from local.stores import UNSAFE_POSTGRES, UNSAFE_REDIS, Stores
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient, running_sandbox

LATENCY_MILLISECONDS = 100
SLICE_SECONDS = 45.0
MIRROR = (
    "app_access",
    "app_activity",
    "apps",
    "directories",
    "directory_changes",
    "directory_groups",
    "directory_memberships",
    "directory_moments",
    "directory_sets",
    "directory_users",
    "group_grants",
    "group_members",
)


@dataclass(frozen=True)
class Place:
    """Place of the measured process's needs."""

    database_url: str
    redis_url: str
    base_url: str
    org_id: str
    api_key: str
    tenant_id: int


@dataclass(frozen=True)
class Measured:
    """One sync as the worker saw it."""

    seconds: float
    processor_seconds: float
    calls: int
    slices: int
    peak_megabytes: float
    state: str
    sets_seconds: float


def run_worker(place: Place, results: "multiprocessing.Queue[Measured]") -> None:
    """Sync once, slice by slice, as a worker does."""
    configure_logging("ERROR")
    database = Database(place.database_url)
    with database.tenant_session(place.tenant_id) as session:
        sync = Sync(tenant_id=place.tenant_id, kind="manual", state="running", attempt=1)
        session.add(sync)
        session.flush()
        claim = ClaimedSync(place.tenant_id, sync.id, 1)
    throttle = open_throttle(place.redis_url)
    started, calls, slices, state = time.perf_counter(), 0, 0, SyncState.RUNNING
    while state == SyncState.RUNNING:
        api = open_admin_api(place.base_url, place.org_id, place.api_key, throttle)
        deadline = datetime.now(UTC) + timedelta(seconds=SLICE_SECONDS)
        outcome = work_sync_slice(database, claim, api, deadline=deadline)
        calls, slices, state = calls + api.transport.calls, slices + 1, outcome.state
        if outcome.not_before is not None:
            time.sleep(max((outcome.not_before - datetime.now(UTC)).total_seconds(), 0))
    seconds, processor_seconds = time.perf_counter() - started, time.process_time()
    build_sets(database, place.tenant_id)
    sets_seconds = time.perf_counter() - started - seconds
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    results.put(Measured(seconds, processor_seconds, calls, slices, peak, state, sets_seconds))


def measure(place: Place) -> Measured:
    """One sync in a fresh process."""
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[Measured] = context.Queue()
    process = context.Process(target=run_worker, args=(place, results))
    process.start()
    measured = results.get()
    process.join()
    return measured


def count_formula(connection: sa.Connection) -> int:
    """Calls of the admin API contract 14.2 for what the mirror holds now."""
    statement = """
        select 4 + (select sum(greatest(1, ceil(n / 100.0))) from (
                select count(*) as n from directory_memberships group by directory_row_id
                union all select count(*) from directory_groups group by directory_id) as listed)
            + (select count(*) from sync_walks where kind = 'grants' and sync_id = :sync)
            + (select sum(greatest(1, ceil(rows / 100.0))) from sync_walks where kind = 'access' and sync_id = :sync)
    """
    last = connection.execute(sa.text("select max(id) from syncs")).scalar_one()
    return int(connection.execute(sa.text(statement), {"sync": last}).scalar_one())


def count_floor_seconds(connection: sa.Connection, client: SandboxClient, permitted: int) -> float:
    """The longer of one walk's pages one after another, and the searches at the permitted rate."""
    pages = connection.execute(sa.text("select max(pages) from sync_walks")).scalar_one()
    searches = max(row["total"] for row in client.call("GET", "/requests")["endpoints"])
    floor: float = max(float(pages) * LATENCY_MILLISECONDS / 1000, searches * 60 / permitted)
    return floor


def read_writes(connection: sa.Connection) -> tuple[int, int]:
    """Rows inserted, updated and deleted in the mirror so far, and rows it has."""
    time.sleep(1.5)  # statistics are written a second late
    listed = ", ".join(f"'{table}'" for table in MIRROR)
    written = connection.execute(
        sa.text(f"select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables where relname in ({listed})")
    ).scalar_one()
    rows = sum(connection.execute(sa.text(f"select count(*) from {table}")).scalar_one() for table in MIRROR)
    return int(written), rows


def change_people(client: SandboxClient, organization: dict[str, Any], users: int) -> None:
    """Rename one person in a hundred."""
    found = client.users(organization["org_id"], limit=str(users))
    effects = [
        ["user_changed", {"account_id": user["account_id"], "changes": {"name": user["name"] + " II"}}]
        for user in found[::100]
    ]
    client.call("POST", f"/organizations/{organization['org_id']}/effects", {"effects": effects})


def report(name: str, measured: Measured, formula: int, floor: float) -> None:
    """Print one sync as ratios."""
    print(f"{name}: {measured.state} in {measured.slices} slices")
    print(f"  calls            {measured.calls:>8}  formula {formula:>8}  ratio {measured.calls / formula:.3f}")
    print(f"  seconds          {measured.seconds:>8.1f}  floor   {floor:>8.1f}  ratio {measured.seconds / floor:.3f}")
    print(f"  worker's own     {measured.processor_seconds:>8.1f}  seconds of a processor")
    print(f"  sets afterwards  {measured.sets_seconds:>8.1f}  seconds")
    note(Figure(f"{name}, calls", measured.calls, beside="the formula", beside_value=formula, ratio_at_most=1.02))
    note(Figure(name, measured.seconds, "s", beside="the permitted rate", beside_value=floor, ratio_at_most=1.2))
    note(Figure(f"{name}, memory", measured.peak_megabytes, "MB"))
    print(f"  worker megabytes {measured.peak_megabytes:>8.0f}", flush=True)


def main() -> None:
    """Measure a first and a second sync."""
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    permitted = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    switch = [] if permitted == 300 else ["--switch", f'rate_limits="{permitted}"']
    with (
        TemporaryDirectory(prefix="rc-") as folder,
        Stores(Path(folder) / "stores", UNSAFE_POSTGRES, UNSAFE_REDIS) as stores,
        Databases(stores.postgres).migrated() as url,
        running_sandbox(Path(folder) / "sandbox", "--users", str(users), *switch) as client,
    ):
        organization = client.organization()
        client.fault("latency", "reads", params={"milliseconds": LATENCY_MILLISECONDS})
        database = Database(url)
        with database.system_session() as session:
            tenant = Tenant()
            session.add(tenant)
            session.flush()
            tenant_id = tenant.id
        place = Place(
            url, stores.redis.url, client.base_url, organization["org_id"], organization["api_key"], tenant_id
        )
        bench = Bench(database, client, place, permitted)
        bench.sync_once(f"first sync of {users} users at {permitted} searches a minute")
        change_people(client, organization, users)
        bench.sync_once("second sync, 1 % changed")
        database.dispose()


@dataclass(frozen=True)
class Bench:
    """One organization and its mirror; `permitted`: searches a minute."""

    database: Database
    client: SandboxClient
    place: Place
    permitted: int

    def sync_once(self, name: str) -> None:
        """Sync, and print how that compares."""
        self.client.call("DELETE", "/requests")
        with self.database.tenant_session(self.place.tenant_id) as session:
            before, _ = read_writes(session.connection())
        measured = measure(self.place)
        with self.database.tenant_session(self.place.tenant_id) as session:
            connection = session.connection()
            after, rows = read_writes(connection)
            floor = count_floor_seconds(connection, self.client, self.permitted)
            report(name, measured, count_formula(connection), floor)
        refused = sum(row["rate_limited"] for row in self.client.call("GET", "/requests")["endpoints"])
        print(f"  rows written     {after - before:>8}  of      {rows:>8}  ratio {(after - before) / rows:.4f}")
        note(Figure(f"{name}, rows written", after - before, beside="all rows", beside_value=rows))
        print(f"  calls refused    {refused:>8}", flush=True)


if __name__ == "__main__":
    main()
