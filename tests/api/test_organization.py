"""Connecting the organization: what is refused and why, what is stored, and that the key is never seen again."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.atlassian_gateway import ProversThrottle
from app.domain.errors import Conflict
from app.logs import configure_logging
from app.models import AuditEntry, OrganizationCredential
from app.services.tenancy.organization import KeyProof, PastedKey, store_key
from tests.api.ground import Office, in_days, pointers
from tests.ground.desk import Desk


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged at the finest level, as it would be printed."""
    root, printed = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    configure_logging("DEBUG")
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(printed)
    yield printed
    root.handlers[:] = handlers
    root.setLevel(level)


def paste(office: Office, **changes: Any) -> dict[str, Any]:
    """What Acme's admin pastes."""
    return {"org_id": office.acme.org_id, "api_key": office.acme.api_key, "expires_on": in_days(30)} | changes


def make_key(desk: Desk, **changes: Any) -> str:
    """A further key of the desk's organization."""
    key = desk.sandbox.call("POST", f"/organizations/{desk.org_id}/keys", {"label": "Another"} | changes)
    return str(key["secret"])


def stored(office: Office) -> list[tuple[Any, ...]]:
    """Everything that is stored about keys, of both tenants."""
    with office.database.system_session() as session:
        credentials = sa.select(OrganizationCredential.__table__).order_by(OrganizationCredential.tenant_id)
        entries = sa.select(AuditEntry.id, AuditEntry.event).order_by(AuditEntry.id)
        return [tuple(row) for query in (credentials, entries) for row in session.execute(query)]


@pytest.mark.parametrize(
    ("mistake", "code", "pointer"),
    [
        ("mistyped", "wrong_key", "/api_key"),
        ("personal token", "user_token", "/api_key"),
        ("revoked", "wrong_key", "/api_key"),
        ("scoped", "scoped_key", "/api_key"),
        ("of another organization", "wrong_organization", "/org_id"),
        ("unknown organization", "wrong_organization", "/org_id"),
        ("expired", "expired_key", "/expires_on"),
        ("expires today", "expired_key", "/expires_on"),
        ("lives for years", "invalid", "/expires_on"),
        ("not an id", "invalid", "/org_id"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused_by_its_field(
    mistake: str, code: str, pointer: str, shared_office: Office
) -> None:
    office = shared_office
    before = stored(office)
    acme, today = office.acme, datetime.now(UTC).date()
    mistakes = {
        "mistyped": lambda: {"api_key": acme.api_key[:-1] + "?"},
        "personal token": lambda: {"api_key": "ATATT3xFfGF0" + "x" * 80},
        "revoked": lambda: {"api_key": revoke(acme.desk, make_key(acme.desk))},
        "scoped": lambda: {"api_key": make_key(acme.desk, scopes=["read:orgs:admin", "read:users:admin"])},
        "of another organization": lambda: {"org_id": office.globex.org_id},
        "unknown organization": lambda: {"org_id": "k1ak3ge6-0000-0000-j32k-29e67j46fe0h"},
        "expired": lambda: {"expires_on": "2020-01-01"},
        "expires today": lambda: {"expires_on": today.isoformat()},
        "lives for years": lambda: {"expires_on": (today + timedelta(days=800)).isoformat()},
        "not an id": lambda: {"org_id": "https://admin.atlassian.com/o/1"},
    }

    problem = office.refuse(422, "PUT", "/organization", paste(office, **mistakes[mistake]()))

    assert (problem["code"], pointers(problem)) == (code, [pointer])
    assert stored(office) == before


def revoke(desk: Desk, secret: str) -> str:
    [key] = [key for key in desk.sandbox.organization()["keys"] if key["secret"] == secret]
    desk.sandbox.call("PATCH", f"/organizations/{desk.org_id}/keys/{key['key_id']}", {"state": "revoked"})
    return secret


@pytest.mark.parametrize("who", ["stranger", "product_admin"])
def test_only_an_organization_admin_can_paste_a_key(who: str, shared_office: Office) -> None:
    office = shared_office
    before = stored(office)

    problem = office.refuse(422, "PUT", "/organization", paste(office), as_=getattr(office.acme, who))

    assert (problem["code"], pointers(problem)) == ("not_org_admin", ["/api_key"])
    assert stored(office) == before


def test_an_admin_of_one_organization_cannot_paste_the_key_of_another(shared_office: Office) -> None:
    office = shared_office
    before = stored(office)
    theirs = {"org_id": office.globex.org_id, "api_key": office.globex.api_key}

    problem = office.refuse(422, "PUT", "/organization", paste(office, **theirs))

    assert problem["code"] == "not_org_admin"
    assert stored(office) == before


def test_a_tenant_does_not_change_its_organization(office: Office) -> None:
    """Also for somebody who is an admin of both: the mirror, filters and tasks are of one."""
    make_org_admin(office.globex.desk, office.acme.desk, office.acme.admin.account_id)
    before = stored(office)
    theirs = {"org_id": office.globex.org_id, "api_key": office.globex.api_key}

    problem = office.refuse(422, "PUT", "/organization", paste(office, **theirs))

    assert problem["code"] == "site_elsewhere"
    with pytest.raises(Conflict) as refused, office.database.tenant_session(office.acme.tenant_id) as session:
        store_key(
            session, office.acme.tenant_id, office.acme.desk.context.keyring, by="ada", now=office.clock(),
            pasted=PastedKey("another", "key", office.clock().date()), proof=KeyProof(org_name="X", org_id="another"),
        )  # fmt: skip
    assert refused.value.code == "other_organization"
    assert stored(office) == before


def make_org_admin(desk: Desk, home: Desk, account_id: str) -> None:
    """Make a person of one organization an organization admin of another."""
    sandbox, org_id = desk.sandbox, desk.org_id
    shown = sandbox.call("GET", f"/organizations/{home.org_id}/users/{account_id}")
    fields = sandbox.users(org_id, limit="1")[0].keys()
    invented = ("directories", "membership_status", "groups", "roles", "access", "is_org_admin", "admin_groups")
    user = {name: shown[name] for name in fields if name not in invented}
    directory_id = desk.organization["directories"][0]["directory_id"]
    role = {"resource_id": f"ari:cloud:platform::org/{org_id}", "role": "atlassian/org-admin"}
    effects = [
        ["user_put", {"user": user, "directory_ids": [directory_id]}],
        ["user_role_granted", {"account_id": account_id, **role}],
    ]
    sandbox.call("POST", f"/organizations/{org_id}/effects", {"effects": effects})


def test_while_atlassian_is_silent_no_key_is_stored(office: Office) -> None:
    office.sandbox.fault("status", params={"status": 503})
    before = stored(office)

    answer = office.request("PUT", "/organization", paste(office))

    assert (answer.status_code, json.loads(answer.text)["code"]) == (503, "atlassian_unavailable")
    assert answer.content_type == "application/problem+json"
    assert stored(office) == before


def test_a_new_key_replaces_the_old_one_and_starts_a_sync(office: Office) -> None:
    other = make_key(office.acme.desk)
    before = office.ask("GET", "/me")["organization"]

    answer = office.ask("PUT", "/organization", paste(office, api_key=f"  {other}\n"))

    assert answer["name"] == "Acme"
    assert (answer["key_status"], answer["days_left"]) == ("verified", 30)
    assert answer["key_fingerprint"] != before["key_fingerprint"]
    assert office.ask("GET", "/me")["organization"] == answer
    assert office.ask("GET", "/mirror")["active_sync"]["state"] == "queued"
    [entry] = [one for one in office.ask("GET", "/audit")["items"] if one["event"] == "organization.key_stored"][:1]
    assert entry["by"]["account_id"] == office.acme.admin.account_id
    assert entry["before"]["key_fingerprint"] == before["key_fingerprint"]
    assert entry["after"]["key_fingerprint"] == answer["key_fingerprint"]


def test_before_a_key_is_stored_only_the_set_up_answers(office: Office) -> None:
    with office.database.tenant_session(office.acme.tenant_id) as session:
        session.execute(sa.delete(OrganizationCredential))

    problem = office.refuse(403, "GET", "/me", as_=office.acme.stranger)

    assert (problem["code"], problem["setup"]) == ("needs_proof", "needs_key")
    assert office.refuse(403, "GET", "/tasks")["code"] == "setup_required"
    assert office.refuse(403, "POST", "/syncs")["code"] == "setup_required"
    assert office.ask("PUT", "/organization", paste(office))["name"] == "Acme"
    assert office.ask("GET", "/tasks") == {"items": []}


def test_everybody_is_told_who_they_are(shared_office: Office) -> None:
    office = shared_office
    admin, stranger = office.ask("GET", "/me"), office.ask("GET", "/me", as_=office.acme.stranger)

    assert (admin["is_allowed"], admin["is_org_admin"], admin["setup"]) == (True, True, "ready")
    assert admin["organization"]["org_id"] == office.acme.org_id
    assert (stranger["is_allowed"], stranger["is_org_admin"], stranger["organization"]) == (False, False, None)
    assert "organization admins" in stranger["refusal"]


def test_a_pasted_key_is_never_seen_again(office: Office, logged: io.StringIO) -> None:
    good, scoped, odd = make_key(office.acme.desk), make_key(office.acme.desk, scopes=["x"]), "one\ntwo-of-a-key-☃"
    replies = [
        office.request("PUT", "/organization", paste(office, api_key=key, **changes)).text
        for key in (good, scoped, odd)
        for changes in ({}, {"org_id": office.globex.org_id}, {"expires_on": "2020-01-01"}, {"more": 1})
    ]
    office.work()
    replies += [office.request("GET", path).text for path in ("/me", "/mirror", "/audit", "/settings", "/dashboard")]

    texts = [logged.getvalue(), *replies, *(str(row) for row in stored(office))]

    assert "sync_succeeded" in texts[0]
    for secret in (good, scoped, office.acme.api_key, "two-of-a-key"):
        assert [text for text in texts if secret in text] == []


def test_a_key_that_dies_stops_what_changes_things_and_is_replaced_by_a_living_one(office: Office) -> None:
    key = make_key(office.acme.desk)
    office.ask("PUT", "/organization", paste(office, api_key=key))
    revoke(office.acme.desk, key)
    total = office.ask("POST", "/users/search", {})["total"]
    office.work()

    last = office.ask("GET", "/mirror")["last_sync"]
    assert (last["kind"], last["state"]) == ("manual", "failed")
    assert last["error"]
    assert office.ask("POST", "/users/search", {})["total"] == total > 100
    office.advance(minutes=16)
    problem = office.refuse(403, "GET", "/me")
    assert (problem["code"], problem["setup"]) == ("needs_proof", "key_dead")
    assert office.refuse(403, "POST", "/syncs")["code"] == "setup_required"

    assert office.ask("PUT", "/organization", paste(office))["key_status"] == "verified"
    office.work()
    assert office.ask("GET", "/mirror")["last_sync"]["state"] == "succeeded"


def test_who_tries_keys_is_stopped_and_nobody_else_is(office: Office) -> None:
    """Anybody of a site may paste a key; what it is good for must not be found out by trying."""
    wrong, stranger = paste(office, api_key="ATCTT" + "x" * 100), office.acme.stranger
    tried = [office.request("PUT", "/organization", wrong, as_=stranger).status_code for _ in range(22)]

    assert tried == [422] * 20 + [429] * 2
    assert office.request("PUT", "/organization", paste(office)).status_code == 200
    assert office.request("GET", "/me", as_=stranger).status_code == 200


def test_an_organization_that_nobody_has_proved_is_asked_at_the_provers_own_pace() -> None:
    asked: list[str] = []

    class Ledger:
        def acquire(self, org_id: str, _family: Family, _max_wait_seconds: float) -> None:
            asked.append(org_id)

        def report(self, org_id: str, _family: Family, _limits: RateLimits) -> None:
            asked.append(org_id)

        pause = report

    pace = ProversThrottle(Ledger(), "anna")
    pace.acquire("acme", Family.ORGANIZATIONS, 1.0)
    pace.report("acme", Family.ORGANIZATIONS, RateLimits())
    pace.pause("acme", Family.ORGANIZATIONS, RateLimits())

    assert len(asked) == 3
    assert set(asked) == {"acme~anna"}
