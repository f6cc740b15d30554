"""A desk at which tests work: the app's services and worker on a real database, against the real sandbox.

Nothing is patched. Work is handed out by the same statements as in production; instead of a queue the
desk calls the slices itself, so that a test decides when something happens.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.crypto import Keyring
from app.db import Database
from app.models import Installation, Run, Tenant
from app.services.automation import filters, tasks
from app.services.engine import operation_log, run_views, runs
from app.services.queues import dispatch, syncs
from app.services.queues.leases import uptime
from app.services.tenancy.organization import KeyProof, PastedKey, get_key, mark_key_dead, store_key
from app.settings import Settings
from tests.ground.sandbox import SandboxClient
from worker.context import LOCK_SECONDS, WorkerContext
from worker.engine.run_slices import work_run_slice
from worker.sync_slices import work_sync_slice

KEYS = "test:" + "A" * 43 + "="
MANUAL = {"mode": "manual"}
LONGEST_WAIT = 1000
"""Seconds: what waits longer is let wait. Longer than the longest pause in an outage."""
EVERYBODY: dict[str, Any] = {"version": 1, "root": {"op": "and", "of": []}}


@dataclass
class Clock:
    """The real time, shifted as the test wants; `drift` is by how much this process alone is wrong about it."""

    offset: timedelta = timedelta()
    drift: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset + self.drift

    def advance(self, **parts: float) -> None:
        """Let time pass: `advance(hours=1)`."""
        self.offset += timedelta(**parts)


class Unpaced:
    """A throttle for a sandbox without limits: what is asked for is done at once."""

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """Nobody waits."""

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Nothing is learnt."""

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Nobody is held up."""


@dataclass
class Desk:
    """Everything a story about tasks and runs needs; `admin` is an organization admin's account id."""

    sandbox: SandboxClient
    context: WorkerContext
    clock: Clock
    organization: dict[str, Any]
    tenant_id: int = 0
    admin: str = "admin"
    _numbers: list[int] = field(default_factory=lambda: [0])

    @classmethod
    def open(cls, sandbox: SandboxClient, database_url: str, redis_url: str) -> "Desk":
        """A connected tenant for the sandbox's first organization, not yet synced."""
        clock = Clock()
        context = build_context(sandbox.base_url, database_url, redis_url, clock)
        desk = cls(sandbox, context, clock, sandbox.organization())
        desk.tenant_id = desk.add_tenant()
        return desk

    @classmethod
    def reopen(cls, sandbox: SandboxClient, database_url: str, redis_url: str) -> "Desk":
        """The first tenant of a database that was prepared before, its mirror dated to this moment."""
        clock = Clock()
        context = build_context(sandbox.base_url, database_url, redis_url, clock)
        desk = cls(sandbox, context, clock, sandbox.organization())
        with context.database.system_session() as session:
            tenant = session.query(Tenant).order_by(Tenant.id).first()
            assert tenant is not None
            tenant.mirror_synced_at = clock()
            desk.tenant_id = tenant.id
        return desk

    @property
    def org_id(self) -> str:
        """The organization's id."""
        return str(self.organization["org_id"])

    def add_tenant(self, organization: dict[str, Any] | None = None) -> int:
        """A tenant with a stored key of the given organization; of the desk's own at first, then of a further one."""
        self._numbers[0] += 1
        if organization is None:
            further = {"name": f"Other {self._numbers[0]}", "users": 60, "number": self._numbers[0]}
            organization = self.sandbox.call("POST", "/organizations", further) if self.tenant_id else self.organization
        with self.context.database.system_session() as session:
            tenant = Tenant(young_account_days=0, limit_percent=100)
            session.add(tenant)
            session.flush()
            tenant_id = tenant.id
            session.add(
                Installation(
                    tenant_id=tenant_id,
                    kind="connect",
                    client_key=f"client-{uuid.uuid4()}",
                    base_url="https://acme.atlassian.net",
                )
            )
        pasted = PastedKey(organization["org_id"], organization["api_key"], date.today() + timedelta(days=90))  # noqa: DTZ011
        with self.context.database.tenant_session(tenant_id) as session:
            store_key(
                session,
                tenant_id,
                self.context.keyring,
                pasted=pasted,
                proof=KeyProof(None, organization["name"], is_org_admin=True),
                by=self.admin,
                now=self.clock(),
            )
        return tenant_id

    def kill_key(self, tenant_id: int | None = None) -> None:
        """Atlassian no longer accepts the stored key, and this was noticed."""
        version = self.call(get_key, self.context.keyring, tenant_id=tenant_id).version
        self.call(mark_key_dead, version, "Atlassian refused the key.", self.clock(), tenant_id=tenant_id)

    def call(self, use_case: Callable[..., Any], *arguments: Any, tenant_id: int | None = None, **options: Any) -> Any:
        """One use case in one transaction of the tenant."""
        tenant_id = tenant_id or self.tenant_id
        with self.context.database.tenant_session(tenant_id) as session:
            return use_case(session, tenant_id, *arguments, **options)

    def ask(self, use_case: Callable[..., Any], *arguments: Any, tenant_id: int | None = None, **options: Any) -> Any:
        """One use case that takes the tenant from its session, in one transaction."""
        with self.context.database.tenant_session(tenant_id or self.tenant_id) as session:
            return use_case(session, *arguments, **options)

    def sync(self, tenant_id: int | None = None) -> None:
        """Sync the mirror to its end; fails the test when the sync fails."""
        self.call(syncs.request_sync, "manual", self.admin, tenant_id=tenant_id)
        self.work()
        mirror = self.call(syncs.get_mirror, self.clock(), tenant_id=tenant_id)
        assert mirror.last_sync is not None
        assert mirror.last_sync.state == "succeeded", mirror.last_sync.error

    def save_filter(self, specification: dict[str, Any] = EVERYBODY, name: str | None = None) -> int:
        """A saved filter's id."""
        self._numbers[0] += 1
        name = name or f"filter {self._numbers[0]}"
        return int(self.call(filters.create_filter, name, specification, by=self.admin).id)

    def create_task(self, specification: dict[str, Any], *actions: dict[str, Any], **options: Any) -> int:
        """A task's id; `specification` is saved as its filter."""
        self._numbers[0] += 1
        draft = tasks.TaskDraft(
            name=f"task {self._numbers[0]}",
            filter_id=self.save_filter(specification),
            actions=actions,
            schedule=options.pop("schedule", MANUAL),
            **({"is_confirmed": True} | options),
        )
        return int(self.call(tasks.create_task, draft, by=self.admin, now=self.clock()).id)

    def run_now(self, task_id: int) -> int:
        """Run Now, without working on it."""
        return int(self.call(runs.request_run, task_id, by=self.admin))

    def run(self, task_id: int) -> run_views.RunView:
        """Run Now, and work until the run has ended or is held."""
        run_id = self.run_now(task_id)
        self.work()
        return self.show(run_id)

    def show(self, run_id: int) -> run_views.RunView:
        """A run as the API shows it."""
        view = self.call(run_views.get_run, run_id, self.clock())
        assert isinstance(view, run_views.RunView)
        return view

    def log(self, run_id: int) -> list[operation_log.OperationView]:
        """All operations of a run in order."""
        with self.context.database.tenant_session(self.tenant_id) as session:
            return list(operation_log.iter_operations(session, self.tenant_id, run_id))

    def outcomes(self, run_id: int) -> list[tuple[str, str | None]]:
        """(outcome, reason) of all operations in order."""
        return [(line.outcome, line.reason) for line in self.log(run_id)]

    def advance_to_next_run(self, task_id: int, **later: float) -> datetime:
        """Move time to the task's next slot (and `later`); returns the slot."""
        slot = self.call(tasks.get_task, task_id, self.clock()).next_run_at
        assert isinstance(slot, datetime)
        wait = slot - self.clock() + timedelta(seconds=1) + timedelta(**later)
        self.clock.advance(seconds=wait.total_seconds())
        return slot

    def hand_out(self) -> list[dispatch.Work]:
        """What the scheduler would enqueue now."""
        with self.context.database.system_session() as session:
            dispatch.dispatch_due_tasks(session, self.clock())
            return dispatch.hand_out_work(session)

    def let_another_wait(self) -> tuple[int, dispatch.Work]:
        """Hand out a sync of a further tenant, which finds no worker; returns that tenant's id and the work."""
        other = self.add_tenant()
        self.call(syncs.request_sync, "manual", self.admin, tenant_id=other)
        [waiting] = self.hand_out()
        return other, waiting

    def work(self, slices: int = 500) -> None:
        """Hand out and work until nothing is left; time is moved over pauses that Atlassian asked for."""
        for _ in range(slices):
            since = self.clock()
            handed = self.hand_out()
            for work in handed:
                self.work_on(work)
            if not handed and not self.skip_pause(since=since):
                return
        raise AssertionError(f"still work left after {slices} turns")

    def work_on(self, work: dispatch.Work) -> None:
        """What a worker does with one job."""
        slice_of = work_run_slice if work.kind == "run" else work_sync_slice
        slice_of(self.context, work.tenant_id, work.row_id, work.attempt)

    def list_run_rows(self) -> list[Run]:
        """All runs of the tenant, oldest first."""
        with self.context.database.tenant_session(self.tenant_id) as session:
            return list(session.query(Run).filter(Run.tenant_id == self.tenant_id).order_by(Run.id))

    def writes(self) -> list[dict[str, Any]]:
        """What the sandbox's audit log says was changed through the admin API, oldest first."""
        entries = self.sandbox.call("GET", f"/audit?org_id={self.org_id}&after=0&limit=100000")["entries"]
        return [entry for entry in entries if entry.get("key_id")]

    def close(self) -> None:
        """Give the connections back."""
        self.context.database.dispose()

    def skip_pause(self, until: datetime | None = None, *, since: datetime | None = None) -> bool:
        """Move time, here and at Atlassian, to the next moment for which a run or sync waits, `until` at most.

        False when none waits. `since`: when work was asked for in vain; a pause that has ended meanwhile counts, too.
        """
        with self.context.database.system_session() as session:
            wait = dispatch.seconds_until_due(session, since or self.clock(), at_most=LONGEST_WAIT)
        if wait >= LONGEST_WAIT:
            return False
        left = wait if until is None else max(0.0, (until - self.clock()).total_seconds())
        self.clock.advance(seconds=min(wait, left) + 0.1)
        self.sandbox.advance(min(wait, left) + 0.1)
        return True


def build_context(base_url: str, database_url: str, redis_url: str, clock: Clock) -> WorkerContext:
    """A worker's context against a sandbox; what it waits for is let pass there, and nobody really sleeps.

    The database's clock runs ahead as `clock` does, and so does the clock by which leases are measured.
    """
    settings = Settings(
        base_url="http://127.0.0.1:1",
        database_url=database_url,
        redis_url=redis_url,
        encryption_keys=KEYS,
        is_production=False,
        atlassian_api_base=base_url,
        connect_sites_url=base_url,
        first_people=0,
    )
    return WorkerContext(
        settings=settings,
        database=Database(
            database_url,
            pool_size=10,
            is_tested=False,
            lock_seconds=LOCK_SECONDS,
            ahead=lambda: clock.offset,
            keyring=Keyring.parse(KEYS),
        ),
        keyring=Keyring.parse(KEYS),
        throttle=Unpaced(),
        clock=clock,
        sleep=SandboxClient(base_url).advance,
        uptime=lambda: uptime() + clock.offset.total_seconds(),
    )
