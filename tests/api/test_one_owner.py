"""One organization, one owner: a second installation is refused, and takes over only when an admin says so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.models import Installation, OrganizationCredential, Task, Tenant
from app.services.tenancy.tenants import secret_place
from local.web import find_free_port
from tests.api.doors import paste, second_site
from tests.api.doors import tenant_of as place_of
from tests.api.ground import Caller, Office, in_days, pointers, serve
from tests.api.stories import draft, ordinary, people, save_filter

WEEKLY = {"mode": "weekly", "weekdays": ["monday"], "hour": 5}


@contextmanager
def installing(office: Office) -> Iterator[Any]:
    """Installs the app once more on a site of an organization; gives its admin as a caller."""
    port = find_free_port()
    with serve(office.app, port) as url:

        def install(site: str | None = None, *, of: str | None = None) -> Caller:
            options = {"org_id": of or office.acme.org_id} | ({"site": site} if site else {})
            installation = office.sandbox.install(url, **options)
            return Caller(installation["client_key"], office.acme.admin.account_id)

        yield install


def tenant_of(office: Office, caller: Caller) -> int:
    return place_of(office, caller.client_key)


def test_before_a_key_nobody_gets_more_than_the_offer_to_prove_it(office: Office) -> None:
    with installing(office) as install:
        admin = install(second_site(office))
    anybody = Caller(admin.client_key, office.acme.stranger.account_id)

    for caller in (anybody, admin):
        problem = office.refuse(403, "GET", "/me", as_=caller)
        assert (problem["code"], problem["setup"]) == ("needs_proof", "needs_key")
        assert office.refuse(403, "GET", "/settings", as_=caller)
    refused = office.refuse(422, "PUT", "/organization", paste(office), as_=anybody)

    assert refused["code"] == "not_org_admin"


def test_a_second_installation_is_told_who_acts_and_stores_nothing(office: Office) -> None:
    with installing(office) as install:
        admin = install(second_site(office))

    problem = office.refuse(409, "PUT", "/organization", paste(office), as_=admin)

    first = office.sandbox.call("GET", "/installations")["installations"][0]
    assert problem["code"] == "organization_held"
    assert (problem["site"], problem["door"]) == (first["site_url"], "connect")
    assert office.acme.admin.account_id not in str(problem)
    with office.database.system_session() as session:
        held = sa.select(OrganizationCredential.tenant_id).where(OrganizationCredential.org_id == office.acme.org_id)
        assert session.scalars(held).all() == [office.acme.tenant_id]


def test_a_key_of_an_organization_without_this_site_is_refused(office: Office) -> None:
    """Its admin may own it; the site is somebody else's. Says nothing of anybody, also not that it is connected."""
    with installing(office) as install:
        visitor = install("elsewhere")

    for method, path in (("PUT", "/organization"), ("POST", "/organization/take-over")):
        problem = office.refuse(422, method, path, paste(office), as_=visitor)
        assert (problem["code"], pointers(problem)) == ("site_elsewhere", ["/org_id"])
        assert office.globex.org_id not in str(problem)
    assert tenant_of(office, visitor) not in {office.acme.tenant_id, office.globex.tenant_id}


def test_taking_over_moves_everything_and_puts_the_other_to_rest(office: Office) -> None:
    saved = save_filter(office, "One", people(ordinary(office.acme)[0]))
    body = draft(saved["id"], schedule=WEEKLY, is_schedule_active=True)
    task = office.ask("POST", "/tasks", body)
    office.ask("POST", "/protected", {"kind": "domain", "value": "acme.example", "reason": "ours"})
    office.ask("PATCH", "/settings", {"inactivity_days": 77})
    channels = office.ask("GET", "/channels")
    with installing(office) as install:
        newcomer = install(second_site(office))
    owner, resting = office.acme.tenant_id, tenant_of(office, newcomer)

    answer = office.ask("POST", "/organization/take-over", paste(office), as_=newcomer)

    assert answer["org_id"] == office.acme.org_id
    assert (tenant_of(office, newcomer), tenant_of(office, office.acme.admin)) == (owner, resting)
    [moved] = office.ask("GET", "/tasks", as_=newcomer)["items"]
    assert (moved["id"], moved["next_run_at"]) == (task["id"], task["next_run_at"])
    assert office.ask("GET", "/settings", as_=newcomer)["inactivity_days"] == 77
    assert [one["value"] for one in office.ask("GET", "/protected", as_=newcomer)["items"]] == ["acme.example"]
    assert office.ask("GET", "/channels", as_=newcomer) == channels
    entry = next(
        e for e in office.ask("GET", "/audit", as_=newcomer)["items"] if e["event"] == "organization.taken_over"
    )
    assert entry["by"]["account_id"] == newcomer.account_id

    rest = office.refuse(403, "GET", "/me")
    shown = office.sandbox.call("GET", "/installations")["installations"]
    [site] = [one["site_url"] for one in shown if one["client_key"] == newcomer.client_key]
    assert (rest["code"], rest["moved_to"], bool(rest["moved_at"])) == ("needs_proof", site, True)
    assert office.refuse(403, "POST", f"/tasks/{task['id']}/runs", {})
    with office.database.system_session() as session:
        assert session.scalars(sa.select(Task.id).where(Task.tenant_id == resting)).all() == []
        assert session.get_one(Tenant, resting).next_daily_sync_at is None


def test_secrets_move_to_their_new_places(office: Office) -> None:
    with installing(office) as install:
        newcomer = install(second_site(office))
    office.ask("POST", "/organization/take-over", paste(office), as_=newcomer)

    keyring = office.acme.desk.context.keyring
    with office.database.system_session() as session:
        for row in session.scalars(sa.select(Installation).where(Installation.encrypted_shared_secret.is_not(None))):
            assert keyring.decrypt(str(row.encrypted_shared_secret), secret_place(row.tenant_id))
    office.acme.desk.sync()


def test_the_other_one_can_take_it_back(office: Office) -> None:
    with installing(office) as install:
        newcomer = install(second_site(office))
    office.ask("POST", "/organization/take-over", paste(office), as_=newcomer)
    assert office.refuse(409, "PUT", "/organization", paste(office))["code"] == "organization_held"

    office.ask("POST", "/organization/take-over", paste(office))

    assert tenant_of(office, office.acme.admin) == office.acme.tenant_id
    assert office.ask("GET", "/me")["setup"] == "ready"
    assert "moved_to" in office.refuse(403, "GET", "/me", as_=newcomer)


def test_only_an_admin_of_the_organization_takes_over(office: Office) -> None:
    with installing(office) as install:
        newcomer = install(second_site(office))
    for person in (office.acme.stranger, office.acme.product_admin):
        caller = Caller(newcomer.client_key, person.account_id)
        assert (
            office.refuse(422, "POST", "/organization/take-over", paste(office), as_=caller)["code"] == "not_org_admin"
        )
    assert tenant_of(office, office.acme.admin) == office.acme.tenant_id
    assert office.refuse(404, "POST", "/organization/take-over", paste(office))


def test_of_two_that_connect_at_once_one_holds_the_organization(office: Office) -> None:
    fresh = office.sandbox.call("POST", "/organizations", {"name": "Initech", "users": 60, "number": 9})
    admin = next(user for user in office.sandbox.users(fresh["org_id"], limit="1000") if user["is_org_admin"])
    with installing(office) as install:
        names = [site["name"] for site in fresh["sites"]][:2]
        callers = [Caller(install(name, of=fresh["org_id"]).client_key, admin["account_id"]) for name in names]
    body = {"org_id": fresh["org_id"], "api_key": fresh["api_key"], "expires_on": in_days(30)}
    tokens = [office.sign(caller) for caller in callers]
    statuses: list[int] = []

    def connect(headers: dict[str, str]) -> None:
        with office.app.test_client() as client:
            statuses.append(client.put("/api/v1/organization", json=body, headers=headers).status_code)

    threads = [threading.Thread(target=connect, args=(headers,)) for headers in tokens for _try in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with office.database.system_session() as session:
        holders = sa.select(OrganizationCredential.tenant_id).where(OrganizationCredential.org_id == fresh["org_id"])
        assert len(session.scalars(holders).all()) == 1
    assert set(statuses) <= {200, 409}
    assert {200, 409} <= set(statuses)
