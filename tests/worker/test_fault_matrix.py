"""Every fault of the sandbox, met while people are protected, written to, given back, spared by a cancel, and resumed.

The judge is the sandbox: what the log calls done is so, what it calls skipped was not touched, nothing stays open, and
nobody who must be spared is written to.
"""

from typing import Any

import pytest

from app.domain.engine import reasons
from app.services.engine import runs, undo
from app.services.tenancy.settings import NewProtectedEntry, add_protected
from tests.ground.desk import Desk
from tests.worker.crashing import Crash, Place, crash_worker
from tests.worker.people import ordinary, people, promote, show

PARAMS: dict[str, dict[str, Any]] = {
    "latency": {"milliseconds": 5},
    "rate_limited": {"reset_in_seconds": 5},
    "status": {"status": 503, "when": "after"},
    "drop": {"when": "after"},
    "html": {"status": 200, "when": "after"},
    "truncated": {},
    "redirected": {"when": "after"},
    "not_applied": {},
    "other_success": {"status": 202, "applied": "no"},
    "unauthorized": {},
    "forbidden": {},
    "unknown_enum": {},
    "missing_field": {"field": "groups"},
    "page_limit": {"limit": 1},
    "repeated_cursor": {},
    "cursor_expired": {},
    "users_change": {"change": "rename"},
    "key_revoked": {},
    "visibility_lag": {"member_lag_seconds": 40, "role_lag_seconds": 40},
}
"""Each kind with the parameters that make it worst for a write."""
ACCEPTED_IN_VAIN = frozenset({"not_applied"})
"""Answered as documented and never applied: only a look long after the run can tell."""
each_fault = pytest.mark.parametrize("kind", PARAMS)


def _break(desk: Desk, kind: str, *, times: int = 2) -> None:
    desk.sandbox.fault(kind, "*", params=PARAMS[kind], times=times, after=2)
    desk.sandbox.fault(kind, "writes", params=PARAMS[kind], times=1)


def _judge(desk: Desk, run_id: int, kind: str, status: str = "suspended") -> None:
    """Compare the log with what is true; `status` is what the run wanted."""
    applied = {str(entry["target"].get("account_id")) for entry in desk.writes() if entry["outcome"] == "applied"}
    for line in desk.log(run_id):
        is_so = show(desk, line.account_id)["membership_status"] == status
        assert line.outcome not in ("planned", "started"), line
        if line.outcome == "succeeded":
            assert is_so or kind in ACCEPTED_IN_VAIN, line
        elif line.outcome == "skipped":
            assert line.reason in (reasons.ALREADY_SUSPENDED, reasons.NOT_SUSPENDED) or not is_so, line
        elif line.reason != reasons.OUTCOME_UNKNOWN:
            assert not is_so, line
    if status == "suspended":
        untouched = {line.account_id for line in desk.log(run_id) if line.outcome == "skipped"}
        assert not untouched & applied


def test_every_fault_is_in_the_matrix(synced: Desk) -> None:
    assert set(synced.sandbox.call("GET", "/faults")["kinds"]) == set(PARAMS)


@each_fault
def test_nobody_who_is_protected_is_written_to(synced: Desk, kind: str) -> None:
    listed, admin, other = ordinary(synced)[:3]
    synced.call(add_protected, NewProtectedEntry("user", listed, "test"), by="a", now=synced.clock())
    run_id = synced.run_now(synced.create_task(people(listed, admin, other), {"type": "suspend_user"}))
    promote(synced, admin)
    _break(synced, kind)

    synced.work()

    assert {str(entry["target"].get("account_id")) for entry in synced.writes()} <= {other}
    _judge(synced, run_id, kind)


@each_fault
def test_a_write_ends_in_the_truth(synced: Desk, kind: str) -> None:
    accounts = ordinary(synced)[:3]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    _break(synced, kind)

    synced.work()

    _judge(synced, run_id, kind)
    for account in accounts:
        mine = [entry for entry in synced.writes() if entry["target"].get("account_id") == account]
        assert [entry["outcome"] for entry in mine].count("applied") <= 1


@each_fault
def test_an_undo_ends_in_the_truth(synced: Desk, kind: str) -> None:
    accounts = ordinary(synced)[:2]
    run_id = synced.run(synced.create_task(people(*accounts), {"type": "suspend_user"})).summary.id
    synced.clock.advance(minutes=5)
    synced.sandbox.advance(300)
    undo_id = int(synced.call(undo.request_undo, run_id, by=synced.admin))
    _break(synced, kind)

    synced.work()

    _judge(synced, undo_id, kind, status="active")


@each_fault
def test_a_cancelled_run_ends_in_the_truth(synced: Desk, kind: str) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:3]), {"type": "suspend_user"}))
    _break(synced, kind, times=4)
    for work in synced.hand_out():
        synced.work_on(work)
    if synced.show(run_id).can_cancel:
        synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())

    synced.work()

    _judge(synced, run_id, kind)


@each_fault
def test_a_run_whose_worker_died_ends_in_the_truth(synced: Desk, kind: str) -> None:
    accounts = ordinary(synced)[:2]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    [work] = synced.hand_out()
    settings = synced.context.settings
    place = Place(synced.sandbox.base_url, settings.database_url, settings.redis_url, synced.clock.offset)
    assert crash_worker(place, work, Crash("called")) == -9
    _break(synced, kind)

    synced.clock.advance(seconds=90)
    synced.work()

    _judge(synced, run_id, kind)
