"""`python -m tests.chaos.worker`: a worker with short leases, maybe a wrong clock, that writes what it does."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from app.services.queues.leases import LeaseLengths
from app.settings import Settings
from tests.worker.crashing import TRACE, trace_into
from worker import jobs
from worker.__main__ import main
from worker.context import build_context

DRIFT: Final = "ROLLCALL_TEST_DRIFT_SECONDS"
LEASE_SECONDS: Final = 8.0


def prepare() -> None:
    """What the jobs of this process work with; connections are opened by each for itself."""
    drift = timedelta(seconds=float(os.environ[DRIFT]))
    short = timedelta(seconds=LEASE_SECONDS)
    context = replace(
        build_context(Settings.from_env()),
        leases=LeaseLengths(run=short, sync=short),
        clock=lambda: datetime.now(UTC) + drift,
    )
    trace_into(os.environ[TRACE])
    jobs.use_context(context)


if __name__ == "__main__":
    prepare()
    main()
