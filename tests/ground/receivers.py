"""Receivers on this machine: a web server that takes webhooks, a mail server that takes email."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.ground.serving import serving

ODD_ADDRESSES = (
    "=?utf-8?q?a=0D=0AX-Evil=3A1?=@b.c", "a\r\nX-Evil: 1@b.c", "a@b.c\r\nBcc: evil@x.y", "a@b.c\n", "<>@@",
    "é\udcff@b.c", "jörg@acme.example", "ann@müller.example", "用户@例子.example", '"a b"@acme.example',
    '"x@y.z"@acme.example',
    "a@b.c, evil@x.y", "Ann <ann@acme.example>", "a@b.c>,<evil@x.y", "a\x00b@acme.example", "a\u202eb@acme.example",
    "x" * 300 + "@acme.example", "a@" + "b." * 200 + "example", "a@[127.0.0.1]", "557058:1790a-b", "@acme.example",
    "ann@", "a..b@acme.example", ".a@acme.example", "a b@acme.example", "ann", " ", "",
)  # fmt: skip
"""What may stand in a row as an address and is none that every server takes."""


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Takes webhooks. `statuses` are answered one after another, the last one for ever; `delay_seconds` before each."""

    port: int
    statuses: list[int] = field(default_factory=lambda: [204])
    delay_seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def next_status(self) -> int:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


@contextmanager
def running_receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on a free port of 127.0.0.1, behind TLS when a context is given."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append(Received(self.path, dict(self.headers), body))
            time.sleep(receiver.delay_seconds)
            if receiver.drips:
                self._drip()
                return
            self.send_response(receiver.next_status())
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def _drip(self) -> None:
            for _ in range(100):
                self.wfile.write(b"X-Slow: 1\r\n" if _ else b"HTTP/1.1 200 OK\r\n")
                self.wfile.flush()
                time.sleep(0.05)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_arguments: Any) -> None:
            """A sender that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver = Receiver(server.server_port)
    with serving(server):
        yield receiver


@dataclass
class Mailbox:
    """Takes email; refuses whom it is told to, answers with a code when it is given one."""

    port: int = 0
    refused: set[str] = field(default_factory=set)
    answer: str | None = None
    emails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer is not None:
            return self.answer
        email = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(email, EmailMessage)
        self.emails.append(email)
        self.recipients.append(list(envelope.rcpt_tos))
        self.was_encrypted.append(session.ssl is not None)
        return "250 taken"


@contextmanager
def running_mailbox(tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """A mail server on a free port of 127.0.0.1; offers STARTTLS when a context is given."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    mailbox = Mailbox(port)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, tls_context=tls)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@dataclass(frozen=True)
class Certificate:
    """A certificate for a name, signed by itself: what a server shows, and what a client has to trust."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def make_certificate(folder: Path, name: str) -> Certificate:
    """A certificate of an hour's life for a name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return Certificate(server, ssl.create_default_context(cadata=pem.decode()))
