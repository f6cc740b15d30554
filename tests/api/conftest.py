"""Offices for stories: one of one's own, or one that a module's tests only read."""

import logging
from collections.abc import Iterator

import pytest

from app.logs import configure_logging
from local.stores import Stores
from tests.api.ground import Office, open_office
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient


@pytest.fixture(scope="session", autouse=True)
def _brief_logs() -> Iterator[None]:
    """Logs as a deployment writes them: the ones for a terminal take seconds to draw a traceback."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logging("CRITICAL")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    """An office that the test may turn upside down."""
    with open_office(databases, stores, sandbox_server) as office:
        yield office


@pytest.fixture(scope="module")
def shared_office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    """An office of the whole module, for tests that only read or leave things of their own beside others'."""
    with open_office(databases, stores, sandbox_server) as office:
        yield office
