"""An office with something of everything, for what is asked of every route."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.composition import create_app
from app.settings import Settings
from local.stores import Stores
from tests.api.ground import Office, open_office
from tests.ground.databases import Databases
from tests.ground.desk import KEYS
from tests.ground.sandbox import SandboxClient
from tests.guards.routes import make_ids


@pytest.fixture(scope="module")
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    """Acme has something of everything; Globex is connected, synced, and empty."""
    with open_office(databases, stores, sandbox_server) as office:
        yield office


@pytest.fixture(scope="module")
def ids(office: Office) -> dict[str, Any]:
    """The ids of what Acme has, by the names that routes give them."""
    return make_ids(office)


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    """The app as it is put together; nothing of it is called."""
    app = create_app(
        Settings(
            base_url="https://rollcall.example.org",
            database_url="postgresql+psycopg://nobody@127.0.0.1:1/none",
            redis_url="redis://127.0.0.1:1/0",
            encryption_keys=KEYS,
            is_production=False,
        )
    )
    yield app
    app.extensions["rollcall_platform"].database.dispose()
