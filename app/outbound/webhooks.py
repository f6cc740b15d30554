"""Posts one webhook: to a checked and pinned address, without redirects, bounded in time, its answer unread.

The name is looked up once, and not for ever; what is connected to is the address that was checked, so that a second
look-up cannot lead elsewhere (DNS rebinding). The certificate is still checked against the name.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Final

from app.domain.faults import Fault
from app.outbound.answers import Answer
from app.outbound.lookups import Lookups, LookupTooSlow
from app.outbound.targets import Target, TargetRefused, check_addresses, parse_target
from app.trust import trust_authorities

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 10.0
"""How long the receiver may take to answer."""
GONE: Final = 410
TOTAL_SECONDS: Final = 15.0
"""After so long, the look-up of its name included, the connection is cut, whatever trickles in."""


class WebhookSender:
    """Sends webhooks. `lookups` and `tls` are the network's; tests give others."""

    def __init__(
        self,
        *,
        allows_loopback: bool,
        lookups: Lookups | None = None,
        tls: ssl.SSLContext | None = None,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._allows_loopback = allows_loopback
        self._lookups = lookups or Lookups()
        self._tls = tls or trust_authorities()
        self._total_seconds = total_seconds

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post the body. Never raises for what the address, the network or the receiver does."""
        started = time.monotonic()
        status, retry_after = None, None
        try:
            status, retry_after = self._post(url, body, headers)
            fault = None if 200 <= status < 300 else _blame_status(status)
        except TargetRefused as refusal:
            fault = Fault("bad_address", {"mistake": refusal.code})
        except ssl.SSLCertVerificationError:
            fault = Fault("bad_certificate")
        except LookupTooSlow:
            fault = Fault("no_name_server")
        except TimeoutError:
            fault = Fault("no_answer")
        except (OSError, http.client.HTTPException, UnicodeError):
            fault = Fault("not_reached")
        if fault is not None and fault.code == "not_reached" and time.monotonic() - started >= self._total_seconds:
            fault = Fault("no_answer")
        took = round((time.monotonic() - started) * 1000)
        return Answer(status, fault, took, retry_after, is_final=status == GONE)

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, float | None]:
        target = parse_target(url, allows_loopback=self._allows_loopback)
        started = time.monotonic()
        addresses = self._lookups.find(target.host, target.port)
        address = check_addresses(target, addresses, allows_loopback=self._allows_loopback)
        connection = _PinnedConnection(target, address, self._tls)
        left = self._total_seconds - (time.monotonic() - started)
        guard = threading.Timer(max(0.0, left), connection.cut)
        guard.daemon = True
        guard.start()
        try:
            connection.request("POST", target.path, body, {**headers, "Host": target.authority})
            answer = connection.getresponse()
            if connection.is_cut:  # what arrived before that is no whole answer
                raise TimeoutError
            return answer.status, _read_retry_after(answer.headers.get("Retry-After"))
        finally:
            guard.cancel()
            connection.close()


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to one address, whatever the name says by now."""

    def __init__(self, target: Target, address: str, tls: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=ANSWER_SECONDS)
        self._target, self._address, self._tls = target, address, tls
        self.is_cut = False

    def connect(self) -> None:
        """Connect to the pinned address; the certificate must be the name's."""
        self.sock = socket.create_connection((self._address, self._target.port), CONNECT_SECONDS)
        if self._target.is_https:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._target.host)
        self.sock.settimeout(ANSWER_SECONDS)

    def cut(self) -> None:
        """End what is under way, from another thread: whoever waits for the socket gets an error."""
        self.is_cut = True
        with suppress(OSError):
            if self.sock is not None:
                # The plain socket's method: an encrypted one would wait to say goodbye.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _read_retry_after(text: str | None) -> float | None:
    """Seconds, or a date; None for anything else."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return seconds if 0 < seconds < float("inf") else None


def _blame_status(status: int) -> Fault:
    if status == GONE:
        return Fault("gone_for_good")
    return Fault("redirected" if 300 <= status < 400 else "answered", {"status": status})
