"""One server for all tests of this folder, a script of its own for each."""

from collections.abc import Iterator

import pytest

from tests.atlassian.wire import Wire, WireServer, running_wire, scripted


@pytest.fixture(scope="session")
def wire_server() -> Iterator[WireServer]:
    with running_wire() as server:
        yield server


@pytest.fixture
def wire(wire_server: WireServer) -> Iterator[Wire]:
    with scripted(wire_server) as script:
        yield script
