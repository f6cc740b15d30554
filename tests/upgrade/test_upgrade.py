"""A release replaces another under a running run and a running sync: no request fails, no change is lost or doubled.

The release before is the commit that `previous-release` names; write there what was delivered last.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from local.processes import ROOT
from tests.chaos.customers import Customer, open_customers
from tests.chaos.verdict import compare_with_logs
from tests.ground.processes import wait_until
from tests.ground.sandbox import SandboxClient
from tests.ground.stack import Stack
from tests.upgrade.conftest import Build
from tests.upgrade.releases import PREVIOUS, has_history, unpack_release
from tests.upgrade.visitors import Visitor

PEOPLE = 80
SLOW_WRITES = {"milliseconds": 5000, "jitter_milliseconds": 1000}
SLOW_READS = {"milliseconds": 1500, "jitter_milliseconds": 0}
PATIENCE_SECONDS = 240.0

pytestmark = pytest.mark.xdist_group("stack")


@pytest.fixture(params=["the release before", "this one"])
def old_tree(request: pytest.FixtureRequest, folder: Path) -> Path:
    if request.param == "this one":
        return ROOT
    if not has_history(PREVIOUS):
        pytest.skip("this tree came without the history that holds the release before")
    return unpack_release(PREVIOUS, folder / "before")


def test_nothing_fails_and_nothing_is_lost(old_tree: Path, release: Build, sandbox: SandboxClient) -> None:
    with release(old_tree) as old, release(ROOT) as new:
        old.migrate()
        old.start()
        before, after = old.settings.base_url, new.settings.base_url
        first, second = open_customers(Stack(sandbox.base_url, before, sandbox, old.log, 0), 2)
        first.connect()
        sandbox.fault("latency", "writes", params=SLOW_WRITES)
        sandbox.fault("latency", "reads", params=SLOW_READS, org_id=second.organization["org_id"])
        with Visitor(first, [before]) as visitor:
            first.begin(PEOPLE)
            second.store_key()
            wait_until(lambda: is_syncing(second), PATIENCE_SECONDS)

            new.migrate()
            assert is_running(first), "the run was over before the schema changed"
            assert is_syncing(second), "the sync was over before the schema changed"
            written = len(first.writes())
            wait_until(lambda: len(first.writes()) > written + 5, PATIENCE_SECONDS)

            new.start()
            visitor.addresses.append(after)
            wait_until(lambda: visitor.answers[after] >= 10, PATIENCE_SECONDS)
            visitor.leave(before)
            for customer in (first, second):
                customer.stack = replace(customer.stack, app_url=after)
            for name in sorted(old.names, reverse=True):
                old.stop(name)
            first.lift_limit()
            first.start_run(first.people[:PEOPLE])
            sandbox.call("DELETE", "/faults")
            second.wait_for_sync()
            first.wait_for_runs()
        assert visitor.failures == []
        assert min(visitor.answers.values()) >= 10
        compare_with_logs(first)
        told = [first.call("GET", f"/runs/{run}") for run in first.runs]
        assert [(run["state"], run["reason"]) for run in told] == [("succeeded", None)] * 2, told
        spared = sum((first.skipped(run) for run in first.runs), Counter())
        assert set(spared) <= {"org_admin"}, spared
        assert len(first.applied()) + spared.total() == 2 * PEOPLE
        assert spared.total() < PEOPLE / 10
        assert second.call("GET", "/mirror")["synced_at"] is not None


def is_syncing(customer: Customer) -> bool:
    sync = customer.call("GET", "/mirror")["active_sync"]
    return sync is not None and sync["state"] == "running"


def is_running(customer: Customer) -> bool:
    return all(customer.call("GET", f"/runs/{run}")["state"] == "running" for run in customer.runs)
