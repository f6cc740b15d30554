"""A key host, a built front end, and a door with its host, for every test of the edge."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from local.processes import ROOT
from tests.platform.door import INDEX, Door
from tests.platform.host import Site
from tests.platform.keyhost import KeyHost


@pytest.fixture
def key_host() -> Iterator[KeyHost]:
    with KeyHost().serve() as host:
        yield host


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    shutil.copy(ROOT / "frontend" / "refusal.html", folder)
    (folder / "assets" / "index-Ab12_-Zz.js").write_text("export {}")
    (folder / "assets" / "plain.css").write_text("body {}")
    (tmp_path / "private.txt").write_text("outside of the front end")
    return folder


@pytest.fixture(scope="module")
def database(module_database_url: str) -> Iterator[Database]:
    """One database for a module: every test works with sites of its own."""
    database = Database(module_database_url)
    yield database
    database.dispose()


@pytest.fixture
def door(database: Database, key_host: KeyHost, frontend: Path) -> Door:
    return Door(database, key_host, frontend)


@pytest.fixture
def acme(door: Door) -> Site:
    """A tenant that is set up, with the organization admin `admin-1`."""
    return door.set_up("acme")


@pytest.fixture
def globex(door: Door) -> Site:
    """Another tenant, set up as well, with its own admin `admin-2`."""
    return door.set_up("globex", admin="admin-2")
