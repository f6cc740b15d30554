"""Emails whose subject or recipients come from outside: nothing gets into the headers, and nothing goes unrecorded."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outbound.answers import Answer
from app.outbound.mail import Email, Mailer, is_writable, parse_server
from tests.ground.receivers import ODD_ADDRESSES, Mailbox, running_mailbox

EVIL = (
    "=?utf-8?q?hi=0D=0AReply-To=3A_evil=40x=2Ey=0D=0AContent-Type=3A_text/html"
    "=0D=0A=0D=0A=3Ch1=3EYour_account=3C/h1=3E?="
)


SUBJECTS = [
    *(EVIL, "a\r\nBcc: evil@x.y", "a\nb\x00c", "=?utf-8?b?DQpCY2M6IGV2aWxAeC55?=", "a" * 300, "ä" * 10_000),
    *("a\x0bBcc: x@y.z", "a\x85Bcc: x@y.z", "a\u2028Bcc: x@y.z", "=?=?utf-8?q?a?=?= b", "Run \u202e drow \u2066 x"),
    *("\U0001f468\u200d\U0001f469 done", "=\r\n?utf-8?q?=0D=0ABcc:_x?=", "a\ud800b", "\x1b[31mred\x7f"),
]


@pytest.mark.parametrize("subject", SUBJECTS, ids=ascii)
def test_a_subject_stays_a_subject(subject: str) -> None:
    with running_mailbox() as mailbox:
        server = parse_server(f"smtp://127.0.0.1:{mailbox.port}", "app@x.example", is_tls_required=False)
        email = Email(("ann@acme.example",), subject, "Body.", "msg_1", datetime.now(UTC))
        assert Mailer(server).send(email).is_delivered
    [arrived] = mailbox.emails
    assert arrived["Reply-To"] is None
    assert arrived["Bcc"] is None
    assert str(arrived["Subject"]).isprintable(), "nothing turns it, and nothing of it is not seen"
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content().strip() == "Body."
    assert mailbox.recipients == [["ann@acme.example"]]


def send(*recipients: str) -> tuple[Answer, Mailbox]:
    with running_mailbox() as mailbox:
        server = parse_server(f"smtp://127.0.0.1:{mailbox.port}", "app@x.example", is_tls_required=False)
        answer = Mailer(server).send(Email(recipients, "Hello", "Body.", "msg_1", datetime.now(UTC)))
    return answer, mailbox


@pytest.mark.parametrize("odd", ODD_ADDRESSES, ids=ascii)
def test_a_recipient_that_cannot_be_written_is_a_try_that_failed_and_keeps_nobody_from_being_told(odd: str) -> None:
    alone, nothing = send(odd)
    beside, mailbox = send(odd, "ann@acme.example", odd)

    assert alone.error == "None of the addresses is one that email can be sent to."
    assert nothing.emails == []
    assert beside.is_delivered
    assert mailbox.recipients == [["ann@acme.example"]]
    [arrived] = mailbox.emails
    assert (arrived["To"], arrived["Bcc"], arrived["X-Evil"]) == ("ann@acme.example", None, None)
    assert arrived.get_content().strip() == "Body."


@given(st.text(max_size=40) | st.from_regex(r"\A[!-~\s]{1,20}@[!-~\s]{1,20}\Z"))
def test_whatever_is_written_into_a_message_arrives_as_the_address_that_it_is(address: str) -> None:
    if is_writable(address):
        message = EmailMessage()
        message["To"] = f"ann@acme.example, {address}"
        assert [one.addr_spec for one in message["To"].addresses] == ["ann@acme.example", address]


def test_what_is_taken_as_a_recipient_can_be_written() -> None:
    for address in ("o'hara+x@acme.example", "a.b-c_d@x-y.acme.example", "x" * 64 + "@" + "y" * 63 + ".example"):
        answer, mailbox = send(address)
        assert (answer.error, mailbox.recipients) == (None, [[address]])


def test_a_text_that_cannot_be_written_is_a_try_that_failed() -> None:
    with running_mailbox() as mailbox:
        server = parse_server(f"smtp://127.0.0.1:{mailbox.port}", "app@x.example", is_tls_required=False)
        email = Email(("ann@acme.example",), "Hello", "half a letter: \ud83d", "msg_1", datetime.now(UTC))
        answer = Mailer(server).send(email)
    assert answer.fault is not None
    assert (answer.is_delivered, answer.fault.code, mailbox.emails) == (False, "mail_not_built", [])
