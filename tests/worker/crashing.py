"""Processes that end themselves with a signal at a named point of the production code."""

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.services.queues.dispatch import Work
from tests.ground.desk import Clock, build_context
from worker import crash_points
from worker.context import connect_redis
from worker.deliveries import deliver_due
from worker.engine.run_slices import work_run_slice
from worker.processes.queues import open_queue
from worker.processes.turns import leave
from worker.scheduler import Scheduler
from worker.sync_slices import work_sync_slice

TRACE = "ROLLCALL_TEST_TRACE"
_FORK = multiprocessing.get_context("forkserver")
_FORK.set_forkserver_preload([__name__])  # so that each process is at work at once


@dataclass(frozen=True)
class Crash:
    """End the process with a signal when it passes a point for the n-th time."""

    point: str
    sent: signal.Signals = signal.SIGKILL
    passes: int = 1


@dataclass(frozen=True)
class Place:
    """Where the process works: server addresses, and how far time has been moved."""

    sandbox_url: str
    database_url: str
    redis_url: str
    offset: timedelta
    trace: str = field(default_factory=lambda: os.environ.get(TRACE, ""))
    """The file into which the process writes which points it passes."""


def crash_worker(place: Place, work: Work, crash: Crash) -> int | None:
    """A worker takes the job and dies; returns its exit code."""
    return _run(_work, place, work, crash)


def leave_worker(place: Place, work: Work, crash: Crash) -> int | None:
    """A worker takes the job and is asked to leave as a deploy does it; returns its exit code."""
    return _run(_leave, place, work, crash)


def crash_scheduler(place: Place, crash: Crash) -> int | None:
    """A scheduler makes a turn and dies; returns its exit code."""
    return _run(_schedule, place, crash)


def crash_delivery(place: Place, tenant_id: int, crash: Crash) -> int | None:
    """A worker delivers a tenant's notifications and dies; returns its exit code."""
    return _run(_deliver, place, tenant_id, crash)


def _run(target: object, *arguments: object) -> int | None:
    process = _FORK.Process(target=target, args=arguments)  # type: ignore[arg-type]
    process.start()
    process.join(180)
    assert process.exitcode is not None, "the process should have ended itself"
    return process.exitcode


def trace_into(path: str) -> None:
    """Let this process write a line for each point that it passes into a file."""

    def trace(facts: Mapping[str, Any]) -> None:
        with Path(path).open("a") as file:
            file.write(json.dumps({**facts, "at": time.time(), "pid": os.getpid()}) + "\n")

    crash_points.install_trace(trace if path else lambda _facts: None)


def _arm(place: Place, crash: Crash) -> None:
    trace_into(place.trace)
    left = [crash.passes]

    def hook(point: str) -> None:
        if point != crash.point:
            return
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), crash.sent)

    crash_points.install_hook(hook)


def _work(place: Place, work: Work, crash: Crash) -> None:
    _arm(place, crash)
    context = build_context(place.sandbox_url, place.database_url, place.redis_url, Clock(place.offset))
    slice_of = work_run_slice if work.kind == "run" else work_sync_slice
    slice_of(context, work.tenant_id, work.row_id, work.attempt)


def _leave(place: Place, work: Work, crash: Crash) -> None:
    signal.signal(signal.SIGTERM, leave)
    _work(place, work, crash)


def _deliver(place: Place, tenant_id: int, crash: Crash) -> None:
    _arm(place, crash)
    clock = Clock(place.offset)
    deliver_due(build_context(place.sandbox_url, place.database_url, place.redis_url, clock), tenant_id)


def _schedule(place: Place, crash: Crash) -> None:
    _arm(place, crash)
    clock = Clock(place.offset)
    context = build_context(place.sandbox_url, place.database_url, place.redis_url, clock)
    connection = connect_redis(context.settings)
    Scheduler(context.database, open_queue(connection), connection, clock).turn()
