"""The append-only log of every write, with the key that did it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One write. `outcome`: applied, unchanged, refused, or (a fault) not_applied.

    `operation`: W1 … W10, U1 … U4, or a name of the control plane.
    `key_id` and `key_label` name the API key; both are None for writes of the control plane. `target` holds what
    was written to: account_id, group_id, directory_id, resource_id, role, emails …
    """

    sequence: int
    at: str
    org_id: str | None
    operation: str
    outcome: str
    status: int
    code: str | None
    key_id: str | None
    key_label: str | None
    request_id: str
    target: dict[str, Any] = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """Return the entry as JSON."""
        return asdict(self)


class AuditLog:
    """Entries in order of `sequence`, which starts at 1 and has no gaps."""

    def __init__(self) -> None:
        self._entries: list[AuditEntry] = []

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def next_sequence(self) -> int:
        """The sequence number that the next entry must carry."""
        return len(self._entries) + 1

    def append(self, entry: AuditEntry) -> None:
        """Add an entry; raises ValueError if it is out of order."""
        if entry.sequence != self.next_sequence:
            raise ValueError(f"audit entry {entry.sequence} does not follow {len(self._entries)}")
        self._entries.append(entry)

    def after(self, sequence: int, *, org_id: str | None = None, limit: int = 1000) -> list[AuditEntry]:
        """Return up to `limit` entries younger than `sequence`, oldest first."""
        rows = self._entries[max(sequence, 0) :]
        return [row for row in rows if org_id is None or row.org_id == org_id][:limit]

    def latest(self, limit: int, *, org_id: str | None = None) -> list[AuditEntry]:
        """Return the newest entries, newest first."""
        found: list[AuditEntry] = []
        for row in reversed(self._entries):
            if org_id is None or row.org_id == org_id:
                found.append(row)
                if len(found) >= limit:
                    break
        return found

    def dump(self) -> list[dict[str, Any]]:
        """Return all entries as JSON."""
        return [entry.dump() for entry in self._entries]

    def load(self, rows: list[dict[str, Any]]) -> None:
        """Replace the log by what `dump` returned."""
        self._entries = [AuditEntry(**row) for row in rows]

    def truncated_to(self, length: int) -> list[AuditEntry]:
        """Return the first `length` entries."""
        return self._entries[:length]
