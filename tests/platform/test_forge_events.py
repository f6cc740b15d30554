"""What Forge tells the app, in rows: one tenant for an installation, stopped at once, not brought back by what is late.

Platform contract 4.3 and 4.4; catalogue F16 to F18 and F21.
"""

import io
import json
import logging
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.logs import configure_logging
from app.models import AuditEntry, OrganizationCredential, SavedFilter, Task, Tenant
from tests.platform.door import Door, refusal_code
from tests.platform.forge import FORGE, ForgeSite, new_forge_site
from tests.platform.installations import read_installation
from tests.platform.invocation_attacks import ATTACKS, PAGE_ATTACKS
from tests.platform.logged import captured_logs

TOKEN = re.compile(r"eyJ[\w-]{10,}|[\w-]{20,}\.[\w-]{20,}\.[\w-]{10,}")


@pytest.fixture
def site() -> ForgeSite:
    return new_forge_site()


def list_audit(door: Door, tenant_id: int | None) -> list[tuple[str, str | None]]:
    with door.database.system_session() as session:
        query = sa.select(AuditEntry).where(AuditEntry.tenant_id == tenant_id).order_by(AuditEntry.id)
        return [(entry.event, entry.account_id) for entry in session.scalars(query)]


def add_task(door: Door, tenant_id: int) -> None:
    """A task that is due in an hour."""
    with door.database.tenant_session(tenant_id) as session:
        saved = SavedFilter(tenant_id=tenant_id, name="All", specification={}, created_by="a", updated_by="a")
        session.add(saved)
        session.flush()
        session.execute(
            sa.insert(Task).values(
                tenant_id=tenant_id, name="Clean", filter_id=saved.id, actions=[], created_by="a", updated_by="a",
                schedule={"mode": "weekly", "weekdays": ["friday"], "hour": 9}, time_zone="UTC",
                is_schedule_active=True, next_run_at=door.clock.now,
            )
        )  # fmt: skip


def next_runs(door: Door, tenant_id: int) -> list[Any]:
    with door.database.system_session() as session:
        return list(session.scalars(sa.select(Task.next_run_at).where(Task.tenant_id == tenant_id)))


def test_the_installed_event_makes_a_tenant_that_the_first_page_call_finds(door: Door, site: ForgeSite) -> None:
    door.tell_event("lifecycle", site, site.event_body())
    tenant_id = door.forge_tenant(site)
    door.page_call(site, path="/api/v1/me")

    kept = read_installation(door, site)
    assert (kept.tenant_id, kept.kind, kept.status) == (tenant_id, "forge", "active")
    assert (kept.cloud_id, kept.environment, kept.app_version) == (site.cloud_id, "DEVELOPMENT", "2.1.0")
    assert kept.base_url == "https://acme.atlassian.net"
    assert kept.encrypted_shared_secret is None
    assert list_audit(door, tenant_id) == [("app.installed", "557058:installer")]


def test_the_first_page_call_makes_the_tenant_when_the_event_is_late(door: Door, site: ForgeSite) -> None:
    told = door.page_call(site, path="/api/v1/me").json
    door.tell_event("lifecycle", site, site.event_body())

    assert told is not None
    assert told["tenant_id"] == door.forge_tenant(site)
    assert list_audit(door, told["tenant_id"]) == [("app.installed", None)]


def test_f16_an_event_that_is_retried_has_one_effect(door: Door, site: ForgeSite) -> None:
    statuses = [door.tell_event("lifecycle", site, site.event_body()).status_code for _ in range(5)]
    gone = [door.tell_event("uninstall", site).status_code for _ in range(5)]

    assert statuses + gone == [204] * 10
    assert [event for event, _by in list_audit(door, door.forge_tenant(site))] == ["app.installed", "app.uninstalled"]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_f32_an_event_that_comes_again_in_its_wrapping_is_the_same_event(
    count: int, door: Door, site: ForgeSite
) -> None:
    again = {"retryCount": count, "retryReason": "TIMEOUT_ERROR", "retryData": None}
    wrapped = {"payload": {**site.event_body(), "retryContext": again}}
    statuses = [door.tell_event("lifecycle", site, body).status_code for body in (wrapped, site.event_body(), wrapped)]

    assert statuses == [204] * 3
    assert list_audit(door, door.forge_tenant(site)) == [("app.installed", "557058:installer")]


def test_f32_a_wrapped_event_of_another_installation_is_refused(door: Door, site: ForgeSite) -> None:
    answer = door.tell_event("lifecycle", site, {"payload": site.event_body(id="somebody-else")})

    assert (answer.status_code, refusal_code(answer)) == (422, "invalid")
    assert door.forge_tenant(site) is None


@pytest.mark.parametrize("marks", [{"upgraderAccountId": "557058:a"}, {"permissions": {"scopes": []}}])
def test_f31_an_upgrade_makes_no_tenant_and_is_no_installation(
    marks: dict[str, Any], door: Door, site: ForgeSite
) -> None:
    assert door.tell_event("lifecycle", site, site.event_body(installerAccountId=None, **marks)).status_code == 204
    assert door.forge_tenant(site) is None


def test_an_event_that_is_not_understood_is_told_to_the_operator_by_its_names(door: Door, site: ForgeSite) -> None:
    with captured_logs() as printed:
        assert door.tell_event("lifecycle", site, {"news": "the value", "odd name!": 1}).status_code == 204
    [line] = [json.loads(one) for one in printed.getvalue().splitlines() if "not_understood" in one]

    assert (line["level"], line["members"]) == ("error", ["news"])
    assert "the value" not in printed.getvalue()


@pytest.mark.parametrize("body", [None, {}, {"context": {"cloudId": "x", "moduleKey": "y"}, "contextToken": "c-t"}])
def test_f33_pre_uninstall_ends_the_tenant_once_whatever_its_body(
    body: dict[str, Any] | None, door: Door, site: ForgeSite
) -> None:
    tenant_id = door.set_up_forge(site)
    with captured_logs() as printed:
        assert [door.tell_event("uninstall", site, body).status_code for _ in range(2)] == [204, 204]

    assert [event for event, _by in list_audit(door, tenant_id)].count("app.uninstalled") == 1
    assert "c-t" not in printed.getvalue()


def test_the_environment_of_a_page_is_kept_for_its_address(door: Door, site: ForgeSite) -> None:
    door.tell_event("tick", site)
    door.page_call(site, path="/api/v1/me")
    assert read_installation(door, site).environment_id == str(uuid.UUID(int=1))

    door.clock.pass_time(hours=2)
    door.page_call(site, path="/api/v1/me", app={"environment": {"type": "DEVELOPMENT", "id": "no/such ?id"}})
    assert read_installation(door, site).environment_id == str(uuid.UUID(int=1))


def test_a_reinstall_is_another_tenant(door: Door, site: ForgeSite) -> None:
    again = ForgeSite("00000000-aaaa-4000-8000-000000000001", site.cloud_id, site.environment)
    tenants = [door.page_call(one, path="/api/v1/me").json for one in (site, again)]

    assert tenants[0] is not None
    assert tenants[1] is not None
    assert tenants[0]["tenant_id"] != tenants[1]["tenant_id"]


def test_pre_uninstall_drops_the_key_and_stops_the_schedules_at_once(door: Door, site: ForgeSite) -> None:
    tenant_id = door.set_up_forge(site)
    add_task(door, tenant_id)
    assert door.page_call(site).status_code == 200

    assert door.tell_event("uninstall", site).status_code == 204

    assert next_runs(door, tenant_id) == [None]
    with door.database.system_session() as session:
        assert session.get(OrganizationCredential, tenant_id) is None
        tenant = session.get_one(Tenant, tenant_id)
        assert (tenant.status, tenant.uninstalled_at) == ("uninstalled", door.clock.now)


def test_f18_what_comes_after_the_uninstall_brings_nothing_back(door: Door, site: ForgeSite) -> None:
    door.set_up_forge(site)
    door.tell_event("uninstall", site)
    door.clock.pass_time(hours=2)
    answers = [
        door.tell_event("tick", site),
        door.tell_event("lifecycle", site, site.event_body()),
        door.tell_event("lifecycle", site, site.event_body(upgraderAccountId="557058:a")),
    ]
    called = door.page_call(site)

    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert (called.status_code, refusal_code(called)) == (403, "app_uninstalled")
    assert read_installation(door, site).status == "uninstalled"


def test_f18_a_stranger_that_is_upgraded_or_ticks_makes_no_tenant(door: Door, site: ForgeSite) -> None:
    for what, body in {
        "lifecycle": site.event_body(upgraderAccountId="557058:a"),
        "tick": {"moduleKey": "rollcall-heartbeat"},
        "uninstall": {},
    }.items():
        assert door.tell_event(what, site, body).status_code == 204
    assert door.tell_event("lifecycle", site, {"eventType": "avi:forge:exploded:app"}).status_code == 204

    assert door.forge_tenant(site) is None


def test_an_upgrade_is_written_down(door: Door, site: ForgeSite) -> None:
    door.page_call(site, path="/api/v1/me")
    body = site.event_body(upgraderAccountId="557058:a")
    door.tell_event("lifecycle", site, body, app={"appVersion": "3.0.0"})

    assert read_installation(door, site).app_version == "3.0.0"


@pytest.mark.parametrize("raw", [b"", b"x", b"[]", b'"x"', b"null", b"7", b"[" * 50_000, b"\xff{}"])
def test_f18_a_body_that_is_no_event_is_refused_with_its_reason(raw: bytes, door: Door, site: ForgeSite) -> None:
    token = FORGE.sign(site.event_claims(door.now))
    answer = door.client.post("/forge/lifecycle", data=raw, headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, refusal_code(answer)) == (422, "invalid")
    assert door.forge_tenant(site) is None


@pytest.mark.parametrize("told", ["another", 7, {}, []])
def test_f18_an_event_of_another_installation_names_the_field(told: Any, door: Door, site: ForgeSite) -> None:
    answer = door.tell_event("lifecycle", site, site.event_body(id=told))

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/id"
    assert door.forge_tenant(site) is None


def test_an_event_of_100_kb_is_too_large(door: Door, site: ForgeSite) -> None:
    assert door.tell_event("lifecycle", site, site.event_body(more="x" * 100_000)).status_code == 413


def test_the_heartbeat_is_a_sign_of_life(door: Door, site: ForgeSite) -> None:
    door.page_call(site, path="/api/v1/me")
    door.clock.pass_time(hours=5)
    door.tell_event("tick", site)

    assert read_installation(door, site).last_seen_at == door.clock.now


def test_the_rights_of_a_person_are_those_of_the_forge_tenant_alone(door: Door, site: ForgeSite) -> None:
    door.set_up_forge(site, admin="admin-1")
    other = new_forge_site()

    assert door.page_call(site).status_code == 200
    assert door.page_call(site, "admin-2").status_code == 403
    assert refusal_code(door.page_call(other)) == "setup_required"


def test_a_file_comes_in_json_through_forge_and_as_it_is_through_connect(door: Door, site: ForgeSite) -> None:
    door.set_up_forge(site)
    acme = door.set_up("acme")
    wrapped = door.page_call(site, path="/api/v1/file")
    plain = door.call("GET", "/api/v1/file", acme.context_token(door.now))

    assert wrapped.json == {"text": "Name\nZoë\n"}
    assert wrapped.headers["Rollcall-Content-Type"] == "text/csv; charset=utf-8"
    assert (plain.text, plain.content_type) == ("Name\nZoë\n", "text/csv; charset=utf-8")


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that the app logs at the finest level, as it would be printed."""
    root, printed = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    configure_logging("DEBUG")
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(printed)
    yield printed
    root.handlers[:] = handlers
    root.setLevel(level)


def test_f21_no_token_and_no_body_is_logged_or_answered(door: Door, site: ForgeSite, logged: io.StringIO) -> None:
    oauth = {"x-forge-oauth-system": "system-token-of-forge", "x-forge-oauth-user": "user-token-of-forge"}
    traced = {"x-b3-traceid": "a" * 32, "x-b3-spanid": "not a span"}
    replies = []
    for make in (ATTACKS | PAGE_ATTACKS).values():
        for is_page, path in ((True, "/api/v1/me"), (False, "/forge/lifecycle")):
            headers = {"Authorization": f"Bearer {make(door, site, is_page)}", **oauth, **traced}
            body = None if is_page else site.event_body(more="a-word-of-the-body")
            method = "GET" if is_page else "POST"
            replies.append(door.client.open(path, method=method, headers=headers, json=body).text)
    token = FORGE.sign(site.event_claims(door.now))
    headers = {"Authorization": f"Bearer {token}", **oauth, **traced}
    door.client.post("/forge/lifecycle", json=site.event_body(more="a-word-of-the-body"), headers=headers)

    logs = logged.getvalue()

    assert logs.count("request_refused") > 80
    assert f'"trace_id": "{"a" * 32}"' in logs
    assert "not a span" not in logs
    for text in (logs, *replies):
        assert not TOKEN.search(text)
        assert not any(secret in text for secret in (*oauth.values(), "a-word-of-the-body"))
