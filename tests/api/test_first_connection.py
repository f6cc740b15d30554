"""The first connection: what is asked beside the key is kept with it, or nothing is."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from app.models import OrganizationCredential
from app.services.notices.channels import ChannelRules
from tests.api.ground import Office, in_days, pointers


def paste(office: Office, **changes: Any) -> dict[str, Any]:
    """What Acme's admin pastes."""
    return {"org_id": office.acme.org_id, "api_key": office.acme.api_key, "expires_on": in_days(30)} | changes


def connected(office: Office) -> list[int]:
    """The tenants that have a key."""
    with office.database.system_session() as session:
        return sorted(session.scalars(sa.select(OrganizationCredential.tenant_id)))


def disconnect(office: Office) -> None:
    """Acme's installation as before its set-up, on a server that can send emails."""
    api = office.app.extensions["rollcall_api"]
    office.app.extensions["rollcall_api"] = replace(api, channel_rules=ChannelRules(is_email_available=True))
    with office.database.system_session() as session:
        mine = OrganizationCredential.tenant_id == office.acme.tenant_id
        session.execute(sa.delete(OrganizationCredential).where(mine))


def test_the_first_connection_keeps_what_was_asked_and_a_replaced_key_changes_nothing_of_it(office: Office) -> None:
    disconnect(office)
    recipients = ["a@acme.example", "b@acme.example"]
    body = paste(office, time_zone="Europe/Berlin", language="de", inactivity_days=45, recipients=recipients)

    office.ask("PUT", "/organization", body)
    settings = office.ask("GET", "/settings")
    assert [settings[name] for name in ("time_zone", "language", "inactivity_days")] == ["Europe/Berlin", "de", 45]
    [channel] = office.ask("GET", "/channels")["items"]
    assert (channel["kind"], channel["recipients"]) == ("email", recipients)
    assert channel["unconfirmed"] == channel["recipients"]
    assert {"run.held", "run.failed", "key.dead"} <= set(channel["events"]) - {"run.succeeded"}

    other = {"inactivity_days": 90, "language": "en", "recipients": ["c@acme.example"]}
    office.ask("PUT", "/organization", body | other)
    assert office.ask("GET", "/settings") == settings
    assert [one["recipients"] for one in office.ask("GET", "/channels")["items"]] == [channel["recipients"]]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [({"inactivity_days": 0}, "/inactivity_days"), ({"recipients": ["a@acme.example", "no address"]}, "/recipients/1")],
)
def test_nothing_is_connected_while_one_answer_is_wrong(office: Office, wrong: dict[str, Any], pointer: str) -> None:
    disconnect(office)
    before = connected(office)

    assert pointers(office.refuse(422, "PUT", "/organization", paste(office) | wrong)) == [pointer]
    assert connected(office) == before
