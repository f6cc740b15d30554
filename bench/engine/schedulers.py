"""The scheduler beside others: the same number of due jobs, and how many a second each hands on.

    python -m bench.engine.schedulers [--jobs 10000]

Ours decides for each by its schedule, its tenant and its calendar, and writes a run with its seal; the others hand on a
job that is due. One after the other on the same PostgreSQL and Redis; what each does is said in `bench.engine.peers`. A
peer that is not installed, or does not run with what is, is said and left out.
"""

import argparse
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.engine.dispatch import load_tasks, measure_due
from bench.engine.peers import PEERS
from bench.figures import Figure, note
from local.stores import Stores


def main() -> None:
    """Measure each, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=10_000)
    jobs = parser.parse_args().jobs
    with tempfile.TemporaryDirectory(prefix="rb-") as folder, Stores(Path(folder)) as stores:
        database = load_tasks(stores, "due", jobs, datetime.now(UTC) - timedelta(minutes=1), tenants=jobs)
        ours = measure_due(database, jobs)
        database.dispose()
        for name, measure in PEERS.items():
            try:
                theirs = measure(stores, jobs)
            except (ImportError, AttributeError, TypeError, AssertionError) as error:
                print(f"{name}: not measured, {type(error).__name__}: {error}", flush=True)
                continue
            print(f"{name}: {theirs:,.0f} jobs a second; ours is {ours / theirs:.2f} of that", flush=True)
            note(Figure(f"{jobs:,} due jobs, a second", ours, beside=name, beside_value=theirs, ratio_at_least=1))
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
