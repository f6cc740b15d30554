"""Sends one email through the operator's SMTP server. Knows how to talk to it, nothing else."""

import re
import smtplib
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from app.domain.faults import Fault
from app.logs import get_logger
from app.outbound.answers import Answer
from app.trust import trust_authorities

TIMEOUT_SECONDS: Final = 15.0
_log = get_logger(__name__)
_LONGEST: Final = 254
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Mail server: its address and how email is handed over. `has_tls`: encrypted from the start; else STARTTLS."""

    host: str
    port: int
    has_tls: bool
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    is_tls_required: bool = True
    """False in development alone: then a server that offers no encryption is used without."""


def parse_server(url: str, sender: str, *, is_tls_required: bool) -> MailServer:
    """Read `smtps://user:password@host:465` or `smtp://host:587`."""
    parts = urlsplit(url)
    has_tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or (465 if has_tls else 587),
        has_tls=has_tls,
        sender=sender,
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        is_tls_required=is_tls_required,
    )


@dataclass(frozen=True, slots=True)
class Email:
    """Email to send; the message id is the same in every try."""

    recipients: Sequence[str]
    subject: str
    text: str
    message_id: str
    at: datetime


class Mailer:
    """Hands emails to one server. `tls` is the network's; tests give another."""

    def __init__(self, server: MailServer, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls or trust_authorities()

    def send(self, email: Email) -> Answer:
        """Hand it over. Never raises for what the server does."""
        started = time.monotonic()
        status, fault = self._try(email)
        took = round((time.monotonic() - started) * 1000)
        return Answer(status, fault, took, addressed=len(email.recipients))

    def _try(self, email: Email) -> tuple[int | None, Fault | None]:
        recipients = [one for one in email.recipients if is_writable(one)]
        if not recipients:
            return None, Fault("mail_unwritable")
        try:
            with self._connect() as connection:
                self._secure(connection)
                # Who is refused while others are not is let be: a repetition would reach the others again.
                connection.send_message(self._build(email, recipients), to_addrs=recipients)
        except smtplib.SMTPRecipientsRefused as error:
            return _code_of(error), Fault("mail_refused")
        except smtplib.SMTPAuthenticationError as error:
            return error.smtp_code, Fault("mail_login")
        except smtplib.SMTPNotSupportedError:
            return None, Fault("mail_no_encryption")
        except smtplib.SMTPResponseException as error:
            return error.smtp_code, Fault("mail_answered", {"status": error.smtp_code})
        except (smtplib.SMTPException, OSError):
            return None, Fault("mail_broken")
        except Exception:  # noqa: BLE001 - logged below
            # Whatever the library trips over in this message must be a try that ends, not a worker that dies.
            _log.exception("email_not_built")
            return None, Fault("mail_not_built")
        return 250, None

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.has_tls:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=self._tls)
        return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)

    def _secure(self, connection: smtplib.SMTP) -> None:
        server = self._server
        connection.ehlo()
        if not server.has_tls and (server.is_tls_required or connection.has_extn("starttls")):
            connection.starttls(context=self._tls)
            connection.ehlo()
        if server.user is not None:
            connection.login(server.user, server.password or "")

    def _build(self, email: Email, recipients: Sequence[str]) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._server.sender
        message["To"] = ", ".join(recipients)
        message["Subject"] = _tame(email.subject)
        message["Date"] = format_datetime(email.at)
        message["Message-ID"] = f"<{email.message_id}@{self._server.sender.rpartition('@')[2].rstrip('>')}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(email.text)
        return message


def is_writable(address: str) -> bool:
    """Whether the address can stand in a header and an envelope as it is, for every server and beside others.

    Rows may hold others than are taken today. One that is none would take the rest of the message's along.
    """
    return len(address) <= _LONGEST and "=?" not in address and _ADDRESS.fullmatch(address) is not None


def _tame(text: str) -> str:
    """Text for a header: no line ends, and nothing that the library would decode as an encoded word."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split()).replace("=?", "= ?")


def _code_of(error: smtplib.SMTPRecipientsRefused) -> int | None:
    return next((code for code, _text in error.recipients.values()), None)
