"""The last looks before somebody is changed: the roster of admins, and the protection that holds at that moment."""

import pytest

from app.domain.engine import reasons
from app.services.engine import runs
from app.services.tenancy.settings import NewProtectedEntry, add_protected
from tests.ground.desk import Desk
from tests.worker.accesses import cause, plain_groups
from tests.worker.pausing import At
from tests.worker.people import ordinary, people, promote, show

ADMIN_ROLE = "atlassian/org-admin"


def test_whom_the_roster_names_is_spared_though_the_look_at_them_does_not_say_it(synced: Desk, at: At) -> None:
    account, other = ordinary(synced)[:2]
    run_id = synced.run_now(synced.create_task(people(account, other), {"type": "suspend_user"}))
    promote(synced, account)
    roles = synced.sandbox.call("GET", f"/organizations/{synced.org_id}/roles")["roles"]
    platform = next(str(row["resource_id"]) for row in roles if row["role"] == ADMIN_ROLE)
    role = {"account_id": account, "resource_id": platform, "role": ADMIN_ROLE}
    # The roster is read by then; the page of the live look is not.
    at("opened", lambda: cause(synced, ["user_role_revoked", role]))

    synced.work()

    outcomes = {line.account_id: (line.outcome, line.reason) for line in synced.log(run_id)}
    assert outcomes == {account: ("skipped", reasons.ORG_ADMIN), other: ("succeeded", None)}
    assert show(synced, account)["membership_status"] == "active"


def test_who_is_protected_between_two_steps_keeps_the_second_one(synced: Desk, at: At) -> None:
    [account, *_rest] = ordinary(synced)
    group = next(one for one in plain_groups(synced) if one not in show(synced, account)["groups"])
    actions = ({"type": "add_to_groups", "groups": [group]}, {"type": "suspend_user"})
    run_id = synced.run_now(synced.create_task(people(account), *actions))
    entry = NewProtectedEntry("user", account, "in mid-run")
    at("called", lambda: synced.call(add_protected, entry, by="a", now=synced.clock()))

    synced.work()

    assert synced.outcomes(run_id) == [("succeeded", None), ("skipped", reasons.PROTECTED)]
    assert show(synced, account)["membership_status"] == "active"


@pytest.mark.parametrize("field", ["platformRoles", "groups"])
def test_who_is_not_told_whole_is_asked_about_otherwise(synced: Desk, at: At, field: str) -> None:
    [account, *_rest] = ordinary(synced)
    run_id = synced.run_now(synced.create_task(people(account), {"type": "suspend_user"}))
    at("opened", lambda: synced.sandbox.fault("missing_field", "R4", params={"field": field}))

    synced.work()

    assert synced.outcomes(run_id) == [("succeeded", None)]


@pytest.mark.parametrize(("field", "second_question"), [("platformRoles", "R4"), ("groups", "R10")])
def test_who_cannot_be_read_whole_is_not_acted_on(synced: Desk, at: At, field: str, second_question: str) -> None:
    [account, *_rest] = ordinary(synced)
    run_id = synced.run_now(synced.create_task(people(account), {"type": "suspend_user"}))

    def tell_less() -> None:
        synced.sandbox.fault("missing_field", "R4", params={"field": field})
        looks = len(synced.organization["directories"]) if second_question == "R4" else 0
        synced.sandbox.fault("forbidden", second_question, after=looks)

    at("opened", tell_less)

    synced.work()

    [(outcome, reason)] = synced.outcomes(run_id)
    assert (outcome, reason) == ("skipped", reasons.ATLASSIAN_UNAVAILABLE)
    assert synced.writes() == []


def test_a_cancel_is_heard_between_two_rounds_of_one_slice(synced: Desk, at: At) -> None:
    accounts = ordinary(synced)[:40]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    synced.sandbox.fault("latency", "W3", params={"milliseconds": 1200})
    at("called", lambda: synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock()))
    [work] = synced.hand_out()

    synced.work_on(work)

    assert synced.show(run_id).summary.state == "cancelled"
    done = [line for line in synced.log(run_id) if line.outcome == "succeeded"]
    assert 0 < len(done) == len(synced.writes()) < len(accounts)
