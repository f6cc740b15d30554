"""People taken out of a held plan: nobody changes them, the digest, the numbers and the log follow, and it is noted."""

import pytest

from app.domain.engine import reasons
from app.domain.errors import Conflict, Invalid, NotFound
from app.services.engine import bulk, runs, undo
from app.services.engine.releasing import four_eyes, taking_out
from app.services.records import audit
from app.services.tenancy import settings
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people, show

SUSPEND = {"type": "suspend_user"}


def held(desk: Desk, count: int = 4) -> tuple[int, list[str]]:
    """A held run, and the people in its plan."""
    accounts = ordinary(desk)[:count]
    run = desk.run(desk.create_task(people(*accounts), SUSPEND, max_users=1))
    assert run.summary.state == "held"
    return run.summary.id, accounts


def take_out(desk: Desk, run_id: int, *accounts: str, by: str = "boss") -> None:
    desk.call(taking_out.take_out, run_id, accounts, by=by, now=desk.clock())


def put_back(desk: Desk, run_id: int, *accounts: str) -> None:
    desk.call(taking_out.put_back, run_id, accounts, by="boss", now=desk.clock())


def release(desk: Desk, run_id: int, plan_hash: str | None = None) -> str:
    plan_hash = plan_hash or desk.show(run_id).plan_hash
    desk.call(runs.approve_run, run_id, by="approver", plan_hash=plan_hash, now=desk.clock())
    desk.work()
    return desk.show(run_id).summary.state


def test_who_was_taken_out_is_left_alone_and_stands_in_the_log_with_that_reason(synced: Desk) -> None:
    run_id, accounts = held(synced)
    out, kept = accounts[1:3], {accounts[0], accounts[3]}

    take_out(synced, run_id, *out)

    run = synced.show(run_id)
    assert (run.planned_users, run.summary.counts.planned, run.summary.counts.total) == (2, 2, 4)
    assert run.summary.counts.skipped_by_reason == {reasons.TAKEN_OUT: 2}
    view = synced.call(four_eyes.describe_release, run_id, by="boss", is_admin=True)
    assert ({one.account_id for one in view.taken_out}, view.taken_out_users) == (set(out), 2)
    assert release(synced, run_id) == "succeeded"
    assert {write["target"]["account_id"] for write in synced.writes()} == kept
    assert {show(synced, one)["membership_status"] for one in out} == {"active"}
    log = {line.account_id: (line.outcome, line.reason) for line in synced.log(run_id)}
    assert log == {one: ("skipped", reasons.TAKEN_OUT) if one in out else ("succeeded", None) for one in accounts}


def test_a_plan_without_somebody_is_another_one_and_with_them_again_the_same(synced: Desk) -> None:
    run_id, accounts = held(synced)
    before = synced.show(run_id)
    take_out(synced, run_id, accounts[0])
    without = synced.show(run_id).plan_hash
    assert without not in (before.plan_hash, None)
    with pytest.raises(Conflict) as refusal:
        release(synced, run_id, before.plan_hash)
    assert refusal.value.code == "plan_changed"

    put_back(synced, run_id, accounts[0])

    after = synced.show(run_id)
    assert (after.plan_hash, after.planned_users, after.summary.counts) == (
        before.plan_hash, before.planned_users, before.summary.counts,
    )  # fmt: skip
    with pytest.raises(Conflict):
        release(synced, run_id, without)
    assert release(synced, run_id) == "succeeded"
    assert len(synced.writes()) == len(accounts)


def test_steps_that_are_known_to_fail_are_so_again_when_their_user_is_put_back(synced: Desk) -> None:
    app, managed = _app_and_managed_group(synced)
    holders = [
        user["account_id"] for user in synced.sandbox.users(synced.org_id, limit="1000") if managed in user["groups"]
    ]
    accounts = [one for one in ordinary(synced) if one in holders][:2]
    others = [one for one in ordinary(synced) if one not in holders][:2]
    actions = ({"type": "remove_app_access", "apps": [app]}, SUSPEND)
    run = synced.run(synced.create_task(people(*accounts, *others), *actions, max_users=1))
    before = [(line.position, line.outcome, line.reason) for line in synced.log(run.summary.id)]
    assert any(reason for _position, outcome, reason in before if outcome == "planned")

    take_out(synced, run.summary.id, *accounts, *others)
    gone = synced.show(run.summary.id)
    put_back(synced, run.summary.id, *accounts, *others)

    assert (gone.planned_users, gone.summary.counts.planned, gone.summary.counts.failing_users) == (0, 0, 0)
    again = synced.show(run.summary.id)
    assert [(line.position, line.outcome, line.reason) for line in synced.log(run.summary.id)] == before
    assert (again.planned_users, again.summary.counts, again.plan_hash) == (
        run.planned_users, run.summary.counts, run.plan_hash,
    )  # fmt: skip


def _app_and_managed_group(desk: Desk) -> tuple[str, str]:
    groups = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/groups")["groups"]
    for group in groups:
        if not group["is_modifiable"] and group["grants"]:
            return group["grants"][0]["resource_id"], group["group_id"]
    raise AssertionError("no managed group gives an app")


def test_it_is_noted_who_took_whom_out_and_back(synced: Desk) -> None:
    run_id, accounts = held(synced)
    first = synced.show(run_id).plan_hash or ""
    take_out(synced, run_id, accounts[2], by="anna")
    take_out(synced, run_id, accounts[2], by="ben")  # nothing left to do
    second = synced.show(run_id).plan_hash or ""
    put_back(synced, run_id, accounts[2])

    newest = synced.call(audit.list_audit, None).items
    back, out = newest[0], newest[1]
    assert (out.event, out.by.account_id) == ("run.people_taken_out", "anna")
    assert out.before == {"run_id": run_id, "plan": first[7:19]}
    assert out.after == {"run_id": run_id, "plan": second[7:19], "accounts": [accounts[2]]}
    assert (back.event, back.after["plan"]) == ("run.people_put_back", first[7:19])
    assert newest[2].event == "run.requested"


def test_who_is_not_in_the_plan_is_named_and_nothing_happens(synced: Desk) -> None:
    run_id, accounts = held(synced)
    before = synced.show(run_id)
    with pytest.raises(Invalid) as refusal:
        take_out(synced, run_id, accounts[0], "nobody")
    assert [error.pointer for error in refusal.value.errors] == ["/account_ids/1"]
    with pytest.raises(Invalid):
        put_back(synced, run_id, "nobody")
    assert synced.show(run_id) == before


@pytest.mark.parametrize("end", ["released", "rejected", "expired"])
def test_only_a_plan_that_waits_can_be_changed(synced: Desk, end: str) -> None:
    run_id, accounts = held(synced)
    if end == "released":
        assert release(synced, run_id) == "succeeded"
    elif end == "rejected":
        synced.call(runs.reject_run, run_id, by="boss", now=synced.clock())
    else:
        synced.clock.advance(days=8)
    before = synced.log(run_id)
    for move in (take_out, put_back):
        with pytest.raises(Conflict) as refusal:
            move(synced, run_id, accounts[0])
        assert refusal.value.code == "run_not_held"
    assert synced.log(run_id) == before


def test_another_tenant_s_plan_is_not_found(synced: Desk) -> None:
    run_id, accounts = held(synced)
    other = synced.add_tenant()
    with pytest.raises(NotFound):
        synced.call(taking_out.take_out, run_id, accounts[:1], by="boss", now=synced.clock(), tenant_id=other)


def test_a_plan_of_which_everybody_was_taken_out_changes_nobody(synced: Desk) -> None:
    run_id, accounts = held(synced)
    take_out(synced, run_id, *accounts)
    assert release(synced, run_id) == "succeeded"
    assert synced.writes() == []


def test_who_was_taken_out_of_an_undo_can_be_given_back_by_the_next_one(synced: Desk) -> None:
    accounts = ordinary(synced)[:3]
    draft = bulk.BulkDraft(actions=(SUSPEND,), account_ids=tuple(accounts))
    run_id = synced.call(bulk.request_bulk, draft, by="boss")
    synced.work()
    synced.call(settings.update_settings, {"limit_percent": 1, "limit_people": 1}, by="boss", now=synced.clock())
    first = synced.call(undo.request_undo, run_id, by="boss")
    synced.work()
    take_out(synced, first, accounts[0])

    assert release(synced, first) == "partial", "somebody stayed as the run had left them"
    assert show(synced, accounts[0])["membership_status"] == "suspended"

    synced.call(undo.request_undo, run_id, by="boss")
    synced.work()
    assert show(synced, accounts[0])["membership_status"] == "active"
