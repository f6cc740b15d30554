"""The connections to Atlassian of one organization: a bounded pool, TLS, time limits, one error for whatever breaks.

Nothing is tried again here and no redirect is followed with the key; no cookie is kept, and the environment's proxies
are not asked. Whatever the network or a server does leaves as an `AtlassianError` whose text quotes nothing.
"""

from collections.abc import Callable
from typing import Any, Final

import urllib3
from urllib3 import exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection

from app.atlassian.errors import KeyRejected, RateLimited, Unreachable
from app.trust import trust_authorities

CONNECT_TIMEOUT_SECONDS: Final = 5.0
# Lengths that no body has (negative, larger than any memory) leave Python's HTTP client as the last three.
_FAILURES: Final = (exceptions.HTTPError, ValueError, OverflowError, MemoryError)


def always() -> None:
    """Lets everything leave: for callers who hold no lease."""


class _Asking(HTTPConnection):
    """Asks whether the request may still be sent when everything is over but the sending: waiting for a free
    connection, making one, and putting the request together. A process can be stopped anywhere before it."""

    def __init__(
        self, *arguments: Any, may_send: Callable[[], None], has_sent: Callable[[], None], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._may_send = may_send
        self._has_sent = has_sent

    def request(self, *arguments: Any, **options: Any) -> None:
        """Send the request, or raise what `may_send` raises."""
        if self.is_closed:
            self.connect()
        super().request(*arguments, **options)
        self._has_sent()

    def send(self, data: Any) -> None:
        """Send a piece of it: the head, then the body. A head without its body is no request yet."""
        self._may_send()
        super().send(data)


class _AskingTLS(_Asking, HTTPSConnection):
    """The same over TLS."""


class Connections:
    """Sends one request at a time on each of `size` connections. Safe to share between threads.

    may_send: asked directly before a request leaves; whatever it raises keeps the request back. has_sent: told when it
    has left.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        size: int,
        may_send: Callable[[], None] = always,
        *,
        has_sent: Callable[[], None] = always,
    ) -> None:
        headers = _make_headers(api_key)
        self._pool: urllib3.HTTPConnectionPool | None = None
        self._prefix = ""
        try:
            url = urllib3.util.parse_url(base_url)
            self._prefix = (url.path or "").rstrip("/")
            if url.scheme in ("http", "https"):
                tls = {"ssl_context": trust_authorities()} if url.scheme == "https" else {}
                self._pool = urllib3.connection_from_url(
                    base_url,
                    maxsize=size,
                    block=True,
                    headers=headers,
                    may_send=may_send,
                    has_sent=has_sent,
                    **tls,
                )
                self._pool.ConnectionCls = _AskingTLS if tls else _Asking
        except exceptions.LocationValueError:
            pass  # an address that cannot be used is told by every call, like one where nobody answers

    def exchange(
        self, method: str, path: str, body: bytes | None, seconds: float, *, is_write: bool
    ) -> urllib3.BaseHTTPResponse:
        """The whole answer, of any status. Waits at most `seconds` for a free connection, and as long for an answer.

        Raises RateLimited when no connection became free, Unreachable without a whole answer.
        """
        if self._pool is None:
            raise Unreachable("The address of Atlassian's API cannot be used.")
        try:
            return self._pool.urlopen(
                method,
                self._prefix + path,
                body=body,
                retries=False,
                redirect=False,
                timeout=urllib3.Timeout(connect=CONNECT_TIMEOUT_SECONDS, total=seconds),
                pool_timeout=int(seconds),
            )
        except exceptions.EmptyPoolError as error:
            raise RateLimited("No connection to Atlassian became free in time.", retry_after=0.0) from error
        except _FAILURES as error:
            reason = "in time" if _is_timeout(error) else "properly"
            raise Unreachable(f"Atlassian did not answer {reason}.", is_outcome_unknown=is_write) from error

    def close(self) -> None:
        """Close all connections for good."""
        if self._pool is not None:
            self._pool.close()


def _make_headers(api_key: str) -> dict[str, str]:
    if not api_key.isascii() or not api_key.isprintable() or " " in api_key:
        # Such a key cannot be sent in a header, and an exception about it might quote it.
        raise KeyRejected("The organization API key contains characters that no key has.")
    return {
        "Authorization": f"Bearer {api_key}",
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "Content-Type": "application/json",
        "User-Agent": "Rollcall",
    }


def _is_timeout(error: BaseException) -> bool:
    """A refused connection counts among urllib3's timeouts, but it was an answer, and a quick one."""
    return isinstance(error, exceptions.TimeoutError) and not isinstance(error, exceptions.NewConnectionError)
