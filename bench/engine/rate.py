"""How much of the permitted rate a run uses, and how many of its calls are refused.

    python -m bench.engine.rate [--users 1500]

A scheduler and a worker as in production, against a rehearsal organization that keeps its limits. Two whole windows
of the limit are looked at in the middle of a run that suspends everybody.
"""

import argparse
import time

from app.atlassian.families import ALLOWANCES, Family
from bench.figures import Figure, note
from bench.ground import ACTIVE, Bench, open_bench

WINDOWS = 2


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=1_500)
    options = parser.parse_args()
    with open_bench(options.users) as bench:
        tenant_id = bench.connect(bench.ask("GET", "/organizations")["organizations"][0])
        run_id = bench.run_now(tenant_id, bench.create_task(tenant_id, "all", ACTIVE, {"type": "suspend_user"}))
        with bench.processes(1):
            bench.wait_for(tenant_id, run_id, "running")
            _measure(bench)
            state = bench.show(tenant_id, run_id).state
            assert state == "running", f"the run was {state} before the end: more users are needed"


def _measure(bench: Bench) -> None:
    allowance = ALLOWANCES[Family.USER_SUSPEND]
    _wait_for_window(allowance.window_seconds)
    before = _count(bench)
    for _ in range(WINDOWS):
        time.sleep(1)
        _wait_for_window(allowance.window_seconds)
    after = _count(bench)
    accepted, refused = after[0] - before[0], after[1] - before[1]
    permitted = allowance.calls * WINDOWS
    print(f"used {accepted / permitted:.3f} of the permitted {permitted} calls (bar 0.97)")
    note(
        Figure("suspensions at a kept limit", accepted, beside="permitted", beside_value=permitted, ratio_at_least=0.97)
    )
    print(f"refused {refused / (accepted + refused):.4f} (bar 0.005)")
    note(Figure("share of refused calls", refused / (accepted + refused), at_most=0.005))


def _count(bench: Bench) -> tuple[int, int]:
    """(accepted, refused) suspensions so far."""
    rows = [row for row in bench.ask("GET", "/requests")["endpoints"] if row["endpoint"].startswith("W3 ")]
    refused = sum(row["rate_limited"] for row in rows)
    return sum(row["total"] for row in rows) - refused, refused


def _wait_for_window(seconds: float) -> None:
    time.sleep(seconds - time.time() % seconds)


if __name__ == "__main__":
    main()
