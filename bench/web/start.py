"""How long `make run` takes until it can be used, for the first time and again.

    python -m bench.web.start [--times 3]

Cold: a data folder that is not there yet, so that the stores are made, the tables migrated and the rehearsal
organization seeded. Warm: the same folder once more. What `make` prepares before (packages and the built page) is not
in it. Beside it stands what the embedded PostgreSQL needs for itself alone, which is the floor of both.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.figures import Figure, note
from local.processes import ROOT
from local.stores import UNSAFE_POSTGRES, Stores
from local.web import answers_ok, find_free_port

LOOK: Final = 0.02
PATIENCE: Final = 120.0


def main() -> None:
    """Start, stop, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    times = parser.parse_args().times
    cold, warm, floors = [], [], []
    print(f"load {os.getloadavg()[0]:.1f}")
    for _ in range(times):
        with tempfile.TemporaryDirectory(prefix="rc-") as folder:
            cold.append(_start(Path(folder) / "data"))
            warm.append(_start(Path(folder) / "data"))
            floors.append(_start_stores(Path(folder) / "stores"))
    floor = statistics.median(floors)
    print(f"the stores alone, made anew: {floor:.1f} s")
    for name, found in (("cold", cold), ("warm", warm)):
        seconds = statistics.median(found)
        note(Figure(f"start of the whole product, {name}", seconds, "s", beside="the stores alone", beside_value=floor))
        print(f"{name}: {seconds:.1f} s until it can be used ({min(found):.1f} to {max(found):.1f})")


def _start(data: Path) -> float:
    """Start on this folder and stop again; gives the seconds until page, API and sandbox answer."""
    port, sandbox_port = find_free_port(), find_free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"PORT": str(port), "SANDBOX_PORT": str(sandbox_port), "DATA_DIR": str(data)}
    with data.with_name("output").open("ab") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "local"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            while not (answers_ok(port, "/health/ready") and answers_ok(sandbox_port, "/_sandbox/health")):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise SystemExit("it did not start:\n" + data.with_name("output").read_text("utf-8", "replace"))
                time.sleep(LOOK)
            return time.perf_counter() - began
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def _start_stores(folder: Path) -> float:
    began = time.perf_counter()
    with Stores(folder, UNSAFE_POSTGRES):
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
