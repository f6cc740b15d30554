"""Random organizations at which random runs are let loose, and the judge: the sandbox's own audit log.

A world is one seeded organization with a tenant of its own. An episode is one random tuple of organization state
(changes behind the mirror's back, protected list), filter, actions, faults and moments at which somebody becomes an
organization admin or is protected while the run goes on. Everything follows from the world's number, so that a
failure can be looked at again.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, text, update

from app.directory.facts import load_catalogue
from app.models import ProtectedEntry, Tenant
from app.services.automation import tasks
from app.services.engine import bulk, undo
from app.services.tenancy.settings import NewProtectedEntry, add_protected
from tests.ground.desk import Clock, Desk, build_context
from tests.ground.sandbox import SandboxClient
from worker import crash_points

USERS = 60
PLATFORM_ROLE = "atlassian/org-admin"
FAULTS: tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...] = (
    ("status", "writes", {"status": 503, "when": "after"}, {"percent": 40}),
    ("status", "writes", {"status": 500, "when": "before"}, {"percent": 40}),
    ("drop", "writes", {"when": "after"}, {"percent": 40}),
    ("html", "writes", {"status": 502}, {"percent": 30}),
    ("rate_limited", "writes", {"reset_in_seconds": 5}, {"times": 2}),
    ("missing_field", "R4", {"field": "platformRoles"}, {"percent": 50}),
    ("missing_field", "R4", {"field": "groups"}, {"percent": 50}),
    ("status", "R4", {"status": 500, "when": "before"}, {"after": 1, "times": 2}),
    ("html", "R4", {}, {"times": 1}),
    ("truncated", "R4", {}, {"after": 1, "times": 1}),
    ("status", "R8", {"status": 503, "when": "before"}, {"percent": 60}),
    ("users_change", "R4", {"change": "leave"}, {"after": 1, "times": 1}),
)
MOMENTS = ("planned", "batch_done")
"""Named points right before the next look at Atlassian: what happens there has to be noticed."""
_UNTOLD = """select u.account_id, d.directory_id from directory_memberships m
    join directory_users u on u.id = m.user_id join directories d on d.id = m.directory_row_id
    where m.status = 'unknown'"""


@dataclass
class Spared:
    """Who must not be written to, each with the last audit entry after which that holds."""

    groups: frozenset[str]
    since: dict[str, int] = field(default_factory=dict)

    def add(self, account_id: str, sequence: int) -> None:
        """From now on."""
        self.since.setdefault(account_id, sequence)


class World:
    """One random organization; `happened` counts what the episodes brought about."""

    def __init__(self, sandbox: SandboxClient, database_url: str, redis_url: str, number: int) -> None:
        management = "original" if number % 3 == 2 else "centralized"
        seed = {"name": f"World {number}", "users": USERS, "number": number, "management": management}
        organization = sandbox.call("POST", "/organizations", seed)
        lags = {f"{what}_lag_seconds": 0 for what in ("member", "role", "suspension", "account")}
        sandbox.switch(organization["org_id"], rate_limits="off", **lags)
        clock = Clock()
        self.desk = Desk(sandbox, build_context(sandbox.base_url, database_url, redis_url, clock), clock, organization)
        self.desk.tenant_id = self.desk.add_tenant()
        self.desk.sync()
        self.chance = random.Random(number)
        self.happened: Counter[str] = Counter()
        self.undoable: list[int] = []
        self.task_id: int | None = None
        self.judged = 0
        self.is_faulty = False
        self.list_new_writes()
        catalogue = self.desk.call(load_catalogue)
        self.groups = sorted(catalogue.groups)
        self.targets = sorted(one.group_id for one in catalogue.groups.values() if not one.is_externally_managed)
        self.apps = sorted(catalogue.apps)
        self.people = sorted(str(user["account_id"]) for user in self.users() if user["directories"])
        roles = self._ask("roles")["roles"]
        self.platform = next(str(row["resource_id"]) for row in roles if row["role"] == PLATFORM_ROLE)

    def users(self) -> list[dict[str, Any]]:
        """Everybody as they truly are now."""
        return self.desk.sandbox.users(self.desk.org_id, limit="1000")

    def list_untold_needless(self) -> set[tuple[str, str, str]]:
        """(account, action, directory): truly needless, which no bulk read tells and the mirror does not know."""
        with self.desk.context.database.tenant_session(self.desk.tenant_id) as session:
            rows = {tuple(row) for row in session.execute(text(_UNTOLD))}
        return {
            (user["account_id"], "suspend_user" if status == "suspended" else "restore_user", directory_id)
            for user in self.users()
            for directory_id, status in user["directories"].items()
            if (user["account_id"], directory_id) in rows
        }

    def list_new_writes(self) -> list[dict[str, Any]]:
        """What the admin API was asked to change since the last judgement."""
        path = f"/audit?org_id={self.desk.org_id}&after={self.judged}&limit=100000"
        audit = self.desk.sandbox.call("GET", path)
        self.judged = int(audit["total"])
        return [entry for entry in audit["entries"] if entry["key_id"]]

    def sequence(self) -> int:
        """The number of the newest audit entry."""
        return int(self.desk.sandbox.call("GET", "/audit?limit=1")["total"])

    def cause(self, *effects: list[Any]) -> None:
        """Change the organization behind the mirror's back."""
        self.desk.sandbox.call("POST", f"/organizations/{self.desk.org_id}/effects", {"effects": list(effects)})

    def lift_seat_limits(self) -> None:
        """No app is ever full: that is told by Atlassian's answer alone."""
        apps = self.desk.sandbox.call("GET", f"/organizations/{self.desk.org_id}")["apps"]
        self.cause(*(["record_put", {"kind": "app", "row": {**app, "seat_limit": None}}] for app in apps))

    def promote(self, account_id: str) -> None:
        """Make somebody an organization admin."""
        self.cause(["user_role_granted", self._admin_role(account_id)])

    def demote(self, account_id: str) -> None:
        """Take the role away again."""
        self.cause(["user_role_revoked", self._admin_role(account_id)])

    def _admin_role(self, account_id: str) -> dict[str, str]:
        return {"account_id": account_id, "resource_id": self.platform, "role": PLATFORM_ROLE}

    def _ask(self, what: str) -> Any:
        return self.desk.sandbox.call("GET", f"/organizations/{self.desk.org_id}/{what}")

    # -- what is drawn ----------------------------------------------------------------------------------------

    def draw_some(self, of: list[str], most: int) -> list[str]:
        """One or more of a list."""
        return self.chance.sample(of, self.chance.randint(1, min(most, len(of))))

    def draw_filter(self, *, depth: int = 2) -> dict[str, Any]:
        """A random filter, mostly over few people."""
        kind = self.chance.random()
        if depth and kind < 0.15:
            parts = [self.draw_filter(depth=depth - 1) for _ in range(2)]
            return {"op": self.chance.choice(("and", "or")), "of": parts}
        if depth and kind < 0.2:
            few = {"type": "people", "values": self.draw_some(self.people, 12)}
            return {"op": "and", "of": [few, {"op": "not", "of": [self.draw_filter(depth=0)]}]}
        if kind < 0.3:
            match = self.chance.choice(("any", "all"))
            return {"type": "groups", "groups": self.draw_some(self.groups, 2), "match": match}
        if kind < 0.33:
            return {"type": "status", "statuses": [self.chance.choice(("active", "suspended"))]}
        return {"type": "people", "values": self.draw_some(self.people, 6)}

    def draw_actions(self) -> list[dict[str, Any]]:
        """One to three actions that do not contradict each other."""
        targets = self.draw_some(self.targets, 4)
        half = len(targets) // 2
        actions: list[dict[str, Any]] = [self.chance.choice(({"type": "suspend_user"}, {"type": "restore_user"}))]
        actions.append({"type": "remove_app_access", "apps": self.draw_some(self.apps, 2)})
        if half:
            actions.append({"type": "remove_from_groups", "groups": targets[:half]})
        actions.append({"type": "add_to_groups", "groups": targets[half:]})
        return self.chance.sample(actions, self.chance.randint(1, 3))

    def disturb(self) -> None:
        """Somebody else was at work: roles, suspensions and memberships differ from the mirror."""
        effects: list[list[Any]] = []
        for user in self.chance.sample(self.users(), 4):
            account_id = user["account_id"]
            for directory_id in user["directories"]:
                word = self.chance.choice(("user_suspended", "user_restored"))
                effects.append([word, {"account_id": account_id, "directory_id": directory_id}])
            left = [{"account_id": account_id, "group_id": group_id} for group_id in user["groups"][:1]]
            effects += [["member_removed", membership] for membership in left]
        chosen = self.chance.choice(self.people)
        effects.append(["user_role_granted", self._admin_role(chosen)])
        self.cause(*effects)

    def protect(self) -> Spared:
        """A new random protected list, and everybody who must be spared by it or for being an admin."""
        users = self.users()
        admins = [user["account_id"] for user in users if user["is_org_admin"]]
        if admins[4:]:
            self.cause(*(["user_role_revoked", self._admin_role(account_id)] for account_id in admins[4:]))
        listed = self.draw_some(self.people, 3)
        groups = self.draw_some(self.groups, 1) if self.chance.random() < 0.4 else []
        domains = self._draw_domains(users)
        entries = [("user", one) for one in listed] + [("group", one) for one in groups]
        self._write_protection(entries + [("domain", one) for one in domains])
        spared = Spared(frozenset(groups))
        for user in users:
            domain = str(user["email"] or "").lower().rpartition("@")[2]
            is_hidden = bool(domains) and not domain
            in_group = not set(groups).isdisjoint(user["groups"])
            is_listed = user["account_id"] in listed or domain in domains or is_hidden or in_group
            if is_listed or user["account_id"] in admins[:4]:
                spared.add(user["account_id"], self.judged)
        return spared

    def _write_protection(self, entries: list[tuple[str, str]]) -> None:
        tenant_id = self.desk.tenant_id
        rows = [
            {"tenant_id": tenant_id, "kind": kind, "value": value, "reason": "episode", "created_by": "a"}
            for kind, value in entries
        ]
        age = self.chance.choice((0, 0, 7))
        with self.desk.context.database.tenant_session(tenant_id) as session:
            session.execute(delete(ProtectedEntry).where(ProtectedEntry.tenant_id == tenant_id))
            session.execute(insert(ProtectedEntry), rows)
            # Runs that wait for the truth let time pass; the mirror must not be read anew in the middle of a fault.
            fresh = {"young_account_days": age, "mirror_synced_at": self.desk.clock()}
            session.execute(update(Tenant).where(Tenant.id == tenant_id).values(**fresh))

    def _draw_domains(self, users: list[dict[str, Any]]) -> list[str]:
        known = Counter(str(user["email"] or "").lower().rpartition("@")[2] for user in users)
        rare = sorted(domain for domain, count in known.items() if domain and count < USERS / 3)
        return [self.chance.choice(rare)] if rare and self.chance.random() < 0.3 else []

    # -- an episode -------------------------------------------------------------------------------------------

    def start_run(self) -> int:
        """A run of a new task, of a bulk operation, or an undo."""
        kind = self.chance.random()
        if self.undoable and kind < 0.15:
            self.happened["undo"] += 1
            source = self.undoable.pop(self.chance.randrange(len(self.undoable)))
            return int(self.desk.call(undo.request_undo, source, by="a"))
        specification = {"version": 1, "root": self.draw_filter()}
        actions = self.draw_actions()
        if kind < 0.25:
            self.happened["task"] += 1
            if self.task_id is not None:  # Counting what many tasks have in common costs more than the runs do.
                self.desk.call(tasks.remove_task, self.task_id, by="a", now=self.desk.clock())
            self.task_id = self.desk.create_task(specification, *actions)
            return self.desk.run_now(self.task_id)
        self.happened["bulk"] += 1
        draft = bulk.BulkDraft(actions=tuple(actions), specification=specification)
        return int(self.desk.call(bulk.request_bulk, draft, by="a"))

    def set_faults(self) -> None:
        """Half of the episodes see Atlassian fail in one or two ways."""
        self.is_faulty = self.chance.random() < 0.5
        if self.is_faulty:
            self.happened["faulty"] += 1
            for kind, endpoint, params, options in self.chance.sample(FAULTS, self.chance.randint(1, 2)):
                seed = self.chance.randrange(1000)
                self.desk.sandbox.fault(kind, endpoint, params=params, seed=seed, org_id=self.desk.org_id, **options)

    def clear_faults(self) -> None:
        """Atlassian is well again."""
        if self.is_faulty:
            self.desk.sandbox.call("DELETE", "/faults")

    @contextmanager
    def promoting(self, spared: Spared) -> Iterator[None]:
        """While the run goes on, at one of the moments, somebody becomes an organization admin, or is protected."""
        moment, chosen = self.chance.choice(MOMENTS), self.chance.choice(self.people)
        is_protecting = self.chance.random() < 0.3
        left = [1 if self.chance.random() < 0.5 else 0]

        def hook(point: str) -> None:
            if not left[0] or point != ("planned" if is_protecting else moment) or chosen in spared.since:
                return
            left[0] = 0
            self.happened["protected in mid-run" if is_protecting else "promoted in mid-run"] += 1
            spared.add(chosen, self.sequence())
            if is_protecting:
                entry = NewProtectedEntry("user", chosen, "in mid-run")
                self.desk.call(add_protected, entry, by="a", now=self.desk.clock())
            else:
                self.promote(chosen)

        crash_points.install_hook(hook)
        try:
            yield
        finally:
            crash_points.install_hook(lambda _point: None)

    def judge(self, spared: Spared) -> list[dict[str, Any]]:
        """The writes to people who had to be spared when they were written to; a refused write is one, too."""
        wrong = []
        for entry in self.list_new_writes():
            account_id = str(entry["target"].get("account_id"))
            self.happened["written"] += 1
            if entry["sequence"] > spared.since.get(account_id, entry["sequence"]):
                wrong.append(entry)
            if entry["operation"] == "W1" and entry["target"].get("group_id") in spared.groups:
                spared.add(account_id, entry["sequence"])
        return wrong

    def close(self) -> None:
        """Give the connections back."""
        self.desk.close()
