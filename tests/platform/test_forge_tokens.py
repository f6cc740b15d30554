"""Invocation tokens at the door: what is accepted, and each refusal by name (platform contract 4.3; F1-F15, F20)."""

import json
from pathlib import Path
from typing import Any

import jwt
import pytest
import sqlalchemy as sa

from app.db import Database
from app.models.tenants import Installation
from app.platform.authentication.invocation_tokens import PAGE_MODULES
from descriptor.description import FORGE_PAGES
from tests.platform.door import Door, refusal_code
from tests.platform.forge import APP_ID, FORGE, ForgeSite, new_forge_site
from tests.platform.host import Site
from tests.platform.invocation_attacks import ATTACKS, PAGE_ATTACKS, changed, times
from tests.platform.keyhost import KeyHost
from tests.platform.logged import captured_logs

ENDED = {"active": False}


@pytest.fixture
def site() -> ForgeSite:
    return new_forge_site()


def test_f1_a_page_call_is_let_in_as_the_person_that_the_token_names(door: Door, site: ForgeSite) -> None:
    answer = door.page_call(site, "712020:ab-cd|e", path="/api/v1/me")

    assert answer.status_code == 200
    assert answer.json == {
        "tenant_id": door.forge_tenant(site),
        "account_id": "712020:ab-cd|e",
        "surface": "forge",
        "is_licensed": None,
    }


@pytest.mark.parametrize("what", ["lifecycle", "uninstall", "tick"])
def test_f1_events_are_answered_with_204(what: str, door: Door, site: ForgeSite) -> None:
    assert door.tell_event(what, site).status_code == 204


def test_f1_times_within_the_skew_and_a_missing_half_of_the_installation_are_accepted(
    door: Door, site: ForgeSite
) -> None:
    for make in (
        times(iat=9, nbf=9, exp=34),
        times(iat=-34, nbf=-34, exp=-9),
        changed(app={"installationId": None}),
        changed(app={"installation": None}),
        changed(app={"appVersion": None, "license": "free"}),
        changed(context=None),
        changed(aud=[APP_ID]),
        times(iat=0, nbf=0, exp=25),
        times(iat=0, nbf=0, exp=300),
        times(iat=0, nbf=0, exp=3600),
    ):
        assert door.forge_call(make(door, site, True), path="/api/v1/me").status_code == 200


@pytest.mark.parametrize("name", ATTACKS)
def test_the_event_door_refuses(name: str, door: Door, site: ForgeSite) -> None:
    answer = door.forge_event("lifecycle", ATTACKS[name](door, site, False), site.event_body())

    assert (answer.status_code, refusal_code(answer)) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert door.forge_tenant(site) is None


@pytest.mark.parametrize("name", [*ATTACKS, *PAGE_ATTACKS])
def test_the_api_refuses(name: str, door: Door, site: ForgeSite) -> None:
    answer = door.forge_call((ATTACKS | PAGE_ATTACKS)[name](door, site, True), path="/api/v1/me")

    assert (answer.status_code, refusal_code(answer)) == (401, "unauthorized")
    assert door.forge_tenant(site) is None


def test_every_refusal_reads_the_same(door: Door, site: ForgeSite) -> None:
    texts = {door.forge_call(make(door, site, True)).text for make in ATTACKS.values()}

    assert len(texts) == 1


def test_f10_an_environment_that_is_not_allowed_is_refused(
    database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = Door(database, key_host, frontend, forge_environments=("PRODUCTION",))

    statuses = {
        name: door.page_call(new_forge_site(name), path="/api/v1/me").status_code
        for name in ("DEVELOPMENT", "STAGING", "PRODUCTION")
    }

    assert statuses == {"DEVELOPMENT": 401, "STAGING": 401, "PRODUCTION": 200}


@pytest.mark.parametrize(
    ("environment", "told", "status"),
    [
        ("PRODUCTION", {"active": True}, 200),
        ("PRODUCTION", {"active": False}, 403),
        ("PRODUCTION", {"isActive": True}, 200),
        ("PRODUCTION", {"isActive": False}, 403),
        ("PRODUCTION", {"active": True, "isActive": False}, 200),
        ("PRODUCTION", {"active": False, "isActive": True}, 403),
        ("PRODUCTION", {"active": "yes"}, 200),
        ("PRODUCTION", {"active": None, "isActive": False}, 200),
        ("PRODUCTION", {"type": "commercial"}, 200),
        ("PRODUCTION", "free", 200),
        ("PRODUCTION", None, 200),
        ("STAGING", {"active": False}, 200),
        ("DEVELOPMENT", {"active": False}, 200),
    ],
)
def test_f12_f22_to_f25_a_clear_no_is_refused_in_production_alone(
    environment: str, told: Any, status: int, door: Door
) -> None:
    answer = door.page_call(new_forge_site(environment, license=told), path="/api/v1/me")

    assert answer.status_code == status
    if status == 403:
        assert refusal_code(answer) == "no_license"


def test_f12_a_deployment_that_sells_nothing_asks_for_no_licence(
    database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = Door(database, key_host, frontend, forge_licensing="off")

    assert door.page_call(new_forge_site("PRODUCTION", license=ENDED), path="/api/v1/me").status_code == 200


def test_f12_a_deployment_that_sells_refuses_an_installation_without_a_licence(
    database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = Door(database, key_host, frontend, forge_licensing="required")
    answers = {
        name: door.page_call(new_forge_site("PRODUCTION", license=told), path="/api/v1/me").status_code
        for name, told in {"none": None, "paid": {"active": True}, "odd": {"paid": True}}.items()
    }

    assert answers == {"none": 403, "paid": 200, "odd": 200}


def test_f13_somebody_who_is_not_logged_in_is_told_so_and_not_with_401(door: Door, site: ForgeSite) -> None:
    answer = door.page_call(site, None)

    assert (answer.status_code, refusal_code(answer)) == (403, "nobody_logged_in")
    assert door.forge_tenant(site) is None


def test_f14_each_kind_of_token_opens_its_own_door_alone(door: Door, site: ForgeSite) -> None:
    page, event = FORGE.sign(site.page_claims(door.now)), FORGE.sign(site.event_claims(door.now))

    assert door.forge_call(event, path="/api/v1/me").status_code == 401
    assert [door.forge_event(what, page).status_code for what in ("lifecycle", "uninstall", "tick")] == [401] * 3


@pytest.mark.parametrize("context", [None, {}, {"cloudId": "as told", "moduleKey": "rollcall-heartbeat"}, "text", [1]])
@pytest.mark.parametrize("is_null", [False, True])
def test_f27_an_event_may_have_any_context(context: Any, is_null: bool, door: Door, site: ForgeSite) -> None:
    told = context | {"cloudId": site.cloud_id} if isinstance(context, dict) and context else context
    claims = site.event_claims(door.now) | {"context": told} | ({"principal": None} if is_null else {})
    token = jwt.encode(claims, FORGE.key, algorithm="RS256", headers={"kid": FORGE.kid})

    assert [door.forge_event(what, token).status_code for what in ("lifecycle", "uninstall", "tick")] == [204] * 3


@pytest.mark.parametrize("page", ["jira:adminPage", "jira:globalPage"])
@pytest.mark.parametrize("place", ["module", "extension"])
@pytest.mark.parametrize("account", [None, "admin-1"])
def test_f27_a_call_of_a_page_opens_no_event_door(
    page: str, place: str, account: str | None, door: Door, site: ForgeSite
) -> None:
    module = {"module": {"type": page, "key": "x"}} if place == "module" else {}
    context = {"extension": {"type": page}} if place == "extension" else None
    token = FORGE.sign(site.event_claims(door.now, app=module, context=context, principal=account))

    assert [door.forge_event(what, token).status_code for what in ("lifecycle", "uninstall", "tick")] == [401] * 3
    assert door.forge_tenant(site) is None


def test_f27_every_page_of_the_manifest_is_known_as_one() -> None:
    assert {page.kind for page in FORGE_PAGES} == PAGE_MODULES


def test_f30_a_slash_at_the_end_of_the_base_is_the_same_site(door: Door, site: ForgeSite) -> None:
    base = f"https://api.atlassian.com/ex/jira/{site.cloud_id}"
    told = [door.page_call(site, path="/api/v1/me", app={"apiBaseUrl": one}).json for one in (base, base + "/")]

    assert told[0] == told[1]
    with door.database.system_session() as session:
        assert (
            session.scalar(sa.select(Installation.cloud_id).where(Installation.client_key == site.ari)) == site.cloud_id
        )


def test_a_refused_token_is_logged_by_the_names_of_its_claims(door: Door, site: ForgeSite) -> None:
    with captured_logs() as printed:
        door.page_call(site, exp=int(door.now) + 9999, secret_of="the value")
    [line] = [json.loads(one) for one in printed.getvalue().splitlines() if "request_refused" in one]

    assert "9999 s" in line["reason"]
    assert {"secret_of", "app.installationId", "context.cloudId", "principal"} <= set(line["claims"])
    assert "the value" not in str(line)
    assert site.installation_id not in str(line)


def test_f15_a_token_of_20_kb_is_accepted(door: Door, site: ForgeSite) -> None:
    context = site.page_claims(door.now)["context"] | {"extension": {"type": "x", "more": "y" * 15_000}}

    assert door.page_call(site, context=context, path="/api/v1/me").status_code == 200


def test_f19_what_we_refuse_ourselves_is_never_401(door: Door, site: ForgeSite) -> None:
    before = door.page_call(site)
    door.set_up_forge(site)
    answers = [
        before,
        door.page_call(site, "somebody"),
        door.page_call(site, path="/api/v1/nothing"),
        door.page_call(site, path="/api/v1/things", method="DELETE"),
        door.tell_event("lifecycle", site, body=["x"]),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 404, 405, 422]
    assert refusal_code(before) == "setup_required"


def test_f20_exactly_one_bearer_token_in_the_header(door: Door, site: ForgeSite, acme: Site) -> None:
    good = FORGE.sign(site.page_claims(door.now))
    refused = [
        {},
        {"Authorization": good},
        {"Authorization": f"JWT {good}"},
        {"Authorization": f"Basic {good}"},
        {"Authorization": f"Bearer {good},Bearer {good}"},
        {"Authorization": f"Bearer {good} {good}"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {acme.context_token(door.now)}"},
        {"Cookie": f"token={good}"},
        {"X-Forge-Authorization": f"Bearer {good}"},
    ]
    statuses = [door.client.get("/api/v1/me", headers=headers).status_code for headers in refused]
    in_query = door.client.get(f"/api/v1/me?jwt={good}", headers={"Authorization": f"Bearer {good}"})

    assert statuses == [401] * len(refused)
    assert in_query.status_code == 401
    for scheme in ("Bearer", "bearer", "BEARER "):
        assert door.client.get("/api/v1/me", headers={"Authorization": f"{scheme} {good}"}).status_code == 200


def test_without_an_app_id_the_forge_door_is_closed(database: Database, key_host: KeyHost, frontend: Path) -> None:
    door, site = Door(database, key_host, frontend, forge_app_id=None), new_forge_site()

    assert door.page_call(site, path="/api/v1/me").status_code == 401
    assert door.tell_event("lifecycle", site).status_code == 401
    assert key_host.fetches["jwks.json"] == 0


def test_a_repeated_token_reads_again_while_it_lives(door: Door, site: ForgeSite) -> None:
    token = FORGE.sign(site.page_claims(door.now))
    first = [door.forge_call(token, path="/api/v1/me").status_code for _ in range(2)]
    door.clock.pass_time(seconds=36)

    assert first == [200, 200]
    assert door.forge_call(token, path="/api/v1/me").status_code == 401
