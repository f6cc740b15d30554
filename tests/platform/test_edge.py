"""Deny by default, limits on callers, and refusals that tell nothing (platform contract 6.3, 8)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from flask import Flask

from app.db import Database
from app.domain.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Unavailable
from app.domain.mistakes import mistake
from app.platform.answers.problems import problem_response, register_problem_handlers
from app.platform.guards import Guard, find_guard, list_unguarded, public, requires_admin
from app.platform.limits.throttle import Throttle
from tests.platform.door import SIGNER, Door, refusal_code
from tests.platform.filled import fill
from tests.platform.forge import FORGE, new_forge_site
from tests.platform.host import Signer, Site, raw_token
from tests.platform.keyhost import KeyHost, make_key

OPEN = {"connect_descriptor", "asset", "show_question", "take_yes", "_tell_health", "_fail"}


def list_guarded(door: Door) -> list[tuple[str, str, Guard | None]]:
    """(method, path, guard) of every route that is not open to everybody."""
    found: list[tuple[str, str, Guard | None]] = []
    for rule in door.app.url_map.iter_rules():
        guard = find_guard(door.app.view_functions[rule.endpoint])
        if guard is not Guard.PUBLIC:
            found += [(method, fill(rule.rule), guard) for method in rule.methods or () if method != "OPTIONS"]
    return found


def test_every_view_of_the_platform_carries_a_guard(door: Door) -> None:
    assert list_unguarded(door.app) == ["_forgotten"]
    guards = {name: find_guard(view) for name, view in door.app.view_functions.items()}
    assert {name for name, guard in guards.items() if guard is Guard.PUBLIC} == OPEN


def test_a_view_without_a_guard_answers_nobody(door: Door, acme: Site) -> None:
    answer = door.call("GET", "/forgotten", acme.context_token(door.now))

    assert refusal_code(answer) == "forbidden"
    assert "nobody may read this" not in answer.text


def test_every_closed_route_refuses_every_foreign_token(door: Door, acme: Site, globex: Site) -> None:
    """Bare, the scanner's fakes, the other kinds of token: each route is opened by its own kind alone."""
    for method, path, guard in list_guarded(door):
        if guard is None:
            continue
        tokens = {
            "bare": None,
            "scanner HS256": jwt.encode({"iss": "csrt-fake-token-ignore"}, "x" * 32, algorithm="HS256"),
            "scanner none": raw_token({"alg": "none"}, {"iss": "csrt-fake-token-ignore"}),
            "scanner RS256": Signer("fake-kid", OTHER_KEY).token("csrt-fake-token-ignore", door.now, path),
            "install token": SIGNER.token(acme.client_key, door.now, path),
            "page token": acme.page_token(door.now, path, method=method),
            "context token": acme.context_token(door.now),
        }
        forge_tokens = {
            "bare": None,
            "context token": acme.context_token(door.now),
            "forge page": FORGE.sign(ACME_FORGE.page_claims(door.now)),
            "forge event": FORGE.sign(ACME_FORGE.event_claims(door.now)),
        }
        own = {
            Guard.CONNECT_LIFECYCLE: {"install token"},
            Guard.CONNECT_NOTIFICATION: {"page token"},
            Guard.CONNECT_PAGE: {"page token"},
            Guard.FORGE_EVENT: {"Bearer forge event"},
        }.get(guard, {"context token", "Bearer forge page"})
        opened = {name for name, token in (tokens | forge_tokens).items()
                  if door.call(method, path, token).status_code != 401}  # fmt: skip
        opened |= {f"Bearer {name}" for name, token in forge_tokens.items()
                   if door.forge_call(token, method, path).status_code != 401}  # fmt: skip
        assert opened == own, f"{method} {path}"


OTHER_KEY = make_key()
ACME_FORGE = new_forge_site()


def test_an_unknown_tenant_and_a_bad_signature_are_answered_alike(door: Door, acme: Site) -> None:
    answers = [
        door.call("GET", "/api/v1/things", token)
        for token in (
            None,
            door.new_site().context_token(door.now),
            Site(acme.client_key, "x" * 48).context_token(door.now),
            acme.context_token(door.now - 5000),
            acme.page_token(door.now, "/api/v1/things"),
        )
    ]

    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert answers[0].headers["WWW-Authenticate"] == "JWT"


@pytest.mark.parametrize(
    "value",
    ["", " ", "JWT", "JWT ", "jwt x", "JWT a.b", "JWT a.b.c.d", "JWT ..", "JWT \x7f.a.b", "Bearer a.b.c",
     "Basic eDp5", "JWT a.b.c, JWT a.b.c", "JWT " + "a." * 9000 + "a", "JWT é.é.é", "Negotiate", "JWT null",
     "JWT a.b.c\tx"],
)  # fmt: skip
def test_fuzzed_authorization_headers_are_refused(value: str, door: Door) -> None:
    for method, path in (("GET", "/api/v1/me"), ("POST", "/connect/installed"), ("GET", "/connect/admin")):
        answer = door.client.open(path, method=method, headers=[("Authorization", value.encode().decode("latin-1"))])

        assert answer.status_code == 401


def test_one_address_cannot_occupy_the_open_endpoints(database: Database, key_host: KeyHost, frontend: Path) -> None:
    door = Door(database, key_host, frontend, throttle=Throttle(per_second=0, burst=3))
    acme = door.installed()
    there = {"REMOTE_ADDR": "203.0.113.9"}

    answers = [door.client.post("/connect/installed", environ_overrides=there) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert answers[-1].headers["Retry-After"] == "5"
    assert door.client.get("/connect/admin", environ_overrides=there).status_code == 429
    assert door.open_page(acme).status_code == 403
    assert door.client.get("/health/live", environ_overrides=there).status_code == 200


def test_a_bucket_refills_and_old_callers_are_forgotten() -> None:
    seconds = [0.0]
    throttle = Throttle(per_second=1.0, burst=2, max_callers=2, timer=lambda: seconds[0])

    assert [throttle.take("a") for _ in range(3)] == [True, True, False]
    seconds[0] = 1.0
    assert [throttle.take("a"), throttle.take("a")] == [True, False]
    assert [throttle.take("b"), throttle.take("c"), throttle.take("a")] == [True, True, True]


def test_a_view_carries_one_guard_only() -> None:
    def view() -> None:
        """Nothing."""

    with pytest.raises(TypeError, match="already carries a guard"):
        requires_admin(public(view))


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound("task"), 404, "not_found"),
        (Invalid(FieldError("/name", "Give it a name.")), 422, "invalid"),
        (Conflict("run_active", "A run is active.", run_id=7), 409, "run_active"),
        (Forbidden("not_admin", "No."), 403, "not_admin"),
        (Unavailable("atlassian_down", "Later."), 503, "atlassian_down"),
    ],
)
def test_a_refusal_of_a_use_case_becomes_a_problem(error: Exception, status: int, code: str) -> None:
    answer = ask(raising(error))

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert (answer.json["status"], answer.json["code"], answer.json["type"]) == (status, code, "about:blank")


def test_a_problem_names_the_fields_and_facts() -> None:
    invalid = ask(raising(Invalid(mistake("/a/0", "too_long", most=9), FieldError("", "Odd."))))
    conflict = ask(raising(Conflict("run_active", "A run is active.", run_id=7, status="no")))

    assert invalid.json["errors"] == [
        {"pointer": "/a/0", "detail": "Use at most 9 characters.", "code": "too_long", "values": {"most": 9}},
        {"pointer": "", "detail": "Odd.", "code": "invalid", "values": {}},
    ]
    assert (conflict.json["run_id"], conflict.json["status"]) == (7, 409)


def test_what_breaks_inside_stays_inside() -> None:
    answer = ask(raising(RuntimeError("password=hunter2")))

    assert answer.json["code"] == "internal_error"
    assert "hunter2" not in answer.text


def test_an_answer_that_a_library_gives_is_kept() -> None:
    def view() -> Any:
        from flask import abort

        abort(problem_response(422, "invalid", "Unprocessable Content", "Said already."))

    answer = ask(view)

    assert (answer.status_code, answer.json["detail"]) == (422, "Said already.")


def raising(error: Exception) -> Callable[[], Any]:
    def view() -> Any:
        raise error

    return view


def ask(view: Callable[[], Any]) -> Any:
    app = Flask("problems", static_folder=None)
    register_problem_handlers(app)
    app.add_url_rule("/", "view", view)
    return app.test_client().get("/")


def test_one_tenant_cannot_take_all_of_the_api(database: Database, key_host: KeyHost, frontend: Path) -> None:
    door = Door(database, key_host, frontend, tenant_throttle=Throttle(per_second=0, burst=5))
    acme, globex, forge = door.set_up("acme"), door.set_up("globex", admin="admin-2"), new_forge_site()

    statuses = [door.read(acme).status_code for _ in range(7)]

    assert statuses == [200] * 5 + [429] * 2
    assert door.read(globex, "admin-2").status_code == 200
    assert [door.page_call(forge, path="/api/v1/me").status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_flood_of_false_events_is_slowed_down_and_true_ones_are_not(
    database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = Door(database, key_host, frontend, refused_throttle=Throttle(per_second=0, burst=3))
    site = new_forge_site()

    false = [door.forge_event("tick", "x.y.z").status_code for _ in range(5)]

    assert false == [401] * 3 + [429] * 2
    assert [door.tell_event("tick", site).status_code for _ in range(5)] == [204] * 5


@pytest.mark.parametrize(
    ("proxies", "forwarded", "statuses"),
    [
        (0, ["198.51.100.1", "198.51.100.2"], [401, 429]),
        (1, ["198.51.100.1", "198.51.100.2"], [401, 401]),
        (1, ["1.1.1.1, 198.51.100.1", "2.2.2.2, 198.51.100.1"], [401, 429]),
        (2, ["198.51.100.1, 10.0.0.1", "198.51.100.2, 10.0.0.1"], [401, 401]),
    ],
)
def test_the_caller_is_known_by_the_address_that_a_trusted_proxy_tells(
    proxies: int, forwarded: list[str], statuses: list[int], database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = Door(database, key_host, frontend, throttle=Throttle(per_second=0, burst=1), trusted_proxies=proxies)

    answers = [
        door.client.post("/connect/installed", headers={"X-Forwarded-For": told, "X-Forwarded-Proto": "https"})
        for told in forwarded
    ]

    assert [answer.status_code for answer in answers] == statuses


@pytest.mark.parametrize("scheme", ["JWT", "Bearer"])
def test_refused_tokens_are_limited_at_the_doors_of_the_api_and_right_ones_are_not(
    scheme: str, database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = Door(database, key_host, frontend, refused_throttle=Throttle(per_second=0, burst=5))
    site = door.set_up("acme")
    forged = Site(site.client_key, "x" * 48, site.base_url).context_token(door.now)
    refused = [
        door.client.get("/api/v1/things", headers={"Authorization": f"{scheme} {forged}"}).status_code for _ in range(8)
    ]

    assert refused == [401] * 5 + [429] * 3
    assert door.read(site).status_code == 200
    assert door.client.get("/api/v1/things").status_code == 429
