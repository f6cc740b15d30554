"""The world: all organizations, the clock, the audit log, documents, faults and counters, and their persistence.

How to use it (also from other packages of the sandbox):

* take `world.lock` (re-entrant) around every read that must be consistent and around check-then-write;
* read organizations through `world.organizations` / `world.find_organization`;
* change them only through `world.commit(...)`: it applies the effects, writes the audit log and the journal;
* keep own JSON in `world.documents("<section>")`: it survives a restart and takes part in reset and snapshots;
* `world.clock.now()` is the only source of time.

The world knows nothing about HTTP.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Protocol

from sandbox.faults import FaultBoard
from sandbox.world.audit import AuditEntry, AuditLog
from sandbox.world.clock import Clock, format_instant
from sandbox.world.codec import dump_organization, load_organization
from sandbox.world.counters import Counters
from sandbox.world.directory import ApiKey, Site, User
from sandbox.world.documents import Documents, Json
from sandbox.world.effects import Effect, Visibility, apply_effect
from sandbox.world.limits import RateLimits
from sandbox.world.organization import Organization

__all__ = ["ApiKey", "Effect", "Organization", "Site", "User", "World", "Write"]


class JournalLike(Protocol):
    """Protocol of a journal, as the world needs it."""

    def append(self, entry: Json) -> None:
        """Write one entry so that it survives the death of the process."""

    def is_large(self) -> bool:
        """Tell whether `restart` pays."""

    def restart(self, state: Json) -> None:
        """Forget the entries so far; `state` is the whole world now."""


class Write:
    """Write for the audit log: its author and content (see `AuditEntry`)."""

    def __init__(self, operation: str, target: dict[str, Any], *, key: ApiKey | None = None, status: int = 204) -> None:
        self.operation = operation
        self.target = target
        self.key = key
        self.status = status
        self.outcome = "applied"
        self.code: str | None = None
        self.request_id = ""


class World:
    """Everything the sandbox holds. Thread-safe as long as callers take `lock` as described above."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.lock = threading.RLock()
        self.clock = clock or Clock()
        self.organizations: dict[str, Organization] = {}
        self.audit = AuditLog()
        self.counters = Counters()
        self.faults = FaultBoard()
        self.limits = RateLimits()
        self.snapshots: dict[str, Json] = {}
        self.journal: JournalLike | None = None
        self._documents: dict[str, dict[str, Json]] = {}

    # -- organizations ----------------------------------------------------------------------------------------

    def find_organization(self, org_id: str) -> Organization | None:
        """Return an organization by id."""
        return self.organizations.get(org_id)

    def find_key(self, secret: str) -> tuple[Organization, ApiKey] | None:
        """Return the key with this secret and its organization, whatever the key's state."""
        for org in self.organizations.values():
            key = org.find_key(secret)
            if key is not None:
                return org, key
        return None

    def find_site(self, name: str) -> tuple[Organization, Site] | None:
        """Return the site called `name` (as in `<name>.atlassian.net`) and its organization."""
        for org in self.organizations.values():
            for site in org.sites.values():
                if site.name == name:
                    return org, site
        return None

    def add_organization(self, org: Organization) -> None:
        """Take an organization in, replacing one with the same id; persisted whole."""
        with self.lock:
            self.organizations[org.org_id] = org
            self._journal({"do": "organization", "state": dump_organization(org)})

    def remove_organization(self, org_id: str) -> None:
        """Forget an organization; unknown ids are no error."""
        with self.lock:
            if self.organizations.pop(org_id, None) is not None:
                self._journal({"do": "organization_removed", "org_id": org_id})

    # -- writes -----------------------------------------------------------------------------------------------

    def commit(self, org: Organization, effects: Sequence[Effect], write: Write) -> AuditEntry:
        """Apply the effects and record the write, in memory and in the journal, before anybody is answered.

        Reads show membership changes after `member_lag_seconds`, roles after `role_lag_seconds`, suspensions after
        `suspension_lag_seconds` and an account's life after `account_lag_seconds`; writes of the
        control plane (without key) are visible at once.
        """
        with self.lock:
            visibility = self._visibility(org) if write.key is not None else Visibility()
            for effect in effects:
                apply_effect(org, effect, visibility)
            entry = self._audit_entry(org.org_id, write)
            self.audit.append(entry)
            self._journal({"do": "write", "effects": [[e.name, e.args] for e in effects], "audit": entry.dump()})
            return entry

    def record_control(self, operation: str, target: dict[str, Any]) -> None:
        """Record a change of the control plane that belongs to no organization."""
        with self.lock:
            entry = self._audit_entry(None, Write(operation, target, status=200))
            self.audit.append(entry)
            self._journal({"do": "write", "effects": [], "audit": entry.dump()})

    def _visibility(self, org: Organization) -> Visibility:
        now = self.clock.timestamp()
        lags = (org.switches.seconds(f"{what}_lag_seconds") for what in ("member", "role", "suspension", "account"))
        return Visibility(*(now + lag if lag else None for lag in lags))

    def _audit_entry(self, org_id: str | None, write: Write) -> AuditEntry:
        return AuditEntry(
            sequence=self.audit.next_sequence,
            at=format_instant(self.clock.now()),
            org_id=org_id,
            operation=write.operation,
            outcome=write.outcome,
            status=write.status,
            code=write.code,
            key_id=write.key.key_id if write.key else None,
            key_label=write.key.label if write.key else None,
            request_id=write.request_id,
            target=write.target,
        )

    # -- documents and clock ----------------------------------------------------------------------------------

    def documents(self, section: str) -> Documents:
        """Return the persisted documents of a section, e.g. `installations`."""
        with self.lock:
            rows = self._documents.setdefault(section, {})
        return Documents(rows, lambda key, document: self._put_document(section, key, document))

    def _put_document(self, section: str, key: str, document: Json | None) -> None:
        with self.lock:
            self._store_document(section, key, document)
            self._journal({"do": "document", "section": section, "key": key, "document": document})

    def _store_document(self, section: str, key: str, document: Json | None) -> None:
        rows = self._documents.setdefault(section, {})
        if document is None:
            rows.pop(key, None)
        else:
            rows[key] = document

    def clock_moved(self) -> None:
        """Persist the clock's settings; call after moving it."""
        with self.lock:
            self._journal({"do": "clock", "clock": self.clock.dump()})

    # -- whole state ------------------------------------------------------------------------------------------

    def dump(self) -> Json:
        """Return the whole persisted state; shares no mutable part with the world."""
        with self.lock:
            return {
                "organizations": [dump_organization(org) for org in self.organizations.values()],
                "documents": {name: dict(rows) for name, rows in self._documents.items()},
                "audit": self.audit.dump(),
                "clock": self.clock.dump(),
            }

    def load(self, saved: Json) -> None:
        """Replace the whole persisted state by what `dump` returned; faults, counters and limits start afresh."""
        with self.lock:
            self.organizations = {row["org_id"]: load_organization(row) for row in saved["organizations"]}
            fresh = {name: dict(rows) for name, rows in saved["documents"].items()}
            for rows in self._documents.values():
                rows.clear()
            for name, rows in fresh.items():
                self._documents.setdefault(name, {}).update(rows)
            self.audit.load(saved["audit"])
            self.clock.load(saved["clock"])
            self.faults.clear()
            self.counters.clear()
            self.limits.clear()

    def start_over(self, organizations: Sequence[Organization], *, keep_documents: bool) -> None:
        """Replace everything by the given organizations; the clock keeps its present settings."""
        with self.lock:
            documents = self._documents if keep_documents else {}
            self.reset(
                {
                    "organizations": [dump_organization(org) for org in organizations],
                    "documents": {name: dict(rows) for name, rows in documents.items()},
                    "audit": [],
                    "clock": self.clock.dump(),
                }
            )

    def reset(self, saved: Json) -> None:
        """`load` and start the journal afresh."""
        with self.lock:
            self.load(saved)
            if self.journal is not None:
                self.journal.restart(saved)

    def replay(self, entry: Json) -> None:
        """Apply one journal entry again; raises KeyError for an unknown kind."""
        match entry["do"]:
            case "write":
                audit = AuditEntry(**entry["audit"])
                for name, args in entry["effects"]:
                    apply_effect(self.organizations[audit.org_id or ""], Effect(name, args))
                self.audit.append(audit)
            case "document":
                self._store_document(entry["section"], entry["key"], entry["document"])
            case "clock":
                self.clock.load(entry["clock"])
            case "organization":
                org = load_organization(entry["state"])
                self.organizations[org.org_id] = org
            case "organization_removed":
                self.organizations.pop(entry["org_id"], None)
            case unknown:
                raise KeyError(unknown)

    def _journal(self, entry: Json) -> None:
        if self.journal is not None:
            self.journal.append(entry)
            if self.journal.is_large():
                self.journal.restart(self.dump())
