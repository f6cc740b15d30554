"""Headers of every answer (platform contract 6.4 and 8, H)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.platform.answers.headers import build_headers
from tests.platform.door import SIGNER, Door, make_settings
from tests.platform.forge import new_forge_site
from tests.platform.host import Site

Ask = Callable[[Door, Site], TestResponse]
ANSWERS: dict[str, tuple[int, Ask]] = {
    "page": (200, lambda door, site: door.open_page(site)),
    "page without a token": (401, lambda door, _site: door.get("/connect/admin")),
    "page for an ordinary user": (403, lambda door, site: door.open_page(site, "somebody")),
    "API": (200, lambda door, site: door.read(site)),
    "API without a token": (401, lambda door, _site: door.get("/api/v1/things")),
    "API for an ordinary user": (403, lambda door, site: door.read(site, "somebody")),
    "unmarked view": (403, lambda door, _site: door.get("/forgotten")),
    "descriptor": (200, lambda door, _site: door.get("/atlassian-connect.json")),
    "health": (200, lambda door, _site: door.get("/health/live")),
    "lifecycle": (204, lambda door, site: door.signed("installed", site)),
    "lifecycle without a token": (401, lambda door, _site: door.tell("installed", {}, None)),
    "Forge event": (204, lambda door, _site: door.tell_event("tick", new_forge_site())),
    "Forge event without a token": (401, lambda door, _site: door.forge_event("tick", None)),
    "Forge event with a bad body": (422, lambda door, _site: door.tell_event("lifecycle", new_forge_site(), ["x"])),
    "API through Forge": (200, lambda door, _site: door.page_call(new_forge_site(), path="/api/v1/me")),
    "API through Forge before the set-up": (403, lambda door, _site: door.page_call(new_forge_site())),
    "bad body": (400, lambda door, site: door.tell("uninstalled", [], uninstall_token(door, site))),
    "nothing there": (404, lambda door, _site: door.get("/nothing/here")),
    "missing asset": (404, lambda door, _site: door.get("/connect/assets/missing-abcdefgh.js")),
    "wrong method": (405, lambda door, _site: door.client.post("/health/live")),
    "preflight": (401, lambda door, _site: door.client.options("/api/v1/things")),
    "broken view": (500, lambda door, _site: door.get("/boom")),
    "asset without a hash": (200, lambda door, _site: door.get("/connect/assets/plain.css")),
}
FIXED = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def uninstall_token(door: Door, site: Site) -> str:
    return SIGNER.token(site.client_key, door.now, "/connect/uninstalled")


@pytest.mark.parametrize("name", ANSWERS)
def test_h_every_answer_of_every_status_has_the_headers(name: str, door: Door, acme: Site) -> None:
    status, ask = ANSWERS[name]

    answer = ask(door, acme)

    assert answer.status_code == status
    assert {header: answer.headers.get(header) for header in FIXED} == FIXED
    assert answer.headers["Cache-Control"] == "no-cache, no-store"
    assert "frame-ancestors https://*.atlassian.net https://admin.atlassian.com" in read_policy(answer)
    assert answer.headers["Permissions-Policy"]
    assert not {"X-Frame-Options", "Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers.keys())


def test_h_a_hashed_asset_may_be_kept_for_ever(door: Door) -> None:
    for path in ("/connect/assets/index-Ab12_-Zz.js", "/assets/index-Ab12_-Zz.js"):
        answer = door.get(path)

        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.content_type == "text/javascript; charset=utf-8"
        assert "frame-ancestors" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["../../private.txt", "..%2F..%2Fprivate.txt", "%2e%2e/index.html", "/etc/passwd", "..\\index.html"]
)
def test_no_file_outside_the_front_end_is_served(path: str, door: Door) -> None:
    answer = door.get(f"/connect/assets/{path}")

    assert answer.status_code in (401, 404)
    assert "front end" not in answer.text


def test_scripts_come_from_us_and_from_the_host_alone() -> None:
    settings = make_settings("http://unused", connect_script_url="https://connect-cdn.atl-paas.net/all.js")
    policy = build_headers(settings)["Content-Security-Policy"].split("; ")

    assert "script-src 'self' https://connect-cdn.atl-paas.net" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy


def test_the_page_loads_the_host_script_and_relative_files(door: Door, acme: Site) -> None:
    text = door.open_page(acme).text

    assert '<script src="http://host.test/connect/all.js"></script>' in text
    assert '<meta name="rollcall-host" content="connect">' in text
    assert "<!--host-script-->" not in text


def test_a_front_end_that_was_not_built_is_said_so(door: Door, acme: Site, frontend: Path) -> None:
    (frontend / "index.html").unlink()

    answer = door.open_page(acme)

    assert (answer.status_code, "has not been built" in answer.text) == (503, True)


def read_policy(answer: TestResponse) -> list[str]:
    return answer.headers["Content-Security-Policy"].split("; ")
