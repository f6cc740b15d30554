"""The composed app, all routes: nobody gets in bare, with a fake, or with another door's token.

Does what Atlassian's scanner does for every URL of the descriptor (platform contract 6.3), and more: for
every route that there is.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import count
from typing import Any

import jwt
import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.composition import create_app
from app.platform.guards import NEEDED_RIGHT, Guard, find_guard, list_unguarded
from descriptor.description import EXAMPLE_APP_ID, EXAMPLE_BASE_URL, FORGE_EVENTS
from descriptor.manifest import build_manifest
from descriptor.manifest_rules import find_dead_paths
from descriptor.rules import find_dead_urls, find_faults, iter_pages
from tests.platform.door import ENCRYPTION_KEYS, JWKS, SIGNER, make_settings
from tests.platform.forge import FORGE, new_forge_site
from tests.platform.host import Signer, Site, raw_token
from tests.platform.keyhost import KeyHost, make_key

SITE = Site("client-of-the-whole-app", "w" * 48)
OTHER_KEY = make_key()
FORGE_SITE = new_forge_site()
_CALLERS = count()
OPENS = {
    Guard.CONNECT_LIFECYCLE: {"install"},
    Guard.CONNECT_NOTIFICATION: {"page"},
    Guard.CONNECT_PAGE: {"page"},
    Guard.FORGE_EVENT: {"Bearer forge event"},
    Guard.ACCOUNT: {"context", "Bearer forge page"},
    Guard.ADMIN: {"context", "Bearer forge page"},
    Guard.ADMIN_FOR_CHANGE: {"context", "Bearer forge page"},
    Guard.RELEASE: {"context", "Bearer forge page"},
    Guard.EXPORT: {"context", "Bearer forge page"},
    Guard.CONFIGURATION: {"context", "Bearer forge page"},
}


@pytest.fixture(scope="module")
def app(module_database_url: str, stores: Any) -> Iterator[Flask]:
    """The app as it is deployed, with one tenant that has not been set up."""
    with KeyHost().serve() as key_host:
        key_host.publish(SIGNER.kid, SIGNER.key)
        key_host.answers[JWKS] = (200, FORGE.jwks())
        settings = make_settings(
            key_host.url,
            forge_jwks_url=f"{key_host.url}/{JWKS}",
            database_url=module_database_url,
            redis_url=stores.redis.url,
            encryption_keys=ENCRYPTION_KEYS,
        )
        app = create_app(settings)
        token = SIGNER.token(SITE.client_key, now(), "/connect/installed")
        answer = app.test_client().post(
            "/connect/installed", json=SITE.payload("installed"), headers={"Authorization": f"JWT {token}"}
        )
        assert answer.status_code == 204
        yield app
        app.extensions["rollcall_platform"].database.dispose()


def now() -> float:
    return datetime.now(UTC).timestamp()


def fill(rule: Rule) -> str:
    """A path of the route, with 1 for every variable."""
    _, path = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False) or ("", rule.rule)
    return path


def list_closed(app: Flask) -> list[tuple[str, str, Guard]]:
    found: list[tuple[str, str, Guard]] = []
    for rule in app.url_map.iter_rules():
        guard = find_guard(app.view_functions[rule.endpoint])
        if guard not in (None, Guard.PUBLIC, Guard.ALWAYS):
            found += [(method, fill(rule), guard) for method in rule.methods or () if method not in ("OPTIONS", "HEAD")]
    return found


def make_tokens(method: str, path: str) -> dict[str, str | None]:
    stranger = Site("client-of-nobody", "n" * 48)
    return {
        "bare": None,
        "scanner HS256": jwt.encode({"iss": "csrt-fake-token-ignore"}, "x" * 32, algorithm="HS256"),
        "scanner none": raw_token({"alg": "none", "typ": "JWT"}, {"iss": "csrt-fake-token-ignore"}),
        "scanner RS256": Signer("fake-kid", OTHER_KEY).token("csrt-fake-token-ignore", now(), path),
        "stranger's context": stranger.context_token(now()),
        "stranger's page": stranger.page_token(now(), path, method=method),
        "install": SIGNER.token(SITE.client_key, now(), path),
        "page": SITE.page_token(now(), path, method=method),
        "context": SITE.context_token(now()),
        "forge page": FORGE.sign(FORGE_SITE.page_claims(now())),
        "Bearer context": SITE.context_token(now()),
        "Bearer page": SITE.page_token(now(), path, method=method),
        "Bearer install": SIGNER.token(SITE.client_key, now(), path),
        "Bearer forge page": FORGE.sign(FORGE_SITE.page_claims(now())),
        "Bearer forge event": FORGE.sign(FORGE_SITE.event_claims(now())),
    }


def send(app: Flask, method: str, path: str, token: str | None, scheme: str = "JWT") -> Any:
    headers = {} if token is None else {"Authorization": f"{scheme} {token}"}
    # Each from an address of its own: whoever shows hundreds of wrong tokens from one is slowed down.
    caller = {"REMOTE_ADDR": str(ip_address("198.51.0.0") + next(_CALLERS))}
    body: dict[str, Any] | None = {} if method != "GET" else None
    return app.test_client().open(path, method=method, headers=headers, json=body, environ_base=caller)


def test_every_view_carries_a_guard(app: Flask) -> None:
    assert list_unguarded(app) == []
    assert len(list_closed(app)) >= 15


def test_only_files_the_descriptor_and_health_are_open(app: Flask) -> None:
    opened = {rule.rule for rule in app.url_map.iter_rules() if is_open(app, rule)}

    allowed = ("/atlassian-connect.json", "/assets/", "/connect/assets/", "/health/", "/confirm/")
    documents = ("/api/v1/openapi.json", "/api/v1/run-result.schema.json", "/metrics")  # which asks for its own token
    assert {rule for rule in opened if not rule.startswith(allowed) and rule not in documents} == set()


def is_open(app: Flask, rule: Rule) -> bool:
    return find_guard(app.view_functions[rule.endpoint]) in (Guard.PUBLIC, Guard.ALWAYS)


def test_every_closed_route_is_opened_by_its_own_kind_of_token_alone(app: Flask) -> None:
    for method, path, guard in list_closed(app):
        for name, token in make_tokens(method, path).items():
            scheme = "Bearer" if name.startswith("Bearer") else "JWT"
            status = send(app, method, path, token, scheme).status_code

            assert (status != 401) == (name in OPENS[guard]), f"{method} {path} with {name}: {status}"
            assert status < 500, f"{method} {path} with {name}: {status}"


def test_without_a_key_every_admin_route_says_that_the_set_up_comes_first(app: Flask) -> None:
    routes = [(method, path) for method, path, guard in list_closed(app) if guard in NEEDED_RIGHT]

    for method, path in routes:
        answer = send(app, method, path, SITE.context_token(now()))
        assert (answer.status_code, answer.json["code"]) == (403, "setup_required"), f"{method} {path}"


def test_the_served_descriptor_is_sound_and_its_urls_are_routes(app: Flask) -> None:
    document = app.test_client().get("/atlassian-connect.json").json

    assert document is not None
    assert find_faults(document, is_production=False) == []
    assert find_dead_urls(document, app.url_map) == []


def test_every_path_of_the_manifest_is_a_route(app: Flask) -> None:
    document = build_manifest(EXAMPLE_APP_ID, EXAMPLE_BASE_URL)

    assert find_dead_paths(document, app.url_map) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_scanner_finds_nothing(method: str, app: Flask) -> None:
    document = app.test_client().get("/atlassian-connect.json").json
    assert document is not None
    paths = [*document["lifecycle"].values(), *(page["url"] for page in iter_pages(document["modules"]))]
    paths += [event.path for event in FORGE_EVENTS]

    for path in paths:
        for name, token in list(make_tokens(method, path).items())[:4]:
            answer = send(app, method, path, token)

            assert 400 <= answer.status_code < 500, f"{method} {path} with {name}"
            assert answer.headers["Cache-Control"] == "no-cache, no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
            assert "Set-Cookie" not in answer.headers
