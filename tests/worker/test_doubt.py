"""What is made of a write whose outcome nobody knows, with the answers of an Atlassian that has its ways."""

from typing import Any, cast

import pytest

from app.atlassian import errors as atlassian
from app.domain.automation import actions as act
from app.domain.automation.actions.steps import Target
from app.domain.engine import reasons
from app.domain.people.directory import Catalogue, UserFacts
from app.services.engine.operations import OpenOperation
from tests.ground.desk import Desk
from tests.worker.accesses import list_groups
from tests.worker.people import ordinary, people, show
from worker.engine.certainty import InDoubt, ensure_written
from worker.engine.effect import Effect

LOST = atlassian.Unreachable("gone", is_outcome_unknown=True)
NO_GROUP = atlassian.NotFound("no group", status=404, code="ADMIN-404-10")
NO_USER = atlassian.NotFound("no user", status=404, code="ADMIN-404-8")
ALREADY = atlassian.AlreadyDone("already", status=409)
NO_ROLE = atlassian.NotFound("no role", status=404, code="ADMIN-UAM-404-3")
BARE_404 = atlassian.NotFound("?", status=404)
PAGE_404 = atlassian.NotFound("?", status=404, is_outcome_unknown=True)
BARE_CONFLICT = atlassian.Conflict("?", status=409)
BAD = atlassian.BadRequest("no", status=400)
Answer = atlassian.AtlassianError | None


def _attempt(
    action: str, answer: Answer, look: bool | Answer | None = None, *, was_started: bool = False
) -> type[Exception] | None:
    """What is raised when Atlassian answers and shows that."""
    written: list[int] = []

    def write() -> None:
        written.append(1)
        if answer is not None:
            raise answer

    def is_applied() -> bool | None:
        if isinstance(look, atlassian.AtlassianError):
            raise look
        return look

    operation = OpenOperation(0, "a", 0, action, Target("group", "g", "g", "d"), was_started, ())
    effect = Effect(
        api=cast(Any, None),
        operation=operation,
        action=act.Action(action),
        user=UserFacts("a"),
        catalogue=Catalogue(),
        save_steps=lambda _steps: None,
        is_applied=is_applied,
    )
    try:
        ensure_written(effect, write, is_applied)
    except atlassian.AtlassianError as error:
        return type(error)
    finally:
        assert written == [1], "a write is made once, whatever comes back"
    return None


@pytest.mark.parametrize(
    ("action", "answer", "look", "raised"),
    [
        (act.ADD_TO_GROUPS, None, None, None),
        (act.ADD_TO_GROUPS, LOST, True, None),
        (act.ADD_TO_GROUPS, LOST, False, InDoubt),
        (act.ADD_TO_GROUPS, LOST, None, InDoubt),
        (act.ADD_TO_GROUPS, PAGE_404, False, InDoubt),
        (act.REMOVE_FROM_GROUPS, PAGE_404, True, None),
        (act.REMOVE_FROM_GROUPS, PAGE_404, False, InDoubt),
        # What keeps the look from being made says nothing about the write.
        (act.ADD_TO_GROUPS, LOST, atlassian.RateLimited("wait"), InDoubt),
        (act.ADD_TO_GROUPS, LOST, atlassian.KeyRejected("dead"), InDoubt),
        (act.ADD_TO_GROUPS, LOST, atlassian.ServerFault("?"), InDoubt),
        # A refusal was not applied: what shows was so before.
        (act.ADD_TO_GROUPS, BARE_CONFLICT, True, atlassian.AlreadyDone),
        (act.ADD_TO_GROUPS, BARE_CONFLICT, False, InDoubt),
        (act.REMOVE_FROM_GROUPS, BARE_404, True, atlassian.AlreadyDone),
        (act.REMOVE_FROM_GROUPS, BARE_404, False, InDoubt),
        (act.REMOVE_FROM_GROUPS, NO_GROUP, None, atlassian.NotFound),
        (act.REMOVE_FROM_GROUPS, NO_USER, None, atlassian.NotFound),
        (act.SUSPEND_USER, NO_USER, None, atlassian.NotFound),
        (act.SUSPEND_USER, BARE_404, None, atlassian.NotFound),
        (act.SUSPEND_USER, BAD, None, atlassian.BadRequest),
        (act.ADD_TO_GROUPS, ALREADY, None, atlassian.AlreadyDone),
        (act.ADD_TO_GROUPS, atlassian.RateLimited("wait"), None, atlassian.RateLimited),
    ],
)
def test_a_write_is_done_when_that_was_said_or_shows_and_in_doubt_otherwise(
    action: str, answer: Answer, look: bool | Answer | None, raised: type[Exception] | None
) -> None:
    assert _attempt(action, answer, look) == raised


@pytest.mark.parametrize(
    ("action", "answer", "look", "raised"),
    [
        (act.ADD_TO_GROUPS, ALREADY, None, None),
        (act.REMOVE_FROM_GROUPS, NO_USER, None, None),
        (act.REVOKE_APP_ROLE, NO_ROLE, None, None),
        (act.REMOVE_FROM_GROUPS, NO_GROUP, None, atlassian.NotFound),
        (act.ADD_TO_GROUPS, NO_USER, None, atlassian.NotFound),
        (act.ADD_TO_GROUPS, BARE_CONFLICT, True, None),
        (act.SUSPEND_USER, BAD, True, None),
        (act.SUSPEND_USER, BAD, False, InDoubt),
        (act.REMOVE_FROM_GROUPS, PAGE_404, False, InDoubt),
    ],
)
def test_a_repeated_write_that_is_refused_because_it_is_so_already_was_done_before(
    action: str, answer: Answer, look: bool | Answer | None, raised: type[Exception] | None
) -> None:
    assert _attempt(action, answer, look, was_started=True) == raised


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
