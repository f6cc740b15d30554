"""Production refuses settings that open a hole, and a database role that could read every tenant."""

import os
import subprocess
import sys
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.settings import Settings
from app.settings_checks import SettingsError
from local.embedded.postgres import SUPERUSER
from local.processes import ROOT
from local.stores import Stores

GOOD: dict[str, Any] = {
    "base_url": "https://rollcall.example.org",
    "database_url": "postgresql+psycopg://x",
    "redis_url": "rediss://:word@redis.example.org",
    "encryption_keys": "k1:x",
}
NOT_PUBLIC = [
    "http://rollcall.example.org", "https://", "https://localhost", "https://localhost.", "https://LOCALHOST",
    "https://app.localhost", "https://127.0.0.1", "https://127.1", "https://2130706433", "https://0x7f000001",
    "https://0177.0.0.1", "https://[::1]", "https://[::ffff:127.0.0.1]", "https://10.0.0.1", "https://169.254.169.254",
    "https://intranet", "https://rollcall.local", "https://rollcall.internal", "https://user:word@example.org",
    "https://user@example.org", "https://example.org?x=1", "https://example.org#x", "https://example.org:port",
    "https://exam ple.org", "https://example.org\r\nX: 1", "https://-x.org", "javascript:alert(1)", "//example.org",
    "https://example.org\\@evil.org", "https://пример.рф",
]  # fmt: skip
NO_HOSTS = ["*", "", "*.", "*.net.", "*atlassian.net", "localhost", "*.localhost", "a.b; script-src *", "x", "*.*.net"]


@pytest.mark.parametrize("url", NOT_PUBLIC, ids=ascii)
@pytest.mark.parametrize("name", ["base_url", "atlassian_api_base", "connect_keys_url", "connect_script_url",
                                  "connect_sites_url", "forge_jwks_url"])  # fmt: skip
def test_an_address_that_is_not_public_is_refused_and_its_variable_is_named(name: str, url: str) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        Settings(**GOOD | {name: url})
    Settings(**GOOD | {name: url, "is_production": False})


@pytest.mark.parametrize("url", ["https://rollcall.example.org", "https://a.b-c.example:8443/path", "https://8.8.8.8"])
def test_a_public_address_is_accepted(url: str) -> None:
    assert Settings(**GOOD | {"base_url": url}).base_url == url


@pytest.mark.parametrize("host", NO_HOSTS)
def test_nobody_everywhere_may_frame_the_page_or_install_the_app(host: str) -> None:
    with pytest.raises(SettingsError, match="CONNECT_HOSTS"):
        Settings(**GOOD | {"connect_hosts": ("*.atlassian.net", host)})
    for source in (f"https://{host}", host, "*", "https:", "http://*.atlassian.net", "'self'"):
        with pytest.raises(SettingsError, match="FRAME_ANCESTORS"):
            Settings(**GOOD | {"frame_ancestors": ("https://*.atlassian.net", source)})
    with pytest.raises(SettingsError, match="FRAME_ANCESTORS"):
        Settings(**GOOD | {"frame_ancestors": ()})


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://x.example", "{path}", "{site}", "{site}.evil.org/", "",
                                  "https://intranet/{path}", "{site}/a\r\nb", "data:text/html,x"])  # fmt: skip
@pytest.mark.parametrize("name", ["page_link", "forge_page_link"])
def test_links_lead_to_the_site_or_to_a_public_address(name: str, link: str) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        Settings(**GOOD | {name: link})
    assert Settings(**GOOD | {name: "https://rollcall.example.org/#!{path}"}).is_production


def test_a_role_that_is_not_bound_gets_no_connection_and_a_bound_one_does(stores: Stores, database_url: str) -> None:
    name = database_url.rpartition("/")[2].partition("?")[0]
    unbound = Database(stores.postgres.url(name, role=SUPERUSER), must_be_bound=True)
    bound = Database(database_url, must_be_bound=True)
    try:
        with pytest.raises(sa.exc.OperationalError, match="row-level security"), unbound.system_session() as session:
            session.execute(sa.text("select 1"))
        with bound.system_session() as session:
            assert session.scalar(sa.text("select 1")) == 1
    finally:
        unbound.dispose()
        bound.dispose()


@pytest.mark.parametrize("command", [("-c", "import wsgi"), ("-m", "worker"), ("-m", "worker.scheduler")])
def test_a_process_of_production_ends_with_a_sentence_for_such_a_role(command: tuple[str, ...], stores: Stores) -> None:
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "ENV": "production", "BASE_URL": GOOD["base_url"],
        "DATABASE_URL": stores.postgres.url(role=SUPERUSER), "REDIS_URL": "redis://:word@127.0.0.1:1/0",
        "ENCRYPTION_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith("rollcall: DATABASE_URL logs in as a role that row-level")


@pytest.mark.parametrize("path", ["app/composition.py", "worker/context.py", "worker/scheduler.py"])
def test_every_process_asks_for_a_bound_role(path: str) -> None:
    text = "".join((ROOT / path).read_text(encoding="utf-8").split())
    assert text.count("Database(settings.database_url") == text.count("must_be_bound=settings.is_production") == 1


def test_production_rehearses_with_nobody() -> None:
    with pytest.raises(SettingsError, match="REHEARSAL_URL"):
        Settings(**GOOD | {"rehearsal_url": "https://sandbox.example.org"})
