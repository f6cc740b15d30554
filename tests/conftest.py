"""The test ground: every pytest process has a PostgreSQL, a Redis and a sandbox of its own.

Stores are real and embedded; they live in a short temporary folder (socket paths are limited) and
end with the process, also when it is killed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Browser

from local.stores import UNSAFE_POSTGRES, UNSAFE_REDIS, Stores
from tests.ground.browser import require_browser
from tests.ground.chromium import open_browser
from tests.ground.databases import Databases
from tests.ground.folders import find_quick_place, server_folder
from tests.ground.sandbox import SandboxClient, running_sandbox


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A short private folder for servers; gone after the session."""
    with server_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def stores() -> Iterator[Stores]:
    """The PostgreSQL and the Redis of this pytest process, in memory where there is room."""
    with (
        server_folder(find_quick_place()) as folder,
        Stores(folder / "stores", UNSAFE_POSTGRES, UNSAFE_REDIS) as stores,
    ):
        yield stores


@pytest.fixture(scope="session")
def databases(stores: Stores) -> Databases:
    """Makes further databases, for tests that need two or an unmigrated one."""
    return Databases(stores.postgres)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated, empty database for one test. Its role owns it and cannot bypass row-level security."""
    with databases.migrated() as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(databases: Databases) -> Iterator[str]:
    """A migrated database shared by one module's tests, for data that is costly to make and only read."""
    with databases.migrated() as url:
        yield url


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database without tables, for tests of the migrations themselves."""
    with databases.empty() as url:
        yield url


@pytest.fixture
def redis_url(stores: Stores) -> str:
    """A Redis without keys for one test."""
    with redis.Redis.from_url(stores.redis.url) as client:
        client.flushall()
    return stores.redis.url


@pytest.fixture(scope="session")
def sandbox_server(ground: Path) -> Iterator[SandboxClient]:
    """The sandbox of this pytest process: one small organization, no rate limits, no visibility lag."""
    with running_sandbox(ground / "sandbox", "--users", "200", "--no-limits", "--no-lag") as client:
        yield client


@pytest.fixture
def sandbox(sandbox_server: SandboxClient) -> SandboxClient:
    """The sandbox as it was seeded: without installations, faults, moved time or counted requests."""
    sandbox_server.restore()
    return sandbox_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one headless Chromium of this pytest process: Playwright can be started once in a process.

    Skips the test when there is none, unless ROLLCALL_REQUIRE_BROWSER=1.
    """
    with open_browser(require_browser()) as browser:
        yield browser
