"""One origin per tenant, and the viewer's own language (platform contract 3, 9.2)."""

from __future__ import annotations

import html
import json
import re
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.forge_ground import install as install_on_forge
from tests.sandbox.host.ground import ORG_ID, OTHER_ORG_ID, Reply, Sandbox

NAVIGATE = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}


def ask(sandbox: Sandbox, host: str, path: str, **headers: str) -> Reply:
    """GET under a name of this machine; redirects are answers, not followed."""
    port = urlsplit(sandbox.url).port
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}", **headers})
        response = connection.getresponse()
        return Reply(response.status, dict(response.headers), response.read())
    finally:
        connection.close()


def origin(sandbox: Sandbox, site: str) -> str:
    return f"http://{site}.localhost:{urlsplit(sandbox.url).port}"


def frame_query(reply: Reply) -> dict[str, list[str]]:
    found = re.search(r'data-src="([^"]+)"', reply.text)
    assert found, reply.text
    return parse_qs(urlsplit(html.unescape(found[1])).query, keep_blank_values=True)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "globex.localhost"])
def test_browser_is_sent_to_the_tenants_own_origin(sandbox: Sandbox, app: FakeApp, name: str) -> None:
    tenant = sandbox.install(app.base_url)["client_key"]
    reply = ask(sandbox, name, f"/?tenant={tenant}&account=712020%3Auser", **NAVIGATE)
    assert (reply.status, reply.headers["Location"]) == (
        302,
        f"{origin(sandbox, 'acme')}/?tenant={tenant}&account=712020:user",
    )


def test_frame_is_told_the_origin_of_its_tenant(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    sandbox.install(app.base_url, site="globex", org_id=OTHER_ORG_ID)
    for site in ("acme", "globex"):
        reply = ask(sandbox, f"{site}.localhost", "/", **NAVIGATE)
        assert reply.status == 200
        assert frame_query(reply)["xdm_e"] == [origin(sandbox, site)]
        assert f"{site}.atlassian.net" in reply.text


def test_program_that_knows_no_names_is_served_under_the_plain_address(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    assert frame_query(sandbox.get("/", Accept="text/html"))["xdm_e"] == [sandbox.url]


def test_renamed_site_moves_to_another_origin(sandbox: Sandbox, app: FakeApp) -> None:
    tenant = sandbox.install(app.base_url)["client_key"]
    sandbox.post(f"/_sandbox/installations/{tenant}/rename", {"site": "acme-renamed"})
    reply = ask(sandbox, "acme.localhost", f"/o/{ORG_ID}/apps/rollcall?tenant={tenant}", **NAVIGATE)
    assert reply.headers["Location"].startswith(origin(sandbox, "acme-renamed"))


@pytest.fixture
def forge_page(sandbox: Sandbox, app: FakeApp, tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "index.html").write_text("<!doctype html><html><head></head></html>")
    return install_on_forge(sandbox, app, static_dir=str(tmp_path))


def facts_of(reply: Reply) -> dict[str, Any]:
    found = re.search(r'data-facts="([^"]+)"', reply.text)
    assert found, reply.text
    facts: dict[str, Any] = json.loads(html.unescape(found[1]))
    return facts


def test_custom_ui_speaks_with_the_origin_that_shows_it(sandbox: Sandbox, forge_page: dict[str, Any]) -> None:
    path = f"/o/{ORG_ID}/apps/forge/{forge_page['installation_id']}"
    moved = ask(sandbox, "127.0.0.1", path, **NAVIGATE)
    assert moved.headers["Location"] == origin(sandbox, "acme") + path
    shown = ask(sandbox, "acme.localhost", path, **NAVIGATE)
    frame = urlsplit(facts_of(shown)["frame_url"])
    assert frame.hostname == "localhost"
    ui = ask(sandbox, "localhost", f"{frame.path}?{frame.query}")
    assert f'data-host="{origin(sandbox, "acme")}"' in ui.text
    assert origin(sandbox, "acme") in ui.headers["Content-Security-Policy"]


def test_custom_ui_believes_no_foreign_origin(sandbox: Sandbox, forge_page: dict[str, Any]) -> None:
    path = f"/forge/ui/{forge_page['installation_id']}/admin/"
    ui = ask(sandbox, "localhost", f"{path}?host=http%3A%2F%2Fevil.example")
    assert "evil.example" not in ui.text + ui.headers["Content-Security-Policy"]


# -- language -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "locale"), [("", "en-US"), ("?locale=de-DE", "de-DE"), ("?locale=ja-JP", "ja-JP"), ("?locale=x", "en-US")]
)
def test_viewers_language_is_told_to_the_app(
    sandbox: Sandbox, app: FakeApp, forge_page: dict[str, Any], query: str, locale: str
) -> None:
    sandbox.install(app.base_url)
    reply = sandbox.get(f"/{query or '?'}&door=connect", Accept="text/html")
    assert frame_query(reply)["loc"] == [locale]
    assert f'data-locale="{locale}"' in reply.text
    page = sandbox.get(f"/o/{ORG_ID}/apps/forge/{forge_page['installation_id']}{query}", Accept="text/html")
    assert facts_of(page)["context"]["locale"] == locale


def test_language_is_chosen_in_a_menu_and_carried_by_every_link(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    plain = sandbox.get("/", Accept="text/html").text
    assert "locale=de-DE" in html.unescape(re.findall(r'href="([^"]+)" lang="de-DE"', plain)[0])
    german = sandbox.get(f"/o/{ORG_ID}/users?locale=de-DE", Accept="text/html").text
    links = [html.unescape(link) for link in re.findall(rf'href="(/o/{ORG_ID}/[^"]+)"(?! lang)', german)]
    assert all("locale=de-DE" in link for link in links)
    assert '<input type="hidden" name="locale" value="de-DE">' in german
