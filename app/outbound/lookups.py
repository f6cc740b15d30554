"""Look-ups of names that end: the system's resolver knows no deadline, and whoever asks it must not wait for it.

For every name that an admin chose. A look-up that has not ended in time goes on in a thread of its own, which keeps
no process alive; there are so many of those at most, and who asks for the same name meanwhile waits for the same one.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Final

from app.threads import knowing

Resolve = Callable[[str, int], list[str]]
LOOKUP_SECONDS: Final = 5.0
MOST_AT_ONCE: Final = 16
"""Look-ups that nobody answers, before new ones wait for their ends."""


class LookupTooSlow(OSError):
    """Lookup that nobody has answered in time."""


class Lookups:
    """The look-ups of one process. `resolve` is the network's; tests give another."""

    def __init__(self, resolve: Resolve | None = None, *, seconds: float = LOOKUP_SECONDS) -> None:
        self._resolve = resolve or resolve_name
        self._seconds = seconds
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._lock = threading.Lock()
        self._under_way: dict[tuple[str, int], Future[list[str]]] = {}

    def find(self, host: str, port: int) -> list[str]:
        """The addresses of a host; none for a name that nobody knows. Raises LookupTooSlow."""
        if _is_address(host):
            return [host]
        until = time.monotonic() + self._seconds
        future = self._join(host, port) or self._begin(host, port, until)
        try:
            return future.result(max(0.0, until - time.monotonic()))
        except TimeoutError:
            raise LookupTooSlow from None

    def _join(self, host: str, port: int) -> Future[list[str]] | None:
        with self._lock:
            return self._under_way.get((host, port))

    def _begin(self, host: str, port: int, until: float) -> Future[list[str]]:
        if not self._room.acquire(timeout=max(0.0, until - time.monotonic())):
            raise LookupTooSlow
        future: Future[list[str]] = Future()
        with self._lock:
            self._under_way[host, port] = future
        look_up = partial(self._look_up, host, port, future)
        threading.Thread(target=knowing(look_up), name="lookup", daemon=True).start()
        return future

    def _look_up(self, host: str, port: int, future: Future[list[str]]) -> None:
        try:
            found = self._resolve(host, port)
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            future.set_exception(error)
        else:
            future.set_result(found)
        finally:
            with self._lock:
                if self._under_way.get((host, port)) is future:
                    del self._under_way[host, port]
            self._room.release()


def resolve_name(host: str, port: int) -> list[str]:
    """The addresses of a host, in the order of the system; none for a name that nobody knows."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        return []
    return list(dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return "%" not in host
