"""A storm: processes of a running product are killed at random while runs go on and Atlassian fails now and then."""

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.ground.processes import child_pids
from tests.ground.stack import Stack

VICTIMS = {
    "worker": ("-m worker",),
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


@dataclass
class Storm:
    """Kills one process every `pause_seconds`; `killed` says how often each kind was hit."""

    stack: Stack
    seed: int
    pause_seconds: float = 2.5
    killed: dict[str, int] = field(default_factory=dict)

    def rage(self, seconds: float) -> None:
        """Let it happen for so long, with a twentieth of the writes failing in one way or another."""
        chance = random.Random(self.seed)
        for kind, params in FAULTS:
            self.stack.sandbox.fault(kind, "writes", params=params, percent=2, seed=self.seed)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._kill(chance.choice(sorted(VICTIMS)))
            time.sleep(self.pause_seconds)
        self.stack.sandbox.call("DELETE", "/faults")

    def _kill(self, kind: str) -> None:
        for pid in child_pids(self.stack.pid):
            if all(word in _command(pid) for word in VICTIMS[kind]):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.killed[kind] = self.killed.get(kind, 0) + 1
                return


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip() + " "
    except OSError:
        return ""
