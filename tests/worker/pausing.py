"""Workers that stop in the middle of their work for longer than their lease, and go on."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.services.queues.dispatch import Work
from app.services.queues.leases import LeaseLengths
from tests.ground.desk import Clock, build_context
from tests.ground.processes import wait_until
from tests.worker.crashing import Place, trace_into
from worker import crash_points
from worker.engine.run_slices import work_run_slice

LEASE_SECONDS = 20.0
ARRIVAL_SECONDS = 60
_FORK = multiprocessing.get_context("forkserver")


At = Callable[[str, Callable[[], object]], None]
"""Lets something happen once, when a worker passes that point the next time."""


class Calls:
    """The calls of a run that are on their way to Atlassian; what a stopped process has sent arrives all the same."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._out: set[int] = set()
        self._is_held = False

    def see(self, point: str) -> None:
        """Follow what the threads do; while calls are held, none begins."""
        me = threading.get_ident()
        with self._changed:
            if point == "calling":
                assert self._changed.wait_for(lambda: not self._is_held, ARRIVAL_SECONDS), "held for ever"
                self._out.add(me)
            elif point == "call_ended":
                self._out.discard(me)
                self._changed.notify_all()

    @contextmanager
    def held(self) -> Iterator[None]:
        """What other threads have sent has arrived, and nothing is sent meanwhile."""
        me = threading.get_ident()
        with self._changed:
            self._is_held = True
            assert self._changed.wait_for(lambda: self._out <= {me}, ARRIVAL_SECONDS), "a call did not come back"
        try:
            yield
        finally:
            with self._changed:
                self._is_held = False
                self._changed.notify_all()


@contextmanager
def nap_at(
    point: str, passes: int, meanwhile: Callable[[], object], *, away: Callable[[], object] | None = None
) -> Iterator[list[str]]:
    """The worker of this process that passes a point for the n-th time does nothing until `meanwhile` is over.

    `away` happens first, while the whole process stands still as a stopped one does; during `meanwhile` others are
    not held up. Gives a list that says whether the point was reached.
    """
    left, napped, calls = [passes], list[str](), Calls()

    def hook(reached: str) -> None:
        calls.see(reached)
        if reached != point or napped:
            return
        left[0] -= 1
        if left[0] == 0:
            napped.append(point)
            if away is not None:
                with calls.held():
                    away()
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

    def end(self) -> None:
        """Whatever became of it; a process that stays stopped would keep the test session from its end for ever."""
        self._process.kill()
        self._process.join(60)

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
