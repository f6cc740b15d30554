"""What a history can do to its tenant and its organization; whatever the product refuses is let be."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis.stateful import RuleBasedStateMachine

from app.domain.errors import DomainError
from app.models import Installation, Task, Tenant
from app.services.engine import runs
from app.services.queues.dispatch import Work
from app.services.tenancy import tenants
from app.services.tenancy.organization import KeyProof, PastedKey, store_key
from tests.histories.ground import Ground
from tests.histories.judge import Judge


class Acting(RuleBasedStateMachine):
    """A desk of its own, the judge beside it, and ways to act."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground
        self.opened = ExitStack()
        self.desk = self.opened.enter_context(ground.opened())
        self.judge = Judge(self.desk)
        self.judge.begin()
        self.tasks: list[int] = []
        self.entries: dict[str, int] = {}
        """The entries of the protected list, by account."""
        self.slots: set[tuple[int, datetime]] = set()
        """Every slot that has come, with its task: each is run, or recorded with its reason."""

    def uninstall(self) -> None:
        now = self.desk.clock()
        with self.desk.context.database.system_session() as session:
            row = session.scalars(sa.select(Installation)).one()
            self.client_key, self.site = str(row.client_key), row.base_url
            tenants.record_uninstalled(session, self.client_key, signed_at=now, now=now)

    def install(self) -> None:
        self.desk.clock.advance(seconds=1)
        now = self.desk.clock()
        event = tenants.InstalledEvent(
            client_key=self.client_key,
            shared_secret="s" * 40,
            base_url=self.site,
            display_url=None,
            product_type="jira",
            signed_at=now,
        )
        with self.desk.context.database.system_session() as session:
            tenants.record_installed(session, self.desk.context.keyring, event, now)
        organization = self.desk.organization
        pasted = PastedKey(organization["org_id"], organization["api_key"], (now + timedelta(days=90)).date())
        proof = KeyProof(None, organization["name"], is_org_admin=True)
        self.do(store_key, self.desk.context.keyring, pasted=pasted, proof=proof, by=self.desk.admin, now=now)

    def hand_out(self) -> list[Work]:
        """What there is to do; when there is nothing, the first task is run."""
        self.keep_mirror_fresh()
        handed = self.desk.hand_out()
        if not handed and self.tasks and self.attempt(runs.request_run, self.tasks[0], by="a"):
            handed = self.desk.hand_out()
        return handed

    def keep_mirror_fresh(self) -> None:
        """No sync is due: histories are about runs, and a sync takes as long as ten of them."""
        fresh = sa.update(Tenant).where(Tenant.mirror_synced_at.is_not(None)).values(mirror_synced_at=self.desk.clock())
        with self.desk.context.database.system_session() as session:
            session.execute(fresh)

    def pass_time(self, seconds: float) -> None:
        self.desk.clock.advance(seconds=seconds)
        self.desk.sandbox.advance(seconds)

    def note_due_slots(self) -> None:
        """The slots that have come and that no scheduler has seen."""
        with self.desk.context.database.tenant_session(self.desk.tenant_id) as session:
            due = session.execute(sa.select(Task.id, Task.next_run_at).where(Task.next_run_at <= self.desk.clock()))
            self.slots |= {(task_id, slot) for task_id, slot in due if slot is not None}

    def do(self, use_case: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        return self.desk.call(use_case, *arguments, **options)

    def attempt(self, use_case: Callable[..., Any], *arguments: Any, **options: Any) -> bool:
        """Whether it was not refused."""
        try:
            self.do(use_case, *arguments, **options)
        except DomainError:
            return False
        return True

    def about_run(self, number: int, use_case: Callable[..., Any], **options: Any) -> bool:
        rows = self.desk.list_run_rows()
        return bool(rows) and self.attempt(use_case, rows[-1 - number % len(rows)].id, **options)

    def find_task(self, number: int) -> int:
        return self.tasks[number % len(self.tasks)]

    def build_filter(self, people: set[int]) -> dict[str, Any]:
        values = [self.ground.people[number] for number in sorted(people)]
        return {"version": 1, "root": {"type": "people", "values": values}}

    def build_action(self, kind: str) -> dict[str, Any]:
        if kind == "remove_app_access":
            return {"type": kind, "apps": self.ground.apps[:1]}
        if kind.endswith("groups"):
            number = 0 if kind == "add_to_groups" else 1
            return {"type": kind, "groups": [self.ground.groups[number]]}
        return {"type": kind}

    def admin_role(self, account: str) -> dict[str, str]:
        return {"account_id": account, "resource_id": self.ground.platform, "role": "atlassian/org-admin"}

    def cause(self, *effects: list[Any]) -> None:
        self.desk.sandbox.call("POST", f"/organizations/{self.desk.org_id}/effects", {"effects": list(effects)})
