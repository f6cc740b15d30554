"""What a product that runs for long must not do: grow. Memory of its processes and its connections are looked at all
the while, and judged by what they tend to."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.ground.databases import connect
from tests.ground.processes import child_pids
from tests.ground.stack import Stack

EVERY_SECONDS = 1.0
KINDS = ("gunicorn", "worker.scheduler", "tests.chaos.worker", "worker.courier")
WARM_SECONDS = 30.0
"""A process that begins under way loads its code and fills its caches; what was there before the storm has done so."""
LONG_SECONDS = 10.0
"""Too little can be told of what lives for less."""
MOST_GROWTH_MB = 40.0
"""Over the whole storm, by the straight line that fits best: less than a leak of a page a request."""
MOST_CONNECTIONS = 90
"""Of PostgreSQL's usual hundred."""
_COUNT = "select count(*) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()"
Series = Sequence[tuple[float, float]]
"""(seconds, value)"""


@dataclass
class Watch:
    """What was seen: megabytes by process, and connections."""

    memory: dict[tuple[str, int], list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    connections: list[tuple[float, float]] = field(default_factory=list)

    def look(self, stack: Stack, database_url: str, at: float) -> None:
        """Once."""
        for pid, kind in iter_processes(stack.pid):
            megabytes = read_megabytes(pid)
            if megabytes:
                self.memory[kind, pid].append((at, megabytes))
        with suppress(psycopg.Error), connect(database_url) as connection:
            found = connection.execute(_COUNT).fetchone()
            if found is not None:
                self.connections.append((at, float(str(found[0]))))


@contextmanager
def watching(stack: Stack, database_url: str) -> Iterator[Watch]:
    """Look every second until left."""
    watch, is_over, began = Watch(), threading.Event(), time.monotonic()

    def go_on() -> None:
        while not is_over.wait(EVERY_SECONDS):
            watch.look(stack, database_url, time.monotonic() - began)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield watch
    finally:
        is_over.set()
        thread.join()


def find_growth(memory: Mapping[tuple[str, int], Series]) -> dict[str, float]:
    """By how many megabytes processes grew that lived long enough to tell, those that grew too much."""
    found = {}
    for (kind, pid), series in memory.items():
        warm_from = series[0][0] + (WARM_SECONDS if series[0][0] > 3 * EVERY_SECONDS else 0.0)
        warm = [one for one in series if one[0] >= warm_from]
        if len(warm) >= 2 and warm[-1][0] - warm[0][0] >= LONG_SECONDS:
            growth = fit_slope(warm) * (warm[-1][0] - warm[0][0])
            if growth > MOST_GROWTH_MB:
                found[f"{kind} {pid}"] = round(growth, 1)
    return found


def find_unseen(memory: Mapping[tuple[str, int], Series]) -> list[str]:
    """The kinds of which no process was ever looked at: nothing is known of what does not grow there."""
    return [kind for kind in KINDS if not any(one == kind and series for (one, _pid), series in memory.items())]


def fit_slope(series: Series) -> float:
    """Of the straight line through these points, by least squares."""
    count = len(series)
    middle, mean = sum(at for at, _value in series) / count, sum(value for _at, value in series) / count
    spread = sum((at - middle) ** 2 for at, _value in series)
    return sum((at - middle) * (value - mean) for at, value in series) / spread if spread else 0.0


def find_crowd(connections: Series) -> str | None:
    """Why connections are not bounded; None when they are: fewer than PostgreSQL has, and no more at the end."""
    if not connections:
        return "nobody could count them"
    most = max(value for _at, value in connections)
    if most > MOST_CONNECTIONS:
        return f"{most:.0f} connections at once"
    half, third = len(connections) // 2 or 1, len(connections) // 3 or 1
    early, late = (max(value for _at, value in part) for part in (connections[:half], connections[-third:]))
    return f"{late:.0f} at the end, {early:.0f} before" if late > early * 1.5 + 5 else None


def iter_processes(pid: int) -> Iterator[tuple[int, str]]:
    """The processes of the product below this one that live for long, with their kind; jobs live for one slice."""
    for child in child_pids(pid):
        with suppress(OSError):
            command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            kind = next((one for one in KINDS if one in command), None)
            if kind is not None:
                yield child, kind
            if kind == "gunicorn":
                yield from iter_processes(child)
            elif kind == "tests.chaos.worker":
                yield from ((one, its) for one, its in iter_processes(child) if its == "worker.courier")


def read_megabytes(pid: int) -> float:
    """What a process holds now; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    _head, found, rest = status.partition("VmRSS:")
    return int(rest.split()[0]) / 1024 if found else 0.0
