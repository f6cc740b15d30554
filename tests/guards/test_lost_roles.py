"""Who is no admin any more: changes and exports end within seconds, reading within a minute (product chapter 2)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from app.platform.guards import Guard
from app.services.tenancy.access import CHANGE_MAX_AGE_SECONDS, MAX_AGE_SECONDS
from local.stores import Stores
from tests.api.ground import Caller, Office, open_office, read_problem
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient
from tests.guards.routes import CHANGES, call, list_api, look

IDS: dict[str, Any] = defaultdict(lambda: 1)
"""Whatever it is about: the person is judged first."""


@pytest.fixture
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    with open_office(databases, stores, sandbox_server) as office:
        yield office


def test_a_lost_role_closes_changes_and_exports_within_seconds_and_reading_within_a_minute(
    office: Office,
) -> None:
    person = office.acme.colleague
    routes = [route for route in list_api(office) if route.guard in CHANGES | {Guard.EXPORT}]
    office.ask("GET", "/tasks", as_=person)
    change_org_admin(office, person, "user_role_revoked")
    before = look(office)

    office.advance(seconds=CHANGE_MAX_AGE_SECONDS + 1)
    office.ask("GET", "/tasks", as_=person)
    for route in routes:
        problem = read_problem(call(office, route, IDS, person), 403)
        assert problem["code"] == "not_admin", route
    assert look(office) == before
    office.refuse(403, "GET", "/tasks", as_=person)

    change_org_admin(office, person, "user_role_granted")
    office.advance(seconds=MAX_AGE_SECONDS + 1)
    office.ask("GET", "/tasks", as_=person)
    change_org_admin(office, person, "user_role_revoked")
    office.advance(seconds=MAX_AGE_SECONDS + 1)
    office.refuse(403, "GET", "/tasks", as_=person)
    change_org_admin(office, person, "user_role_granted")
    office.advance(seconds=MAX_AGE_SECONDS + 1)


def change_org_admin(office: Office, person: Caller, effect: str) -> None:
    """Take the organization admin role away from somebody, or give it back, in Atlassian."""
    path = f"/organizations/{office.acme.org_id}"
    [role] = [
        {"resource_id": one["resource_id"], "role": one["role"]}
        for one in office.sandbox.call("GET", f"{path}/users/{person.account_id}")["roles"]
        if one["role"] == "atlassian/org-admin"
    ] or [{"resource_id": f"ari:cloud:platform::org/{office.acme.org_id}", "role": "atlassian/org-admin"}]
    effects = [[effect, {"account_id": person.account_id, **role}]]
    office.sandbox.call("POST", f"{path}/effects", {"effects": effects})
