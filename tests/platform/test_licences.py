"""The licence that a host tells under a valid signature: without one the API is closed, schedules rest (J12, F12)."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.domain.automation.schedules import WEEKDAYS
from app.domain.engine import reasons
from app.domain.engine.reasons import explain_reason
from app.models import AuditEntry, Task, Tenant
from app.services.automation.filters import create_filter
from app.services.automation.tasks import TaskDraft, create_task, get_task
from tests.platform.door import Door, refusal_code
from tests.platform.forge import ForgeSite, new_forge_site
from tests.platform.host import Site
from tests.platform.keyhost import KeyHost
from tests.platform.logged import captured_logs

EVERY_DAY = {"mode": "weekly", "weekdays": [*WEEKDAYS], "hour": 4}
LICENSED, ENDED = {"active": True}, {"active": False}


def add_task(door: Door, tenant_id: int) -> int:
    """A scheduled task of the tenant."""
    with door.database.tenant_session(tenant_id) as session:
        everybody = {"version": 1, "root": {"op": "and", "of": []}}
        filter_id = create_filter(session, tenant_id, "All", everybody, by="admin-1").id
        draft = TaskDraft(
            name="Clean", filter_id=filter_id, actions=({"type": "suspend_user"},), schedule=EVERY_DAY,
            is_schedule_active=True, is_confirmed=True,
        )  # fmt: skip
        return create_task(session, tenant_id, draft, by="admin-1", now=door.clock()).id


def next_run(door: Door, tenant_id: int, task_id: int) -> tuple[bool, str | None]:
    """Whether the task has a next run, and why not; the stored moment agrees with what is shown."""
    with door.database.tenant_session(tenant_id) as session:
        view = get_task(session, tenant_id, task_id, door.clock())
        stored = session.get_one(Task, (tenant_id, task_id)).next_run_at
    assert view.next_run_at == stored
    return stored is not None, view.no_next_run_reason


def list_events(door: Door, tenant_id: int) -> list[str]:
    with door.database.tenant_session(tenant_id) as session:
        query = sa.select(AuditEntry.event).where(AuditEntry.event.startswith("licence.")).order_by(AuditEntry.id)
        return list(session.scalars(query))


def are_confirmed(door: Door, tenant_id: int) -> bool:
    with door.database.tenant_session(tenant_id) as session:
        return session.get_one(Tenant, tenant_id).are_schedules_confirmed


@pytest.mark.parametrize(
    ("query", "status"),
    [("lic=active", 200), ("lic=none", 403), ("lic=", 403), ("lic=active&lic=none", 403), ("a=1", 200)],
)
def test_j12_the_licence_is_what_the_host_signed(query: str, status: int, door: Door, acme: Site) -> None:
    assert door.open_page(acme, query=query).status_code == 200

    answer = door.call("GET", "/api/v1/me", acme.context_token(door.now))

    assert answer.status_code == status
    if status == 403:
        assert refusal_code(answer) == "no_license"


def test_j12_an_unsigned_licence_changes_nothing(door: Door, acme: Site) -> None:
    door.open_page(acme, query="lic=none")
    token = acme.page_token(door.now, "/connect/admin?lic=none")

    assert door.get(f"/connect/admin?lic=active&jwt={token}").status_code == 401
    assert door.call("GET", "/api/v1/me?lic=active", acme.context_token(door.now)).status_code == 403


def test_schedules_of_connect_rest_without_a_licence_and_say_why(door: Door) -> None:
    acme = door.set_up()
    tenant_id = door.tenant_of(acme)
    task_id = add_task(door, tenant_id)
    assert next_run(door, tenant_id, task_id) == (True, None)

    door.open_page(acme, query="lic=none")
    assert next_run(door, tenant_id, task_id) == (False, explain_reason(reasons.NO_LICENSE))
    assert refusal_code(door.read(acme)) == "no_license"

    door.open_page(acme, query="lic=active")
    assert next_run(door, tenant_id, task_id) == (True, None)
    assert door.read(acme).status_code == 200
    assert list_events(door, tenant_id) == ["licence.ended", "licence.renewed"]


def test_after_days_without_a_licence_schedules_wait_for_an_admin(door: Door) -> None:
    acme = door.set_up()
    tenant_id = door.tenant_of(acme)
    task_id = add_task(door, tenant_id)
    door.open_page(acme, query="lic=none")

    door.clock.pass_time(days=3)
    door.open_page(acme, query="lic=active")

    assert next_run(door, tenant_id, task_id) == (False, explain_reason(reasons.NOT_CONFIRMED))
    assert not are_confirmed(door, tenant_id)


def test_f12_the_heartbeat_stops_schedules_when_the_licence_ends(door: Door) -> None:
    site = new_forge_site("PRODUCTION", license=LICENSED)
    tenant_id = door.set_up_forge(site)
    task_id = add_task(door, tenant_id)

    assert beat(door, site, ENDED) == (False, explain_reason(reasons.NO_LICENSE))
    assert refusal_code(door.page_call(ended(site))) == "no_license"
    assert beat(door, site, LICENSED) == (True, None)
    assert next_run(door, tenant_id, task_id) == (True, None)


@pytest.mark.parametrize(
    ("told", "is_scheduled"),
    [
        ({"active": True}, True),
        ({"isActive": True}, True),
        ({"active": True, "isActive": False}, True),
        ({"active": False, "isActive": True}, False),
        ({"isActive": False}, False),
        ({"active": 1}, True),
        ({"active": "false"}, True),
        ({"type": "commercial"}, True),
        (None, True),
    ],
)
def test_f26_the_heartbeat_stops_schedules_on_a_clear_no_alone(
    told: dict[str, Any] | None, is_scheduled: bool, door: Door
) -> None:
    site = new_forge_site("PRODUCTION", license=LICENSED)
    door.set_up_forge(site)

    assert beat(door, site, told, is_new=True)[0] is is_scheduled


def test_a_heartbeat_that_tells_no_licence_neither_ends_it_nor_brings_it_back(
    database: Database, key_host: KeyHost, frontend: Path
) -> None:
    """That events tell it is promised nowhere; also where one is required, only a page without one is refused."""
    for how in ("told", "required"):
        door = Door(database, key_host, frontend, forge_licensing=how)
        site = new_forge_site("PRODUCTION", license=LICENSED)
        door.set_up_forge(site)
        tenant_id = door.forge_tenant(site)
        assert tenant_id is not None
        task_id = add_task(door, tenant_id)

        def tick(app: dict[str, Any], door: Door = door, site: ForgeSite = site) -> None:
            door.clock.now += timedelta(hours=1)
            assert door.tell_event("tick", site, app=app).status_code == 204

        tick({"license": None})
        assert next_run(door, tenant_id, task_id) == (True, None)
        tick({"license": ENDED})
        assert next_run(door, tenant_id, task_id) == (False, explain_reason(reasons.NO_LICENSE))
        tick({"license": None})
        assert next_run(door, tenant_id, task_id) == (False, explain_reason(reasons.NO_LICENSE))
        tick({"license": LICENSED})
        assert next_run(door, tenant_id, task_id) == (True, None)
        untold = ForgeSite(site.installation_id, site.cloud_id, site.environment, license=None)
        assert door.page_call(untold).status_code == (403 if how == "required" else 200)


@pytest.mark.parametrize(
    "odd",
    [
        {"paid": "yes"},
        {"active": "no"},
        {"active": 1},
        {"active": 0},
        {"active": None, "isActive": False},
        {"isActive": []},
    ],
    ids=str,
)
def test_f25_a_licence_that_is_not_understood_changes_nothing_and_is_told_loudly(
    door: Door, odd: dict[str, Any]
) -> None:
    site = new_forge_site("PRODUCTION", license=LICENSED)
    door.set_up_forge(site)
    beat(door, site, ENDED, is_new=True)
    with captured_logs() as printed:
        assert beat(door, site, odd) == (False, explain_reason(reasons.NO_LICENSE))
    [line] = [json.loads(one) for one in printed.getvalue().splitlines() if "license_not_understood" in one]

    assert line["level"] == "error"
    assert beat(door, site, LICENSED) == (True, None)
    assert beat(door, site, odd) == (True, None)


@pytest.mark.parametrize("environment", ["DEVELOPMENT", "STAGING"])
def test_f12_no_licence_is_needed_outside_production(environment: str, door: Door) -> None:
    site = new_forge_site(environment, license=ENDED)
    door.set_up_forge(site)

    assert beat(door, site, ENDED, is_new=True) == (True, None)


def test_deployments_that_sell_nothing_close_nothing(database: Database, key_host: KeyHost, frontend: Path) -> None:
    door = Door(
        database, key_host, frontend, is_connect_license_required=False, forge_licensing="off"
    )  # fmt: skip
    acme = door.set_up()
    task_id = add_task(door, door.tenant_of(acme))
    door.open_page(acme, query="lic=none")

    assert door.read(acme).status_code == 200
    assert next_run(door, door.tenant_of(acme), task_id) == (True, None)


def beat(door: Door, site: ForgeSite, told: dict[str, Any] | None, *, is_new: bool = False) -> tuple[bool, str | None]:
    """One heartbeat with that licence; what the only task of the tenant shows afterwards."""
    tenant_id = door.forge_tenant(site)
    assert tenant_id is not None
    if is_new:
        add_task(door, tenant_id)
    door.clock.now += timedelta(hours=1)
    assert door.tell_event("tick", site, app={"license": told}).status_code == 204
    with door.database.tenant_session(tenant_id) as session:
        task_id = session.scalars(sa.select(Task.id)).one()
    return next_run(door, tenant_id, task_id)


def ended(site: ForgeSite) -> ForgeSite:
    """The same installation, its licence ended."""
    return ForgeSite(site.installation_id, site.cloud_id, site.environment, license=ENDED)
