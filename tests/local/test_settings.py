"""What the operator can set for `make run`."""

from pathlib import Path

import pytest

from local.errors import LocalError
from local.processes import ROOT
from local.settings import LocalSettings


def test_without_any_variable_the_documented_defaults_hold() -> None:
    settings = LocalSettings.from_env({})
    assert settings.base_url == "http://127.0.0.1:8080"
    assert settings.sandbox_url == "http://127.0.0.1:8090"
    assert settings.data == ROOT / ".data"
    assert settings.database_url is None
    assert settings.redis_url is None


def test_ports_folder_and_stores_can_be_chosen(tmp_path: Path) -> None:
    settings = LocalSettings.from_env(
        {
            "PORT": "9001",
            "SANDBOX_PORT": "9002",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": "postgresql://db/rollcall",
            "REDIS_URL": "redis://cache/0",
        }
    )
    assert (settings.port, settings.sandbox_port, settings.data) == (9001, 9002, tmp_path)
    assert settings.database_url == "postgresql://db/rollcall"
    assert settings.redis_url == "redis://cache/0"


def test_an_empty_variable_counts_as_not_set() -> None:
    assert LocalSettings.from_env({"PORT": "", "DATABASE_URL": ""}) == LocalSettings.from_env({})


def test_a_relative_data_folder_lies_in_the_project() -> None:
    assert LocalSettings.from_env({"DATA_DIR": "elsewhere"}).data == ROOT / "elsewhere"


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80 80", "８０８０", "1.5"])
def test_a_port_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(LocalError, match="SANDBOX_PORT must be a port number"):
        LocalSettings.from_env({"SANDBOX_PORT": text})


def test_app_and_sandbox_cannot_share_a_port() -> None:
    with pytest.raises(LocalError, match="PORT and SANDBOX_PORT must differ"):
        LocalSettings.from_env({"PORT": "8090"})
