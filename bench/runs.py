"""What a run costs: calls against what is needed, and speed against a bare loop of requests with as many threads.

    python -m bench.runs [--users 1000]

Starts its own stores and a sandbox without limits or lag, so that our own overhead is all that is measured.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.logs import configure_logging
from app.models import Tenant
from app.services import dispatch, filters, run_views, runs, syncs, tasks
from app.services.organization import KeyProof, PastedKey, store_key
from app.settings import Settings
from local.processes import ROOT, Program, end, spawn
from local.stores import Stores, wait_until_ready
from local.web import answers_ok, find_free_port
from worker.context import THREADS, WorkerContext, build_context
from worker.run_slices import work_run_slice
from worker.sync_slices import work_sync_slice

EVERYBODY = {"version": 1, "root": {"type": "status", "statuses": ["active"]}}


class Unpaced:
    """No pacing: the sandbox permits everything."""

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """Nobody waits."""

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Nothing is learnt."""

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Nobody is held up."""


def main() -> None:
    """Sync, suspend everybody who is active, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=1000)
    options = parser.parse_args()
    configure_logging("WARNING")
    with tempfile.TemporaryDirectory(prefix="rr-") as name, Stores(Path(name) / "stores") as stores:
        folder = Path(name)
        environment = {"DATABASE_URL": stores.postgres.url(), "PYTHONPATH": str(ROOT), "PATH": ""}
        subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
        with _sandbox(folder, options.users) as base_url:
            _compare(stores, base_url)


def _compare(stores: Stores, base_url: str) -> None:
    organization = requests.get(f"{base_url}/_sandbox/organizations", timeout=30).json()["organizations"][0]
    context = _context(stores, base_url)
    tenant_id = _connect(context, organization)
    _work(context)
    requests.delete(f"{base_url}/_sandbox/requests", timeout=30)
    run_id = _start(context, tenant_id)
    started, cpu = time.perf_counter(), time.process_time()
    _work(context)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    with context.database.tenant_session(tenant_id) as session:
        counts = run_views.get_run(session, tenant_id, run_id, datetime.now(UTC)).summary.counts
    table = requests.get(f"{base_url}/_sandbox/requests", timeout=30).json()["endpoints"]
    calls = sum(row["total"] for row in table)
    needed = counts.succeeded + counts.matched / 10 + 10
    print(f"users {counts.matched}, writes {counts.succeeded}, calls {calls}: ratio {calls / needed:.3f} (bar 1.02)")
    bare, bare_cpu = _bare_rate(base_url, organization, counts.succeeded)
    ours = calls / seconds
    print(f"ours {ours:,.0f} calls/s in {seconds:.1f} s, bare loop {bare:,.0f}: ratio {ours / bare:.2f} (bar 0.40)")
    print(f"processor time a call: {1000 * cpu / calls:.2f} ms, bare {1000 * bare_cpu:.2f} ms")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


def _context(stores: Stores, base_url: str) -> WorkerContext:
    settings = Settings(
        base_url="http://127.0.0.1:1",
        database_url=stores.postgres.url(),
        redis_url=stores.redis.url,
        encryption_keys="bench:" + "A" * 43 + "=",
        is_production=False,
        atlassian_api_base=base_url,
    )
    return replace(build_context(settings), throttle=Unpaced())


def _connect(context: WorkerContext, organization: dict[str, Any]) -> int:
    with context.database.system_session() as session:
        tenant = Tenant(young_account_days=0)
        session.add(tenant)
        session.flush()
        tenant_id = tenant.id
    pasted = PastedKey(organization["org_id"], organization["api_key"], date.today() + timedelta(days=90))  # noqa: DTZ011
    with context.database.tenant_session(tenant_id) as session:
        proof = KeyProof(None, organization["name"], is_org_admin=True)
        now = datetime.now(UTC)
        store_key(session, tenant_id, context.keyring, pasted=pasted, proof=proof, by="bench", now=now)
        syncs.request_sync(session, tenant_id, "manual", None)
    return tenant_id


def _start(context: WorkerContext, tenant_id: int) -> int:
    with context.database.tenant_session(tenant_id) as session:
        saved = filters.create_filter(session, tenant_id, "active", EVERYBODY, by="bench")
        draft = tasks.TaskDraft("suspend", saved.id, ({"type": "suspend_user"},), {"mode": "manual"})
        task = tasks.create_task(session, tenant_id, draft, by="bench", now=datetime.now(UTC))
        return runs.request_run(session, tenant_id, task.id, by="bench")


def _work(context: WorkerContext) -> None:
    while True:
        with context.database.system_session() as session:
            handed = dispatch.hand_out_work(session, datetime.now(UTC))
        if not handed:
            return
        for work in handed:
            slice_of = work_run_slice if work.kind == "run" else work_sync_slice
            slice_of(context, work.tenant_id, work.row_id, work.attempt)


def _bare_rate(base_url: str, organization: dict[str, Any], writes: int) -> tuple[float, float]:
    """Calls a second and processor seconds a call: as many people restored, with as many threads and nothing else."""
    org, directory = organization["org_id"], organization["directories"][0]["directory_id"]
    url = f"{base_url}/_sandbox/organizations/{org}/users?limit=100000"
    people = [user["account_id"] for user in requests.get(url, timeout=60).json()["users"]][:writes]
    http = requests.Session()
    http.trust_env = False
    http.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=THREADS))
    http.headers["Authorization"] = f"Bearer {organization['api_key']}"
    prefix = f"{base_url}/admin/v2/orgs/{org}/directories/{directory}/users"
    started, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda account: http.post(f"{prefix}/{account}/restore", json={}, timeout=30), people))
    return len(people) / (time.perf_counter() - started), (time.process_time() - cpu) / len(people)


@contextmanager
def _sandbox(folder: Path, users: int) -> Iterator[str]:
    port = find_free_port()
    arguments = ("--port", str(port), "--users", str(users), "--no-limits", "--no-lag")
    program = Program(
        "sandbox",
        (sys.executable, "-m", "sandbox", "serve", *arguments),
        {**os.environ, "PYTHONPATH": str(ROOT)},
        is_ready=lambda: answers_ok(port, "/_sandbox/health"),
    )
    with (folder / "sandbox.log").open("ab") as log:
        process = spawn(program, log)
        try:
            wait_until_ready(program, process, timeout_seconds=60)
            yield f"http://127.0.0.1:{port}"
        finally:
            end(process, program)


if __name__ == "__main__":
    main()
