"""A stand-in for Atlassian's key host on loopback: serves install keys, and misbehaves when told to."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key


def make_key(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


def public_pem(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


class KeyHost:
    """What is answered per kid: (status, body), or a number of seconds to wait before that."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.delays: dict[str, float] = {}
        self.delay_seconds = 0.0
        self.fetches: Counter[str] = Counter()
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self.url = ""

    def publish(self, kid: str, key: RSAPrivateKey) -> None:
        self.answers[kid] = (200, public_pem(key))

    def answer(self, kid: str) -> tuple[int, bytes]:
        with self._lock:
            self.fetches[kid] += 1
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        time.sleep(self.delays.get(kid, self.delay_seconds))
        with self._lock:
            self._at_once -= 1
        return self.answers.get(kid, (404, b"no such key"))

    @contextmanager
    def serve(self) -> Iterator["KeyHost"]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = host.answer(self.path.removeprefix("/keys/"))
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", body.decode())
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
                """Keep the tests' output clean."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that gave up waiting is what the tests want."""

        server = Server(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/keys"
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
