"""Who may release a held plan, as the API tells it before anybody tries and when they do; taking people out of it."""

from typing import Any

import pytest

from tests.api.ground import Office, pointers
from tests.api.stories import held, ordinary, people, run_to_end, save_task, walk


def test_the_run_tells_who_may_release_it_and_the_refusal_does_so_too(office: Office) -> None:
    run = held(office)
    me, colleague = office.acme.admin.account_id, office.acme.colleague.account_id
    release = run["release"]

    assert (release["rule"], release["is_allowed"], release["is_stop_gap"]) == ("applies", False, False)
    assert {(hand["person"]["account_id"], hand["part"]) for hand in release["hands"]} == {
        (me, "requested"), (me, "shaped_task"), (me, "saved_filter"), (me, "saved_task"),
    }  # fmt: skip
    may = [one["account_id"] for one in release["may_release"]]
    assert colleague in may
    assert me not in may

    refusal = office.refuse(409, "POST", f"/runs/{run['id']}/approve", {"plan_hash": run["plan_hash"]})
    office.work()

    assert refusal["code"] == "other_person_needed"
    assert [one["account_id"] for one in refusal["may_release"]] == may
    assert office.acme.desk.writes() == []
    theirs = office.ask("GET", f"/runs/{run['id']}", as_=office.acme.colleague)["release"]
    assert theirs == release | {"is_allowed": True}
    office.ask("POST", f"/runs/{run['id']}/approve", {"plan_hash": run["plan_hash"]}, as_=office.acme.colleague)
    office.work()
    done = office.ask("GET", f"/runs/{run['id']}")
    assert (done["state"], done["release"]) == ("succeeded", None)


def test_the_author_rejects_their_own_plan(office: Office) -> None:
    run = held(office)
    assert office.ask("POST", f"/runs/{run['id']}/reject")["state"] == "cancelled"


def test_switched_off_by_an_organization_admin_the_rule_refuses_nobody(office: Office) -> None:
    run = held(office)
    office.change_settings(are_product_admins_allowed=True)
    off = {"is_four_eyes_required": False}
    office.refuse(403, "PATCH", "/settings", off, as_=office.acme.product_admin)
    assert office.ask("GET", "/settings")["is_four_eyes_required"] is True

    office.change_settings(**off)

    entry = office.ask("GET", "/audit")["items"][0]
    assert (entry["event"], entry["before"], entry["after"]) == (
        "settings.updated", {"is_four_eyes_required": True}, off,
    )  # fmt: skip
    release = office.ask("GET", f"/runs/{run['id']}")["release"]
    assert (release["rule"], release["is_allowed"]) == ("off", True)
    office.ask("POST", f"/runs/{run['id']}/approve", {"plan_hash": run["plan_hash"]})


def test_settings_tell_how_many_organization_admins_there_are(office: Office) -> None:
    users = office.sandbox.users(office.acme.org_id, limit="1000")
    admins = [user for user in users if user["is_org_admin"] and user["membership_status"] == "active"]
    assert office.ask("GET", "/settings")["organization_admins"] == len(admins) >= 2


def test_people_are_taken_out_and_put_back_by_organization_admins_alone(office: Office) -> None:
    run = held(office)
    [first, *_rest] = [line["account_id"] for line in walk(office, f"/runs/{run['id']}/operations")]
    body = {"account_ids": [first]}
    office.change_settings(are_product_admins_allowed=True)
    for way in ("take-out", "put-back"):
        path = f"/runs/{run['id']}/{way}"
        assert office.refuse(403, "POST", path, body, as_=office.acme.product_admin)["code"] == "org_admin_needed"
        assert office.refuse(404, "POST", path, body, as_=office.globex.admin)["code"] == "not_found"

    less = office.ask("POST", f"/runs/{run['id']}/take-out", body)

    assert (less["planned_users"], less["counts"]["planned"]) == (2, 2)
    assert [one["account_id"] for one in less["release"]["taken_out"]] == [first]
    assert less["plan_hash"] != run["plan_hash"]
    approve = f"/runs/{run['id']}/approve"
    seen = {"plan_hash": run["plan_hash"]}
    assert office.refuse(409, "POST", approve, seen, as_=office.acme.colleague)["code"] == "plan_changed"
    office.ask("POST", approve, {"plan_hash": less["plan_hash"]}, as_=office.acme.colleague)
    office.work()
    done = office.ask("GET", f"/runs/{run['id']}")
    assert (done["state"], done["counts"]["affected"], done["counts"]["skipped_by_reason"]) == (
        "succeeded", 2, {"taken_out": 1},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, "/account_ids"),
        ({"account_ids": []}, "/account_ids"),
        ({"account_ids": "everybody"}, "/account_ids"),
        ({"account_ids": [5]}, "/account_ids/0"),
        ({"account_ids": ["x"] * 501}, "/account_ids"),
        ({"account_ids": ["nobody"]}, "/account_ids/0"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_who_cannot_be_taken_out_is_named(office: Office, body: dict[str, Any], wrong: str) -> None:
    run = held(office)
    for way in ("take-out", "put-back"):
        assert pointers(office.refuse(422, "POST", f"/runs/{run['id']}/{way}", body)) == [wrong]
    assert office.ask("GET", f"/runs/{run['id']}") == run


def test_a_run_that_is_not_held_has_nobody_to_be_taken_out(office: Office) -> None:
    anna = ordinary(office.acme)[0]
    run = run_to_end(office, save_task(office, people(anna)))
    body = {"account_ids": [anna]}
    assert office.refuse(409, "POST", f"/runs/{run['id']}/take-out", body)["code"] == "run_not_held"
