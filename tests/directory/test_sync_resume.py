"""A sync that dies or is interrupted goes on where it was, and never twice at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.db import Database
from app.directory.syncing.sync import ClaimedSync, SyncFenceLost
from app.directory.syncing.sync_rows import Walk, list_walks
from app.domain.states import SyncState
from local.processes import ROOT
from tests.directory.syncing import MirroredTenant
from tests.ground.sandbox import SandboxClient

THREADS = 6


@pytest.fixture
def tenant(sandbox: SandboxClient, database_url: str) -> Iterator[MirroredTenant]:
    database = Database(database_url)
    yield MirroredTenant.open(sandbox, database)
    database.dispose()


def spawn_worker(tenant: MirroredTenant, claim: ClaimedSync, database_url: str) -> "subprocess.Popen[bytes]":
    given = (database_url, claim.tenant_id, claim.sync_id, claim.attempt, tenant.sandbox.base_url)
    arguments = [*map(str, given), tenant.org_id, str(tenant.organization["api_key"])]
    script = str(Path(__file__).with_name("sync_process.py"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, script, *arguments], env=environment, stdout=subprocess.DEVNULL)


def walks(tenant: MirroredTenant, claim: ClaimedSync) -> list[Walk]:
    with tenant.database.tenant_session(tenant.tenant_id) as session:
        return list_walks(session, claim)


def wait_for_pages(tenant: MirroredTenant, claim: ClaimedSync, pages: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if any(walk.kind == "users" and walk.pages >= pages for walk in walks(tenant, claim)):
            return
        time.sleep(0.02)
    raise AssertionError("the worker does not get on")


def assert_complete(tenant: MirroredTenant) -> None:
    truth = tenant.true_users()
    assert set(tenant.column("select account_id from directory_users")) == set(truth)
    assert tenant.value("select count(*) from group_members") == sum(len(user["groups"]) for user in truth.values())


@pytest.mark.parametrize("pages", [1, 7, 15])
def test_a_worker_killed_in_mid_sync_costs_at_most_one_page_of_each_walk(
    tenant: MirroredTenant, database_url: str, pages: int
) -> None:
    tenant.sandbox.switch(tenant.org_id, users_page_limit=10)
    tenant.sync()
    undisturbed = tenant.answered()
    tenant.sandbox.call("DELETE", "/requests")
    tenant.sandbox.fault("latency", "searches", params={"milliseconds": 150})
    claim = tenant.claim()
    worker = spawn_worker(tenant, claim, database_url)
    wait_for_pages(tenant, claim, pages)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    tenant.sandbox.call("DELETE", "/faults")
    written = {walk.position: walk.pages for walk in walks(tenant, claim)}
    again = tenant.reclaim(claim)
    assert tenant.sync(again).state == "succeeded"
    assert_complete(tenant)
    assert all(walk.pages >= written[walk.position] for walk in walks(tenant, claim))
    # Every thread had at most one page in its hands.
    assert tenant.answered() <= undisturbed + THREADS


def test_a_slice_ends_at_its_deadline_and_the_next_one_goes_on(tenant: MirroredTenant) -> None:
    tenant.sandbox.switch(tenant.org_id, users_page_limit=10)
    tenant.sandbox.fault("latency", "searches", params={"milliseconds": 150})
    claim = tenant.claim()
    progress: dict[str, Any] = {}
    while not progress.get("users_done"):  # how far a slice comes depends on the machine
        started = time.monotonic()
        outcome = tenant.work(claim, seconds=3.0)
        assert time.monotonic() - started < 5.0
        assert outcome.state == SyncState.RUNNING
        assert outcome.waiting_reason in (None, "silent"), "a call that was out at the deadline may have been given up"
        progress = tenant.last_sync()["progress"]
    assert 0 < progress["users_done"] < progress["users_total"]
    assert progress["eta_seconds"] > 0
    tenant.sandbox.call("DELETE", "/faults")
    assert tenant.sync(claim).state == "succeeded"
    assert_complete(tenant)


def test_a_call_that_hangs_does_not_outlast_the_slice(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("latency", "R4", params={"milliseconds": 20_000}, times=1)
    started = time.monotonic()
    assert tenant.work(tenant.claim(), seconds=3.0).state == SyncState.RUNNING
    assert time.monotonic() - started < 5.0


def test_a_worker_whose_sync_was_taken_over_writes_nothing_more(tenant: MirroredTenant) -> None:
    claim = tenant.claim()
    tenant.reclaim(claim)
    with pytest.raises(SyncFenceLost):
        tenant.work(claim)
    assert tenant.value("select count(*) from sync_walks") == 0


def test_a_sync_taken_over_in_mid_slice_is_let_go(tenant: MirroredTenant, database_url: str) -> None:
    tenant.sandbox.switch(tenant.org_id, users_page_limit=10)
    tenant.sandbox.fault("latency", "searches", params={"milliseconds": 60})
    claim = tenant.claim()
    worker = spawn_worker(tenant, claim, database_url)
    wait_for_pages(tenant, claim, 3)
    later = tenant.reclaim(claim)
    assert worker.wait(timeout=20) != 0
    before = [(walk.position, walk.pages) for walk in walks(tenant, later)]
    time.sleep(0.3)
    assert [(walk.position, walk.pages) for walk in walks(tenant, later)] == before
    tenant.sandbox.call("DELETE", "/faults")
    assert tenant.sync(later).state == "succeeded"
    assert_complete(tenant)


def test_a_finished_sync_cannot_be_worked_on_again(tenant: MirroredTenant) -> None:
    claim = tenant.claim()
    tenant.sync(claim)
    with pytest.raises(SyncFenceLost):
        tenant.work(claim)
