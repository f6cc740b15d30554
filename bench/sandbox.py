"""How quick the sandbox is: requests, a page of users at 100,000, seeds and their memory, snapshot and restore.

Everything goes over HTTP to a sandbox process of its own, as tests and the app use it. Each line ends with its bar. On
a machine that is busy with other things the clock measures those too; the processor time of the sandbox's process,
which stands beside it, does not.
Run: `python -m bench.sandbox [largest number of users]`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.figures import Figure, note
from bench.sandbox_load import SECONDS, Connection, build_request, measure_rate
from tests.ground.sandbox import SandboxClient, running_sandbox

SIZES = (200, 2_000, 10_000, 100_000)
PAGES = 40
REPEATS = 10
SEED = """
import resource, time
from sandbox.seeds import build_organization
from sandbox.seeds.plan import SeedPlan
started = time.perf_counter()
org = build_organization(SeedPlan("2026-09-01T08:00:00.000Z", users=%d))
print(time.perf_counter() - started, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure_pages(client: SandboxClient, org: dict[str, Any]) -> list[float]:
    """Milliseconds of each page of a walk with everything expanded; the first page of the first one sorts everybody."""
    connection = Connection(find_port(client))
    body: dict[str, Any] = {
        "limit": 100,
        "directoryIds": [org["directories"][0]["directory_id"]],
        "expand": ["platformRoles", "counts.resources", "productAccess", "groups"],
    }
    found = []
    for _ in range(PAGES):
        request = build_request(org, "POST", "/v2/orgs/{o}/directories/{d}/users/search", body)
        started = time.perf_counter()
        answer = connection.call(request)
        found.append((time.perf_counter() - started) * 1000)
        page = json.loads(answer)
        if "next" not in page["links"]:
            break
        body["cursor"] = page["links"]["next"]
    return found


def measure(client: SandboxClient, action: Callable[[], object]) -> tuple[float, float]:
    """The median milliseconds of an action, and the processor's."""
    found = []
    before = read_cpu(client)
    for _ in range(REPEATS):
        started = time.perf_counter()
        action()
        found.append((time.perf_counter() - started) * 1000)
    return statistics.median(found), (read_cpu(client) - before) / REPEATS * 1000


def find_port(client: SandboxClient) -> int:
    """The port that the sandbox listens on."""
    return int(client.base_url.rpartition(":")[2])


def read_cpu(client: SandboxClient) -> float:
    """Seconds of processor time that the sandbox's process has used."""
    return float(client.call("GET", "/health")["cpu_seconds"])


def seed(users: int) -> tuple[float, float, float]:
    """Seconds, processor seconds and megabytes of a process that seeds an organization and nothing else."""
    answer = subprocess.run([sys.executable, "-c", SEED % users], capture_output=True, text=True, check=True)
    seconds, cpu, megabytes = map(float, answer.stdout.split())
    return seconds, cpu, megabytes


def report_requests(client: SandboxClient) -> None:
    """Simple requests, snapshot and restore."""
    before = read_cpu(client)
    rate = measure_rate(find_port(client), build_request(client.organization(), "GET", "/v1/orgs/{o}"))
    cpu_rate = rate.answers * SECONDS / (read_cpu(client) - before)
    print(f"simple requests: {rate.answers:,.0f} a second, {cpu_rate:,.0f} a processor second (bar 2,000)")
    note(Figure("simple requests a processor second", cpu_rate, at_least=2_000))
    print(f"                 ({rate.client_share:.0%} of the other core went to asking)")
    snapshot, cpu = measure(client, lambda: client.take_snapshot("bench"))
    print(f"snapshot of 2,000: {snapshot:.0f} ms, {cpu:.0f} ms of the processor (bar 100)")
    restore, cpu = measure(client, lambda: client.call("POST", "/snapshots/bench/restore", {}))
    print(f"restore of 2,000: {restore:.0f} ms, {cpu:.0f} ms of the processor (bar 100)")


def report_pages(client: SandboxClient, users: int) -> None:
    """Pages of a walk through a large organization."""
    for walk in ("first walk", "second walk"):
        before = read_cpu(client)
        found = measure_pages(client, client.organization())
        cpu = (read_cpu(client) - before) / len(found) * 1000
        middle = statistics.median(found)
        print(f"page of 100 users of {users:,}, {walk}: {middle:.1f} ms, {cpu:.1f} ms of the processor (bar 5)")
        note(Figure(f"page of 100 users of {users:,}, {walk}", cpu, "ms of a processor", at_most=5))


def main() -> None:
    """Print every figure."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for users in SIZES:
        if users <= largest:
            seconds, cpu, megabytes = seed(users)
            print(f"seed of {users:>7,}: {seconds:.2f} s, {cpu:.2f} s of the processor, {megabytes:.0f} MB")
    print("(bar of the seed of 100,000: 20 s, 1,024 MB)")
    with tempfile.TemporaryDirectory() as folder:
        with running_sandbox(Path(folder), "--users", "2000", "--no-limits", "--no-lag") as client:
            report_requests(client)
        with running_sandbox(Path(folder), "--users", str(largest), "--no-limits", "--no-lag") as client:
            report_pages(client, largest)
    print(f"load average {os.getloadavg()[0]:.1f} afterwards")


if __name__ == "__main__":
    main()
