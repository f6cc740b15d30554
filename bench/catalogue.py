"""Catalogue of the benches of `python -m bench`: what each is called with for a size, and its share of the time."""

import sys
from dataclasses import dataclass

MOST_RUN_USERS = 2_000
JOBS = 10_000
GREAT = 1_000_000


@dataclass(frozen=True)
class Entry:
    """Entry of the catalogue: one bench, its command, and how much time it needs beside the others."""

    name: str
    argv: tuple[str, ...]
    weight: float = 1.0


def list_benches(size: int, minutes: float) -> list[Entry]:
    """List the benches in the order of running: what people wait for first."""
    few = min(size, MOST_RUN_USERS)
    sizes = ",".join(str(size // part) for part in (100, 10, 1) if part < 100 or size >= GREAT)
    people = ("--users", str(size))
    return [
        _enter("engine.dispatch", "--sleeping", str(10 * size), "--due", str(JOBS), weight=2),
        _enter("engine.schedulers", "--jobs", str(JOBS), weight=4),
        _enter("engine.waits", "--due", str(JOBS)),
        _enter("engine.shares", "--users", str(few)),
        _enter("engine.runs", "--users", str(few)),
        _enter("engine.fairness", "--users", str(few), weight=2),
        _enter("engine.previews", *people, weight=1.5),
        _enter("directory.filters", *people, weight=2.5),
        _enter("directory.growth", "--sizes", sizes, weight=2),
        _enter("web.api", *people, "--minutes", f"{max(0.2, minutes / 12):.2f}", weight=3),
        _enter("directory.sync_scripts", "--users", str(few)),
        _enter("directory.sync", str(few)),
        _enter("web.start"),
        _enter("web.page"),
        _enter("sandbox", str(min(size, 100_000))),
        _enter("directory.span_syncs", "--users", str(few), weight=1.5),
        _enter("engine.slices"),
        _enter("engine.large_plans"),
        _enter("directory.changes", weight=1.5),
        _enter("web.flood"),
        _enter("web.downloads", weight=1.5),
        _enter("engine.rate", weight=2),
        _enter("directory.sync_throttle", "60", weight=2.5),
    ]


def _enter(name: str, *options: str, weight: float = 1.0) -> Entry:
    return Entry(name, (sys.executable, "-m", f"bench.{name}", *options), weight)
