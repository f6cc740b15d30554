"""Starts and ends one process so that it cannot outlive its parent. Restarting is the supervisor's."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder: every process of Rollcall starts there."""

_PR_SET_PDEATHSIG = 1


def _is_ready_at_once() -> bool:
    return True


@dataclass(frozen=True)
class Program:
    """How one process is started, when it counts as ready, and how it is ended."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    folder: Path = ROOT
    user: int | None = None
    """User and group id to change to; only root can."""
    inherited: tuple[int, ...] = ()
    """Descriptors that stay open in the process, such as the lock of its data folder."""
    is_ready: Callable[[], bool] = _is_ready_at_once
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM
    """What it is sent when the parent dies; SIGKILL for one that might wait for stores that are gone as well."""
    grace_seconds: float = 10.0
    """How long it may take to end after `stop_signal` before it is killed."""
    is_hurried: bool = True
    """Whether an impatient operator may cut the grace short; a store may not be cut short."""
    stop_rank: int = 0
    """Programs are stopped from the highest rank down; those of one rank together."""


def spawn(program: Program, output: int | IO[bytes] = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    """Start `program` in a session of its own, its output and errors going to `output`.

    The session keeps the terminal's Ctrl-C away from it, so that the parent decides the order.
    When the parent dies, however it dies, the program is sent its death signal (Linux only).
    """
    return subprocess.Popen(  # noqa: S603 - our own programs
        program.argv,
        env=dict(program.environment),
        cwd=program.folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=program.inherited,
        user=program.user,
        group=program.user,
        extra_groups=None if program.user is None else [],
        preexec_fn=_die_with_parent(program.death_signal),  # noqa: PLW1509 - the parent has one thread
    )


def _die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def prepare() -> None:
        prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # it died between fork and the line above
            os._exit(1)

    return prepare


def end(process: "subprocess.Popen[bytes]", program: Program) -> int:
    """Ask `process` to stop, kill it after its grace, and return its exit code."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        try:
            process.wait(program.grace_seconds)
        except subprocess.TimeoutExpired:
            kill_group(process)
    return process.wait()


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and whatever is left of its group: a killed parent's children keep its port."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        if process.poll() is None:
            process.kill()
