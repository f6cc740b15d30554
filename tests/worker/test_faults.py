"""What a run does when Atlassian fails: it reads before it repeats, waits when told, and never guesses."""

from collections import Counter
from typing import Any

import pytest

from app.domain.engine import reasons
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people, show


def _applied(desk: Desk) -> Counter[str]:
    return Counter(
        str(entry["target"]["account_id"]) for entry in desk.writes() if entry["outcome"] in ("applied", "unchanged")
    )


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("status", {"status": 500, "when": "before"}),
        ("status", {"status": 503, "when": "after"}),
        ("status", {"status": 502, "when": "after", "body": "html"}),
        ("drop", {"when": "before"}),
        ("drop", {"when": "after"}),
    ],
)
def test_a_write_with_an_unknown_outcome_is_read_before_it_is_repeated(
    synced: Desk, kind: str, params: dict[str, Any]
) -> None:
    accounts = ordinary(synced)[:3]
    synced.sandbox.fault(kind, "W3", params=params, times=1)

    run = synced.run(synced.create_task(people(*accounts), {"type": "suspend_user"}))

    assert run.summary.state == "succeeded"
    assert {show(synced, account)["membership_status"] for account in accounts} == {"suspended"}
    assert sum(_applied(synced).values()) == 3


def test_a_group_added_to_before_the_connection_dropped_is_not_added_to_twice(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    group = _free_group(synced, account)
    synced.sandbox.fault("drop", "W1", params={"when": "after"}, times=1)

    run = synced.run(synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]}))

    assert synced.outcomes(run.summary.id) == [("succeeded", None)]
    assert [entry["outcome"] for entry in synced.writes()] == ["applied"]
    assert group in show(synced, account)["groups"]


def test_writes_that_fail_for_good_are_failed_operations_and_a_partial_run(synced: Desk) -> None:
    accounts = ordinary(synced)[:2]
    synced.sandbox.fault("status", "W3", params={"status": 500, "when": "before"}, path_contains=accounts[0])

    run = synced.run(synced.create_task(people(*accounts), {"type": "suspend_user"}))

    assert run.summary.state == "partial"
    assert sorted(synced.outcomes(run.summary.id), key=str) == [
        ("failed", reasons.OUTCOME_UNKNOWN),
        ("succeeded", None),
    ]


def test_a_429_pauses_the_run_and_loses_nothing(synced: Desk) -> None:
    accounts = ordinary(synced)[:4]
    synced.sandbox.fault("rate_limited", "W3", params={"reset_in_seconds": 20}, times=2)

    run = synced.run(synced.create_task(people(*accounts), {"type": "suspend_user"}))

    assert run.summary.state == "succeeded"
    assert run.summary.counts.succeeded == 4
    assert sum(_applied(synced).values()) == 4


def test_a_run_that_waits_for_atlassian_says_how_far_it_is(synced: Desk) -> None:
    synced.sandbox.fault("rate_limited", "W3", after=3, params={"reset_in_seconds": 600})
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:20]), {"type": "suspend_user"}))

    for work in synced.hand_out():
        synced.work_on(work)

    shown = synced.show(run_id)
    summary = shown.summary
    done = [outcome for outcome, _reason in synced.outcomes(run_id)].count("succeeded")
    assert (summary.state, summary.counts.succeeded, summary.counts.matched) == ("running", done, 20)
    assert done == 3
    assert shown.eta_seconds is not None
    assert shown.eta_seconds >= 590, "the wait is a part of it"


def test_a_key_that_dies_in_mid_run_ends_it_and_stops_the_tenant(synced: Desk) -> None:
    accounts = ordinary(synced)[:25]
    task = synced.create_task(
        people(*accounts),
        {"type": "suspend_user"},
        schedule={"mode": "weekly", "weekdays": ["monday"], "hour": 3},
        is_schedule_active=True,
    )
    synced.sandbox.fault("key_revoked", "*", after=12)

    run = synced.run(task)

    assert (run.summary.state, run.summary.reason) == ("failed", reasons.KEY_DEAD)
    log = synced.log(run.summary.id)
    assert {line.outcome for line in log} <= {"succeeded", "skipped"}
    assert [line.reason for line in log if line.outcome == "skipped"] == [reasons.KEY_DEAD] * run.summary.counts.skipped
    assert sum(_applied(synced).values()) == run.summary.counts.succeeded
    from app.services.automation import tasks  # the next run is gone, and says why

    shown = synced.call(tasks.get_task, task, synced.clock())
    assert shown.next_run_at is None
    assert "API key" in shown.no_next_run_reason


def test_without_a_roster_of_admins_nothing_is_done(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    synced.sandbox.fault("missing_field", "R4", params={"field": "platformRoles"})

    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"}))

    assert synced.outcomes(run.summary.id) == [("failed", reasons.ATLASSIAN_UNAVAILABLE)]
    assert synced.writes() == []


def test_a_read_that_stays_broken_fails_the_run_without_a_write(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    task = synced.create_task(people(account), {"type": "suspend_user"})
    synced.sandbox.fault("html", "R4")

    run = synced.run(task)

    assert (run.summary.state, run.summary.reason) == ("failed", reasons.ATLASSIAN_UNAVAILABLE)
    assert synced.writes() == []


def _free_group(desk: Desk, account: str) -> str:
    """A group that we may change and the user is not in."""
    groups = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/groups")["groups"]
    mine = set(show(desk, account)["groups"])
    return next(
        str(group["group_id"])
        for group in groups
        if group["is_modifiable"] and group["group_id"] not in mine and not group["grants"]
    )
