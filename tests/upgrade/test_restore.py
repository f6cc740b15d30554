"""A dump made in the middle of a run is restored into a fresh database, and the run goes on with a true log."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from local.processes import ROOT
from tests.chaos.customers import open_customers
from tests.ground.databases import Databases
from tests.ground.processes import wait_until
from tests.ground.sandbox import SandboxClient
from tests.ground.stack import Stack
from tests.upgrade.conftest import Build
from worker.context import THREADS

PEOPLE = 100
SLOW_WRITES = {"milliseconds": 2000, "jitter_milliseconds": 1000}
PATIENCE_SECONDS = 240.0

pytestmark = pytest.mark.xdist_group("stack")


def test_a_run_goes_on_truthfully_from_a_dump(
    folder: Path,
    release: Build,
    sandbox: SandboxClient,
    databases: Databases,
    empty_database_url: str,
    redis_url: str,
) -> None:
    file = folder / "dump"
    with release(ROOT) as lost:
        lost.migrate()
        lost.start()
        [customer] = open_customers(Stack(sandbox.base_url, lost.settings.base_url, sandbox, lost.log, 0), 1)
        customer.connect()
        sandbox.fault("latency", "writes", params=SLOW_WRITES)
        customer.begin(PEOPLE)
        wait_until(lambda: len(customer.writes()) >= 10, PATIENCE_SECONDS)
        databases.dump(empty_database_url, file)
        dumped = len(customer.writes())
        # What was out when the dump was made is in doubt there; only what began later is met as done already.
        wait_until(lambda: len(customer.writes()) >= dumped + 3 * THREADS, PATIENCE_SECONDS)
        lost.kill()
    with redis.Redis.from_url(redis_url) as emptied:
        emptied.flushall()
    sandbox.call("DELETE", "/faults")

    with databases.restored(file) as url, release(ROOT, url) as restored:
        restored.migrate()
        restored.start()
        customer.stack = replace(customer.stack, app_url=restored.settings.base_url)
        customer.wait_for_runs()

        [(run_id, people)] = customer.runs.items()
        asked = Counter(entry["target"]["account_id"] for entry in customer.writes())
        assert set(asked.values()) == {1}, "what Atlassian had been told was told again"
        lines = customer.call("GET", f"/runs/{run_id}/result.json")["operations"]
        assert {line["account_id"] for line in lines} == set(people)
        told = {line["account_id"]: (line["outcome"], line["reason"]) for line in lines}
        for account in people:
            outcome, reason = told[account]
            was_changed = (outcome, reason) in (("succeeded", None), ("skipped", "already_suspended"))
            assert was_changed == (account in asked), told[account]
        assert THREADS <= sum(outcome == "skipped" for outcome, _reason in told.values()) < PEOPLE
