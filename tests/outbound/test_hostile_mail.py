"""Emails whose subject or recipients come from outside: nothing gets into the headers, and nothing goes unrecorded."""

from datetime import UTC, datetime

import pytest

from app.outbound.mail import Email, Mailer, parse_server
from tests.ground.receivers import running_mailbox

EVIL = (
    "=?utf-8?q?hi=0D=0AReply-To=3A_evil=40x=2Ey=0D=0AContent-Type=3A_text/html"
    "=0D=0A=0D=0A=3Ch1=3EYour_account=3C/h1=3E?="
)


@pytest.mark.parametrize(
    "subject", [EVIL, "a\r\nBcc: evil@x.y", "a\nb\x00c", "=?utf-8?b?DQpCY2M6IGV2aWxAeC55?=", "a" * 300]
)
def test_a_subject_stays_a_subject(subject: str) -> None:
    with running_mailbox() as mailbox:
        server = parse_server(f"smtp://127.0.0.1:{mailbox.port}", "app@x.example", is_tls_required=False)
        email = Email(("ann@acme.example",), subject, "Body.", "msg_1", datetime.now(UTC))
        assert Mailer(server).send(email).is_delivered
    [arrived] = mailbox.emails
    assert arrived["Reply-To"] is None
    assert arrived["Bcc"] is None
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content().strip() == "Body."
    assert mailbox.recipients == [["ann@acme.example"]]


@pytest.mark.parametrize(
    "recipient", ["=?utf-8?q?a=0D=0AX-Evil=3A1?=@b.c", "a\r\nX-Evil: 1@b.c", "<>@@", "é\udcff@b.c"]
)
def test_a_recipient_that_cannot_be_written_is_a_try_that_failed(recipient: str) -> None:
    with running_mailbox() as mailbox:
        server = parse_server(f"smtp://127.0.0.1:{mailbox.port}", "app@x.example", is_tls_required=False)
        answer = Mailer(server).send(Email((recipient,), "Hello", "Body.", "msg_1", datetime.now(UTC)))
    assert answer.error is not None or all("X-Evil" not in email for email in mailbox.emails)
