"""Accounts are deactivated, activated and deleted as planned, verified and taken back, however late it shows."""

from typing import Any

import pytest

from app.domain.engine import reasons
from app.domain.errors import Conflict
from app.models import DirectoryUser
from app.services.engine import bulk, runs
from app.services.engine.releasing import four_eyes
from tests.ground.desk import Desk
from tests.ground.people import is_ordinary
from tests.worker.checking import check_due
from tests.worker.lags import pass_time, turn_lags, undo_run
from tests.worker.people import all_users, people, show

DEACTIVATE, DELETE = {"type": "deactivate_account"}, {"type": "delete_account"}
GRACE_SECONDS = 14 * 86_400


def list_accounts(desk: Desk, claim: str = "managed", source: str | None = "invited") -> list[str]:
    """Ordinary people whose accounts came in like this."""
    return [
        str(user["account_id"])
        for user in all_users(desk)
        if is_ordinary(user) and (user["claim_status"], user["management_source"]) == (claim, source)
    ]


def change_life(desk: Desk, account: str, **changes: Any) -> None:
    """Somebody else changes the account at Atlassian, which shows at once."""
    effect = ["account_changed", {"account_id": account, "changes": changes}]
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": [effect]})


def tell_life(desk: Desk, account: str) -> tuple[str, bool]:
    user = show(desk, account)
    return user["account_status"], user["is_for_deletion"]


def list_life_writes(desk: Desk) -> list[tuple[str, str]]:
    return [(line["operation"], line["outcome"]) for line in desk.writes() if line["operation"].startswith("U")]


def shown_status(desk: Desk, account: str) -> str:
    """As the mirror has it."""
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return str(session.query(DirectoryUser.status).filter(DirectoryUser.account_id == account).scalar())


def release(desk: Desk, run_id: int) -> None:
    """Another organization admin approves the plan."""
    [admin, *_others] = desk.call(four_eyes.list_admins)
    desk.call(runs.approve_run, run_id, by=admin, plan_hash=desk.show(run_id).plan_hash, now=desk.clock())
    desk.work()


@pytest.mark.parametrize("later", [0, 86_400])
def test_a_deactivation_is_done_and_taken_back_by_the_log(lagging: Desk, later: float) -> None:
    account = list_accounts(lagging)[0]
    run = lagging.run(lagging.create_task(people(account), DEACTIVATE))
    assert (run.summary.state, lagging.outcomes(run.summary.id)) == ("succeeded", [("succeeded", None)])
    assert tell_life(lagging, account) == ("inactive", False)
    assert shown_status(lagging, account) == "deactivated"
    pass_time(lagging, later)

    undo_id = undo_run(lagging, run.summary.id)

    assert lagging.outcomes(undo_id) == [("succeeded", None)]
    assert tell_life(lagging, account) == ("active", False)
    assert shown_status(lagging, account) == "active"
    assert list_life_writes(lagging) == [("U1", "applied"), ("U2", "applied")]


def test_a_deletion_waits_for_another_admin_and_is_cancelled_by_an_undo(synced: Desk) -> None:
    first, second = list_accounts(synced)[:2]
    change_life(synced, second, account_status="inactive")
    synced.sync()
    run = synced.run(synced.create_task(people(first, second), DELETE))
    run_id = run.summary.id
    assert (run.summary.state, [hold.reason for hold in run.holds]) == ("held", ["deletion"])
    assert list_life_writes(synced) == []

    release(synced, run_id)

    assert synced.outcomes(run_id) == [("succeeded", None)] * 2
    assert {tell_life(synced, one) for one in (first, second)} == {("inactive", True)}
    assert {shown_status(synced, one) for one in (first, second)} == {"for_deletion"}
    again = synced.run(synced.create_task(people(first), DELETE))
    assert synced.outcomes(again.summary.id) == [("skipped", reasons.ALREADY_FOR_DELETION)]
    pass_time(synced, 3600)

    undo_id = undo_run(synced, run_id)

    assert synced.show(undo_id).summary.state == "succeeded", synced.log(undo_id)
    assert (tell_life(synced, first), tell_life(synced, second)) == (("active", False), ("inactive", False))
    with pytest.raises(Conflict):
        undo_run(synced, run_id)


def test_after_the_grace_an_undo_says_that_it_is_too_late(synced: Desk) -> None:
    account = list_accounts(synced)[0]
    run = synced.run(synced.create_task(people(account), DELETE))
    release(synced, run.summary.id)
    pass_time(synced, GRACE_SECONDS + 60)

    undo_id = undo_run(synced, run.summary.id)

    assert synced.outcomes(undo_id) == [("skipped", reasons.GRACE_OVER)]
    assert [operation for operation, _outcome in list_life_writes(synced)] == ["U3"]


def test_a_bulk_deletion_waits_also_when_it_is_called_an_emergency(synced: Desk) -> None:
    draft = bulk.BulkDraft(actions=(DELETE,), account_ids=tuple(list_accounts(synced)[:1]))
    preview = synced.call(bulk.preview_bulk, draft, cursor=None, limit=10, now=synced.clock())
    assert [hold.reason for hold in preview.holds] == ["deletion"]
    run_id = int(synced.call(bulk.request_bulk, draft, by=synced.call(four_eyes.list_admins)[0], is_emergency=True))
    synced.work()
    assert [hold.reason for hold in synced.show(run_id).holds] == ["deletion"]
    assert list_life_writes(synced) == []


def test_whom_the_organization_does_not_own_is_left_with_the_reason(synced: Desk) -> None:
    theirs = list_accounts(synced, "unmanaged", None)[0]
    provided = list_accounts(synced, "managed", "synced")[0]
    late = list_accounts(synced)[0]
    change_life(synced, late, account_status="inactive")  # after the sync: the look before acting finds it

    run = synced.run(synced.create_task(people(theirs, provided, late), DEACTIVATE))

    assert {line.account_id: (line.outcome, line.reason) for line in synced.log(run.summary.id)} == {
        theirs: ("failed", reasons.NOT_MANAGED),
        provided: ("failed", reasons.ACCOUNT_MANAGED_ELSEWHERE),
        late: ("skipped", reasons.ALREADY_DEACTIVATED),
    }
    assert list_life_writes(synced) == []


FAULTS: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("status", {"when": "after"}, [("U1", "applied")]),
    ("html", {"status": 200, "when": "after"}, [("U1", "applied")]),
    ("other_success", {"status": 202, "applied": "yes"}, [("U1", "applied")]),
    ("drop", {"when": "after"}, [("U1", "applied")]),
    ("other_success", {"status": 202, "applied": "no"}, [("U1", "not_applied"), ("U1", "applied")]),
    ("html", {"status": 200, "when": "before"}, [("U1", "applied")]),
]


@pytest.mark.parametrize(("kind", "params", "writes"), FAULTS, ids=[f"{kind}-{one}" for kind, one, _ in FAULTS])
def test_a_doubtful_answer_is_looked_up_and_never_repeated_blindly(
    synced: Desk, kind: str, params: dict[str, Any], writes: list[tuple[str, str]]
) -> None:
    turn_lags(synced, None)
    account = list_accounts(synced)[0]
    task = synced.create_task(people(account), DEACTIVATE)
    synced.sandbox.fault(kind, endpoint="U1", times=1, params=params)

    run = synced.run(task)

    assert synced.outcomes(run.summary.id) == [("succeeded", None)]
    assert list_life_writes(synced) == writes
    assert tell_life(synced, account) == ("inactive", False)


def test_what_atlassian_accepted_and_did_not_do_is_found_afterwards(synced: Desk) -> None:
    turn_lags(synced, None)
    first, second, third = list_accounts(synced)[:3]
    synced.sandbox.fault("not_applied", endpoint="U1", times=2)
    run = synced.run(synced.create_task(people(first, second, third), DEACTIVATE))
    lost = {str(line["target"]["account_id"]) for line in synced.writes() if line["outcome"] == "not_applied"}
    assert (run.summary.state, len(lost)) == ("succeeded", 2)
    pass_time(synced, 190)

    assert check_due(synced) == [run.summary.id]

    lines = {line.account_id: line.reason for line in synced.log(run.summary.id)}
    assert lines == {one: reasons.NOT_APPLIED if one in lost else None for one in (first, second, third)}
    assert synced.show(run.summary.id).summary.state == "partial"
    shown = {one: shown_status(synced, one) for one in (first, second, third)}
    assert shown == {one: "active" if one in lost else "deactivated" for one in (first, second, third)}
