"""Downloads and uploads of large organizations through Forge's bridge, under its limits: time, parts, memory.

    python -m bench.web.downloads [--users 100000] [--operations 500000]

Starts stores, a sandbox and a web server of its own, installs the Forge app there and fills mirror and log with long
names. Every call goes the page's way: through the sandbox's bridge, which carries 500 KB there and 5 MB back. The same
files come whole through the API's own process for comparison.
"""

import argparse
import base64
import gzip
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from app.directory.sets.set_build import build_sets
from app.models import Tenant
from app.services.browser import users
from app.services.engine import run_views
from app.services.engine.operation_log import iter_operations
from app.services.files import exports, results
from app.services.files.file_forms import FileForm, write_whole
from bench.directory.directories import Mirror, add_people
from bench.figures import Figure, note
from bench.ground import KEYS, Bench, open_bench
from local.embedded.postgres import SUPERUSER
from local.processes import ROOT, Program, end, spawn
from local.services import FORGE_APP_ID
from local.stores import wait_until_ready
from local.web import answers_ok, find_free_port

CARRIED = 5_000_000
PACKED_FROM = 400_000
BAR_MB = 150
"""A web process must not grow by more."""
PASTED = 10_000
_LONG = "Zuständig für die gesamte Verwaltung (extern) ☂ "
_RUN = sa.text(
    """
insert into runs (tenant_id, trigger, state, specification, counts, matched_users, planned_users, plan_hash,
                  started_at, finished_at)
values (:tenant, 'bulk', 'succeeded', '{"name": "large"}', jsonb_build_object('succeeded', :count ::int), :users,
        :users, 'x', now(), now())
returning id
"""
)
_OPERATIONS = sa.text(
    """
insert into operations (tenant_id, run_id, position, account_id, action_index, action, target_kind, target_id,
                        target_name, outcome, started_at, finished_at, duration_ms)
select :tenant, :run, n, '712020:' || lpad(:tenant ::text, 4, '0') || '-' || lpad((n / 5)::text, 8, '0'), n % 5,
       'add_to_groups', 'group', 'group ' || n % 5, :name || n % 5, 'succeeded', now(), now(), 120
from generate_series(0, :count - 1) n
"""
)


def main() -> None:
    """Load, download, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--operations", type=int, default=500_000)
    options = parser.parse_args()
    with open_bench(60, "--no-limits") as bench, _web(bench) as page:
        tenant_id = _connect(bench, page)
        run_id = _fill(bench, tenant_id, options.users, options.operations)
        before = page.memory()
        print(f"web process before: {before:.0f} MB")
        for kind in ("csv", "json"):
            whole_export = partial(_whole_export, bench, tenant_id, kind)
            whole_result = partial(_whole_result, bench, tenant_id, run_id, kind)
            _compare(f"{options.users:,} users as {kind}", page, _ask_export(kind), whole_export)
            _compare(f"{options.operations:,} operations as {kind}", page, _ask_result(run_id, kind), whole_result)
        _upload(page)
        grown = page.memory() - before
        print(f"the web process grew by {grown:.0f} MB (bar {BAR_MB})")
        note(Figure("growth of the web process by downloads", grown, "MB", at_most=BAR_MB))


@dataclass
class Page:
    """Page of the app as a client, with Forge between it and the web process."""

    bench: Bench
    url: str
    pid: int
    installation: str = ""
    largest: int = field(default=0)

    def invoke(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer that came through the bridge; packs what is large, as the page does."""
        headers: dict[str, str] = {}
        text = json.dumps(body)
        if len(text) > PACKED_FROM:
            body, headers = {"gzip": base64.b64encode(gzip.compress(text.encode())).decode()}, {
                "Rollcall-Packed": "gzip"}  # fmt: skip
        request = {"method": method, "path": f"/api/v1{path}", "headers": headers, "body": body}
        ask = {"installation": self.installation, "account": "organization-admin", "request": request}
        told = self.bench.ask("POST", "/forge/invoke", ask)
        if "rejected" in told or not told["success"]:
            raise RuntimeError(f"{method} {path}: {json.dumps(told)[:500]}")
        answer = told["payload"]
        self.largest = max(self.largest, len(json.dumps(answer["body"], ensure_ascii=False).encode()))
        if answer["headers"].get("rollcall-packed") == ["gzip"]:
            return json.loads(gzip.decompress(base64.b64decode(answer["body"]["gzip"])))
        return answer["body"]

    def memory(self) -> float:
        """MB of the largest web process."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return max(_resident(int(one)) for one in [self.pid, *map(int, children)])


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


@contextmanager
def _web(bench: Bench) -> Iterator[Page]:
    url = f"http://127.0.0.1:{(port := find_free_port())}"
    settings = bench.context.settings
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "ENV": "development", "BASE_URL": url, "LOG_LEVEL": "WARNING",
        "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "ENCRYPTION_KEYS": KEYS,
        "ATLASSIAN_API_BASE": bench.base_url, "FORGE_APP_ID": FORGE_APP_ID,
        "FORGE_JWKS_URL": f"{bench.base_url}/forge/jwks.json", "FORGE_ENVIRONMENTS": "DEVELOPMENT",
    }  # fmt: skip
    arguments = (sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), "--workers", "1",
                 "--bind", f"127.0.0.1:{port}", "wsgi:app")  # fmt: skip
    program = Program("web", arguments, environment, is_ready=lambda: answers_ok(port, "/health/ready"))
    with (bench.folder / "web.log").open("ab") as log:
        process = spawn(program, log)
        try:
            wait_until_ready(program, process, timeout_seconds=60)
            yield Page(bench, url, process.pid)
        finally:
            end(process, program)


def _connect(bench: Bench, page: Page) -> int:
    organization = bench.ask("GET", "/organizations")["organizations"][0]
    body = {"manifest_path": str(ROOT / "manifest.yml"), "app_url": page.url, "org_id": organization["org_id"]}
    page.installation = bench.ask("POST", "/forge/installations", body)["installation_id"]
    expires = (date.today() + timedelta(days=90)).isoformat()  # noqa: DTZ011 - what a person would type
    key = {"org_id": organization["org_id"], "api_key": organization["api_key"], "expires_on": expires}
    page.invoke("PUT", "/organization", key)
    bench.work()
    with bench.context.database.system_session() as session:
        return int(session.scalars(sa.select(Tenant.id)).one())


def _fill(bench: Bench, tenant_id: int, people: int, operations: int) -> int:
    """The id of a finished run; everybody is in twenty groups with long names."""
    system = "-c rollcall.scope=system -c jit=off -c timezone=UTC"
    url = bench.stores.postgres.url(role=SUPERUSER).replace("+psycopg", "", 1)
    with psycopg.connect(url, options=system) as connection:
        add_people(connection, Mirror(tenant_id, people))
        connection.execute("update directory_groups set name = %s || name", [_LONG])
        connection.execute("update directory_users set name = name || ' ' || %s", [_LONG])
        connection.commit()
    with bench.context.database.system_session() as session:
        values = {"tenant": tenant_id, "count": operations, "users": operations // 5}
        run_id = int(session.execute(_RUN, values).scalar_one())
        session.execute(_OPERATIONS, values | {"run": run_id, "name": _LONG})
        session.execute(sa.text("analyze"))
    build_sets(bench.context.database, tenant_id)
    return run_id


Ask = Callable[[Page, str | None], Any]


def _ask_export(kind: str) -> Ask:
    return lambda page, cursor: page.invoke("POST", "/users/export/part", {"format": kind, "cursor": cursor})


def _ask_result(run_id: int, kind: str) -> Ask:
    def ask(page: Page, cursor: str | None) -> Any:
        behind = f"&cursor={cursor}" if cursor else ""
        return page.invoke("GET", f"/runs/{run_id}/result/part?format={kind}{behind}")

    return ask


def _compare(what: str, page: Page, ask: Ask, write: Callable[[], Iterator[str]]) -> None:
    page.largest, cursor, slowest, size, parts = 0, None, 0.0, 0, 0
    joined, began = hashlib.sha256(), time.perf_counter()
    while True:
        asked = time.perf_counter()
        part = ask(page, cursor)
        slowest, parts = max(slowest, time.perf_counter() - asked), parts + 1
        data = part["text"].encode()
        joined.update(data)
        size += len(data)
        cursor = part["next_cursor"]
        if cursor is None:
            break
    seconds = time.perf_counter() - began
    whole, began = hashlib.sha256(), time.perf_counter()
    for piece in write():
        whole.update(piece.encode())
    bare = time.perf_counter() - began
    assert joined.digest() == whole.digest(), "the parts are the file"
    assert page.largest < CARRIED, page.largest
    note(Figure(f"{what}, in parts", seconds, "s", beside="written whole", beside_value=bare))
    print(f"{what}: {size / 1e6:.0f} MB in {parts} parts, the largest answer {page.largest / 1e6:.2f} MB of "
          f"{CARRIED / 1e6:.0f}; {seconds:.0f} s, the slowest part {slowest:.1f} s; written whole in {bare:.0f} s: "
          f"ratio {seconds / bare:.1f}; web process at most {page.memory():.0f} MB")  # fmt: skip


def _whole_export(bench: Bench, tenant_id: int, kind: str) -> Iterator[str]:
    with bench.context.database.tenant_session(tenant_id) as session:
        rows = users.iter_for_export(session, users.UserQuestion(), datetime.now(UTC))
        yield from write_whole(exports.FORMS[kind](), rows)


def _whole_result(bench: Bench, tenant_id: int, run_id: int, kind: str) -> Iterator[str]:
    with bench.context.database.tenant_session(tenant_id) as session:
        run = run_views.get_run(session, tenant_id, run_id, datetime.now(UTC))
        form: FileForm[Any] = results.FORMS[kind](run)
        yield from write_whole(form, iter_operations(session, tenant_id, run_id))


def _upload(page: Page) -> None:
    entries = [f"somebody.{number}.of.the.rather.large.company@example.com" for number in range(PASTED)]
    specification = {"version": 1, "root": {"type": "people", "values": entries}}
    size = len(json.dumps(specification))
    for what, path, body in (
        ("searched", "/users/search", {"specification": specification}),
        ("saved", "/filters", {"name": "Pasted", "specification": specification}),
        ("exported", "/users/export/part", {"specification": specification, "format": "csv"}),
    ):
        began = time.perf_counter()
        page.invoke("POST", path, body)
        print(f"{PASTED:,} pasted entries ({size / 1e3:.0f} KB) {what} in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
