"""What a history stands on: a small organization and a synced tenant of it, made once and copied for each history."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from app.directory.facts import load_catalogue
from tests.ground.databases import Databases
from tests.ground.desk import Clock, Desk, build_context
from tests.ground.sandbox import SandboxClient
from tests.worker.people import ordinary

USERS = 60
SNAPSHOT = "histories"
PEOPLE = 6
GROUPS = 2


class Ground:
    """Opens desks that all begin alike: `people` and `groups` are what the histories are about."""

    def __init__(self, sandbox: SandboxClient, databases: Databases, redis_url: str) -> None:
        self.sandbox = sandbox
        self._databases = databases
        self._redis_url = redis_url
        seed = {"name": "Histories", "users": USERS, "number": 1}
        self._organization = sandbox.call("POST", "/organizations", seed)
        lags = dict.fromkeys(("member_lag_seconds", "role_lag_seconds", "suspension_lag_seconds"), 0)
        sandbox.switch(self._organization["org_id"], rate_limits="off", **lags)
        sandbox.take_snapshot(SNAPSHOT)
        self._prepare_once()

    def _prepare_once(self) -> None:
        with self._prepared() as url:
            desk = self._build(url)
            desk.tenant_id = 1
            catalogue = desk.call(load_catalogue)
            groups = [one for one in catalogue.groups.values() if not one.is_externally_managed and not one.grants]
            self.groups = sorted(one.group_id for one in groups)[:GROUPS]
            self.apps = sorted(catalogue.apps)
            self.people = ordinary(desk)[:PEOPLE]
            roles = self.sandbox.call("GET", f"/organizations/{desk.org_id}/roles")["roles"]
            self.platform = next(str(row["resource_id"]) for row in roles if row["role"] == "atlassian/org-admin")
            desk.close()
        # One for all histories: what SQLAlchemy has compiled for it costs more than all the rest.
        self._desk = self._build(url)

    def _build(self, url: str) -> Desk:
        clock = Clock()
        context = build_context(self.sandbox.base_url, url, self._redis_url, clock)
        return Desk(self.sandbox, context, clock, self._organization)

    def _prepared(self) -> AbstractContextManager[str]:
        def prepare(url: str) -> None:
            desk = self._build(url)
            desk.tenant_id = desk.add_tenant()
            desk.sync()
            desk.close()

        return self._databases.prepared("histories_template", prepare, copy="a_history")

    @contextmanager
    def opened(self) -> Iterator[Desk]:
        """The desk as at the beginning."""
        self.sandbox.restore(SNAPSHOT)
        desk = self._desk
        with self._prepared():
            desk.clock.offset, desk.tenant_id = timedelta(), 1
            try:
                yield desk
            finally:
                desk.close()
