"""The whole product while a store is connected and does not answer, or takes no writes: each process notices within
half a minute and says so, nobody has to be started again, and everything goes on by itself."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from local.embedded.postgres import PostgresServer
from local.embedded.redis import RedisServer
from tests.chaos.customers import Customer, open_customers
from tests.chaos.product import PASSAGE_PORT, REDIS_PASSAGE_PORT, WEB_PASSAGE_PORT
from tests.chaos.verdict import compare_with_logs
from tests.chaos.worker import DRIFT
from tests.ground.processes import wait_until
from tests.ground.silence import Passage, passage_to
from tests.ground.stack import Stack, running_stack
from tests.worker.crashing import TRACE

NOTICED = 30.0
PEOPLE = 20
SLOWNESS = {"milliseconds": 700}

pytestmark = pytest.mark.xdist_group("stack")


@dataclass
class Product:
    """A running product behind passages, and one customer of it."""

    stack: Stack
    postgres: Passage
    redis: Passage
    server: PostgresServer
    customer: Customer

    def said(self, who: str, what: str, since: int) -> bool:
        """Whether a process has said so behind a place of the log."""
        text = self.stack.log.read_text(errors="replace")[since:]
        return any(line.startswith(who) and what in line for line in text.splitlines())

    def mark(self) -> int:
        """The end of the log."""
        return len(self.stack.log.read_text(errors="replace"))

    def status(self) -> int:
        """What the app answers to a request that changes something; 0: nothing within the time."""
        customer = self.customer
        headers = {"Authorization": f"JWT {self.stack.sandbox.token(customer.tenant, customer.admin)}"}
        url = f"{self.stack.app_url}/api/v1/settings"
        try:
            return requests.patch(url, json={"young_account_days": 0}, headers=headers, timeout=NOTICED).status_code
        except requests.RequestException:
            return 0

    def turn_read_only(self, is_read_only: bool) -> None:
        """As after a failover to a standby."""
        with self.server.connect() as connection:
            word = "on" if is_read_only else "off"
            connection.execute(f"alter system set default_transaction_read_only = {word}".encode())
            connection.execute("select pg_reload_conf()")


@pytest.fixture(scope="module")
def product(ground: Path) -> Iterator[Product]:
    """Connected and synced, with writes that take a while."""
    folder = ground / "silence"
    folder.mkdir()
    (folder / "trace").touch()
    server = PostgresServer(folder / "data" / "postgres")
    with ExitStack() as stack:
        postgres = stack.enter_context(passage_to(server.socket))
        redis = stack.enter_context(passage_to(urlsplit(RedisServer(folder / "data" / "redis").url).path))
        variables = {
            PASSAGE_PORT: str(postgres.port),
            WEB_PASSAGE_PORT: str(postgres.port),
            REDIS_PASSAGE_PORT: str(redis.port),
            DRIFT: "0",
            TRACE: str(folder / "trace"),
        }
        running = stack.enter_context(running_stack(folder, "tests.chaos.product", **variables))
        [customer] = open_customers(running, 1)
        customer.connect()
        running.sandbox.fault("latency", "writes", params=SLOWNESS)
        yield Product(running, postgres, redis, server, customer)


def noticed(is_true: Callable[[], bool], began: float) -> None:
    """Within half a minute since then."""
    wait_until(is_true, timeout_seconds=max(1.0, began + NOTICED - time.monotonic()))


def goes_on(product: Product, before: int) -> None:
    """The run that was under way ends, so does a new one, and no process had to be started again."""
    product.customer.start_run(product.customer.people[:1])
    del product.customer.people[:1]
    product.customer.wait_for_runs()
    compare_with_logs(product.customer)
    for run_id, people in product.customer.runs.items():
        assert sorted(product.customer.succeeded(run_id)) == sorted(people)
    assert " is started again" not in product.stack.log.read_text(errors="replace")[before:]


@pytest.mark.parametrize(
    ("store", "statuses", "worker_says"),
    [("postgres", {503}, "lease could not be renewed"), ("redis", {200, 503}, "Redis")],
)
def test_a_silent_store(product: Product, store: str, statuses: set[int], worker_says: str) -> None:
    passage = getattr(product, store)
    before = product.mark()
    product.customer.begin(PEOPLE)
    passage.silence()
    began = time.monotonic()
    assert product.status() in statuses
    assert time.monotonic() - began < NOTICED
    noticed(lambda: product.said("scheduler", "a store is away", before), began)
    noticed(lambda: product.said("worker", worker_says, before), began)
    passage.speak()
    goes_on(product, before)


def test_a_postgresql_that_takes_no_writes(product: Product) -> None:
    before = product.mark()
    product.customer.begin(PEOPLE)
    product.turn_read_only(True)
    began = time.monotonic()
    noticed(lambda: product.status() == 503, began)
    noticed(lambda: product.said("scheduler", "a store is away", before), began)
    noticed(lambda: product.said("worker", "lease could not be renewed", before), began)
    product.turn_read_only(False)
    goes_on(product, before)
