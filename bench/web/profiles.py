"""Profiles of processor time by call of the API: the application alone, called as a server would call it."""

import cProfile
import io
import pstats
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

from flask import Flask

from app.composition import create_app
from bench.ground import Bench
from bench.web.serving import Caller


def profile_calls(bench: Bench, caller: Caller, paths: Sequence[str]) -> None:
    """Profile calls, function by function; the application alone, called as a server would."""
    app = create_app(bench.context.settings)
    for path in paths:
        _profile_one(app, caller, path, is_alone=len(paths) == 1)


def _profile_one(app: Flask, caller: Caller, path: str, *, is_alone: bool) -> None:
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": f"/api/v1{path}", "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "1", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
        "REMOTE_ADDR": "127.0.0.1", "HTTP_AUTHORIZATION": f"JWT {caller.token}", "RAW_URI": f"/api/v1{path}",
    }  # fmt: skip

    def ask() -> None:
        told: list[str] = []

        def start(status: str, _headers: Any, _error: Any = None, /) -> Any:
            told.append(status)

        answer = app.wsgi_app({**environ, "wsgi.input": io.BytesIO()}, start)
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if not told[0].startswith("200"):
            raise SystemExit(f"{path}: {told[0]}")

    for _ in range(50):
        ask()
    times = []
    for _ in range(200):
        began = time.thread_time()
        ask()
        times.append(time.thread_time() - began)
    print(f"{path}: {statistics.median(times) * 1000:.2f} ms of processor time, median of 200", flush=True)
    if not is_alone:
        return
    profile = cProfile.Profile(time.thread_time)
    profile.enable()
    for _ in range(200):
        ask()
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
