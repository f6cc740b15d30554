"""The page behind the link of a question by email: open to who reads the mailbox, and changed by a button alone."""

import secrets
from datetime import timedelta

import pytest

from app.models import AuditEntry, MailRecipient
from app.services.notices import recipients
from tests.platform.door import Door
from tests.platform.host import Site


@pytest.fixture
def token(door: Door, acme: Site) -> str:
    """The link of a question that was sent to an address of Acme's."""
    tenant_id = door.tenant_of(acme)
    with door.database.system_session() as session:
        row = MailRecipient(tenant_id=tenant_id, address=f"{secrets.token_hex(4)}@acme.example")
        session.add(row)
        session.flush()
        question = recipients.begin_question(session, tenant_id, row.id)
        assert question is not None
        # The database's clock dates the question, the door's is moved by hand.
        row.token_expires_at = door.clock() + recipients.TOKEN_LIFE
    return question.token


def find(door: Door, token: str) -> MailRecipient:
    with door.database.system_session() as session:
        row = session.query(MailRecipient).filter_by(token_digest=recipients._digest(token)).one()
        session.expunge(row)
    return row


def test_looking_changes_nothing_and_the_button_confirms(door: Door, acme: Site, token: str) -> None:
    shown = door.get(f"/confirm/{token}")
    assert shown.status_code == 200
    assert 'method="post"' in shown.text
    assert "form-action 'self'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "no-cache, no-store"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert find(door, token).confirmed_at is None

    done = door.client.post(f"/confirm/{token}")
    assert done.status_code == 200
    assert "form-action 'none'" in done.headers["Content-Security-Policy"]
    assert find(door, token).confirmed_at == door.clock()
    assert door.client.post(f"/confirm/{token}").status_code == 200
    with door.database.tenant_session(door.tenant_of(acme)) as session:
        assert session.query(AuditEntry).filter_by(event="recipient.confirmed").count() == 1


def test_the_page_says_nothing_of_the_tenant_or_the_address(door: Door, token: str) -> None:
    for answer in (door.get(f"/confirm/{token}"), door.client.post(f"/confirm/{token}")):
        assert "acme" not in answer.text.lower()
        assert token not in answer.text


def test_the_page_speaks_the_readers_language(door: Door, token: str) -> None:
    german = door.get(f"/confirm/{token}", **{"Accept-Language": "de-AT,de;q=0.9"})
    assert (german.headers["Content-Language"], "Ja, an mich senden" in german.text) == ("de", True)
    assert door.get(f"/confirm/{token}", **{"Accept-Language": "fr"}).headers["Content-Language"] == "en"


@pytest.mark.parametrize("wrong", ["x", "x" * 32, "é", "%00", "a.b.c", "'--", "x" * 5000])
def test_a_link_of_nobody_is_no_longer_good(wrong: str, door: Door) -> None:
    for answer in (door.get(f"/confirm/{wrong}"), door.client.post(f"/confirm/{wrong}")):
        assert answer.status_code == 410
        assert "<form" not in answer.text


def test_a_link_ends(door: Door, token: str) -> None:
    door.clock.now += recipients.TOKEN_LIFE + timedelta(seconds=1)
    assert door.client.post(f"/confirm/{token}").status_code == 410
    assert find(door, token).confirmed_at is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "headers", [{}, {"Purpose": "prefetch", "Sec-Purpose": "prefetch"}, {"X-HTTP-Method-Override": "POST"}]
)
def test_nothing_but_the_button_confirms(door: Door, token: str, method: str, headers: dict[str, str]) -> None:
    for address in (f"/confirm/{token}", f"/confirm/{token}?_method=POST"):
        door.client.open(address, method=method, headers=headers)
    assert find(door, token).confirmed_at is None


def test_a_yes_counts_for_the_tenant_that_asked_and_for_the_address_that_was_asked(
    door: Door, acme: Site, globex: Site, token: str
) -> None:
    address = find(door, token).address
    ours, theirs = door.tenant_of(acme), door.tenant_of(globex)
    with door.database.system_session() as session:
        session.add(MailRecipient(tenant_id=theirs, address=address))
        session.add(MailRecipient(tenant_id=ours, address=f"other-{address}"))

    assert door.client.post(f"/confirm/{token}").status_code == 200

    asked = [address, f"other-{address}", address.upper()]
    with door.database.tenant_session(ours) as session:
        assert recipients.list_confirmed(session, asked) == [address, address.upper()]
    with door.database.tenant_session(theirs) as session:
        assert recipients.list_confirmed(session, asked) == []
