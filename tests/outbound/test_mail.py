"""Email is handed to the operator's server, encrypted in production, with one id in every try."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.outbound.mail import Email, Mailer, MailServer, parse_server
from tests.ground.receivers import Mailbox, make_certificate, running_mailbox

EMAIL = Email(
    ["ann@acme.example", "bob@acme.example"], "Rollcall: Clean-up failed", "Überblick\n", "msg_7",
    datetime(2026, 3, 1, 12, tzinfo=UTC),
)  # fmt: skip


def server(mailbox: Mailbox, *, is_tls_required: bool = False, host: str = "127.0.0.1") -> MailServer:
    return MailServer(host, mailbox.port, False, "rollcall@app.example", is_tls_required=is_tls_required)


def test_an_email_arrives_with_subject_text_and_a_stable_id() -> None:
    with running_mailbox() as mailbox:
        answers = [Mailer(server(mailbox)).send(EMAIL) for _ in range(2)]

    assert [(one.status, one.error) for one in answers] == [(250, None)] * 2
    first, second = mailbox.emails
    assert (first["Subject"], first["From"]) == ("Rollcall: Clean-up failed", "rollcall@app.example")
    assert first["To"] == "ann@acme.example, bob@acme.example"
    assert first["Message-ID"] == second["Message-ID"] == "<msg_7@app.example>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content().splitlines() == ["Überblick"]
    assert mailbox.recipients[0] == EMAIL.recipients


def test_production_sends_nothing_unencrypted() -> None:
    with running_mailbox() as mailbox:
        answer = Mailer(server(mailbox, is_tls_required=True)).send(EMAIL)

    assert "no encryption" in (answer.error or "")
    assert mailbox.emails == []


def test_encryption_is_used_when_it_is_offered(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "localhost")
    with running_mailbox(certificate.server) as mailbox:
        required = Mailer(server(mailbox, is_tls_required=True, host="localhost"), certificate.client).send(EMAIL)
        offered = Mailer(server(mailbox, host="localhost"), certificate.client).send(EMAIL)
        distrusted = Mailer(server(mailbox, is_tls_required=True, host="localhost")).send(EMAIL)

    assert (required.error, offered.error) == (None, None)
    assert mailbox.was_encrypted == [True, True]
    assert not distrusted.is_delivered


def test_who_is_refused_keeps_nobody_else_from_being_told() -> None:
    with running_mailbox() as mailbox:
        mailbox.refused = {"bob@acme.example"}
        some = Mailer(server(mailbox)).send(EMAIL)
        mailbox.refused |= {"ann@acme.example"}
        none = Mailer(server(mailbox)).send(EMAIL)

    assert some.is_delivered
    assert (none.status, none.error) == (550, "The email server refused all recipients.")
    assert mailbox.recipients == [["ann@acme.example"]]


def test_a_server_that_refuses_or_is_away_is_said_in_words() -> None:
    with running_mailbox() as mailbox:
        mailbox.answer = "451 come back later"
        refused = Mailer(server(mailbox)).send(EMAIL)
    away = Mailer(server(mailbox)).send(EMAIL)

    assert (refused.status, refused.error) == (451, "The email server answered 451.")
    assert (away.status, away.error) == (None, "The email server could not be reached, or cut the connection.")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 587, False, None, None)),
        ("smtps://mail.example", ("mail.example", 465, True, None, None)),
        ("smtps://me%40x:p%3Aw@mail.example:2465", ("mail.example", 2465, True, "me@x", "p:w")),
    ],
)
def test_the_address_of_the_server_is_read(url: str, expected: tuple[object, ...]) -> None:
    read = parse_server(url, "a@b", is_tls_required=True)

    assert (read.host, read.port, read.has_tls, read.user, read.password) == expected
    assert "p:w" not in repr(read)
