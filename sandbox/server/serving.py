"""Serves the sandbox with gunicorn: one process (the state lives in memory), many threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]

from sandbox.server.quick_worker import QuickWorker

THREADS = 24
KEEPALIVE_SECONDS = 75


class _Application(BaseApplication):  # type: ignore[misc]
    """A gunicorn application built in the worker process."""

    def __init__(self, build: Callable[[], Flask], close: Callable[[], None], options: dict[str, Any]) -> None:
        self._build = build
        self._close = close
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options over."""
        for name, value in self._options.items():
            self.cfg.set(name, value)
        self.cfg.set("worker_exit", self._end_worker)

    def _end_worker(self, _server: object, _worker: object) -> None:
        self._close()

    def load(self) -> Flask:
        """Build the application."""
        return self._build()


def serve(build: Callable[[], Flask], close: Callable[[], None], *, port: int) -> None:
    """Serve on 127.0.0.1 until a signal ends the process; `close` runs in the worker at a clean stop.

    A worker that dies is started anew and rebuilds its state from the journal.
    """
    options = {
        "bind": f"127.0.0.1:{port}",
        "workers": 1,
        "worker_class": QuickWorker,
        "threads": THREADS,
        "keepalive": KEEPALIVE_SECONDS,
        "timeout": 300,
        "graceful_timeout": 30,
        "worker_connections": 1000,
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
        "proc_name": "rollcall-sandbox",
    }
    Arbiter(_Application(build, close, options)).run()
