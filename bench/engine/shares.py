"""Shares of a worker: how much of it a tenant with one run gets beside a tenant that floods it with runs.

    python -m bench.engine.shares [--users 2000]

One worker as in production. One tenant asks for ten runs at once, the other one for a single one of the same kind over
as many people. From the moment at which both are carried out until the single one is done or the time is over, the
calls of each are counted: with turns that are fair there are as many of the one as of the other.
"""

import argparse
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from bench.figures import Figure, note
from bench.ground import ACTIVE, Bench, open_bench

FLOOD: Final = 10
LEAST_USERS: Final = 2_000
"""A run that is over within two turns says nothing about shares."""
WINDOW_SECONDS: Final = 45.0
_DONE: Final = sa.text("""
with small as (select min(finished_at) as began, max(finished_at) as ended from operations where tenant_id = :small),
flood as (select min(finished_at) as began from operations where tenant_id = :flood)
select count(*) filter (where o.tenant_id = :small), count(*) filter (where o.tenant_id = :flood)
from operations o, small, flood
where o.finished_at between greatest(small.began, flood.began) and small.ended and o.outcome = 'succeeded'
""")


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=LEAST_USERS)
    users = max(LEAST_USERS, parser.parse_args().users)
    with open_bench(users, "--no-limits") as bench:
        first = bench.ask("GET", "/organizations")["organizations"][0]
        second = bench.add_organization("Small", users=users)
        flood, small = bench.connect(first), bench.connect(second)
        for group in _list_groups(bench, first)[:FLOOD]:
            _ask(bench, flood, group)
        run_id = _ask(bench, small, _list_groups(bench, second)[0])
        with bench.processes(1):
            bench.wait_for(small, run_id, "running", "succeeded", "partial", "failed", "cancelled", seconds=300)
            with suppress(TimeoutError):
                bench.wait_for(small, run_id, "succeeded", "partial", "failed", "cancelled", seconds=WINDOW_SECONDS)
        _report(bench, small, flood)


def _list_groups(bench: Bench, organization: dict[str, Any]) -> list[str]:
    rows = bench.ask("GET", f"/organizations/{organization['org_id']}/groups")["groups"]
    return sorted(row["group_id"] for row in rows if row["is_modifiable"] and not row["grants"])


def _ask(bench: Bench, tenant_id: int, group: str) -> int:
    action = {"type": "add_to_groups", "groups": [group]}
    return bench.run_now(tenant_id, bench.create_task(tenant_id, f"into {group}", ACTIVE, action))


def _report(bench: Bench, small: int, flood: int) -> None:
    with bench.context.database.system_session() as session:
        mine, theirs = session.execute(_DONE, {"small": small, "flood": flood}).one()
    print(f"while both were carried out: {mine:,} calls for the single run, {theirs:,} for the {FLOOD} of the other")
    print(f"ratio {mine / max(theirs, 1):.2f} (bar 0.9 to 1.1)")
    what = f"calls for one run beside {FLOOD} of another tenant"
    figure = Figure(what, mine, beside="calls for that tenant", beside_value=theirs, ratio_at_most=1.1)
    note(replace(figure, ratio_at_least=0.9))


if __name__ == "__main__":
    main()
