"""Running of benches one after the other, each in a process of its own: a bench that fails is a line, not the end."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.catalogue import Entry
from bench.figures import FILE, Figure, read_figures
from local.processes import ROOT

GRACE_SECONDS = 20.0
"""So long may a bench that is out of time put away what it started."""
LEAST_SECONDS = 10.0
"""Of each bench, also when those before it have used up the time: none is given up unseen."""
LAST_LINES = 15


@dataclass(frozen=True)
class Outcome:
    """Outcome of a bench: its figures, the load around it, and what went wrong, if anything."""

    name: str
    figures: tuple[Figure, ...]
    seconds: float
    load_before: float
    load_after: float
    trouble: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it ran to its end and every goal of it is met."""
        return not self.trouble and all(figure.is_met is not False for figure in self.figures)


def run_benches(entries: Sequence[Entry], minutes: float, logs: Path) -> list[Outcome]:
    """Run them within so many minutes in all; time that one leaves over goes to those behind it."""
    ends_at, outcomes = time.monotonic() + minutes * 60, []
    for number, entry in enumerate(entries):
        weights = sum(one.weight for one in entries[number:])
        seconds = max(LEAST_SECONDS, (ends_at - time.monotonic()) * entry.weight / weights)
        print(f"== {entry.name} (at most {seconds:.0f} s)", flush=True)
        outcomes.append(_run(entry, seconds, logs / f"{entry.name}.log"))
    return outcomes


def _run(entry: Entry, seconds: float, log: Path) -> Outcome:
    began, before = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="rf-") as folder, log.open("wb") as output:
        path = Path(folder) / "figures"
        process = subprocess.Popen(
            entry.argv,
            cwd=ROOT,
            env={**os.environ, FILE: str(path), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        trouble = _wait(process, seconds)
        figures = tuple(read_figures(path))
    took = time.monotonic() - began
    if trouble:
        print("\n".join(log.read_text("utf-8", "replace").splitlines()[-LAST_LINES:]), flush=True)
    if not figures and not trouble:
        trouble = "no figure"
    return Outcome(entry.name, figures, took, before, os.getloadavg()[0], trouble)


def _wait(process: "subprocess.Popen[bytes]", seconds: float) -> str:
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"not done within {seconds:.0f} s"
    except BaseException:
        _end(process)
        raise
    return f"ended with {code}" if code else ""


def _end(process: "subprocess.Popen[bytes]") -> None:
    """As Ctrl-C would, so that its stores are stopped in order; what is left of its group is killed."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
    process.wait()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
