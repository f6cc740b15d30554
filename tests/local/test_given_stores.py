"""Where the operator names stores, those are used and nothing embedded is started."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.__main__ import start_stores
from local.errors import LocalError
from local.output import Console
from local.settings import LocalSettings
from local.stores import Stores
from local.supervisor import Supervisor
from local.web import find_free_port
from tests.ground.processes import child_pids


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(Console(tmp_path / "logs", io.StringIO()))
    yield supervisor
    supervisor.stop_all()
    supervisor.close()


def test_named_stores_are_used_and_no_server_is_started(stores: Stores, supervisor: Supervisor, folder: Path) -> None:
    named = {"DATABASE_URL": stores.postgres.url(), "REDIS_URL": stores.redis.url}
    before = child_pids()
    assert start_stores(supervisor, LocalSettings.from_env({**named, "DATA_DIR": str(folder)})) == named
    assert child_pids() == before
    assert not (folder / "postgres").exists()
    assert not (folder / "redis").exists()


def test_the_store_that_is_not_named_is_embedded(stores: Stores, supervisor: Supervisor, folder: Path) -> None:
    settings = LocalSettings.from_env({"DATABASE_URL": stores.postgres.url(), "DATA_DIR": str(folder)})
    used = start_stores(supervisor, settings)
    assert used["DATABASE_URL"] == stores.postgres.url()
    assert used["REDIS_URL"] == f"unix://{folder}/redis/redis.sock?db=0"
    assert not (folder / "postgres").exists()


def test_a_named_store_that_does_not_answer_ends_the_start(supervisor: Supervisor, folder: Path) -> None:
    url = f"postgresql://rollcall@127.0.0.1:{find_free_port()}/rollcall"
    settings = LocalSettings.from_env({"DATABASE_URL": url, "DATA_DIR": str(folder)})
    with pytest.raises(LocalError, match="DATABASE_URL cannot be used"):
        start_stores(supervisor, settings)
