"""The first live run of a task: ten people, then the others if nothing failed, whatever dies in between."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.engine import reasons
from app.services.automation import tasks
from app.services.engine import bulk, runs
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups
from tests.worker.people import ordinary, people, show
from worker import crash_points

FIRST, ALL = 4, 9


@pytest.fixture
def desk(synced: Desk) -> Iterator[Desk]:
    """A desk whose first live runs begin with a few people."""
    settings = replace(synced.context.settings, first_people=FIRST)
    synced.context = replace(synced.context, settings=settings)
    yield synced
    crash_points.install_hook(lambda _point: None)


def adding(desk: Desk, count: int = ALL) -> tuple[list[str], dict[str, Any]]:
    """So many people, and an action that changes each of them."""
    group = any_plain_groups(desk)[0]
    fitting = [one for one in ordinary(desk) if group not in show(desk, one)["groups"]]
    return fitting[:count], {"type": "add_to_groups", "groups": [group]}


def count_members(desk: Desk, action: dict[str, Any], among: list[str]) -> int:
    """How many are in the group by the sandbox's truth."""
    return sum(action["groups"][0] in show(desk, one)["groups"] for one in among)


def count_steps(desk: Desk, run_id: int) -> dict[tuple[str, str | None], int]:
    """How many steps of a run have each outcome and reason."""
    return dict(Counter(desk.outcomes(run_id)))


def test_the_others_follow_when_nothing_failed_with_the_first(desk: Desk) -> None:
    accounts, action = adding(desk)
    task = desk.create_task(people(*accounts), action)
    seen: list[int] = []
    crash_points.install_hook(
        lambda point: seen.append(count_members(desk, action, accounts)) if point == "slice_over" else None
    )

    run = desk.run(task).summary

    assert (run.state, run.reason) == ("succeeded", None)
    assert seen[0] == FIRST
    assert count_members(desk, action, accounts) == ALL
    assert desk.show(run.id).first_people == FIRST
    assert desk.show(desk.run(task).summary.id).first_people is None


def test_what_fails_with_the_first_keeps_the_run_from_the_others(desk: Desk) -> None:
    accounts, action = adding(desk)
    task = desk.create_task(people(*accounts), action)
    desk.sandbox.fault("forbidden", "W1", times=1, after=1)

    run = desk.run(task).summary

    assert (run.state, run.reason) == ("partial", reasons.RAMP_STOPPED)
    assert count_members(desk, action, accounts) == FIRST - 1
    left = count_steps(desk, run.id)
    assert left.pop(("succeeded", None)) == FIRST - 1
    assert left.pop(("skipped", reasons.RAMP_STOPPED)) == ALL - FIRST
    assert sum(left.values()) == 1


def test_the_next_run_waits_for_somebody_to_look_and_then_does_all(desk: Desk) -> None:
    accounts, action = adding(desk)
    task = desk.create_task(people(*accounts), action)
    desk.sandbox.fault("forbidden", "W1", times=1)
    desk.run(task)

    held = desk.run(task)
    assert (held.summary.state, [hold.reason for hold in held.holds]) == ("held", [reasons.RAMP_STOPPED])
    assert count_members(desk, action, accounts) == FIRST - 1
    plan = held.plan_hash
    desk.call(runs.approve_run, held.summary.id, by="approver", plan_hash=plan, now=desk.clock())
    desk.work()

    done = desk.show(held.summary.id)
    assert (done.summary.state, done.first_people) == ("succeeded", None)
    assert count_members(desk, action, accounts) == ALL
    assert desk.run(task).summary.state == "succeeded"


def test_everything_that_fails_is_a_run_that_failed(desk: Desk) -> None:
    accounts, action = adding(desk)
    desk.sandbox.fault("forbidden", "W1")
    run = desk.run(desk.create_task(people(*accounts), action)).summary
    assert (run.state, run.reason) == ("failed", reasons.RAMP_STOPPED)
    assert count_members(desk, action, accounts) == 0


def test_another_filter_or_action_is_tried_anew(desk: Desk) -> None:
    accounts, action = adding(desk)
    other = action | {"groups": [any_plain_groups(desk)[1]]}
    task = desk.create_task(people(*accounts), action)
    assert desk.show(desk.run(task).summary.id).first_people == FIRST
    view = desk.call(tasks.get_task, task, desk.clock())
    draft = tasks.TaskDraft(
        name=view.name, filter_id=view.filter.id, actions=(other,), schedule=view.schedule, version=view.version
    )
    desk.call(tasks.update_task, task, draft, by=desk.admin, now=desk.clock())
    assert desk.show(desk.run(task).summary.id).first_people == FIRST


def test_who_has_nothing_to_be_changed_is_none_of_the_first(desk: Desk) -> None:
    """The first of a plan may be members already: the ramp counts those whom it would change."""
    accounts, action = adding(desk, ALL + 3)
    desk.run(desk.create_task(people(*sorted(accounts)[:3]), action))
    task = desk.create_task(people(*accounts), action)
    desk.sandbox.fault("forbidden", "W1", times=1)

    run = desk.run(task).summary

    assert (run.state, run.reason) == ("partial", reasons.RAMP_STOPPED)
    assert count_members(desk, action, accounts) == 3 + FIRST - 1


def test_an_admins_own_word_has_no_ramp(desk: Desk) -> None:
    accounts, action = adding(desk)
    run_id = int(desk.call(bulk.request_bulk, bulk.BulkDraft((action,), tuple(accounts)), by=desk.admin))
    desk.work()
    assert (desk.show(run_id).first_people, count_members(desk, action, accounts)) == (None, ALL)
