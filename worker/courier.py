"""`python -m worker.courier`: delivers notifications and reports accounts, beside the worker of runs and syncs.

Every worker starts one and looks after it, so that nobody has to think of a further kind of process; it dies with its
worker.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from typing import Final

from app.logs import get_logger
from worker.processes.process import work_on_queues
from worker.processes.queues import PR_SET_PDEATHSIG, open_chores, open_deliveries

logger = get_logger(__name__)
GRACE_SECONDS: Final = 45
"""A courier ends after the message at hand."""


class Courier:
    """The courier process of this worker."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def look_after(self) -> None:
        """Start it, and again when it has ended."""
        if self._process is not None and self._process.poll() is None:
            return
        if self._process is not None:
            logger.warning("courier_ended", code=self._process.returncode)
        self._process = subprocess.Popen(  # noqa: S603 - a program of our own
            [sys.executable, "-m", "worker.courier", str(os.getpid())], stdin=subprocess.DEVNULL
        )

    def stop(self) -> None:
        """Let it end the message at hand; after some time it is killed, and the message is sent again later."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def main() -> None:
    """Compose and run one courier; argument: the worker's process, with which it ends."""
    with contextlib.suppress(IndexError, ValueError):
        _die_with(int(sys.argv[1]))
    work_on_queues(lambda connection: [open_deliveries(connection), open_chores(connection)])


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    main()
