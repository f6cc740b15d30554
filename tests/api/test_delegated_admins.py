"""What admins who are no organization admins can do here: what Atlassian lets them do, and nothing to themselves."""

from typing import Any

import pytest

from app.domain.rights import RIGHTS, Right
from tests.api.ground import Caller, Office, pointers
from tests.api.stories import SUSPEND, condition, draft, ordinary, people, run_to_end, save_filter, save_task

KINDS = ("product_admin", "user_access_admin")


@pytest.fixture(params=KINDS)
def person(request: pytest.FixtureRequest, office: Office) -> Caller:
    """A delegated admin of each kind, let in by the switches."""
    office.change_settings(are_product_admins_allowed=True, are_user_access_admins_allowed=True)
    person = getattr(office.acme, request.param)
    assert isinstance(person, Caller)
    return person


def find_groups(office: Office, *, gives_admin: bool) -> list[str]:
    """Ids of groups that may be changed, by whether members become admins of something."""
    rows = office.ask("GET", "/groups?limit=100")["items"]
    org = office.sandbox.call("GET", f"/organizations/{office.acme.org_id}/groups")
    found = []
    for group in org["groups"] if isinstance(org, dict) else org:
        roles = {grant["role"] for grant in group.get("grants", [])}
        is_admin = any(role.endswith("admin") for role in roles)
        if is_admin == gives_admin and group["group_id"] in {row["group_id"] for row in rows}:
            found.append(group["group_id"])
    return found


def test_me_tells_the_page_what_the_caller_may_do(office: Office, person: Caller) -> None:
    assert set(office.ask("GET", "/me")["rights"]) == set(Right)
    assert set(office.ask("GET", "/me", as_=person)["rights"]) == {"browse", "automate", "stop"}
    assert office.ask("GET", "/me", as_=office.acme.stranger)["rights"] == []
    assert RIGHTS["product_admin"] == RIGHTS["user_access_admin"]


def test_anybody_let_in_may_stop_everything_and_only_an_organization_admin_goes_on(
    office: Office, person: Caller
) -> None:
    assert office.ask("PATCH", "/settings", {"is_stopped": True}, as_=person)["is_stopped"]
    for body in ({"is_stopped": False}, {"is_stopped": True, "young_account_days": 0}, {}):
        problem = office.refuse(403, "PATCH", "/settings", body, as_=person)
        assert problem["code"] == "org_admin_needed"
    assert office.ask("GET", "/settings")["is_stopped"]
    assert not office.ask("PATCH", "/settings", {"is_stopped": False})["is_stopped"]


@pytest.mark.parametrize("kind", ["add_to_groups", "remove_from_groups"])
def test_a_group_that_makes_admins_is_no_target(office: Office, person: Caller, kind: str) -> None:
    [group, *_] = find_groups(office, gives_admin=True)
    action = {"type": kind, "groups": [group]}
    someone = ordinary(office.acme)[0]

    for method, path, body in (
        ("POST", "/tasks", draft(None, action)),
        ("POST", "/bulk/runs", {"account_ids": [someone], "actions": [action]}),
    ):
        problem = office.refuse(422, method, path, body, as_=person)
        assert pointers(problem) == ["/actions/0/groups/0"]
        assert problem["errors"][0]["code"] == "admin_target"
    assert office.ask("POST", "/tasks", draft(None, action))["id"]


def test_accounts_themselves_are_no_concern_of_theirs(office: Office, person: Caller) -> None:
    someone = ordinary(office.acme)[0]
    for word in ("deactivate_account", "activate_account", "delete_account", "cancel_deletion"):
        action = {"type": word}
        for method, path, body in (
            ("POST", "/tasks", draft(None, action, name=word)),
            ("POST", "/bulk/runs", {"account_ids": [someone], "actions": [action]}),
        ):
            problem = office.refuse(422, method, path, body, as_=person)
            assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
                ("/actions/0/type", "org_admins_action")
            ]
        task = office.ask("POST", "/tasks", draft(None, action, name=word))
        office.refuse(403, "DELETE", f"/tasks/{task['id']}", as_=person)


def test_what_others_administer_is_no_target(office: Office, person: Caller) -> None:
    apps = office.ask("GET", "/apps")["items"]
    refused = set()
    for app in apps:
        action = {"type": "remove_app_access", "apps": [app["resource_id"]]}
        answer = office.request("POST", "/tasks", draft(None, action, name=app["resource_id"][-60:]), as_=person)
        if answer.status_code == 422:
            refused.add(answer.json["errors"][0]["code"])  # type: ignore[index]  # a problem
    assert "beyond_reach" in refused


def admin_task(office: Office) -> dict[str, Any]:
    """A task of an organization admin that makes somebody an admin."""
    [group, *_] = find_groups(office, gives_admin=True)
    return save_task(office, people(ordinary(office.acme)[0]), {"type": "add_to_groups", "groups": [group]})


def test_a_task_beyond_ones_reach_is_not_run_changed_or_given_other_people(office: Office, person: Caller) -> None:
    task = admin_task(office)
    saved = office.ask("GET", f"/filters/{task['filter']['id']}")
    edit = {"name": saved["name"], "specification": people(person.account_id), "version": saved["version"]}
    harmless = draft(task["filter"]["id"], SUSPEND, name=task["name"]) | {"version": task["version"]}

    for method, path, body in (
        ("POST", f"/tasks/{task['id']}/runs", None),
        ("PUT", f"/tasks/{task['id']}", harmless),
        ("DELETE", f"/tasks/{task['id']}", None),
        ("PUT", f"/tasks/{task['id']}/schedule-active", {"is_schedule_active": True, "is_confirmed": True}),
        ("PUT", f"/tasks/{task['id']}/mode", {"mode": "live", "is_confirmed": True}),
        ("PUT", f"/tasks/{task['id']}/exemptions/{ordinary(office.acme)[0]}", {"reason": "Please"}),
        ("PUT", f"/filters/{saved['id']}", edit),
        ("DELETE", f"/filters/{saved['id']}?confirm=true", None),
    ):
        problem = office.refuse(403, method, path, body, as_=person)
        assert problem["code"] == "beyond_rights", path
    assert office.refuse(422, "POST", f"/tasks/{task['id']}/clone", as_=person)
    assert office.ask("PUT", f"/tasks/{task['id']}/schedule-active", {"is_schedule_active": False}, as_=person)


def test_a_run_beyond_ones_reach_is_not_undone(office: Office, person: Caller) -> None:
    run = run_to_end(office, admin_task(office))

    assert office.refuse(403, "POST", f"/runs/{run['id']}/undo", as_=person)["code"] == "beyond_rights"
    undo = office.ask("POST", f"/runs/{run['id']}/undo")
    office.work()
    assert office.refuse(403, "POST", f"/runs/{undo['id']}/undo", as_=person)["code"] == "org_admin_needed"


def test_the_limit_of_a_task_is_lifted_by_organization_admins_alone(office: Office, person: Caller) -> None:
    saved = save_filter(office, "Somebody", people(ordinary(office.acme)[0]))
    task = office.ask("POST", "/tasks", draft(saved["id"], SUSPEND, max_users=3))

    for limit in (None, 4):
        body = draft(saved["id"], SUSPEND, max_users=limit, name=task["name"]) | {"version": task["version"]}
        assert office.refuse(403, "PUT", f"/tasks/{task['id']}", body, as_=person)["code"] == "guard_rail"
    body = draft(saved["id"], SUSPEND, name=task["name"]) | {"version": task["version"]}
    task = office.ask("PUT", f"/tasks/{task['id']}", body, as_=person)
    assert task["max_users"] == 3, "what nobody says stays"
    body = draft(saved["id"], SUSPEND, max_users=2, name=task["name"]) | {"version": task["version"]}
    task = office.ask("PUT", f"/tasks/{task['id']}", body, as_=person)
    body = draft(saved["id"], SUSPEND, max_users=None, name=task["name"]) | {"version": task["version"]}
    assert office.ask("PUT", f"/tasks/{task['id']}", body)["max_users"] is None


def outcomes(office: Office, run_id: int) -> dict[str, str | None]:
    """Account → reason of each operation of a run."""
    rows = office.ask("GET", f"/runs/{run_id}/operations?limit=200")["items"]
    return {row["account_id"]: row["reason"] for row in rows}


def test_nobody_delegated_is_the_subject_of_what_they_wrote_or_started(office: Office, person: Caller) -> None:
    other, me = ordinary(office.acme)[0], person.account_id
    both = people(other, me)
    theirs = office.ask("POST", "/filters", {"name": "Theirs", "specification": both}, as_=person)
    written = office.ask("POST", "/tasks", draft(None, SUSPEND, name="Theirs") | {"filter_id": None}, as_=person)
    tasks = [
        office.ask("POST", "/tasks", draft(theirs["id"], SUSPEND, name="Their filter")),
        office.ask("PUT", f"/tasks/{written['id']}", draft(theirs["id"], SUSPEND, name="Theirs") | {"version": 1},
                   as_=person),
    ]  # fmt: skip
    for task in tasks:
        run = office.ask("POST", f"/tasks/{task['id']}/runs")
        office.work()
        assert outcomes(office, run["id"])[me] == "own_account"
    mine = save_task(office, both, SUSPEND, name="An organization admin's")
    run = office.ask("POST", f"/tasks/{mine['id']}/runs", as_=person)
    office.work()
    assert outcomes(office, run["id"])[me] == "own_account"

    bulk = {"account_ids": [me], "actions": [{"type": "restore_user"}]}
    [planned] = office.ask("POST", "/bulk/preview", bulk, as_=person)["users"]
    assert {one["reason"] for one in planned["operations"]} == {"own_account"}
    run = office.ask("POST", "/bulk/runs", bulk, as_=person)
    office.work()
    assert set(outcomes(office, run["id"]).values()) == {"own_account"}


def test_an_organization_admins_word_makes_a_task_anybodys_again(office: Office, person: Caller) -> None:
    """Who wrote it last counts: otherwise whoever once wrote a task would be spared by it for ever."""
    theirs = office.ask("POST", "/filters", {"name": "Theirs", "specification": people(person.account_id)}, as_=person)
    task = office.ask("POST", "/tasks", draft(theirs["id"], SUSPEND), as_=person)
    edit = {"name": "Ours", "specification": theirs["specification"], "version": theirs["version"]}
    office.ask("PUT", f"/filters/{theirs['id']}", edit)
    office.ask("PUT", f"/tasks/{task['id']}", draft(theirs["id"], SUSPEND) | {"version": task["version"]})

    run = office.ask("POST", f"/tasks/{task['id']}/runs")
    office.work()
    assert outcomes(office, run["id"])[person.account_id] != "own_account"


def test_whom_an_organization_admin_exempts_stays_exempt(office: Office, person: Caller) -> None:
    """What spares somebody is a guard rail; what one has set oneself one may take back."""
    first, second = ordinary(office.acme)[:2]
    task = save_task(office, people(first, second), SUSPEND)
    paths = [f"/tasks/{task['id']}/exemptions/{account}" for account in (first, second)]
    reason = {"reason": "Parental leave"}
    office.ask("PUT", paths[0], reason)
    office.ask("PUT", paths[1], reason, as_=person)

    for method, body in (("DELETE", None), ("PUT", {"reason": "A minute is enough"})):
        assert office.refuse(403, method, paths[0], body, as_=person)["code"] == "org_admin_needed"
    office.ask("DELETE", paths[1], as_=person)
    [left] = office.ask("GET", f"/tasks/{task['id']}/exemptions")["items"]
    assert (left["user"]["account_id"], left["reason"]) == (first, "Parental leave")


def test_nobody_delegated_exempts_themselves(office: Office, person: Caller) -> None:
    task = save_task(office, people(person.account_id), SUSPEND)
    path = f"/tasks/{task['id']}/exemptions/{person.account_id}"
    assert office.refuse(403, "PUT", path, {"reason": "I am needed"}, as_=person)["code"] == "org_admin_needed"
    assert office.ask("PUT", path, {"reason": "They are needed"})


@pytest.mark.parametrize("what", ["mode", "schedule-active"])
def test_nobody_delegated_is_the_subject_of_what_they_set_going(office: Office, person: Caller, what: str) -> None:
    quiet = {"mode": "draft"} if what == "mode" else {"is_schedule_active": False}
    going = {"mode": "live"} if what == "mode" else {"is_schedule_active": True}
    weekly = {"mode": "weekly", "weekdays": ["monday"], "hour": 3}
    task = save_task(office, people(person.account_id), SUSPEND, schedule=weekly, **quiet)
    office.ask("PUT", f"/tasks/{task['id']}/{what}", going | {"is_confirmed": True}, as_=person)

    [planned] = office.ask("GET", f"/users/{person.account_id}/tasks")["items"]
    assert "own_account" in str(planned)


def test_a_group_by_which_a_task_makes_admins_is_no_target(office: Office, person: Caller) -> None:
    [way, *_] = sorted(plain_groups(office))
    [admins, *_] = find_groups(office, gives_admin=True)
    action = {"type": "add_to_groups", "groups": [way]}
    theirs = office.ask("POST", "/tasks", draft(None, action, name="Theirs"), as_=person)
    save_task(office, condition("groups", groups=[way], match="any"), {"type": "add_to_groups", "groups": [admins]})

    bulk = {"account_ids": [ordinary(office.acme)[0]], "actions": [action]}
    for path, body in (("/tasks", draft(None, action)), ("/bulk/runs", bulk)):
        problem = office.refuse(422, "POST", path, body, as_=person)
        assert (pointers(problem), problem["errors"][0]["code"]) == (["/actions/0/groups/0"], "admin_target")
    problem = office.refuse(403, "PUT", f"/tasks/{theirs['id']}/mode", {"mode": "live"}, as_=person)
    assert problem["code"] == "beyond_rights"
    assert office.ask("POST", "/tasks", draft(None, action, name="An organization admin's"))["id"]


def test_a_group_that_makes_admins_since_the_run_was_asked_for_is_no_target_of_it(
    office: Office, person: Caller
) -> None:
    [group, *_] = [one for one in find_groups(office, gives_admin=False) if one in plain_groups(office)]
    someone = next(one for one in ordinary(office.acme) if group not in groups_of(office, one))
    task = office.ask(
        "POST", "/tasks",
        draft(save_filter(office, "One", people(someone))["id"], {"type": "add_to_groups", "groups": [group]}),
        as_=person,
    )  # fmt: skip
    run = office.ask("POST", f"/tasks/{task['id']}/runs", as_=person)
    [app, *_] = [one for one in office.ask("GET", "/apps")["items"] if one["key"].startswith("jira")]
    granted = {"group_id": group, "resource_id": app["resource_id"], "role": "atlassian/admin"}
    effects = {"effects": [["group_role_granted", granted]]}
    office.sandbox.call("POST", f"/organizations/{office.acme.org_id}/effects", effects)
    office.advance(minutes=20)  # a run reads an older mirror anew before it is planned
    office.work()

    assert [
        (line["outcome"], line["reason"]) for line in office.ask("GET", f"/runs/{run['id']}/operations")["items"]
    ] == [("failed", "admin_target")]
    assert group not in groups_of(office, someone)


def plain_groups(office: Office) -> set[str]:
    """Ids of groups that give nothing and may be changed."""
    rows = office.ask("GET", "/groups?limit=200")["items"]
    return {row["group_id"] for row in rows if not row["grants"] and not row["is_externally_managed"]}


def groups_of(office: Office, account: str) -> set[str]:
    """The groups of a user by the sandbox's truth."""
    [found] = [one for one in office.sandbox.users(office.acme.org_id, limit="1000") if one["account_id"] == account]
    return set(found["groups"])
