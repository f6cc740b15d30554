"""Questions to servers on loopback: is the port free, is it ready, install the app.

Never goes through a proxy of the environment and never follows a redirect.
"""

import http.client
import json
import socket

from local.errors import LocalError
from local.processes import ROOT
from local.settings import HOST


def is_port_free(port: int) -> bool:
    """Tell whether a server could listen on `port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def find_free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers_ok(port: int, path: str, timeout_seconds: float = 2.0) -> bool:
    """Tell whether GET `path` answers 200."""
    try:
        status, _ = _request(port, "GET", path, timeout_seconds=timeout_seconds)
    except (OSError, http.client.HTTPException):
        return False
    return status == 200


def install_app(sandbox_port: int, app_url: str, timeout_seconds: float = 30.0) -> None:
    """Ask the sandbox to install the app through Forge, the door of today, and through Connect beside it.

    Repeating it changes nothing. Raises LocalError with the sandbox's answer when it refuses.
    """
    forge = {
        "app_url": app_url,
        "manifest_path": str(ROOT / "manifest.yml"),
        "static_dir": str(ROOT / "frontend" / "dist"),
        "is_repeatable": True,
        "retry_seconds": 1,
    }
    _install(sandbox_port, "/_sandbox/forge/installations", forge, timeout_seconds)
    _install(sandbox_port, "/_sandbox/installations", {"app_url": app_url}, timeout_seconds)


def _install(sandbox_port: int, path: str, body: dict[str, object], timeout_seconds: float) -> None:
    try:
        status, answer = _request(sandbox_port, "POST", path, body=json.dumps(body), timeout_seconds=timeout_seconds)
    except (OSError, http.client.HTTPException) as error:
        raise LocalError(f"The sandbox did not answer when asked to install the app: {error}") from error
    if status not in (200, 201):
        raise LocalError(f"The sandbox could not install the app ({status}): {answer[:2000]}")


def _request(port: int, method: str, path: str, *, timeout_seconds: float, body: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout_seconds)
    try:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()
