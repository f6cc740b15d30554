"""The judge of a history: the sandbox's audit log, against who had to be spared and against the logs of the runs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.domain.engine import reasons
from tests.ground.desk import Desk

KINDS = {"add_to_groups": "W1", "remove_from_groups": "W2", "suspend_user": "W3", "restore_user": "W4"}
OPPOSITES = {"W1": "W2", "W2": "W1", "W3": "W4", "W4": "W3"}
Change = tuple[str, str, str]
"""(kind of write, account, group or directory)."""
_LINES = """select o.action, o.account_id, o.target_id, o.outcome, o.reason, o.steps, r.state
    from operations o join runs r on r.tenant_id = o.tenant_id and r.id = o.run_id order by o.run_id, o.position"""
ENDED = frozenset({"succeeded", "partial", "failed", "cancelled", "missed", "skipped"})


@dataclass
class Judge:
    """Looks at what is new in the audit log after each step."""

    desk: Desk
    spared: dict[str, str] = field(default_factory=dict)
    """Who must not be written to now, and why."""
    applied: Counter[Change] = field(default_factory=Counter)
    outside: set[Change] = field(default_factory=set)
    """What somebody else has changed as well: there a look at Atlassian does not tell who it was."""
    written: int = 0
    _seen: int = 0

    def begin(self) -> None:
        """Everything before this is no part of the history."""
        self._seen = self._read()["total"]

    def look(self) -> list[dict[str, Any]]:
        """What was asked of Atlassian since the last look; nothing of it about anybody who is spared."""
        audit = self._read()
        self._seen = audit["total"]
        new = [entry for entry in audit["entries"] if entry["key_id"]]
        for entry in new:
            account = str(entry["target"].get("account_id"))
            assert account not in self.spared, f"{entry['operation']} about {account}: {self.spared[account]}"
            if entry["outcome"] == "applied":
                self.written += 1
                self.applied[_change_of(entry)] += 1
        return new

    def compare(self) -> None:
        """No write without a line that knows of it, each line for one write, and no line without its write."""
        known: Counter[Change] = Counter()
        certain: Counter[Change] = Counter()
        parts: Counter[str] = Counter()
        doubted: set[Change] = set()
        for action, account, target, outcome, reason, steps, state in self._lines():
            assert state not in ENDED or outcome in ("succeeded", "skipped", "failed"), (action, account, outcome)
            if action == "remove_app_access":
                parts[account] += len(steps or ()) if outcome != "started" else 100
            if action not in KINDS:
                continue
            change = (KINDS[action], account, target)
            known[change] += outcome in ("started", "succeeded", "failed")
            if reason == reasons.OUTCOME_UNKNOWN:
                # Taken back without being sure that it was done: Atlassian accepts that, and there may be no change.
                doubted.add((OPPOSITES[change[0]], account, target))
            certain[change] += outcome == "succeeded" and reason is None
        for change, times in self.applied.items():
            kind, account, _target = change
            allowed = known[change] + (parts[account] if kind == "W2" else 0)
            assert kind not in KINDS.values() or times <= allowed, f"{change}: {times} writes, {allowed} lines"
        for change, times in certain.items():
            assert change in self.outside | doubted or times <= self.applied[change], f"{change}: {times} lines"

    def _lines(self) -> Iterable[Any]:
        with self.desk.context.database.tenant_session(self.desk.tenant_id) as session:
            return session.execute(sa.text(_LINES)).all()

    def _read(self) -> dict[str, Any]:
        answer = self.desk.sandbox.call("GET", f"/audit?org_id={self.desk.org_id}&after={self._seen}&limit=100000")
        assert isinstance(answer, dict)
        return answer


def _change_of(entry: dict[str, Any]) -> Change:
    target = entry["target"]
    thing = target.get("group_id") or target.get("directory_id") or target.get("resource_id") or ""
    return (str(entry["operation"]), str(target.get("account_id")), str(thing))
