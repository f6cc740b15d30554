"""A gunicorn worker whose threads wait for no client.

One loop receives requests and sends the rest of answers, for as many connections as there may be; a thread is given a
request when it is whole. Unfinished ones have a deadline, and the oldest of them goes when there are too many or they
hold too much. Speaks HTTP/1.1 without TLS, which ends at the proxy in front.
"""

import socket
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any, Final

from gunicorn import http  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from app.logs import get_logger
from app.serving.admission import Admission
from app.serving.arrival import MAX_BODY, Arrival
from app.serving.outlet import Outlet
from app.serving.room import Room, open_room
from app.serving.words import FAILED, TOO_LARGE, build_refusal, find_status

READ_AT_ONCE: Final = 65_536
MOST_ARRIVING: Final = 32 * 1024 * 1024
"""Bytes of unfinished requests in one process."""
LINGER_SECONDS: Final = 2.0
SMALL: Final = 64 * 1024
"""Bodies up to this size are received before anybody is asked whether they are taken."""
FREELY: Final = 4
"""So many refused clients may send on, so that they surely read why; of more, nothing is taken: that would be work."""
UNREAD_SECONDS: Final = 0.5
LATER_SECONDS: Final = 1.0
"""When there are more, they are told later, as is everybody who asks for too much: who refuses at once is asked again
at once, and each time a thread looks who asks, which others feel. To wait costs nothing here."""
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_SWITCH_SECONDS: Final = 0.001
"""How long a thread that computes keeps the interpreter while others want it: quick answers stay quick."""

_log = get_logger(__name__)


class BufferingWorker(ThreadWorker):  # type: ignore[misc]
    """All of this runs in the loop's thread, but for `handle`, which is gunicorn's own."""

    def init_process(self) -> None:
        """Make ready and serve until the end."""
        if self.cfg.is_ssl:
            raise SystemExit("rollcall: TLS ends at the proxy in front; this server speaks plain HTTP")
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._room: Room | None = None
        self._arrivals: dict[TConn, Arrival] = {}
        self._arriving = 0
        self._sending: dict[TConn, tuple[bool, int, float]] = {}
        self._lingering: dict[TConn, float] = {}
        self._refused: set[TConn] = set()
        self._told_later: dict[TConn, tuple[Callable[[TConn], None], float]] = {}
        self._admission = Admission[TConn]()
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application and fork its room, while this process has one thread and no connection."""
        super().load_wsgi()
        relay = getattr(self.wsgi, "extensions", {}).get("questions_apart")
        if relay is not None:
            relay.room = self._room = open_room(relay.answer, self.sockets)

    def _admit(self) -> None:
        for conn in self._admission.take():
            super().enqueue_req(conn)

    def _find_most(self, method: str, path: str) -> int:
        """The largest body that the application takes there, where it says so (`find_largest_body`)."""
        find = self.wsgi.extensions.get("find_largest_body") if hasattr(self.wsgi, "extensions") else None
        return int(find(method, path)) if find is not None else MAX_BODY

    def accept(self, listener: socket.socket) -> None:
        """Take a connection and wait for its request."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        conn = TConn(self.cfg, Outlet(client), address, listener.getsockname())
        conn.parser = http.get_parser(self.cfg, conn.sock, address)
        conn.initialized = conn.data_ready = True
        self._receive(conn, b"")
        if self.nr_conns > self.worker_connections * 9 // 10:
            self._drop_oldest(self._told_later or self._arrivals)

    def enqueue_req(self, conn: TConn) -> None:
        """Let a whole request wait until a thread may serve it."""
        self._admission.add(conn)
        self._admit()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Turn the loop once; no longer than until the next request may be admitted."""
        pause = self._admission.find_pause()
        super().wait_for_and_dispatch_events(timeout if pause is None else min(timeout, pause))
        self._admit()

    def on_client_socket_readable(self, conn: TConn, _client: Any) -> None:
        """The next request on a connection that was kept."""
        self.poller.unregister(conn.sock)
        self.keepalived_conns.remove(conn)
        self._receive(conn, b"")
        self._on_arriving(conn, None)

    def handle_error(self, _request: Any, client: Any, _address: Any, exc: BaseException) -> None:
        """Answer and log what cannot be read as a request; nothing of it is repeated. In a thread of its own."""
        status = find_status(exc)
        say = _log.error if status == FAILED else _log.warning
        say("request_not_served", status=status, error=type(exc).__name__)
        try:
            client.sendall(build_refusal(status))
        except OSError:
            _log.debug("refusal_not_sent")

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        """A thread has answered: let the next one in, and send what is left of this answer."""
        self._admission.leave(conn)
        self._admit()
        is_kept = not fs.cancelled() and fs.exception() is None and bool(fs.result())
        if conn.sock.is_withheld:
            self._tell_later(conn, partial(self._release, is_kept=is_kept))
        else:
            self._send_on(conn, is_kept)

    def murder_pending(self) -> None:
        """Close what has taken too long; called with every turn of the loop."""
        now = time.monotonic()
        late = [conn for conn, one in self._arrivals.items() if one.deadline < now or not (self.alive or one.data)]
        late += [conn for conn, until in self._lingering.items() if until < now]
        late += [conn for conn, (_, sent, at) in self._sending.items() if conn.sock.is_too_slow(now, sent, at)]
        for conn in late:
            self._drop(conn)
        for conn in [conn for conn, (_, at) in self._told_later.items() if at < now or not self.alive]:
            tell, _at = self._told_later.pop(conn)
            tell(conn)
        if self._room is not None and self._room.is_lost:
            self.alive: bool = False  # another one takes over, with a room

    def _receive(self, conn: TConn, data: bytes) -> None:
        """Wait for a request of which `data` is here already."""
        self._arrivals[conn] = arrival = Arrival(time.monotonic())
        self._watch(conn, EVENT_READ, self._on_arriving)
        if data:
            self._add(conn, arrival, data)

    def _on_arriving(self, conn: TConn, _client: Any) -> None:
        try:
            piece = conn.sock.receive(READ_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        if piece:
            self._add(conn, self._arrivals[conn], piece)
        else:
            self._drop(conn)

    def _add(self, conn: TConn, arrival: Arrival, piece: bytes) -> None:
        had_head = arrival.has_head
        arrival.add(piece)
        self._arriving += len(piece)
        is_new_head = arrival.has_head and not had_head
        if arrival.is_crumbled or (is_new_head and self._is_too_large(arrival)):
            self._refuse_unread(conn)
        elif arrival.is_whole:
            self._forget(conn)
            conn.parser.unreader.unread(bytes(arrival.data))
            self.enqueue_req(conn)
        elif arrival.wants_continue and is_new_head:
            self._try(conn, lambda: conn.sock.sendall(_CONTINUE))
        elif self._arriving > MOST_ARRIVING:
            self._drop_oldest(self._arrivals)

    def _is_too_large(self, arrival: Arrival) -> bool:
        return arrival.length > SMALL and arrival.length > self._find_most(*arrival.read_target())

    def _refuse_unread(self, conn: TConn) -> None:
        """Refuse a request by its size, unreceived and without a thread: many of them would crowd out others."""
        self._forget(conn)
        self._refused.add(conn)
        if len(self._refused) > FREELY:
            self._tell_later(conn, self._tell_refusal)
        else:
            self._tell_refusal(conn)

    def _tell_later(self, conn: TConn, tell: Callable[[TConn], None]) -> None:
        self._told_later[conn] = (tell, time.monotonic() + LATER_SECONDS)

    def _release(self, conn: TConn, *, is_kept: bool) -> None:
        conn.sock.release()
        self._send_on(conn, is_kept)

    def _tell_refusal(self, conn: TConn) -> None:
        if self._try(conn, lambda: conn.sock.send(TOO_LARGE)):
            self._send_on(conn, is_kept=False)

    def _send_on(self, conn: TConn, is_kept: bool) -> None:
        is_sent = self._try(conn, conn.sock.flush)
        if is_sent is None:
            return
        if not is_sent:
            self._sending[conn] = (is_kept, conn.sock.sent, time.monotonic())
            self._watch(conn, EVENT_WRITE, self._on_writable)
        elif is_kept:
            self._keep(conn)
        else:
            self._linger(conn)

    def _on_writable(self, conn: TConn, _client: Any) -> None:
        is_kept, sent, _at = self._sending[conn]
        is_sent = self._try(conn, conn.sock.flush)
        if is_sent is None:
            return
        if is_sent:
            self._forget(conn)
            self._send_on(conn, is_kept)
        elif conn.sock.sent != sent:
            self._sending[conn] = (is_kept, conn.sock.sent, time.monotonic())

    def _keep(self, conn: TConn) -> None:
        rest = conn.parser.unreader.take_buffered()
        if rest:
            self._receive(conn, rest)
            return
        conn.set_timeout()
        if not self.alive:
            conn.timeout = min(conn.timeout, time.monotonic() + LINGER_SECONDS)
        self.keepalived_conns.append(conn)
        self._watch(conn, EVENT_READ, self.on_client_socket_readable)

    def _linger(self, conn: TConn) -> None:
        """Close so that the client can read the answer to its end, whatever it still sends."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        is_read = conn not in self._refused or len(self._refused) <= FREELY
        self._lingering[conn] = time.monotonic() + (LINGER_SECONDS if is_read else UNREAD_SECONDS)
        if is_read:
            self._watch(conn, EVENT_READ, self._on_lingering)

    def _on_lingering(self, conn: TConn, _client: Any) -> None:
        try:
            is_over = not conn.sock.discard()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            is_over = True
        if is_over:
            self._drop(conn)

    def _drop_oldest(self, among: Mapping[TConn, object]) -> None:
        """The one that has been here for longest makes room: an unfinished request, or one that is refused."""
        if among:
            self._drop(next(iter(among)))

    def _try(self, conn: TConn, work: Callable[[], Any]) -> Any:
        """Try the work; None when the client is gone, and then the connection is closed."""
        try:
            return work()
        except OSError:
            self._drop(conn)
            return None

    def _watch(self, conn: TConn, event: int, then: Callable[[TConn, Any], None]) -> None:
        self.poller.register(conn.sock, event, partial(then, conn))

    def _forget(self, conn: TConn) -> None:
        """Watch the connection no more, whatever for it was watched."""
        arrival = self._arrivals.pop(conn, None)
        self._arriving -= len(arrival.data) if arrival else 0
        self._sending.pop(conn, None)
        self._lingering.pop(conn, None)
        try:
            self.poller.unregister(conn.sock)
        except (KeyError, ValueError):
            return  # it was being answered

    def _drop(self, conn: TConn) -> None:
        self._forget(conn)
        self._close(conn)

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        self._refused.discard(conn)
        self._told_later.pop(conn, None)
        conn.sock.close()
