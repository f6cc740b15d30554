"""A desk for each test, and one that is already synced."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.ground.databases import Databases
from tests.ground.desk import Desk
from tests.ground.sandbox import SandboxClient
from tests.model.traces import find_refused, read_lines
from tests.worker.crashing import TRACE, trace_into
from tests.worker.lags import LAGS, turn_lags
from tests.worker.pausing import At, nap_at


@pytest.fixture
def database_url(databases: Databases, sandbox: SandboxClient, redis_url: str) -> Iterator[str]:
    """A database with one tenant whose mirror is fresh: synced once, copied for each test."""

    def prepare(url: str) -> None:
        desk = Desk.open(sandbox, url, redis_url)
        desk.sync()
        desk.close()

    with databases.prepared("synced_template", prepare) as url:
        yield url


@pytest.fixture
def bare_database_url(databases: Databases) -> Iterator[str]:
    """A migrated database without rows."""
    with databases.migrated() as url:
        yield url


@pytest.fixture
def synced(sandbox: SandboxClient, database_url: str, redis_url: str) -> Iterator[Desk]:
    """A connected tenant of the sandbox's organization whose mirror was read just now."""
    desk = Desk.reopen(sandbox, database_url, redis_url)
    yield desk
    desk.close()


@pytest.fixture
def traced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Every process of the test writes which points it passes; the model of the run must know the story."""
    path = tmp_path / "trace"
    path.touch()
    monkeypatch.setenv(TRACE, str(path))
    trace_into(str(path))
    yield path
    trace_into("")
    assert find_refused(read_lines(path)) == []


@pytest.fixture(params=LAGS, ids=lambda lag: "usual lags" if lag is None else f"{lag} s")
def lagging(request: pytest.FixtureRequest, synced: Desk) -> Desk:
    """A synced tenant of an organization whose reads show writes late."""
    return turn_lags(synced, request.param)


@pytest.fixture
def at() -> Iterator[At]:
    """Lets something happen once, when the worker passes a point; a test whose worker never comes there fails."""
    passed: list[list[str]] = []
    with ExitStack() as stack:
        yield lambda point, happening: passed.append(stack.enter_context(nap_at(point, 1, happening)))
    assert all(passed), "the worker never came there"
