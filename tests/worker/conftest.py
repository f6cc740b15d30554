"""A desk for each test, and one that is already synced."""

from collections.abc import Iterator

import pytest

from tests.ground.desk import Desk
from tests.ground.sandbox import SandboxClient


@pytest.fixture
def desk(sandbox: SandboxClient, database_url: str, redis_url: str) -> Iterator[Desk]:
    """A connected tenant of the sandbox's organization, not yet synced."""
    desk = Desk.open(sandbox, database_url, redis_url)
    yield desk
    desk.close()


@pytest.fixture
def synced(desk: Desk) -> Desk:
    """A desk whose mirror is fresh."""
    desk.sync()
    return desk
