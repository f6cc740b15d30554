"""A storm under running runs: the logs and Atlassian's audit log still agree, nothing is written late, all ends.

Meanwhile everybody browses and syncs: no answer tells of a fault of ours, and neither memory nor connections grow. A
short storm comes with all tests; `make chaos` and `make soak` let longer ones rage (CHAOS_SECONDS, CHAOS_TENANTS,
CHAOS_RUNS, CHAOS_SEED).
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from local.embedded.postgres import PostgresServer
from tests.chaos.customers import Customer, open_customers
from tests.chaos.plan import draw_plan
from tests.chaos.product import PASSAGE_PORT
from tests.chaos.storm import Storm
from tests.chaos.verdict import compare_with_logs, list_late_writes, refuse_stories
from tests.chaos.watch import find_crowd, find_growth, find_unseen, watching
from tests.chaos.worker import DRIFT
from tests.ground.silence import passage_to
from tests.ground.stack import running_stack
from tests.model.traces import read_lines
from tests.worker.crashing import TRACE

SECONDS = float(os.environ.get("CHAOS_SECONDS", "24"))
TENANTS = int(os.environ.get("CHAOS_TENANTS", "2"))
RUNS = int(os.environ.get("CHAOS_RUNS", "2"))
SEED = int(os.environ.get("CHAOS_SEED", "7"))
PEOPLE_PER_RUN = 50

pytestmark = pytest.mark.xdist_group("stack")


@pytest.fixture
def storm(ground: Path) -> Iterator[Storm]:
    """A running product of which everything can be struck, and the plan for it."""
    folder = ground / "storm"
    folder.mkdir()
    trace = folder / "trace"
    trace.touch()
    plan = draw_plan(SEED, SECONDS)
    server = PostgresServer(folder / "data" / "postgres")
    with passage_to(server.socket) as passage:
        variables = {PASSAGE_PORT: str(passage.port), DRIFT: str(plan.drift), TRACE: str(trace)}
        with running_stack(folder, "tests.chaos.product", **variables) as stack:
            yield Storm(stack, plan, passage, server.url(), trace)


def test_logs_and_reality_agree_after_a_storm(storm: Storm) -> None:
    sys.stdout.write(f"{storm.plan}\n")  # shown when the test fails
    customers = open_customers(storm.stack, TENANTS)
    with ThreadPoolExecutor(2 * len(customers) + 1) as threads:
        list(threads.map(Customer.connect, customers))
        list(threads.map(partial(Customer.begin, people_per_run=PEOPLE_PER_RUN), customers))
        raging = threads.submit(storm.rage)
        busy = [threads.submit(one.keep_busy, RUNS - 1, PEOPLE_PER_RUN, SECONDS) for one in customers]
        busy += [threads.submit(one.browse, SECONDS) for one in customers]
        with watching(storm.stack, storm.database_url) as watch:
            for future in (raging, *busy):
                future.result()
        list(threads.map(Customer.wait_for_runs, customers))
    sys.stdout.write(f"{sum((one.told for one in customers), Counter())}\n{watch.connections}\n")
    assert [fault for one in customers for fault in one.faults] == []
    assert find_unseen(watch.memory) == []
    assert find_growth(watch.memory) == {}
    assert find_crowd(watch.connections) is None
    lines = read_lines(storm.trace)
    for customer in customers:
        compare_with_logs(customer)
        assert list_late_writes(customer, lines) == []
    assert refuse_stories(lines, storm.done.total()) == []
    assert sum(map(len, (customer.applied() for customer in customers))) >= RUNS * PEOPLE_PER_RUN
    assert sum(line["point"] == "claimed" for line in lines if "run" in line) > TENANTS * RUNS, "nobody was struck"
    assert storm.done.total() >= len(storm.plan.acts) * 3 / 4, storm.done
