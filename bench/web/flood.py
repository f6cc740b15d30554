"""Whether one tenant's flood of requests is felt by another one, and by the memory of the web processes.

    python -m bench.web.flood [--users 5000] [--rounds 3] [--room nice19 | idle]

Real gunicorn with the settings of a deployment. In turn, so that a busy machine slows both alike: the neighbour alone;
the neighbour beside 16 parallel searches, the heaviest of those that are valid; and beside 24 bodies of nonsense that
an ordinary user sends at once. The floods come from a process of their own, so that the neighbour's clock is not slowed
by their interpreter. Their share of the machine is still in the ratios: how large it is shows a third one, of the same
bodies sent to a server that does nothing but refuse them; and a fourth one is no flood but a process that computes,
since that much is permitted to a tenant: one question at a time. What that does to the neighbour no limit can avoid.
Prints the neighbour's 95th percentile as a ratio to that alone, what used the processors meanwhile (web processes,
rooms, all databases of the machine, the flood itself), and by how much the largest web process grew. `--room` lets the
rooms, where questions are answered, yield more than they do (nice 10), to see whether that is felt: who yields to
everybody starves beside a process that computes, so nothing but such a figure speaks for it.
"""

import argparse
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, note
from bench.ground import open_bench
from bench.web.serving import Caller, connect, serving

SEARCHES = 16
BODIES = 24
PROBES = 300
TICKS = os.sysconf("SC_CLK_TCK")
ROOMS = ("nice19", "idle")
NOBODY = "24 bodies at nobody"
FLOOR = "one process that computes"
GROWTH = 1.5
MEGABYTES = 150
PAUSE = 0.2
"""Of each flooding thread between two calls: what makes the calls is on this machine as well."""


@dataclass(frozen=True)
class Flood:
    """Flood of one call again and again, by so many threads."""

    caller: Caller
    method: str
    path: str
    body: bytes
    threads: int


def main() -> None:
    """Measure, print; ends with 1 when a bound is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--room", choices=ROOMS)
    options = parser.parse_args()
    with open_bench(options.users, "--no-limits") as bench, serving(bench) as (port, pid):
        admin, stranger = connect(bench, port, bench.ask("GET", "/organizations")["organizations"][0])
        neighbour, _other = connect(bench, port, bench.add_organization("Neighbour", users=60))
        _let_rooms_yield(pid, options.room)
        with _refusing() as nobody:
            sys.exit(_measure(pid, nobody, (admin, stranger, neighbour), options.rounds))


def _refuse_all(listener: socket.socket) -> None:
    """Refuse every request as soon as its head is here, and let go by what else is sent."""

    def refuse(client: socket.socket) -> None:
        with client:
            client.recv(65_536)
            client.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            client.shutdown(socket.SHUT_WR)
            while client.recv(1_048_576):
                pass

    with ThreadPoolExecutor(BODIES * 2) as pool:
        while True:
            pool.submit(refuse, listener.accept()[0])


@contextmanager
def _refusing() -> Iterator[int]:
    """A process that refuses whatever comes; its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        process = multiprocessing.get_context("fork").Process(target=_refuse_all, args=(listener,), daemon=True)
        process.start()
        try:
            yield listener.getsockname()[1]
        finally:
            process.kill()


def _measure(pid: int, nobody: int, callers: tuple[Caller, Caller, Caller], rounds: int) -> int:
    admin, stranger, neighbour = callers
    body = _pick_heaviest(admin)
    nonsense = json.dumps({f"key{number}": 1 for number in range(200_000)}).encode()
    floods: dict[str, Flood | str | None] = {
        "alone": None,
        FLOOR: FLOOR,
        "16 searches": Flood(admin, "POST", "/users/search", body, SEARCHES),
        "24 bodies": Flood(stranger, "PUT", "/organization", nonsense, BODIES),
        NOBODY: Flood(Caller(nobody, ""), "PUT", "/organization", nonsense, BODIES),
    }
    _probe(neighbour, PROBES)
    before, waits = _measure_memory(pid), {name: list[float]() for name in floods}
    used = {name: dict[str, float]() for name in floods}
    for _ in range(rounds):
        for name, flood in floods.items():
            with _flooding(flood) as flooder:
                began = _measure_use(pid, flooder)
                waits[name] += _probe(neighbour, PROBES)
                for part, seconds in _measure_use(pid, flooder).items():
                    used[name][part] = used[name].get(part, 0.0) + seconds - began[part]
    grown = _measure_memory(pid) - before
    alone = _tail(waits["alone"])
    print(f"neighbour alone: p95 {alone * 1000:.0f} ms, median {statistics.median(waits['alone']) * 1000:.0f} ms")
    ratios = {name: _tail(found) / alone for name, found in waits.items() if name != "alone"}
    for name, ratio in ratios.items():
        print(f"beside {name}: p95 x{ratio:.2f} (at most x{GROWTH}), median {_median_ratio(waits, name):.2f}")
    for name, use in used.items():
        parts = ", ".join(f"{part} {use[part] / use['clock']:.2f}" for part in ("web", "rooms", "database", "flood"))
        print(f"processors used, {name}: {parts}")
    print(f"largest web process grew by {grown:.0f} MB (at most {MEGABYTES})")
    floor = max(GROWTH, ratios.pop(FLOOR))
    print(f"the least that may be asked of the searches here: x{floor:.2f}")
    own = max(1.0, ratios.pop(NOBODY))
    print(f"of that, the sending itself: x{own:.2f}")
    ratios["24 bodies"] /= own
    for name, most in (("16 searches", floor), ("24 bodies", GROWTH)):
        note(Figure(f"neighbour's p95 beside {name}, times that alone", ratios[name], at_most=most))
    note(Figure("growth of the largest web process", grown, "MB", at_most=MEGABYTES))
    is_felt = ratios["16 searches"] > floor or ratios["24 bodies"] > GROWTH
    return int(is_felt or grown > MEGABYTES)


def _median_ratio(waits: dict[str, list[float]], name: str) -> float:
    return statistics.median(waits[name]) / statistics.median(waits["alone"])


def _tail(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.95)]


def _probe(neighbour: Caller, count: int) -> list[float]:
    found = []
    for number in range(count):
        path = ("/tasks", "/me", "/filters")[number % 3]
        status, seconds = neighbour.call("GET", path)
        if status != 200:
            raise SystemExit(f"the neighbour was told {status} at {path}")
        found.append(seconds)
    return found


@contextmanager
def _flooding(flood: Flood | str | None) -> Iterator[int | None]:
    if flood is None:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    is_over = context.Event()
    work = (_repeat, (flood, is_over)) if isinstance(flood, Flood) else (_compute, (is_over,))
    process = context.Process(target=work[0], args=work[1])
    process.start()
    time.sleep(3)  # until it has begun
    try:
        yield process.pid
    finally:
        is_over.set()
        process.join()


def _compute(is_over: Any) -> None:
    """Use a processor, and nothing else."""
    while not is_over.is_set():
        sum(range(1_000_000))


def _repeat(flood: Flood, is_over: Any) -> None:
    """So many threads that do it again and again, and what they were told."""
    told: Counter[int] = Counter()

    def go_on() -> None:
        while not is_over.is_set():
            told[flood.caller.call(flood.method, flood.path, flood.body)[0]] += 1
            is_over.wait(PAUSE)

    with ThreadPoolExecutor(flood.threads) as pool:
        for _ in range(flood.threads):
            pool.submit(go_on)
    print(f"{flood.threads} x {flood.method} {flood.path}: told {dict(told)}", flush=True)


def _pick_heaviest(admin: Caller) -> bytes:
    """The one of some large valid searches that takes longest."""
    people = [{"type": "people", "values": [f"{n}-{m}@nowhere.example" for m in range(9_990)]} for n in range(2)]
    groups = [{"type": "groups", "match": "any", "groups": [f"g-{n}-{m}" for m in range(499)]} for n in range(40)]
    texts = [{"type": "text", "contains": f"{n % 10}"} for n in range(190)]
    bodies = [_search({"op": "or", "of": of}) for of in (people, groups, texts)]
    costs = [admin.call("POST", "/users/search", body) for body in bodies for _ in range(2)]
    print("heavy searches, alone:", ", ".join(f"{status} in {seconds * 1000:.0f} ms" for status, seconds in costs))
    return max(zip(costs[1::2], bodies, strict=True), key=lambda found: found[0][1])[1]


def _search(root: dict[str, Any]) -> bytes:
    return json.dumps({"specification": {"version": 1, "root": root}, "limit": 200}).encode()


def _list_rooms(pid: int) -> list[str]:
    return [room for worker in _list_children(str(pid)) for room in _list_children(worker)]


def _let_rooms_yield(pid: int, how: str | None) -> None:
    """Let the rooms yield more than they do by themselves, which everybody may ask of their own processes."""
    for room in _list_rooms(pid) if how else ():
        if how == "idle":
            os.sched_setscheduler(int(room), os.SCHED_IDLE, os.sched_param(0))
        else:
            os.setpriority(os.PRIO_PROCESS, int(room), 19)


def _measure_use(pid: int, flooder: int | None) -> dict[str, float]:
    """Seconds of processor that each part has used, and what the clock says."""
    databases = subprocess.run(["pgrep", "-x", "postgres"], capture_output=True, text=True, check=False).stdout.split()
    parts = {"web": _list_children(str(pid)), "rooms": _list_rooms(pid), "database": databases}
    parts["flood"] = [] if flooder is None else [str(flooder)]
    return {part: sum(map(_read_use, pids)) for part, pids in parts.items()} | {"clock": time.monotonic()}


def _read_use(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _measure_memory(pid: int) -> float:
    """The most that any web process ever had, in MB."""
    most = 0.0
    for one in _list_children(str(pid)) + _list_rooms(pid):
        status = Path(f"/proc/{one}/status").read_text()
        most = max(most, int(status.split("VmHWM:")[1].split()[0]) / 1024)
    return most


def _list_children(pid: str) -> list[str]:
    return subprocess.run(["pgrep", "-P", pid], capture_output=True, text=True, check=False).stdout.split()


if __name__ == "__main__":
    main()
