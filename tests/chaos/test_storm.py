"""Processes are killed at random under running runs: the logs and Atlassian's audit log still agree.

A short storm runs with all tests; `make chaos` lets a long one rage (CHAOS_SECONDS, CHAOS_TENANTS, CHAOS_RUNS).
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.chaos.customers import Customer
from tests.chaos.storm import Storm
from tests.ground.stack import Stack, running_stack

SECONDS = float(os.environ.get("CHAOS_SECONDS", "15"))
TENANTS = int(os.environ.get("CHAOS_TENANTS", "2"))
RUNS = int(os.environ.get("CHAOS_RUNS", "3"))
SEED = int(os.environ.get("CHAOS_SEED", "7"))
PEOPLE_PER_RUN = 15

pytestmark = pytest.mark.xdist_group("stack")


def _open_customers(stack: Stack) -> list[Customer]:
    customers = []
    for number in range(TENANTS):
        if number == 0:
            organization = stack.sandbox.organization()
        else:
            body = {"name": f"Storm {number}", "users": 400}
            organization = stack.sandbox.call("POST", "/organizations", body)
        org_id = organization["org_id"]
        stack.sandbox.switch(
            org_id, rate_limits="1000", member_lag_seconds=0, role_lag_seconds=0, suspension_lag_seconds=0
        )
        installation = stack.sandbox.install(stack.app_url, org_id=org_id)
        tenant = installation.get("client_key") or installation["installation"]["client_key"]
        admins = [user for user in stack.sandbox.users(org_id, limit="100000") if user["is_org_admin"]]
        customers.append(Customer(stack, organization, tenant, str(admins[0]["account_id"])))
    return customers


def test_logs_and_reality_agree_after_a_storm(ground: Path) -> None:
    folder = ground / "storm"
    folder.mkdir()
    with running_stack(folder) as stack:
        customers = _open_customers(stack)
        for customer in customers:
            customer.connect()
            people = customer.ordinary()
            for number in range(RUNS):
                customer.start_run(people[number * PEOPLE_PER_RUN : (number + 1) * PEOPLE_PER_RUN])
        storm = Storm(stack, SEED)
        storm.rage(SECONDS)
        for customer in customers:
            customer.wait_for_runs()
            _compare(customer)
        assert sum(storm.killed.values()) >= SECONDS / 5, storm.killed


def _compare(customer: Customer) -> None:
    applied = Counter(customer.applied())
    assert set(applied.values()) <= {1}, "a suspension was applied twice"
    logged: Counter[str] = Counter()
    doubtful: set[str] = set()
    for run_id, people in customer.runs.items():
        done = customer.succeeded(run_id)
        doubtful |= set(customer.failed(run_id))
        assert set(done) <= set(people)
        logged.update(done)
    assert set(logged.values()) <= {1}
    assert set(logged) <= set(applied)
    assert set(applied) - set(logged) <= doubtful
