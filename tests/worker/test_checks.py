"""What Atlassian accepted and did not apply is found after the lag, and nothing else is called so."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.engine import reasons
from app.models import AuditEntry, DirectoryUser, Notification, Operation, Tenant
from app.services.engine import undo
from app.services.engine.run_views import LookedAt
from app.services.records.log_proof import prove_log
from app.services.records.seals import seal_finished_runs
from tests.ground.desk import Desk
from tests.ground.receivers import running_receiver
from tests.worker.accesses import any_plain_groups, cause, find_holder
from tests.worker.checking import check_due, find_row, list_due
from tests.worker.delivering import add_channel
from tests.worker.lags import pass_time, undo_run
from tests.worker.pausing import nap_at
from tests.worker.people import ordinary, people, show
from worker.checks import check_part

SETTLED = 190


def swallow(desk: Desk, times: int = 12, **how: Any) -> None:
    desk.sandbox.fault("not_applied", "writes", times=times, **how)


def swallowed(desk: Desk) -> set[str]:
    """Whose writes came to nothing, as the sandbox knows."""
    return {str(entry["target"]["account_id"]) for entry in desk.writes() if entry["outcome"] == "not_applied"}


def named(desk: Desk, run_id: int) -> set[str]:
    return {line.account_id for line in desk.log(run_id) if line.reason == reasons.NOT_APPLIED}


def confirmations(desk: Desk, run_id: int) -> dict[str, str | None]:
    """By person, of what was carried out."""
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        query = sa.select(Operation.account_id, Operation.confirmation).where(
            Operation.run_id == run_id, Operation.outcome != "skipped"
        )
        return {str(account): word for account, word in session.execute(query)}


def everybody(desk: Desk, count: int = 100) -> list[str]:
    return ordinary(desk)[:count]


@pytest.mark.parametrize("action", ["suspend_user", "add_to_groups", "remove_from_groups"])
def test_just_the_writes_that_came_to_nothing_are_named(lagging: Desk, action: str) -> None:
    desk = lagging
    accounts = everybody(desk)
    group = any_plain_groups(desk)[0]
    step: dict[str, Any] = {"type": action} | ({} if action == "suspend_user" else {"groups": [group]})
    if action == "remove_from_groups":
        cause(desk, *(["member_added", {"account_id": one, "group_id": group}] for one in accounts))
        desk.sync()
    swallow(desk, after=30)
    run = desk.run(desk.create_task(people(*accounts), step))
    assert run.summary.counts.failed == 0
    truth = swallowed(desk)
    assert len(truth) == 12
    pass_time(desk, 150)
    assert list_due(desk) == [], "nobody looks before every write must show"
    pass_time(desk, SETTLED - 150)

    assert check_due(desk) == [run.summary.id]

    assert named(desk, run.summary.id) == truth
    found = confirmations(desk, run.summary.id)
    assert {one for one, word in found.items() if word == "confirmed"} == found.keys() - truth
    view = desk.show(run.summary.id)
    assert view.summary.state == "partial"
    assert view.summary.counts.failed_by_reason == {reasons.NOT_APPLIED: 12}
    assert view.looked_at == LookedAt(len(found) - 12, 12, 0)
    assert view.summary.counts.affected == view.summary.counts.succeeded == len(found) - 12


def test_nothing_is_wrong_with_a_run_that_held(lagging: Desk) -> None:
    run = lagging.run(lagging.create_task(people(*everybody(lagging, 20)), {"type": "suspend_user"}))
    pass_time(lagging, SETTLED)

    check_due(lagging)

    assert set(confirmations(lagging, run.summary.id).values()) == {"confirmed"}
    assert lagging.show(run.summary.id).summary.state == "succeeded"
    assert find_row(lagging, run.summary.id).checked_at is not None
    assert list_due(lagging) == []


def test_a_look_before_the_writes_must_show_says_nothing(synced: Desk) -> None:
    swallow(synced, times=2)
    run = synced.run(synced.create_task(people(*everybody(synced, 3)), {"type": "suspend_user"}))

    check_part(synced.context, synced.tenant_id, run.summary.id)

    assert set(confirmations(synced, run.summary.id).values()) == {None}
    assert run.looked_at == LookedAt(0, 0, 3)
    assert synced.show(run.summary.id).summary.state == "succeeded"
    pass_time(synced, 600)
    check_due(synced)
    assert len(named(synced, run.summary.id)) == 2


def test_a_run_of_which_nothing_was_applied_has_failed(synced: Desk) -> None:
    swallow(synced)
    run = synced.run(synced.create_task(people(*everybody(synced, 3)), {"type": "suspend_user"}))
    pass_time(synced, SETTLED)
    check_due(synced)

    view = synced.show(run.summary.id)

    assert (view.summary.state, view.summary.counts.affected, view.can_undo) == ("failed", 0, False)


def test_a_hundred_people_with_addresses_cost_one_search(synced: Desk) -> None:
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        addressed = set(session.scalars(sa.select(DirectoryUser.account_id).where(DirectoryUser.email.is_not(None))))
    accounts = [one for one in ordinary(synced) if one in addressed][:100]
    assert len(accounts) == 100
    synced.run(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    pass_time(synced, SETTLED)
    before = count_searches(synced)

    check_due(synced)

    assert count_searches(synced) - before <= len(synced.organization["directories"])


def count_searches(desk: Desk) -> int:
    """Calls of any kind that the sandbox has answered for the organization."""
    rows = desk.sandbox.call("GET", f"/requests?org_id={desk.org_id}")["endpoints"]
    return sum(int(row["total"]) for row in rows)


def test_the_log_stays_proven_and_the_audit_tells(synced: Desk) -> None:
    swallow(synced, times=1)
    run = synced.run(synced.create_task(people(*everybody(synced, 3)), {"type": "suspend_user"}))
    with synced.context.database.system_session() as session:
        assert seal_finished_runs(session, synced.clock()) == 1
    pass_time(synced, SETTLED)

    check_due(synced)

    assert synced.call(prove_log).fault is None
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "run.not_applied")).one()
    assert entry.before == {"run_id": run.summary.id, "state": "succeeded"}
    assert entry.after == {"run_id": run.summary.id, "state": "partial", "steps": 1}


def test_what_was_not_applied_is_not_undone(synced: Desk) -> None:
    swallow(synced, times=2)
    run = synced.run(synced.create_task(people(*everybody(synced, 5)), {"type": "suspend_user"}))
    pass_time(synced, SETTLED)
    check_due(synced)

    undo_id = undo_run(synced, run.summary.id)

    assert {line.account_id for line in synced.log(undo_id)} == set(everybody(synced, 5)) - swallowed(synced)
    assert synced.show(undo_id).summary.state == "succeeded"


def test_what_a_later_run_changed_is_not_judged(synced: Desk) -> None:
    accounts = everybody(synced, 3)
    run = synced.run(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    synced.call(undo.request_undo, run.summary.id, by=synced.admin)
    synced.work()
    pass_time(synced, SETTLED)

    check_due(synced)

    assert set(confirmations(synced, run.summary.id).values()) == {"untold"}
    assert synced.show(run.summary.id).summary.state == "succeeded"


def test_what_another_run_writes_during_a_look_is_not_judged(synced: Desk) -> None:
    run = synced.run(synced.create_task(people(*everybody(synced, 3)), {"type": "suspend_user"}))
    pass_time(synced, SETTLED)

    with nap_at("check_begun", 1, lambda: undo_run(synced, run.summary.id)) as napped:
        check_due(synced)

    assert napped
    assert set(confirmations(synced, run.summary.id).values()) == {"untold"}
    assert synced.show(run.summary.id).summary.state == "succeeded"


@pytest.mark.parametrize("was", ["succeeded", "partial"])
def test_a_correction_is_told_once(synced: Desk, was: str) -> None:
    people_of_run = everybody(synced, 5)
    if was == "partial":
        synced.sandbox.fault("forbidden", "W3", times=1)
    with running_receiver() as receiver:
        add_channel(synced, receiver.url)
        swallow(synced, times=1, after=2)
        run = synced.run(synced.create_task(people(*people_of_run), {"type": "suspend_user"}))
        assert run.summary.state == was
        pass_time(synced, SETTLED)
        told = list_told(synced)
        check_due(synced)
        check_part(synced.context, synced.tenant_id, run.summary.id)

        assert synced.show(run.summary.id).summary.state == "partial"
        [correction] = [row for row in list_told(synced) if row not in told]
        door = "check" if was == "partial" else "run"
        assert correction == ("run.partial", f"{door}:{run.summary.id}")


def list_told(desk: Desk) -> list[tuple[str, str]]:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        query = sa.select(Notification.event, Notification.subject).order_by(Notification.id)
        return [(str(event), str(subject)) for event, subject in session.execute(query)]


def test_a_look_that_was_cut_off_goes_on_and_repeats_nothing(synced: Desk) -> None:
    swallow(synced, times=2)
    run = synced.run(synced.create_task(people(*everybody(synced, 5)), {"type": "suspend_user"}))
    pass_time(synced, SETTLED)
    assert len(list_due(synced)) == 1
    synced.sandbox.fault("status", "reads", params={"status": 503}, times=100)
    check_part(synced.context, synced.tenant_id, run.summary.id)
    assert set(confirmations(synced, run.summary.id).values()) == {None}
    synced.sandbox.call("DELETE", "/faults")
    assert list_due(synced) == [], "Atlassian is left alone for a while"
    pass_time(synced, 601)

    check_due(synced)
    check_part(synced.context, synced.tenant_id, run.summary.id)

    assert named(synced, run.summary.id) == swallowed(synced)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        told = sa.select(sa.func.count()).where(AuditEntry.event == "run.not_applied")
        assert session.scalar(told) == 1


def test_only_tenants_that_can_be_asked_are_looked_at(synced: Desk) -> None:
    run = synced.run(synced.create_task(people(*everybody(synced, 1)), {"type": "suspend_user"}))
    other = synced.add_tenant()
    pass_time(synced, SETTLED)
    check_part(synced.context, other, run.summary.id)
    assert set(confirmations(synced, run.summary.id).values()) == {None}
    with synced.context.database.system_session() as session:
        session.execute(sa.update(Tenant).where(Tenant.id == synced.tenant_id).values(status="uninstalled"))
    assert list_due(synced) == []
    with synced.context.database.system_session() as session:
        session.execute(sa.update(Tenant).where(Tenant.id == synced.tenant_id).values(status="active"))
    synced.kill_key()
    assert list_due(synced) == []


def test_a_group_that_was_not_left_is_no_part_of_what_was_taken(synced: Desk) -> None:
    account, app = find_holder(synced, external=False)
    swallow(synced)
    run = synced.run(synced.create_task(people(account), {"type": "remove_app_access", "apps": [app]}))
    pass_time(synced, SETTLED)

    check_due(synced)

    assert synced.outcomes(run.summary.id) == [("failed", reasons.NOT_APPLIED)]
    assert not synced.show(run.summary.id).can_undo
    assert app in {access["resource_id"] for access in show(synced, account)["access"]}
