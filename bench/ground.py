"""Ground of the measurements of runs: stores, a sandbox, tenants with keys, tasks, and real processes."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.domain.states import SyncKind
from app.logs import configure_logging
from app.models import Tenant
from app.services.automation import filters, tasks
from app.services.engine import run_views, runs
from app.services.queues import dispatch, syncs
from app.services.tenancy.organization import KeyProof, PastedKey, store_key
from app.settings import Settings
from local.processes import ROOT, Program, end, spawn
from local.stores import Stores, wait_until_ready
from local.web import answers_ok, find_free_port
from worker.context import WorkerContext, build_context
from worker.engine.run_slices import work_run_slice
from worker.sync_slices import work_sync_slice

ACTIVE: dict[str, Any] = {"version": 1, "root": {"type": "status", "statuses": ["active"]}}
KEYS = "bench:" + "A" * 43 + "="


class Unpaced:
    """No pacing: the sandbox permits everything."""

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """Let everybody pass at once."""

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Learn nothing."""

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Hold nobody up."""


@dataclass
class Bench:
    """A running product without its web part: `context` is a worker's, `base_url` the sandbox's."""

    folder: Path
    stores: Stores
    base_url: str
    context: WorkerContext

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call the sandbox's control plane."""
        answer = requests.request(method, f"{self.base_url}/_sandbox{path}", json=body, timeout=300)
        answer.raise_for_status()
        return answer.json()

    def add_organization(self, name: str, *, users: int) -> dict[str, Any]:
        """A further organization without limits or lag."""
        organization: dict[str, Any] = self.ask("POST", "/organizations", {"name": name, "users": users})
        calm = {"rate_limits": "off", "member_lag_seconds": 0, "role_lag_seconds": 0, "suspension_lag_seconds": 0}
        self.ask("PATCH", f"/organizations/{organization['org_id']}/switches", calm)
        return organization

    def connect(self, organization: dict[str, Any]) -> int:
        """A tenant with the organization's key and a synced mirror."""
        with self.context.database.system_session() as session:
            tenant = Tenant(young_account_days=0, limit_percent=100)
            session.add(tenant)
            session.flush()
            tenant_id = tenant.id
        until = datetime.now(UTC).date() + timedelta(days=90)
        pasted = PastedKey(organization["org_id"], organization["api_key"], date(until.year, until.month, until.day))
        with self.context.database.tenant_session(tenant_id) as session:
            proof, now = KeyProof(None, organization["name"], is_org_admin=True), datetime.now(UTC)
            store_key(session, tenant_id, self.context.keyring, pasted=pasted, proof=proof, by="bench", now=now)
            syncs.request_sync(session, tenant_id, SyncKind.MANUAL, None)
        self.work()
        return tenant_id

    def create_task(self, tenant_id: int, name: str, specification: dict[str, Any], *actions: dict[str, Any]) -> int:
        """A manual task's id."""
        with self.context.database.tenant_session(tenant_id) as session:
            saved = filters.create_filter(session, tenant_id, name, specification, by="bench")
            draft = tasks.TaskDraft(name, saved.id, actions, {"mode": "manual"})
            return int(tasks.create_task(session, tenant_id, draft, by="bench", now=datetime.now(UTC)).id)

    def run_now(self, tenant_id: int, task_id: int) -> int:
        """A queued run's id."""
        with self.context.database.tenant_session(tenant_id) as session:
            return runs.request_run(session, tenant_id, task_id, by="bench")

    def show(self, tenant_id: int, run_id: int) -> run_views.RunSummary:
        """The run as it stands."""
        with self.context.database.tenant_session(tenant_id) as session:
            return run_views.get_run(session, tenant_id, run_id, datetime.now(UTC)).summary

    def wait_for(self, tenant_id: int, run_id: int, *states: str, seconds: float = 120) -> float:
        """Seconds until the run is in one of the states."""
        started = time.monotonic()
        while self.show(tenant_id, run_id).state not in states:
            if time.monotonic() - started > seconds:
                raise TimeoutError(f"run {run_id} is not {states} after {seconds} s")
            time.sleep(0.05)
        return time.monotonic() - started

    def work(self) -> None:
        """Do all work that there is, in this process."""
        while True:
            with self.context.database.system_session() as session:
                handed = dispatch.hand_out_work(session)
            if not handed:
                return
            for work in handed:
                slice_of = work_run_slice if work.kind == "run" else work_sync_slice
                slice_of(self.context, work.tenant_id, work.row_id, work.attempt)

    @contextmanager
    def processes(self, workers: int, database_url: str = "") -> Iterator[None]:
        """A scheduler and so many workers, as in production; on another database than that of the tenants if told."""
        settings = self.context.settings
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ENV": "development",
            "BASE_URL": settings.base_url,
            "DATABASE_URL": database_url or settings.database_url,
            "REDIS_URL": settings.redis_url,
            "ENCRYPTION_KEYS": KEYS,
            "ATLASSIAN_API_BASE": self.base_url,
            "LOG_LEVEL": "WARNING",
            "FIRST_PEOPLE": "0",
        }
        modules = ["worker.scheduler", *["worker"] * workers]
        with ExitStack() as stack:
            for number, module in enumerate(modules):
                program = Program(f"{module}-{number}", (sys.executable, "-m", module), environment)
                log = stack.enter_context((self.folder / f"{program.name}.log").open("ab"))
                stack.callback(end, spawn(program, log), program)
            time.sleep(3)
            yield


@contextmanager
def open_bench(users: int, *switches: str) -> Iterator[Bench]:
    """Stores, a migrated database and a sandbox without lag; `switches` such as `--no-limits` go to it."""
    configure_logging("WARNING")
    with tempfile.TemporaryDirectory(prefix="rg-") as name, Stores(Path(name) / "stores") as stores:
        url = stores.postgres.url()
        environment = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PATH": ""}
        subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
        with _sandbox(Path(name), users, switches) as base_url:
            settings = Settings(
                base_url="http://127.0.0.1:1",
                database_url=url,
                redis_url=stores.redis.url,
                encryption_keys=KEYS,
                is_production=False,
                atlassian_api_base=base_url,
                first_people=0,
            )
            context = build_context(settings)
            if "--no-limits" in switches:
                context = replace(context, throttle=Unpaced())
            yield Bench(Path(name), stores, base_url, context)
            context.database.dispose()


@contextmanager
def _sandbox(folder: Path, users: int, switches: tuple[str, ...]) -> Iterator[str]:
    port = find_free_port()
    program = Program(
        "sandbox",
        (sys.executable, "-m", "sandbox", "serve", "--port", str(port), "--users", str(users), "--no-lag", *switches),
        {**os.environ, "PYTHONPATH": str(ROOT)},
        is_ready=lambda: answers_ok(port, "/_sandbox/health"),
    )
    with (folder / "sandbox.log").open("ab") as log:
        process = spawn(program, log)
        try:
            wait_until_ready(program, process, timeout_seconds=120)
            yield f"http://127.0.0.1:{port}"
        finally:
            end(process, program)
