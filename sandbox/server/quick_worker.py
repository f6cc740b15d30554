"""A gunicorn worker that answers plain calls of the admin API as they come in, without waking another thread.

gunicorn hands every request to a thread of its pool and takes the connection back afterwards, which costs several times
what such a call does. Here the thread that watches the connections reads and answers what needs no waiting. Calls that
have to wait, for a fault or for somebody else's write, get a thread. All else goes gunicorn's way: other pages, unusual
HTTP, and the first request of each connection.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from weakref import WeakKeyDictionary

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from sandbox.adminapi.gateway import Gateway, Passage
from sandbox.adminapi.wire.exchange import Incoming
from sandbox.adminapi.wire.plain_http import NotRead, read_request, write_answer
from sandbox.adminapi.wire.wsgi import cut_off

READ_AT_ONCE = 65_536


class QuickWorker(ThreadWorker):  # type: ignore[misc]
    """Serves an application whose extension `sandbox_gateway` answers the admin API."""

    def load_wsgi(self) -> None:
        """Load the application and find its gateway."""
        super().load_wsgi()
        self._gateway: Gateway = self.wsgi.extensions["sandbox_gateway"]
        self._unfinished: WeakKeyDictionary[TConn, bytes] = WeakKeyDictionary()

    # -- in the thread that watches the connections, which must never wait ------------------------------------

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Answer a connection that sent something, or let somebody else do it."""
        data = _receive(client)
        if self._unfinished:
            data = self._unfinished.pop(conn, b"") + data
        request = read_request(data) if self.alive else NotRead.UNUSUAL
        if isinstance(request, Incoming):
            self._answer(conn, request)
        elif request is NotRead.UNFINISHED:
            self._unfinished[conn] = data
        else:
            conn.parser.unreader.unread(data)
            super().on_client_socket_readable(conn, client)

    def _answer(self, conn: TConn, request: Incoming) -> None:
        try:
            passage = self._gateway.begin(request)
            outgoing = self._gateway.finish_at_once(passage)
            answer = write_answer(outgoing) if outgoing else b""
        except Exception as error:  # noqa: BLE001 - gunicorn logs it and answers 500
            self.handle_error(None, conn.sock, conn.client, error)
            self._give_to_thread(conn, lambda: False)
            return
        if outgoing is None:
            self._give_to_thread(conn, lambda: self._finish(conn, passage))
            return
        rest = send_some(conn.sock, answer)
        if rest:
            self._give_to_thread(conn, lambda: _send_all(conn.sock, rest))
            return
        self.keepalived_conns.remove(conn)
        conn.set_timeout()
        self.keepalived_conns.append(conn)

    def _give_to_thread(self, conn: TConn, work: Callable[[], bool]) -> None:
        """Let a thread work on a connection; it stays open if the work returns True."""
        self.poller.unregister(conn.sock)
        self.keepalived_conns.remove(conn)
        future = self.tpool.submit(work)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    # -- in a thread of the pool ------------------------------------------------------------------------------

    def _finish(self, conn: TConn, passage: Passage) -> bool:
        try:
            outgoing = self._gateway.finish(passage)
            is_sent = outgoing.drop != "before" and _send_all(conn.sock, write_answer(outgoing))
        except Exception as error:  # noqa: BLE001 - gunicorn logs it and answers 500
            self.handle_error(None, conn.sock, conn.client, error)
            return False
        if outgoing.drop is not None:
            cut_off(conn.sock)
        return is_sent and outgoing.drop is None


def _receive(client: socket.socket) -> bytes:
    """Return what has come in; nothing from a client that is gone."""
    try:
        return client.recv(READ_AT_ONCE)
    except OSError:
        return b""


def send_some(client: socket.socket, data: bytes) -> bytes:
    """Send what the connection takes at once; return the rest."""
    try:
        return data[client.send(data) :]
    except OSError:
        return data  # full or gone: the thread that sends the rest finds out


def _send_all(client: socket.socket, data: bytes) -> bool:
    """Send everything, however long that takes; tell whether the client was there."""
    try:
        client.setblocking(True)
        client.sendall(data)
    except OSError:
        return False
    return True
