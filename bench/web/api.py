"""Benchmark of the page's most used calls: waiting time, and the cost of each to the web process.

    python -m bench.web.api [--users 100000] [--clients 1,16,64] [--seconds 4]
    python -m bench.web.api --minutes 5
    python -m bench.web.api --profile /tasks
    python -m bench.web.api --profile /me,/settings,/tasks

Real gunicorn with the settings of a deployment, two tenants asked in turn, one of them with so many people. The clients
are a process of their own, on connections that are kept. Processor time is that of gunicorn and its workers by the
system's count, so it hardly depends on what else goes on; waiting does: look at the load that is printed.
`--profile` tells the processor time of calls without a server around them, and of a single one where it goes.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from app.directory.sets.set_build import build_sets
from bench.directory.directories import Mirror, add_people
from bench.figures import Figure, note
from bench.ground import ACTIVE, Bench, open_bench
from bench.web.profiles import profile_calls
from bench.web.serving import Caller, connect, serving
from local.embedded.postgres import SUPERUSER

INACTIVE = {"version": 1, "root": {"type": "inactive", "days": 90, "apps": [], "match": "any"}}
CALLS: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/me", None),
    ("GET", "/settings", None),
    ("GET", "/mirror", None),
    ("GET", "/dashboard", None),
    ("GET", "/tasks", None),
    ("GET", "/tasks/{task}", None),
    ("GET", "/filters", None),
    ("GET", "/runs", None),
    ("GET", "/runs/{run}/operations", None),
    ("GET", "/groups", None),
    ("POST", "/users/search", {"limit": 50}),
    ("POST", "/users/search", {"specification": INACTIVE, "limit": 50}),
)
"""The twelve that the page makes most; a page of 50 users as it is shown."""
SMALL = ("/me", "/settings", "/tasks")
GOAL_P95_MS, GOAL_CPU_MS, CROWD = 50, 3.0, 16
SHORTEST, BETWEEN = 0.5, 1.5
"""Seconds of a round at least, and what a round costs beside its own: its clients are a process that starts."""


@dataclass(frozen=True)
class Load:
    """Load of a round: so many clients for so many seconds, of these people in turn."""

    callers: tuple[Caller, ...]
    method: str
    paths: tuple[str, ...]
    body: bytes | None
    clients: int
    seconds: float


@dataclass(frozen=True)
class Figures:
    """Figures of a round."""

    waits: list[float]
    cpu_ms: float
    transactions: float

    def part(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))] * 1000


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--clients", default="1,16,64")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--minutes", type=float, help="for the whole table: rounds are shortened to fit")
    parser.add_argument("--profile")
    options = parser.parse_args()
    with open_bench(300, "--no-limits") as bench, serving(bench) as (port, pid):
        big, _ = connect(bench, port, bench.ask("GET", "/organizations")["organizations"][0])
        small, _ = connect(bench, port, bench.add_organization("Small", users=60))
        places = [_fill(bench, caller) for caller in (big, small)]
        _grow(bench, options.users)
        if options.profile:
            profile_calls(bench, big, [path.format(**places[0]) for path in options.profile.split(",")])
            return
        _print_table(bench, pid, (big, small), places, options)


def _grow(bench: Bench, users: int) -> None:
    """Give the first tenant so many people, and tell how long its sets take to build."""
    system = "-c rollcall.scope=system -c jit=off -c timezone=UTC"
    url = bench.stores.postgres.url(role=SUPERUSER).replace("+psycopg", "", 1)
    with psycopg.connect(url, options=system) as connection:
        tenant = connection.execute("select min(id) from tenants").fetchone()
        assert tenant is not None
        # They are there since the first sync: as 2,400,000 changes of this day they would be counted by the Dashboard.
        connection.execute("select set_config('rollcall.look_is_first', 'yes', true)")
        add_people(connection, Mirror(tenant[0], users))
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze")
        for name, statement in (("first build", ""), ("rebuild after 1 %", _ONE_IN_A_HUNDRED)):
            if statement:
                connection.execute(statement, [tenant[0]])
            else:
                connection.execute("delete from directory_sets where tenant_id = %s", [tenant[0]])
            began, cpu = time.monotonic(), time.process_time()
            build_sets(bench.context.database, tenant[0])
            took, own = time.monotonic() - began, time.process_time() - cpu
            print(f"sets of {users:,} people, {name}: {took:.1f} s ({own:.1f} s of our processor time)", flush=True)
            note(Figure(f"sets of {users:,}, {name}", took, "s"))


_ONE_IN_A_HUNDRED = "update directory_users set last_active_at = now() where tenant_id = %s and id %% 100 = 0"


def _fill(bench: Bench, caller: Caller) -> dict[str, str]:
    """Ten tasks and a finished run; the ids that paths need."""
    saved = _ask(caller, "POST", "/filters", {"name": "Active", "specification": ACTIVE})
    nobody = {"version": 1, "root": {"type": "people", "values": ["nobody"]}}
    empty = _ask(caller, "POST", "/filters", {"name": "Nobody", "specification": nobody})
    draft = {"actions": [{"type": "suspend_user"}], "schedule": {"mode": "manual"}, "is_confirmed": True}
    tasks = [
        _ask(caller, "POST", "/tasks", draft | {"name": f"Task {n}", "filter_id": (saved if n else empty)["id"]})["id"]
        for n in range(10)
    ]
    run = _ask(caller, "POST", f"/tasks/{tasks[0]}/runs", {})["id"]
    bench.work()
    return {"task": str(tasks[0]), "run": str(run)}


def _ask(caller: Caller, method: str, path: str, body: Any) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", caller.port, timeout=60)
    headers = {"Authorization": f"JWT {caller.token}", "Content-Type": "application/json"}
    connection.request(method, f"/api/v1{path}", json.dumps(body), headers)
    answer = connection.getresponse()
    told = answer.read()
    connection.close()
    if answer.status >= 300:
        raise SystemExit(f"{method} {path}: {answer.status} {told.decode()[:300]}")
    return json.loads(told)


def _print_table(
    bench: Bench, pid: int, callers: tuple[Caller, Caller], places: Sequence[dict[str, str]], options: Any
) -> None:
    rounds = [int(clients) for clients in options.clients.split(",")]
    seconds: float = options.seconds
    if options.minutes is not None:
        seconds = min(seconds, max(SHORTEST, options.minutes * 60 / (len(CALLS) * len(rounds)) - BETWEEN))
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, {options.users:,} people", flush=True)
    print(f"{'call':34} {'clients':>7} {'p50':>7} {'p95':>7} {'p99':>7} {'a second':>9} {'cpu ms':>7} {'trans.':>7}")
    for number, (method, path, body) in enumerate(CALLS):
        paths = tuple(path.format(**place) for place in places)
        sent = None if body is None else json.dumps(body).encode()
        for clients in rounds:
            load = Load(callers, method, paths, sent, clients, seconds)
            found = _measure(bench, pid, load)
            rate = len(found.waits) / seconds
            name = f"{method} {path}" + (" (filter)" if number == len(CALLS) - 1 else "")
            print(
                f"{name:34} {clients:7} {found.part(0.5):7.1f} {found.part(0.95):7.1f} {found.part(0.99):7.1f} "
                f"{rate:9.0f} {found.cpu_ms:7.2f} {found.transactions:7.2f}",
                flush=True,
            )
            _note(name, clients, found, path)
    print(f"goals: p95 at 16 clients {GOAL_P95_MS} ms; processor time of {', '.join(SMALL)} {GOAL_CPU_MS} ms")
    print(f"load {os.getloadavg()[0]:.1f}")


def _note(name: str, clients: int, found: Figures, path: str) -> None:
    """For the table: the wait with 16 clients, and the processor time of small reads without a crowd."""
    if clients == CROWD:
        note(Figure(f"{name}, p95 of {clients} clients", found.part(0.95), "ms", at_most=GOAL_P95_MS))
    if clients == 1:
        goal = GOAL_CPU_MS if path in SMALL else None
        note(Figure(f"{name}, processor time", found.cpu_ms, "ms", at_most=goal))


def _measure(bench: Bench, pid: int, load: Load) -> Figures:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_ask_again, args=(load, theirs))
    process.start()
    ours.recv()  # it has asked each caller once
    cpu, done = _count_cpu(pid), _count_transactions(bench)
    ours.send("go")
    waits: list[float] = ours.recv()
    cpu, done = _count_cpu(pid) - cpu, _count_transactions(bench) - done
    process.join()
    return Figures(waits, cpu * 1000 / len(waits), done / len(waits))


def _count_cpu(pid: int) -> float:
    """Seconds of processor time of all processes of gunicorn until now."""
    ticks = sum(_read_ticks(one) for one in _list_family(str(pid)))
    return ticks / os.sysconf("SC_CLK_TCK")


def _list_family(pid: str) -> list[str]:
    """The process, its workers, and the rooms that these have made for questions."""
    found = subprocess.run(["pgrep", "-P", pid], capture_output=True, text=True, check=False).stdout.split()
    return [pid, *(one for child in found for one in _list_family(child))]


def _read_ticks(pid: str) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _count_transactions(bench: Bench) -> int:
    with bench.context.database.engine.connect() as connection:
        connection.execute(sa.text("select pg_stat_force_next_flush()"))
        connection.rollback()
        time.sleep(0.05)
        count = "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()"
        return int(connection.execute(sa.text(count)).scalar_one())


def _ask_again(load: Load, pipe: Any) -> None:
    """The clients: each with a connection that is kept, all with the same question."""
    waits: list[list[float]] = []
    for caller, path in zip(load.callers, load.paths, strict=True):
        status, _ = caller.call(load.method, path, load.body)
        if status >= 300:
            raise SystemExit(f"{load.method} {path}: {status}")
    pipe.send("ready")
    pipe.recv()
    until = time.monotonic() + load.seconds

    def go_on(number: int) -> None:
        mine: list[float] = []
        waits.append(mine)
        asked = _iter_questions(load, number)
        connection = http.client.HTTPConnection("127.0.0.1", load.callers[0].port, timeout=60)
        while time.monotonic() < until:
            path, headers = next(asked)
            began = time.monotonic()
            connection.request(load.method, path, load.body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status < 300:
                mine.append(time.monotonic() - began)

    threads = [threading.Thread(target=go_on, args=(number,)) for number in range(load.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send([one for mine in waits for one in mine])


def _iter_questions(load: Load, number: int) -> Iterator[tuple[str, dict[str, str]]]:
    while True:
        which = number % len(load.callers)
        caller = load.callers[which]
        headers = {"Authorization": f"JWT {caller.token}", "Content-Type": "application/json"}
        yield f"/api/v1{load.paths[which]}", headers
        number += 1


if __name__ == "__main__":
    main()
