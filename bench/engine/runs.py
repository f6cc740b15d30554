"""Benchmark of a run: calls against what is needed, and speed against a bare loop with as many threads.

    python -m bench.engine.runs [--users 1000]

Starts its own stores and a sandbox without limits or lag, so that our own overhead is all that is measured.
"""

import argparse
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from bench.figures import Figure, note
from bench.ground import ACTIVE, Bench, open_bench
from worker.context import THREADS

GOAL = 0.6


def main() -> None:
    """Sync, suspend everybody who is active, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=2000)
    options = parser.parse_args()
    with open_bench(options.users, "--no-limits") as bench:
        _compare(bench)


def _compare(bench: Bench) -> None:
    organization = bench.ask("GET", "/organizations")["organizations"][0]
    tenant_id = bench.connect(organization)
    bench.ask("DELETE", "/requests")
    run_id = bench.run_now(tenant_id, bench.create_task(tenant_id, "suspend", ACTIVE, {"type": "suspend_user"}))
    started, cpu = time.perf_counter(), time.process_time()
    bench.work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    counts = bench.show(tenant_id, run_id).counts
    calls = sum(row["total"] for row in bench.ask("GET", "/requests")["endpoints"])
    needed = counts.succeeded + counts.matched / 10 + 10
    print(f"users {counts.matched}, writes {counts.succeeded}, calls {calls}: ratio {calls / needed:.3f} (bar 1.02)")
    note(Figure("calls of a run", calls, beside="calls that are needed", beside_value=needed, ratio_at_most=1.02))
    bare, bare_cpu = _bare_rate(bench, organization, counts.succeeded)
    ours = calls / seconds
    print(f"ours {ours:,.0f} calls/s in {seconds:.1f} s, bare loop {bare:,.0f}: ratio {ours / bare:.2f} (bar {GOAL})")
    note(Figure("calls of a run a second", ours, beside="a bare loop", beside_value=bare, ratio_at_least=GOAL))
    print(f"processor time a call: {1000 * cpu / calls:.2f} ms, bare {1000 * bare_cpu:.2f} ms")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


def _bare_rate(bench: Bench, organization: dict[str, Any], writes: int) -> tuple[float, float]:
    """Calls a second and processor seconds a call: as many people restored, with as many threads and nothing else."""
    org, directory = organization["org_id"], organization["directories"][0]["directory_id"]
    users = bench.ask("GET", f"/organizations/{org}/users?limit=100000")["users"]
    people = [user["account_id"] for user in users][:writes]
    http = requests.Session()
    http.trust_env = False
    http.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=THREADS))
    http.headers["Authorization"] = f"Bearer {organization['api_key']}"
    prefix = f"{bench.base_url}/admin/v2/orgs/{org}/directories/{directory}/users"
    started, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda account: http.post(f"{prefix}/{account}/restore", json={}, timeout=30), people))
    return len(people) / (time.perf_counter() - started), (time.process_time() - cpu) / len(people)


if __name__ == "__main__":
    main()
