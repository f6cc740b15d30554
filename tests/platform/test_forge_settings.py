"""What the operator may say about Forge and proxies; production refuses what is only right on one machine."""

import pytest
import sqlalchemy as sa

from app.db import Database
from app.settings import FORGE_JWKS_URL, Settings
from app.settings_checks import SettingsError
from tests.platform.forge import APP_ID

NEEDED = {
    "BASE_URL": "https://rollcall.example",
    "DATABASE_URL": "postgresql://x",
    "REDIS_URL": "rediss://:word@x",
    "ENCRYPTION_KEYS": "k1:x",
}


def test_by_default_the_forge_door_is_closed_and_everything_is_for_production() -> None:
    settings = Settings.from_env(NEEDED)

    assert settings.forge_app_id is None
    assert settings.forge_jwks_url == FORGE_JWKS_URL
    assert settings.forge_environments == ("PRODUCTION",)
    assert settings.forge_licensing == "told"
    assert settings.trusted_proxies == 0


def test_what_is_set_is_taken() -> None:
    told = {"FORGE_APP_ID": APP_ID, "FORGE_ENVIRONMENTS": "STAGING, PRODUCTION", "FORGE_LICENSING": "off"}
    settings = Settings.from_env(NEEDED | told | {"TRUSTED_PROXIES": "2"})

    assert settings.forge_app_id == APP_ID
    assert settings.forge_environments == ("STAGING", "PRODUCTION")
    assert settings.forge_licensing == "off"
    assert settings.trusted_proxies == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FORGE_APP_ID", "rollcall"),
        ("FORGE_APP_ID", APP_ID + "\n"),
        ("FORGE_ENVIRONMENTS", "PRODUCTION,PLAYGROUND"),
        ("FORGE_ENVIRONMENTS", ","),
        ("FORGE_LICENSING", "maybe"),
        ("CONNECT_LICENSING", "maybe"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "²"),
        ("TRUSTED_PROXIES", "99"),
        ("FORGE_JWKS_URL", "http://forge.example/jwks.json"),
        ("FORGE_JWKS_URL", "https://127.0.0.1/jwks.json"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env(NEEDED | {name: value})


def test_an_error_of_the_database_does_not_tell_what_was_written(database_url: str) -> None:
    database = Database(database_url)
    try:
        with pytest.raises(sa.exc.DataError) as caught, database.system_session() as session:
            session.execute(sa.text("select cast(:value as integer)").bindparams(value="a-secret-that-was-written"))
    finally:
        database.dispose()

    assert "[SQL parameters hidden" in str(caught.value)
