"""Faults that can be switched on while requests go on: which ones exist, when they fire, and their bookkeeping.

This module decides *whether* a fault fires; what a fired fault does to an answer is `sandbox.adminapi.mischief`.
Faults are kept in memory only: a restart, reset or restore clears them.
"""

from __future__ import annotations

import itertools
import random
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

Params = dict[str, Any]
LARGEST_NUMBER = 1_000_000

RATE_LIMIT_HEADERS = (
    "standard",
    "retry_after",
    "retry_after_date",
    "none",
    "reset_past",
    "reset_far",
    "reset_without_seconds",
)
# Per kind: its parameters with their defaults; a tuple lists the choices, its first one is the default.
KINDS: dict[str, Params] = {
    "latency": {"milliseconds": 1000, "jitter_milliseconds": 0},
    "rate_limited": {"headers": RATE_LIMIT_HEADERS, "reset_in_seconds": 30},
    "status": {"status": (500, 502, 503, 504), "when": ("before", "after"), "body": ("json", "html", "empty")},
    "drop": {"when": ("before", "after", "middle")},
    "html": {"status": (200, 401, 403, 500, 502, 503), "when": ("before", "after")},
    "truncated": {"keep_percent": 50},
    "redirected": {"status": (302, 301, 303, 307, 308), "when": ("before", "after")},
    "not_applied": {},
    "other_success": {"status": (200, 202, 203), "applied": ("yes", "no"), "body": ("empty", "json", "html")},
    "unknown_enum": {"field": "status", "value": "quarantined"},
    "missing_field": {"field": "email"},
    "page_limit": {"limit": 20, "mode": ("clamped", "rejected")},
    "repeated_cursor": {},
    "cursor_expired": {},
    "users_change": {"change": ("join", "leave", "suspend", "rename"), "count": 1},
    "key_revoked": {},
    "unauthorized": {"body": ("json", "html", "empty")},
    "forbidden": {"shape": ("application", "gateway")},
    "visibility_lag": {"member_lag_seconds": 30, "role_lag_seconds": 120, "suspension_lag_seconds": 120},
}
# Fires so often if neither `times` nor `percent` is given; null is for ever.
USUAL_TIMES = {"unauthorized": 1}


class UnknownFaultError(ValueError):
    """A fault that cannot be set; the message says why, `field` names the culprit."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name


@dataclass(slots=True)
class Fault:
    """One fault.

    `endpoint`: a code (`R4`), an operation name (`searchDirectoryUsers`), `reads`, `searches`, `writes` or `*`.
    Skips the first `after` matching calls, then fires `times` times (None = for ever), each time with `percent`
    probability drawn from `seed`, independently of the faults beside it. `path_contains` narrows it to requests
    whose path has that text.
    """

    kind: str
    endpoint: str = "*"
    org_id: str | None = None
    params: Params = field(default_factory=dict)
    after: int = 0
    times: int | None = None
    percent: float = 100.0
    seed: int = 1
    path_contains: str | None = None
    fault_id: str = ""
    calls: int = 0
    fired: int = 0

    def dump(self) -> dict[str, Any]:
        """Return the fault as JSON."""
        return asdict(self)


def build_fault(row: dict[str, Any]) -> Fault:
    """Check JSON from outside and complete it with defaults; raises UnknownFaultError."""
    allowed = {"kind", "endpoint", "org_id", "params", "after", "times", "percent", "seed", "path_contains"}
    for name in row:
        if name not in allowed:
            raise UnknownFaultError(name, f"a fault has no {name!r}; it has {', '.join(sorted(allowed))}")
    kind = row.get("kind")
    if kind not in KINDS:
        raise UnknownFaultError("kind", f"kind is one of {', '.join(KINDS)}")
    for name in ("endpoint", "org_id", "path_contains"):
        if row.get(name) is not None and not isinstance(row[name], str):
            raise UnknownFaultError(name, f"{name} is text")
    _check_numbers(row)
    if kind in USUAL_TIMES and "percent" not in row:
        row = {"times": USUAL_TIMES[kind], **row}
    return Fault(**{**row, "params": _complete_params(kind, row.get("params", {}))})


def _check_numbers(row: dict[str, Any]) -> None:
    for name in ("after", "times", "seed"):
        value = row.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            raise UnknownFaultError(name, f"{name} is a whole number of 0 or more")
    percent = row.get("percent", 100)
    if isinstance(percent, bool) or not isinstance(percent, (int, float)) or not 0 <= percent <= 100:
        raise UnknownFaultError("percent", "percent is a number from 0 to 100")
    for name in ("after", "seed", "endpoint", "percent"):
        if name in row and row[name] is None:
            raise UnknownFaultError(name, f"{name} cannot be null")


def _complete_params(kind: str, given: Any) -> Params:
    if not isinstance(given, dict):
        raise UnknownFaultError("params", "params is an object")
    defaults = KINDS[kind]
    for name, value in given.items():
        if name not in defaults:
            raise UnknownFaultError(f"params.{name}", f"{kind} takes {', '.join(defaults) or 'no parameters'}")
        _check_param(name, value, defaults[name])
    filled = {name: choice[0] if isinstance(choice, tuple) else choice for name, choice in defaults.items()}
    return {**filled, **given}


def _check_param(name: str, value: Any, default: Any) -> None:
    if isinstance(default, tuple):
        if value not in default:
            raise UnknownFaultError(f"params.{name}", f"{name} is one of {', '.join(map(str, default))}")
    elif isinstance(default, int):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= LARGEST_NUMBER:
            raise UnknownFaultError(f"params.{name}", f"{name} is a number from 0 to {LARGEST_NUMBER}")
    elif not isinstance(value, str):
        raise UnknownFaultError(f"params.{name}", f"{name} is text")


class FaultBoard:
    """The faults that are switched on. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}
        self._random: dict[str, random.Random] = {}
        self._ids = itertools.count(1)

    def add(self, fault: Fault) -> Fault:
        """Switch a fault on and give it an id."""
        with self._lock:
            fault.fault_id = f"fault-{next(self._ids)}"
            self._faults[fault.fault_id] = fault
            # Of its own kind and endpoint, so that two faults of the same percentage do not always meet.
            self._random[fault.fault_id] = random.Random(f"{fault.seed}/{fault.kind}/{fault.endpoint}")
        return fault

    def remove(self, fault_id: str) -> bool:
        """Switch a fault off; tells whether it existed."""
        with self._lock:
            self._random.pop(fault_id, None)
            return self._faults.pop(fault_id, None) is not None

    def clear(self) -> None:
        """Switch all faults off."""
        with self._lock:
            self._faults.clear()
            self._random.clear()

    def listing(self) -> list[dict[str, Any]]:
        """Return all faults as JSON, oldest first."""
        with self._lock:
            return [fault.dump() for fault in self._faults.values()]

    def fire(self, org_id: str | None, labels: tuple[str, ...], path: str) -> list[Fault]:
        """Count the call and return the faults that fire for it; `labels` are all names of the endpoint."""
        if not self._faults:
            return []
        with self._lock:
            return [fault for fault in self._faults.values() if self._fires(fault, org_id, labels, path)]

    def _fires(self, fault: Fault, org_id: str | None, labels: tuple[str, ...], path: str) -> bool:
        if fault.org_id is not None and fault.org_id != org_id:
            return False
        if fault.endpoint not in labels or (fault.path_contains and fault.path_contains not in path):
            return False
        fault.calls += 1
        if fault.calls <= fault.after or (fault.times is not None and fault.fired >= fault.times):
            return False
        if fault.percent < 100 and self._random[fault.fault_id].random() * 100 >= fault.percent:
            return False
        fault.fired += 1
        return True
