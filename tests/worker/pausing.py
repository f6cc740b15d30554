"""Workers that stop in the middle of their work for longer than their lease, and go on."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.services.dispatch import Work
from app.services.leases import LeaseLengths
from tests.ground.desk import Clock, build_context
from tests.ground.processes import wait_until
from tests.worker.crashing import Place, trace_into
from worker import crash_points
from worker.run_slices import work_run_slice

LEASE_SECONDS = 20.0
_FORK = multiprocessing.get_context("forkserver")


At = Callable[[str, Callable[[], object]], None]
"""Lets something happen once, when a worker passes that point the next time."""


@contextmanager
def nap_at(point: str, passes: int, meanwhile: Callable[[], object]) -> Iterator[list[str]]:
    """The worker of this process that passes a point for the n-th time does nothing until `meanwhile` is over.

    Others who pass points then are not held up. Gives a list that says whether the point was reached.
    """
    left, napped = [passes], list[str]()

    def hook(reached: str) -> None:
        if reached != point or napped:
            return
        left[0] -= 1
        if left[0] == 0:
            napped.append(point)
            meanwhile()

    crash_points.install_hook(hook)
    try:
        yield napped
    finally:
        crash_points.install_hook(lambda _point: None)


class StoppedWorker:
    """A process that takes a job and stops itself with SIGSTOP at a point; its lease lasts LEASE_SECONDS."""

    def __init__(self, place: Place, work: Work, point: str, passes: int) -> None:
        self.point = point
        self._process = _FORK.Process(target=_work_until, args=(place, work, point, passes))
        self._process.start()

    def wait_until_stopped(self) -> None:
        """Until the point is reached."""
        wait_until(lambda: self._state() in ("T", "Z", ""), timeout_seconds=120)
        assert self._state() == "T", f"{self.point} was never reached"

    def go_on(self) -> None:
        """Wake it up, and wait for its end."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGCONT)
        self._process.join(120)
        assert self._process.exitcode == 0, f"{self.point}: {self._process.exitcode}"

    def _state(self) -> str:
        try:
            return Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return ""


def _work_until(place: Place, work: Work, point: str, passes: int) -> None:
    left = [passes]

    def hook(reached: str) -> None:
        if reached == point:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGSTOP)

    trace_into(place.trace)
    crash_points.install_hook(hook)
    lengths = LeaseLengths(run=timedelta(seconds=LEASE_SECONDS))
    clock = Clock(place.offset)
    context = replace(build_context(place.sandbox_url, place.database_url, place.redis_url, clock), leases=lengths)
    work_run_slice(context, work.tenant_id, work.row_id, work.attempt)


def late_writes(desk: Any, before: int) -> list[tuple[str, str]]:
    """(what, about whom) was asked of Atlassian after so many writes."""
    return [(entry["operation"], entry["target"]["account_id"]) for entry in desk.writes()[before:]]
