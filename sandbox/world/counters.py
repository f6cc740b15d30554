"""Request counts per organization and endpoint, and the most recent requests. Never keeps bodies or keys."""

from __future__ import annotations

import threading
from collections import Counter, deque
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sandbox.world.clock import format_instant

KEPT_REQUESTS = 2000


class SeenRequest(NamedTuple):
    """One request as it was answered, at epoch seconds; `status` 0 = the connection was dropped."""

    answered_at: float
    org_id: str | None
    endpoint: str
    method: str
    path: str
    status: int
    key_label: str | None
    milliseconds: float
    faults: tuple[str, ...] = ()

    @property
    def at(self) -> str:
        """When it was answered, as on the wire: most requests are never looked at, so that nobody writes it before."""
        return format_instant(datetime.fromtimestamp(self.answered_at, UTC))

    def dump(self) -> dict[str, Any]:
        """Return the request as JSON."""
        row = self._asdict()
        del row["answered_at"]
        return {"at": self.at, **row}


class Counters:
    """Thread-safe counts since the last `clear`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._recent: deque[SeenRequest] = deque(maxlen=KEPT_REQUESTS)

    def record(self, request: SeenRequest) -> None:
        """Count one request."""
        with self._lock:
            self._counts[(request.org_id or "", request.endpoint, request.status)] += 1
            self._recent.append(request)

    def clear(self) -> None:
        """Start at zero again."""
        with self._lock:
            self._counts.clear()
            self._recent.clear()

    def table(self, org_id: str | None = None) -> list[dict[str, Any]]:
        """Return one row per organization and endpoint: total, by status, and the number of 429s."""
        with self._lock:
            counts = dict(self._counts)
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for (org, endpoint, status), count in sorted(counts.items()):
            if org_id is not None and org != org_id:
                continue
            row = rows.setdefault(
                (org, endpoint),
                {"org_id": org or None, "endpoint": endpoint, "total": 0, "rate_limited": 0, "statuses": {}},
            )
            row["total"] += count
            row["statuses"][str(status)] = count
            if status == 429:
                row["rate_limited"] += count
        return list(rows.values())

    def recent(self, limit: int, org_id: str | None = None) -> list[SeenRequest]:
        """Return the newest requests, newest first."""
        with self._lock:
            rows = list(self._recent)
        found = [row for row in reversed(rows) if org_id is None or row.org_id == org_id]
        return found[:limit]
