"""Notifications have processes of their own: beside each worker a courier, which lives and dies with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from app.services.notices.channels import ChannelDraft, ChannelRules, create_channel, request_test
from local.processes import ROOT
from tests.ground.desk import KEYS, Desk
from tests.ground.processes import child_pids, wait_until
from tests.ground.receivers import running_receiver
from worker.processes.queues import open_deliveries, open_queue
from worker.scheduler import Scheduler


@pytest.fixture
def worker(synced: Desk, database_url: str, redis_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m worker` as an operator starts it."""
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENCRYPTION_KEYS": KEYS,
        "ENV": "development",
        "BASE_URL": "http://127.0.0.1:1",
        "ATLASSIAN_API_BASE": synced.sandbox.base_url,
    }
    process = subprocess.Popen([sys.executable, "-m", "worker"], cwd=ROOT, env=environment)
    yield process
    process.kill()
    process.wait()


def find_courier(worker: "subprocess.Popen[bytes]") -> int | None:
    """The process of the worker's courier."""
    for pid in child_pids(worker.pid):
        try:
            if b"worker.courier" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        except OSError:
            continue
    return None


def test_a_courier_delivers_comes_back_and_ends_with_its_worker(
    synced: Desk, worker: "subprocess.Popen[bytes]", redis_url: str
) -> None:
    wait_until(lambda: find_courier(worker) is not None, timeout_seconds=60)
    first = find_courier(worker)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: find_courier(worker) not in (None, first), timeout_seconds=60)
    second = find_courier(worker)

    with running_receiver() as receiver, redis.Redis.from_url(redis_url) as connection:
        draft = ChannelDraft("webhook", "Ours", ["run.failed"], url=receiver.url)
        rules = ChannelRules(allows_loopback=True)
        view, _secret = synced.ask(create_channel, synced.context.keyring, draft=draft, rules=rules, by=synced.admin)
        synced.ask(request_test, view.id, by=synced.admin, now=synced.clock())
        Scheduler(synced.context.database, open_queue(connection), connection, synced.clock).turn()
        wait_until(lambda: bool(receiver.received), timeout_seconds=60)
        assert open_deliveries(connection).count == 0

    worker.send_signal(signal.SIGTERM)
    assert worker.wait(90) == 0
    assert second is not None
    wait_until(lambda: not Path(f"/proc/{second}").exists(), timeout_seconds=30)


def test_a_killed_worker_takes_its_courier_along(worker: "subprocess.Popen[bytes]") -> None:
    wait_until(lambda: find_courier(worker) is not None, timeout_seconds=60)
    courier = find_courier(worker)

    worker.kill()

    wait_until(lambda: not Path(f"/proc/{courier}").exists(), timeout_seconds=30)
