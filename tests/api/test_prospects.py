"""A person's page: what every task would do to them next, whom a task leaves alone, and who may say so."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.models import Exemption
from app.services.tenancy.quotas import MOST_EXEMPTIONS
from tests.api.ground import Office, pointers
from tests.api.stories import SUSPEND, ordinary, people, run_to_end, save_task

WEEKLY = {"mode": "weekly", "weekdays": ["monday"], "hour": 3}


def prospects(office: Office, account: str) -> dict[str, dict[str, Any]]:
    """By the name of the task."""
    return {one["task_name"]: one for one in office.ask("GET", f"/users/{account}/tasks")["items"]}


def test_each_task_says_what_it_would_do_to_the_person_and_comes_true(office: Office) -> None:
    me, other = ordinary(office.acme)[:2]
    task = save_task(office, people(me), SUSPEND, name="Suspends")
    save_task(office, people(other), SUSPEND, name="Names somebody else")
    save_task(office, people(me), {"type": "restore_user"}, name="Restores")

    seen = prospects(office, me)
    assert {name: one["prospect"] for name, one in seen.items()} == {
        "Suspends": "change", "Names somebody else": "no_match", "Restores": "nothing",
    }  # fmt: skip
    assert [one["outcome"] for one in seen["Suspends"]["operations"]] == ["planned"]
    assert (seen["Suspends"]["next_run_at"], seen["Suspends"]["no_next_run_code"]) == (None, "manual")
    assert run_to_end(office, task)["counts"]["succeeded"] == 1
    after = prospects(office, me)
    assert (after["Suspends"]["prospect"], after["Restores"]["prospect"]) == ("nothing", "change")


def test_it_is_judged_for_the_moment_at_which_the_task_runs(office: Office) -> None:
    """An entry of the protected list that ends before the next run spares nobody in it."""
    me = ordinary(office.acme)[0]
    task = save_task(office, people(me), SUSPEND, name="Weekly", schedule=WEEKLY, is_schedule_active=True)
    now = office.acme.desk.clock()
    for days, expected in ((0.001, "change"), (30, "spared")):
        entry = {
            "kind": "user", "value": me, "reason": "leave", "expires_at": (now + timedelta(days=days)).isoformat(),
        }  # fmt: skip
        listed = office.ask("POST", "/protected", entry)
        seen = prospects(office, me)["Weekly"]
        assert (seen["prospect"], seen["at"]) == (expected, task["next_run_at"])
        office.ask("DELETE", f"/protected/{listed['id']}")


def test_an_exemption_stands_with_its_task_and_can_be_replaced_and_ended(office: Office) -> None:
    me = ordinary(office.acme)[0]
    task = save_task(office, people(me), SUSPEND, name="Suspends")
    path = f"/tasks/{task['id']}/exemptions/{me}"
    once = office.ask("PUT", path, {"reason": "Parental leave"})
    assert (once["expires_at"], once["created_by"]["account_id"]) == (None, office.acme.admin.account_id)
    seen = prospects(office, me)["Suspends"]
    assert (seen["prospect"], seen["exemption"]["reason"]) == ("spared", "Parental leave")

    end = (office.acme.desk.clock() + timedelta(days=30)).isoformat()
    office.ask("PUT", path, {"reason": "Longer", "expires_at": end})
    [listed] = office.ask("GET", f"/tasks/{task['id']}/exemptions")["items"]
    assert (listed["reason"], listed["user"]["account_id"]) == ("Longer", me)
    office.ask("DELETE", path)
    assert prospects(office, me)["Suspends"]["prospect"] == "change"
    assert office.ask("GET", f"/tasks/{task['id']}/exemptions")["items"] == []
    office.refuse(404, "DELETE", path)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/reason"),
        ({"reason": ""}, "/reason"),
        ({"reason": "x" * 501}, "/reason"),
        ({"reason": "x", "expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"reason": "x", "expires_at": "2222-01-01T00:00:00Z"}, "/expires_at"),
        ({"reason": "x", "expires_at": "tomorrow"}, "/expires_at"),
        ({"reason": "x", "until": None}, "/until"),
    ],
)
def test_what_is_not_clear_is_refused_with_its_field(office: Office, body: dict[str, Any], pointer: str) -> None:
    me = ordinary(office.acme)[0]
    task = save_task(office, people(me), SUSPEND, name="Suspends")
    problem = office.refuse(422, "PUT", f"/tasks/{task['id']}/exemptions/{me}", body)
    assert pointers(problem) == [pointer]
    assert office.ask("GET", f"/tasks/{task['id']}/exemptions")["items"] == []


def test_nobody_is_exempted_from_nothing_and_nobody_unknown(office: Office) -> None:
    me = ordinary(office.acme)[0]
    task = save_task(office, people(me), SUSPEND, name="Suspends")
    for path in (f"/tasks/999999/exemptions/{me}", f"/tasks/{task['id']}/exemptions/nobody",
                 f"/tasks/{task['id']}/exemptions/%00"):  # fmt: skip
        office.refuse(404, "PUT", path, {"reason": "x"})
    office.refuse(404, "GET", "/users/nobody/tasks")
    office.ask("DELETE", f"/tasks/{task['id']}")
    office.refuse(404, "GET", f"/tasks/{task['id']}/exemptions")


def test_a_task_that_is_not_understood_or_has_no_filter_says_so(office: Office) -> None:
    me = ordinary(office.acme)[0]
    task = save_task(office, people(me), SUSPEND, name="Suspends")
    office.ask("DELETE", f"/filters/{task['filter']['id']}?confirm=true")
    seen = prospects(office, me)["Suspends"]
    assert (seen["prospect"], seen["no_next_run_code"]) == ("not_readable", "no_filter")


def test_a_tenant_stores_so_many_exemptions(office: Office) -> None:
    me = ordinary(office.acme)[0]
    task = save_task(office, people(me), SUSPEND)
    by, at = office.acme.admin.account_id, office.acme.desk.clock()
    rows = [
        {"tenant_id": office.acme.tenant_id, "task_id": task["id"], "account_id": f"account-{number}"}
        | {"reason": "x", "created_by": by, "created_at": at}
        for number in range(MOST_EXEMPTIONS)
    ]
    with office.database.tenant_session(office.acme.tenant_id) as session:
        session.execute(sa.insert(Exemption), rows)
    problem = office.refuse(409, "PUT", f"/tasks/{task['id']}/exemptions/{me}", {"reason": "x"})
    assert (problem["code"], problem["most"]) == ("too_many_exemptions", MOST_EXEMPTIONS)
    assert prospects(office, me)["Clean up"]["exemption"] is None


def test_who_takes_a_seat_on_their_page_is_counted_on_the_dashboard(shared_office: Office) -> None:
    rows = []
    page = shared_office.ask("POST", "/users/search", {"limit": 200})
    rows += page["items"]
    while page["next_cursor"]:
        page = shared_office.ask("POST", "/users/search", {"limit": 200, "cursor": page["next_cursor"]})
        rows += page["items"]
    seats = Counter(
        app["resource_id"]
        for row in rows
        for app in shared_office.ask("GET", f"/users/{row['account_id']}")["activity"]
        if app["takes_seat"]
    )
    counted = {app["resource_id"]: app["billable"] for app in shared_office.ask("GET", "/dashboard")["apps"]}
    assert {app: number for app, number in counted.items() if number} == seats
