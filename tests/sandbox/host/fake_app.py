"""A tiny app for the platform hosts to talk to: serves a descriptor and remembers what it was sent.

It verifies signatures with PyJWT by itself, so that the sandbox is not checked with its own code.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import jwt

APP_KEY = "com.example.fake"


@dataclass
class Received:
    """One request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("JWT ")

    def json(self) -> Any:
        return json.loads(self.body)

    def claims(self) -> dict[str, Any]:
        return jwt.decode(self.token, options={"verify_signature": False})


@dataclass
class FakeApp:
    """Use as a context manager. `answers` maps a path to (status, body) and overrides the default 204."""

    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    delays_seconds: dict[str, float] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    extra_headers: dict[str, str] = field(default_factory=dict)
    base_path: str = ""
    app_key: str = APP_KEY
    served_descriptor: dict[str, Any] | None = None

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def base_url(self) -> str:
        return self.origin + self.base_path

    def descriptor(self) -> dict[str, Any]:
        return self.served_descriptor or {
            "key": self.app_key,
            "name": "Fake app",
            "baseUrl": self.base_url,
            "authentication": {"type": "jwt"},
            "lifecycle": {name: f"/connect/{name}" for name in ("installed", "uninstalled", "enabled", "disabled")},
            "modules": {
                "adminPages": [{"key": "admin", "url": "/connect/admin", "name": {"value": "Admin"}}],
                "generalPages": [{"key": "general", "url": "/connect/general?tab=a%20b", "name": {"value": "General"}}],
            },
        }

    def calls(self, path: str) -> list[Received]:
        return [item for item in self.received if item.path == self.base_path + path]

    def lifecycle(self) -> list[str]:
        """The lifecycle events in the order of their arrival."""
        return [item.path.rpartition("/")[2] for item in self.received if item.method == "POST"]

    def verify_signed(self, call: Received, sandbox_url: str) -> dict[str, Any]:
        """Decode an RS256 call with the key of the keys host; raises what PyJWT raises."""
        kid = jwt.get_unverified_header(call.token)["kid"]
        with urllib.request.urlopen(f"{sandbox_url}/keys/{kid}", timeout=5) as response:
            pem = response.read()
        required = ["exp", "iat", "iss", "aud", "qsh"]
        return jwt.decode(call.token, pem, algorithms=["RS256"], audience=self.base_url, options={"require": required})

    def _handler(app) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has its own self
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                call = Received(self.command, self.path, headers, body, time.time())
                if call.path == app.base_path + "/atlassian-connect.json":
                    self._answer(200, json.dumps(app.descriptor()).encode(), "application/json")
                    return
                app.received.append(call)
                time.sleep(app.delays_seconds.get(call.path, 0))
                status, content = app.answers.get(call.path, (204, b""))
                kind = "text/html; charset=utf-8" if content.startswith(b"<") else "application/json"
                self._answer(status, content, app.types.get(call.path, kind))

            def _answer(self, status: int, content: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                for name, value in app.extra_headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - names of http.server

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        return Handler
