"""A sandbox of one's own for tests: started once, put back to its seed for each test.

Everything goes over HTTP, as the app and a person do it; nothing of `sandbox/` is imported.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

from local.processes import ROOT, Program, end, spawn
from local.stores import wait_until_ready
from local.web import answers_ok, find_free_port

CLEAN = "clean"
"""Name of the snapshot of the untouched seed."""
_TIMEOUT_SECONDS = 60


class SandboxClient:
    """The control plane of a running sandbox, and what tests ask of it most."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._http = requests.Session()
        self._http.trust_env = False

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call a path of the control plane, such as `/faults`; return the answer's JSON."""
        answer = self._http.request(method, f"{self.base_url}/_sandbox{path}", json=body, timeout=_TIMEOUT_SECONDS)
        assert answer.ok, f"the sandbox answered {answer.status_code} to {method} {path}: {answer.text}"
        return answer.json()

    def restore(self, snapshot: str = CLEAN) -> None:
        """Put the whole state back, and forget faults and counters."""
        self.call("DELETE", "/faults")
        self.call("POST", f"/snapshots/{snapshot}/restore", {})
        self.call("DELETE", "/requests")

    def take_snapshot(self, name: str) -> None:
        """Keep the whole state under a name."""
        self.call("PUT", f"/snapshots/{name}", {})

    def organization(self) -> Any:
        """The first organization: `org_id`, `api_key`, `directories`, `sites`, `apps` …"""
        return self.call("GET", "/organizations")["organizations"][0]

    def users(self, org_id: str, **filters: str) -> list[Any]:
        """The true users of an organization; filters are `search`, `role`, `status`, `limit`."""
        return list(self.call("GET", f"/organizations/{org_id}/users?{urlencode(filters)}")["users"])

    def switch(self, org_id: str, **values: Any) -> None:
        """Turn switches of an organization."""
        self.call("PATCH", f"/organizations/{org_id}/switches", values)

    def fault(self, kind: str, endpoint: str = "*", **options: Any) -> Any:
        """Switch a fault on: `params`, `after`, `times`, `percent`, `seed`, `org_id` are options."""
        return self.call("POST", "/faults", {"kind": kind, "endpoint": endpoint, **options})

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock."""
        self.call("POST", "/time", {"advance_seconds": seconds})

    def count_requests(self) -> int:
        """The number of calls to the admin API since the last restore."""
        return sum(row["total"] for row in self.call("GET", "/requests")["endpoints"])

    def install(self, app_url: str, **options: Any) -> Any:
        """Install the app through its lifecycle; return the installation."""
        return self.call("POST", "/installations", {"app_url": app_url, **options})

    def token(self, tenant: str, account: str, kind: str = "context") -> str:
        """A signed token of an installation for an account, as `python -m sandbox token` prints it."""
        return str(self.call("POST", "/token", {"tenant": tenant, "account": account, "kind": kind})["token"])

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()


@contextmanager
def running_sandbox(folder: Path, *arguments: str) -> Iterator[SandboxClient]:
    """A sandbox process on a free port; `arguments` go to `python -m sandbox serve`."""
    port = find_free_port()
    folder.mkdir(parents=True, exist_ok=True)
    program = Program(
        "sandbox",
        (sys.executable, "-m", "sandbox", "serve", "--port", str(port), *arguments),
        {**os.environ, "PYTHONPATH": str(ROOT)},
        is_ready=lambda: answers_ok(port, "/_sandbox/health"),
    )
    with (folder / "sandbox.log").open("ab") as log:
        process = spawn(program, log)
        client = SandboxClient(f"http://127.0.0.1:{port}")
        try:
            wait_until_ready(program, process, timeout_seconds=60)
            client.take_snapshot(CLEAN)
            yield client
        finally:
            client.close()
            end(process, program)
