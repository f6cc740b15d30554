"""A page of Forge, and the bridge that its calls take."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from descriptor.__main__ import MANIFEST_PATH
from local.web import find_free_port
from tests.ground.sandbox import SandboxClient
from tests.ground.serving import serving
from tests.platform.deployment import QuietHandler


class Bridge:
    """`invokeRemote` of one installation."""

    def __init__(self, sandbox: SandboxClient, url: str) -> None:
        self.sandbox = sandbox
        body = {"manifest_path": str(MANIFEST_PATH), "app_url": url, "org_id": sandbox.organization()["org_id"],
                "retry_seconds": 0}  # fmt: skip
        self.installation_id = sandbox.call("POST", "/forge/installations", body)["installation_id"]

    def invoke(self, path: str, method: str = "GET", account: str = "organization-admin", body: Any = None) -> Any:
        request = {"method": method, "path": path, "body": body}
        ask = {"installation": self.installation_id, "account": account, "request": request}
        return self.sandbox.call("POST", "/forge/invoke", ask)

    def refuse(self, path: str, *how: Any) -> tuple[int, dict[str, Any]]:
        told = self.invoke(path, *how)
        assert "rejected" not in told, told
        assert not told["success"], told
        assert told["error"]["headers"]["content-type"] == ["application/json"]
        return told["error"]["status"], told["error"]["body"]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app's address while it runs."""
    server = make_server("127.0.0.1", (port := find_free_port()), app, threaded=True, request_handler=QuietHandler)
    with serving(server):
        yield f"http://127.0.0.1:{port}"
