"""Both stores together, for tests and scripts: started on entry, ended on exit, never restarted.

`python -m local` does not use this; its supervisor keeps the same two servers alive.
"""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from local.embedded.postgres import PostgresServer
from local.embedded.redis import RedisServer
from local.errors import LocalError
from local.processes import Program, end, spawn

UNSAFE_POSTGRES = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Quicker, and of no harm where the data is thrown away afterwards."""
UNSAFE_REDIS = {"appendonly": "no"}


def wait_until_ready(program: Program, process: "subprocess.Popen[bytes]", timeout_seconds: float = 30.0) -> None:
    """Return when `program` is ready. Raises LocalError if it ended or took longer than allowed."""
    deadline = time.monotonic() + timeout_seconds
    while not program.is_ready():
        if process.poll() is not None:
            raise LocalError(f"{program.name} ended with exit code {process.returncode}.")
        if time.monotonic() >= deadline:
            raise LocalError(f"{program.name} was not ready within {timeout_seconds:.0f} seconds.")
        time.sleep(0.02)


class Stores:
    """A PostgreSQL with the app's role and database, and a Redis, in one folder."""

    def __init__(
        self,
        folder: Path,
        postgres_settings: Mapping[str, str] | None = None,
        redis_options: Mapping[str, str] | None = None,
    ) -> None:
        """Start nothing yet."""
        self._folder = folder
        self.postgres = PostgresServer(folder / "postgres", settings=postgres_settings)
        self.redis = RedisServer(folder / "redis", options=redis_options)
        self._running: list[tuple[Program, subprocess.Popen[bytes]]] = []
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Start both and wait until both answer."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._log = (self._folder / "stores.log").open("ab")
        try:
            for program in (self.redis.prepare(), self.postgres.prepare()):
                self._running.append((program, spawn(program, self._log)))
            for program, process in self._running:
                wait_until_ready(program, process)
            self.postgres.create_app_database()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End both."""
        self.close()

    def close(self) -> None:
        """End both servers; again is harmless."""
        while self._running:
            program, process = self._running.pop()
            end(process, program)
        if self._log is not None:
            self._log.close()
