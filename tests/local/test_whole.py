"""`python -m local`: the whole of Rollcall starts, heals itself, stops in order, and goes on where it was."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from local.processes import ROOT
from local.web import answers_ok, find_free_port
from tests.ground.processes import child_pids, is_running, wait_until

PROCESSES = ["postgres", "redis", "sandbox", "scheduler", "web", "worker-1", "worker-2"]
READY = re.compile(r"rollcall +\| +ready in ([0-9.]+) s")


class Whole:
    """One `python -m local`, its ports, and what it wrote to the terminal so far."""

    def __init__(self, data: Path) -> None:
        self.port, self.sandbox_port = find_free_port(), find_free_port()
        self.data = data
        self._output = data.with_name(f"{data.name}.out")
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        ports = {"PORT": str(self.port), "SANDBOX_PORT": str(self.sandbox_port), "DATA_DIR": str(data)}
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local"], cwd=ROOT, env=environment | ports, stdout=output, stderr=output
            )

    def text(self) -> str:
        return self._output.read_text("utf-8", "replace")

    def is_ready(self) -> bool:
        return bool(READY.search(self.text())) or self.process.poll() is not None

    def works(self) -> bool:
        return answers_ok(self.port, "/health/ready") and answers_ok(self.sandbox_port, "/_sandbox/health")

    def installations(self) -> list[dict[str, object]]:
        url = f"http://127.0.0.1:{self.sandbox_port}/_sandbox/installations"
        return list(requests.get(url, timeout=10).json()["installations"])


@contextmanager
def started(data: Path) -> Iterator[Whole]:
    whole = Whole(data)
    try:
        wait_until(whole.is_ready, timeout_seconds=90)
        assert READY.search(whole.text()), f"it did not start:\n{whole.text()}"
        yield whole
    finally:
        if whole.process.poll() is None:
            whole.process.kill()
        whole.process.wait()


def stop(whole: Whole) -> None:
    """Press Ctrl-C and wait."""
    children = child_pids(whole.process.pid)
    whole.process.send_signal(signal.SIGINT)
    assert whole.process.wait(timeout=90) == 0, whole.text()
    assert not any(map(is_running, children))


def test_it_starts_heals_stops_and_goes_on_where_it_was(folder: Path) -> None:
    data = folder / "data"
    with started(data) as whole:
        check_that_it_works(whole)
        check_that_a_second_one_is_refused(data)
        check_that_each_killed_process_comes_back(whole)
        stop(whole)
        assert stopped_in_order(whole.text()) == [
            {"scheduler"}, {"worker-1", "worker-2"}, {"web"}, {"sandbox"}, {"redis"}, {"postgres"},
        ]  # fmt: skip
        keys = (data / "encryption-keys").read_text()

    began_at = time.monotonic()
    with started(data) as whole:
        assert time.monotonic() - began_at < 30, "10 s are the aim on an idle machine"
        assert (data / "encryption-keys").read_text() == keys
        assert len(whole.installations()) == 1, "the app is installed once, not once for each start"
        children = child_pids(whole.process.pid)
        whole.process.kill()
        wait_until(lambda: not any(map(is_running, children)), timeout_seconds=60)


def check_that_it_works(whole: Whole) -> None:
    assert whole.works()
    assert f"http://127.0.0.1:{whole.sandbox_port}/" in whole.text()
    assert requests.get(f"http://127.0.0.1:{whole.sandbox_port}/", timeout=30).status_code == 200
    assert len(whole.installations()) == 1
    assert sorted(path.stem for path in (whole.data / "logs").glob("*.log")) >= ["migrate"]
    assert (whole.data / "encryption-keys").stat().st_mode & 0o777 == 0o600


def check_that_a_second_one_is_refused(data: Path) -> None:
    second = Whole(data)
    assert second.process.wait(timeout=30) == 1
    assert "in use by another process" in second.text()


def check_that_each_killed_process_comes_back(whole: Whole) -> None:
    before = set(child_pids(whole.process.pid))
    assert len(before) == len(PROCESSES)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not before & set(child_pids(whole.process.pid)), timeout_seconds=60)
    wait_until(lambda: len(child_pids(whole.process.pid)) == len(PROCESSES) and whole.works(), timeout_seconds=60)
    killed = set(re.findall(r"(\S+) ended \(by signal SIGKILL\)", whole.text()))
    assert sorted(killed) == PROCESSES


def stopped_in_order(text: str) -> list[set[str]]:
    """The processes in the order in which they stopped; those of one rank together."""
    names = re.findall(r"rollcall +\| (\S+) stopped", text)
    workers = {name for name in names if name.startswith("worker")}
    order: list[set[str]] = []
    for name in names:
        group = workers if name in workers else {name}
        if group not in order:
            order.append(group)
    return order
