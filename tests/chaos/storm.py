"""A storm: processes of a running product are killed and stopped, connections cut and silenced, rows held, by a plan,
while runs go on and Atlassian fails now and then."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg

from tests.chaos.plan import Act, Plan
from tests.ground.databases import connect
from tests.ground.processes import child_pids
from tests.ground.silence import Passage
from tests.ground.stack import Stack

VICTIMS = {
    "worker": ("-m tests.chaos.worker",),
    "scheduler": ("worker.scheduler",),
    "web": ("gunicorn", "wsgi:app"),
    "redis": ("redis-server",),
    "postgres": ("bin/postgres", "-D"),
}
FAULTS = (
    ("status", {"status": 503, "when": "before"}),
    ("status", {"status": 502, "when": "after"}),
    ("drop", {"when": "after"}),
)
SLOWNESS = {"milliseconds": 500, "jitter_milliseconds": 1000}
"""Of the writes, so that calls are out whenever something happens."""
_OTHERS = "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> %s"
_SEE_ALL = "select set_config('rollcall.scope', 'system', false)"
_HELD = (
    "select 1 from runs where state in ('queued', 'planning', 'running') for update skip locked",
    "select 1 from operations where outcome in ('planned', 'started') for update skip locked",
)


@dataclass
class Storm:
    """Does what the plan says; `done` says how often each kind of thing really happened."""

    stack: Stack
    plan: Plan
    passage: Passage
    database_url: str
    trace: Path
    """What the workers write."""
    done: Counter[str] = field(default_factory=Counter)

    def rage(self) -> None:
        """From the first act to the end of the last one."""
        for kind, params in FAULTS:
            self.stack.sandbox.fault(kind, "writes", params=params, percent=2, seed=self.plan.seed)
        self.stack.sandbox.fault("latency", "writes", params=SLOWNESS)
        began = time.monotonic()
        endings: list[tuple[float, Callable[[], None]]] = []
        waiting = list(self.plan.acts)
        while waiting or endings:
            now = time.monotonic() - began
            for due in [one for one in endings if one[0] <= now]:
                endings.remove(due)
                due[1]()
            if waiting and waiting[0].at <= now:
                act = waiting.pop(0)
                endings += [(now + act.seconds, end) for end in self._begin(act)]
            time.sleep(0.05)
        self.stack.sandbox.call("DELETE", "/faults")

    def _begin(self, act: Act) -> list[Callable[[], None]]:
        """Returns what ends it."""
        with suppress(psycopg.Error, ProcessLookupError):
            if act.kind == "kill":
                self._kill(act)
            elif act.kind == "pause":
                return self._pause(act)
            elif act.kind == "cut":
                self._cut()
            elif act.kind == "silence":
                self.passage.silence()
                self.done["silence"] += 1
                return [self.passage.speak]
            else:
                return [self._hold(act)]
        return []

    def _find(self, act: Act) -> int | None:
        pids = [pid for pid in child_pids(self.stack.pid) if all(word in _command(pid) for word in VICTIMS[act.victim])]
        # A worker that has nothing to do is no loss: beside its courier a busy one has the process of a job.
        chosen = [pid for pid in pids if act.victim == "worker" and len(child_pids(pid)) > 1] or pids
        return chosen[int(act.chance * len(chosen))] if chosen else None

    def _kill(self, act: Act) -> None:
        pid = self._find(act)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            self.done[f"kill {act.victim}"] += 1

    def _pause(self, act: Act) -> list[Callable[[], None]]:
        """The process and its children, the job at hand among them; its threads stop in the middle of anything."""
        pid = self._find(act)
        tree = [] if pid is None else list(_iter_tree(pid))
        for one in tree:
            _send(one, signal.SIGSTOP)
        self.done[f"pause {act.victim}"] += bool(tree)
        return [partial(_send, one, signal.SIGCONT) for one in tree]

    def _cut(self) -> None:
        with connect(self.database_url) as connection:
            connection.execute(_OTHERS, [connection.info.backend_pid])
            self.done["cut"] += 1

    def _hold(self, act: Act) -> Callable[[], None]:
        """Somebody's transaction locks the rows that are worked on, and does nothing."""
        connection = connect(self.database_url)
        with suppress(psycopg.Error):
            connection.execute(_SEE_ALL)
            connection.execute(_HELD[int(act.chance * len(_HELD))])
            self.done["hold"] += 1
        return connection.close


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _iter_tree(pid: int) -> Iterator[int]:
    yield pid
    with suppress(FileNotFoundError):
        for child in child_pids(pid):
            yield from _iter_tree(child)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip() + " "
    except OSError:
        return ""
