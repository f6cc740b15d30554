"""Serving for web benchmarks: gunicorn as a deployment starts it, and people who call it."""

import http.client
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.ground import KEYS, Bench
from local.processes import ROOT, Program, end, spawn
from local.stores import wait_until_ready
from local.web import answers_ok, find_free_port

MOST_USERS = 20_000


@dataclass(frozen=True)
class Caller:
    """A person of a tenant at the web server."""

    port: int
    token: str

    def call(self, method: str, path: str, body: bytes | None = None) -> tuple[int, float]:
        """Status and seconds of one call, on a connection of its own."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Authorization": f"JWT {self.token}", "Content-Type": "application/json"}
        try:
            connection.request(method, f"/api/v1{path}", body, headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except OSError:
            status = 0  # refused by its size while it was still being sent
        finally:
            connection.close()
        return status, time.monotonic() - began


@contextmanager
def serving(bench: Bench) -> Iterator[tuple[int, int]]:
    """Gunicorn on a free port, as a deployment starts it; port and process."""
    port = find_free_port()
    settings = bench.context.settings
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "ENV": "development", "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "ENCRYPTION_KEYS": KEYS,
        "ATLASSIAN_API_BASE": bench.base_url, "CONNECT_KEYS_URL": f"{bench.base_url}/keys",
        "CONNECT_SITES_URL": bench.base_url, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    command = (sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}")
    program = Program(
        "web", (*command, "wsgi:app"), environment, is_ready=lambda: answers_ok(port, "/health/ready"),
        grace_seconds=35.0,
    )  # fmt: skip
    with (bench.folder / "web.log").open("ab") as log:
        process = spawn(program, log)
        try:
            wait_until_ready(program, process, timeout_seconds=60)
            yield port, process.pid
        finally:
            end(process, program)


def connect(bench: Bench, port: int, organization: dict[str, Any]) -> tuple[Caller, Caller]:
    """Install the app, store the key, sync; an organization admin and somebody who administers nothing."""
    org_id = organization["org_id"]
    told = {"app_url": f"http://127.0.0.1:{port}", "org_id": org_id}
    client_key = bench.ask("POST", "/installations", told)["client_key"]
    users = [user for start in range(0, MOST_USERS, 1_000) for user in _list_users(bench, org_id, start)]
    people = [user for user in users if user["account_type"] == "atlassian" and user["membership_status"] == "active"]
    admin = next(user["account_id"] for user in people if user["is_org_admin"])
    plain = next(
        user["account_id"]
        for user in people
        if not user["is_org_admin"] and {one["role"] for one in user["access"]} <= {"atlassian/user"}
    )
    admin, plain = (Caller(port, _make_token(bench, client_key, one)) for one in (admin, plain))
    key = {"org_id": org_id, "api_key": bench.ask("GET", f"/organizations/{org_id}")["api_key"]}
    key["expires_on"] = (datetime.now(UTC).date() + timedelta(days=90)).isoformat()
    status, _ = admin.call("PUT", "/organization", json.dumps(key).encode())
    if status >= 300:
        raise SystemExit(f"the key was refused: {status}")
    bench.work()
    return admin, plain


def _list_users(bench: Bench, org_id: str, start: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.ask("GET", f"/organizations/{org_id}/users?limit=1000&offset={start}")["users"]
    return found


def _make_token(bench: Bench, client_key: str, account_id: str) -> str:
    now = int(time.time())
    claims = {"iat": now, "exp": now + 3_000}
    asked = {"tenant": client_key, "account": account_id, "kind": "context", "claims": claims}
    return str(bench.ask("POST", "/token", asked)["token"])
