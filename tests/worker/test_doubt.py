"""What is made of a write whose outcome nobody knows, with the answers of an Atlassian that has its ways."""

from collections.abc import Iterable
from typing import Any, cast

import pytest

from app.atlassian import errors as atlassian
from app.domain import actions as act
from app.domain import reasons
from app.domain.directory import Catalogue, UserFacts
from app.domain.planning import Target
from app.services.operations import OpenOperation
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people, show
from tests.worker.test_execution import list_groups
from worker.certainty import SETTLING_SECONDS, UnknownOutcome, ensure_written
from worker.effect import Effect

LOST = atlassian.Unreachable("gone", is_outcome_unknown=True)
NO_GROUP = atlassian.NotFound("no group", status=404, code="ADMIN-404-10")
NO_USER = atlassian.NotFound("no user", status=404, code="ADMIN-404-8")
ALREADY = atlassian.AlreadyDone("already", status=409)
BARE_CONFLICT = atlassian.Conflict("?", status=409)
BAD = atlassian.BadRequest("no", status=400)
Answer = atlassian.AtlassianError | None


def _attempt(
    action: str, answers: Iterable[Answer], looks: Iterable[bool | None], *, was_started: bool = False
) -> tuple[type[Exception] | None, int, list[float]]:
    """(what was raised, how often was written, how long was waited) when Atlassian answers and shows that."""
    replies, sights = iter(answers), iter(looks)
    written: list[int] = []
    waited: list[float] = []

    def write() -> None:
        written.append(1)
        answer = next(replies)
        if answer is not None:
            raise answer

    operation = OpenOperation(0, "a", 0, action, Target("group", "g", "g", "d"), was_started, ())
    effect = Effect(
        api=cast(Any, None),
        operation=operation,
        user=UserFacts("a"),
        catalogue=Catalogue(),
        save_steps=lambda _steps: None,
        is_applied=lambda: next(sights),
        sleep=waited.append,
    )
    try:
        ensure_written(effect, write, effect.is_applied)
    except atlassian.AtlassianError as error:
        return type(error), len(written), waited
    return None, len(written), waited


@pytest.mark.parametrize(
    ("action", "answers", "looks", "raised", "writes"),
    [
        (act.ADD_TO_GROUPS, [None], [], None, 1),
        (act.ADD_TO_GROUPS, [LOST], [True], None, 1),
        (act.ADD_TO_GROUPS, [LOST], [False, True], None, 1),  # shows only after a while
        (act.ADD_TO_GROUPS, [LOST, None], [False, False], None, 2),
        (act.ADD_TO_GROUPS, [LOST, ALREADY], [False, False], None, 2),
        (act.ADD_TO_GROUPS, [LOST, NO_GROUP], [False, False], atlassian.NotFound, 2),
        (act.SUSPEND_USER, [LOST, NO_USER], [False, False], atlassian.NotFound, 2),
        (act.REMOVE_FROM_GROUPS, [LOST, NO_USER], [False, False], None, 2),
        (act.REMOVE_FROM_GROUPS, [LOST, NO_GROUP], [False, False], atlassian.NotFound, 2),
        (act.ADD_TO_GROUPS, [LOST, BARE_CONFLICT], [False, False, True], None, 2),
        (act.SUSPEND_USER, [LOST, BAD], [False, False, False, True], None, 2),
        (act.SUSPEND_USER, [LOST, BAD], [False, False, False, False], UnknownOutcome, 2),
        (act.SUSPEND_USER, [BAD], [], atlassian.BadRequest, 1),
        (act.ADD_TO_GROUPS, [BARE_CONFLICT], [False, False], UnknownOutcome, 1),
        (act.ADD_TO_GROUPS, [ALREADY], [], atlassian.AlreadyDone, 1),
        (act.ADD_TO_GROUPS, [LOST], [None], UnknownOutcome, 1),
        (act.ADD_TO_GROUPS, [LOST, LOST], [False, False, False, False], UnknownOutcome, 2),
        (act.ADD_TO_GROUPS, [atlassian.RateLimited("wait")], [], atlassian.RateLimited, 1),
    ],
)
def test_a_write_is_repeated_once_at_the_most_and_only_after_a_look(
    action: str, answers: list[Answer], looks: list[bool | None], raised: type[Exception] | None, writes: int
) -> None:
    assert _attempt(action, answers, looks)[:2] == (raised, writes)


def test_after_a_look_that_shows_nothing_time_is_given_before_the_second_one() -> None:
    assert _attempt(act.ADD_TO_GROUPS, [LOST], [False, True])[2] == [SETTLING_SECONDS]


def test_a_write_that_a_dead_worker_began_is_done_when_atlassian_says_already() -> None:
    assert _attempt(act.ADD_TO_GROUPS, [ALREADY], [], was_started=True)[:2] == (None, 1)


def _free_group(desk: Desk, account: str) -> dict[str, Any]:
    mine = set(show(desk, account)["groups"])
    return next(
        group
        for group in list_groups(desk)
        if group["is_modifiable"] and group["group_id"] not in mine and not group["grants"]
    )


@pytest.mark.parametrize(
    ("switches", "kind", "action"),
    [
        ({"repeated_suspension": "bad_request", "member_lag_seconds": 2}, "W3", act.SUSPEND_USER),
        ({"add_existing_member": "conflict_without_body", "member_lag_seconds": 2}, "W1", act.ADD_TO_GROUPS),
        ({"remove_non_member": "no_content", "member_lag_seconds": 2}, "W1", act.ADD_TO_GROUPS),
    ],
)
@pytest.mark.parametrize("fault", [("status", {"status": 503, "when": "after"}), ("drop", {"when": "after"})])
def test_a_change_that_was_made_and_shows_late_is_logged_as_made(
    synced: Desk, switches: dict[str, Any], kind: str, action: str, fault: tuple[str, dict[str, Any]]
) -> None:
    [account, *_rest] = ordinary(synced)
    synced.sandbox.switch(synced.org_id, **switches)
    step: dict[str, Any] = {"type": action}
    if action == act.ADD_TO_GROUPS:
        step["groups"] = [str(_free_group(synced, account)["group_id"])]
    synced.sandbox.fault(fault[0], kind, params=fault[1], times=1)

    run = synced.run(synced.create_task(people(account), step))

    assert synced.outcomes(run.summary.id) == [("succeeded", None)]
    assert [entry["outcome"] for entry in synced.writes()] == ["applied"], "nothing was asked for twice"


@pytest.mark.parametrize("way", ["forbidden", "bad_request", "conflict", "reverted_later"])
def test_a_group_that_was_taken_over_is_not_touched_however_atlassian_refuses(synced: Desk, way: str) -> None:
    [account, *_rest] = ordinary(synced)
    group = _free_group(synced, account)
    synced.sandbox.switch(synced.org_id, synced_group=way)
    task = synced.create_task(people(account), {"type": act.ADD_TO_GROUPS, "groups": [str(group["group_id"])]})
    row = {name: value for name, value in group.items() if name not in ("member_count", "grants")}
    row |= {"managed_by": "external", "is_external_synced": True, "is_modifiable": False}
    synced.sandbox.call("POST", f"/organizations/{synced.org_id}/effects", {"effects": [["group_put", {"group": row}]]})

    run = synced.run(task)

    assert synced.outcomes(run.summary.id) == [("failed", reasons.EXTERNALLY_MANAGED)]
    assert synced.writes() == []
