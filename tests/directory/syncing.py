"""A tenant whose mirror is synced from the running sandbox, without a queue: the test calls the slices itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.atlassian.admin import AdminApi
from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.atlassian.transport import RetryPolicy, Transport
from app.db import Database
from app.directory.syncing.sync import ClaimedSync, SliceOutcome, work_sync_slice
from app.domain.states import SyncState
from app.models import Sync, Tenant
from tests.ground.sandbox import SandboxClient

MAX_SLICES = 300


class FreeThrottle:
    """No pacing at all: these tests are about what is read, not about how fast."""

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """Let it pass."""

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Nothing to learn."""

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Nothing to learn."""


@dataclass
class Clock:
    """The real time, shifted by what was waited for."""

    offset: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


@dataclass
class MirroredTenant:
    """One tenant, its database and the organization that it mirrors."""

    sandbox: SandboxClient
    database: Database
    tenant_id: int
    organization: dict[str, Any]
    clock: Clock = field(default_factory=Clock)
    calls: int = 0

    @classmethod
    def open(cls, sandbox: SandboxClient, database: Database) -> "MirroredTenant":
        """A new tenant for the sandbox's first organization, with an empty mirror."""
        with database.system_session() as session:
            tenant = Tenant()
            session.add(tenant)
            session.flush()
            tenant_id = tenant.id
        return cls(sandbox, database, tenant_id, sandbox.organization())

    @property
    def org_id(self) -> str:
        """The organization's id."""
        return str(self.organization["org_id"])

    @property
    def directory_id(self) -> str:
        """The first directory's id."""
        return str(self.organization["directories"][0]["directory_id"])

    def open_api(self, api_key: str | None = None) -> AdminApi:
        """The admin API with the organization's key, without pacing and with short pauses after faults."""
        key = api_key or self.organization["api_key"]
        policy = RetryPolicy(first_delay_seconds=0.01, longest_delay_seconds=0.05)
        transport = Transport(self.sandbox.base_url, self.org_id, key, FreeThrottle(), policy=policy)
        return AdminApi(transport, self.org_id)

    def claim(self, kind: str = "manual") -> ClaimedSync:
        """A new sync, claimed as a worker would."""
        with self.database.tenant_session(self.tenant_id) as session:
            sync = Sync(tenant_id=self.tenant_id, kind=kind, state="running", attempt=1)
            session.add(sync)
            session.flush()
            return ClaimedSync(self.tenant_id, sync.id, 1)

    def reclaim(self, claim: ClaimedSync) -> ClaimedSync:
        """The same sync for another worker, after the first one was given up."""
        later = ClaimedSync(claim.tenant_id, claim.sync_id, claim.attempt + 1)
        self.run("update syncs set attempt = :attempt where id = :id", attempt=later.attempt, id=claim.sync_id)
        return later

    def work(self, claim: ClaimedSync, api: AdminApi | None = None, seconds: float = 60.0) -> SliceOutcome:
        """One slice."""
        used = api or self.open_api()
        before = used.transport.calls
        deadline = self.clock() + timedelta(seconds=seconds)
        try:
            return work_sync_slice(self.database, claim, used, deadline=deadline, now=self.clock)
        finally:
            self.calls += used.transport.calls - before

    def sync(self, claim: ClaimedSync | None = None, api: AdminApi | None = None) -> SliceOutcome:
        """Slices until the sync has ended; waits are skipped by moving the clock."""
        held = claim or self.claim()
        for _ in range(MAX_SLICES):
            outcome = self.work(held, api)
            if outcome.state != SyncState.RUNNING:
                return outcome
            if outcome.not_before is not None and outcome.not_before > self.clock():
                self.clock.offset += outcome.not_before - self.clock()
        raise AssertionError("the sync does not end")

    # -- looking ------------------------------------------------------------------------------------------------

    def run(self, statement: str, **given: Any) -> None:
        """Change the database from outside."""
        with self.database.tenant_session(self.tenant_id) as session:
            session.execute(sa.text(statement), given)

    def rows(self, statement: str, **given: Any) -> list[Any]:
        """Rows of the tenant, as tuples."""
        with self.database.tenant_session(self.tenant_id) as session:
            return [tuple(row) for row in session.execute(sa.text(statement), given)]

    def column(self, statement: str, **given: Any) -> list[Any]:
        """The first column."""
        return [row[0] for row in self.rows(statement, **given)]

    def value(self, statement: str, **given: Any) -> Any:
        """One value."""
        [(value,)] = self.rows(statement, **given)
        return value

    def last_sync(self) -> dict[str, Any]:
        """State, error, fault, calls and progress of the newest sync."""
        [row] = self.rows("select state, error, fault, api_calls, progress from syncs order by id desc limit 1")
        return dict(zip(("state", "error", "fault", "api_calls", "progress"), row, strict=True))

    # -- changing Atlassian ---------------------------------------------------------------------------------------

    def true_users(self) -> dict[str, Any]:
        """Account id → everything true about a user who is in a directory."""
        users = self.sandbox.users(self.org_id, limit="1000")
        return {user["account_id"]: user for user in users if user["directories"]}

    def effects(self, effects: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Change the organization behind the app's back."""
        body = {"effects": [[name, arguments] for name, arguments in effects]}
        self.sandbox.call("POST", f"/organizations/{self.org_id}/effects", body)

    def leave(self, account_ids: Iterable[str]) -> None:
        """Take people out of the first directory."""
        self.effects(("directory_left", {"account_id": one, "directory_id": self.directory_id}) for one in account_ids)

    def answered(self) -> int:
        """Admin API calls since the last restore that brought something."""
        rows = self.sandbox.call("GET", "/requests")["endpoints"]
        return sum(row["statuses"].get("200", 0) for row in rows)
