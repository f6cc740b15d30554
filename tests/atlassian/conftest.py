"""One server for all tests of this folder, a script of its own for each."""

from collections.abc import Iterator

import pytest

from app.atlassian.admin import AdminApi, open_admin_api
from tests.atlassian.asking import ORG
from tests.atlassian.pacing import OpenThrottle
from tests.atlassian.wire import Wire, WireServer, running_wire, scripted


@pytest.fixture(scope="session")
def wire_server() -> Iterator[WireServer]:
    with running_wire() as server:
        yield server


@pytest.fixture
def wire(wire_server: WireServer) -> Iterator[Wire]:
    with scripted(wire_server) as script:
        yield script


@pytest.fixture
def api(wire: Wire) -> Iterator[AdminApi]:
    """Every answer of a script has to be asked for."""
    api = open_admin_api(wire.base_url, ORG, "key", OpenThrottle())
    yield api
    api.transport.close()
    assert wire.unused() == []
