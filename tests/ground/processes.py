"""Looking at processes from outside: does it live, whose child is it."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def is_running(pid: int) -> bool:
    """Tell whether the process lives; a zombie that nobody reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def wait_until(is_true: Callable[[], bool], timeout_seconds: float = 15.0) -> None:
    """Return as soon as `is_true` holds; fail the test when it does not in time."""
    deadline = time.monotonic() + timeout_seconds
    while not is_true():
        assert time.monotonic() < deadline, f"not true within {timeout_seconds} s"
        time.sleep(0.02)


def child_pids(pid: int | None = None) -> list[int]:
    """List the direct children of a process, by default of this one."""
    task = Path(f"/proc/{pid or os.getpid()}/task")
    return [int(word) for children in task.glob("*/children") for word in children.read_text().split()]
