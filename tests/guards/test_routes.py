"""Every route of the app: closed unless listed here, closed to other tenants, and closed to people without the right.

Works over the app's own map of routes, so that a new route is held to it without being named.
"""

from typing import Any

import pytest

from app.api.schemas.settings import SettingsIn
from app.platform.guards import NEEDED_RIGHT, Guard, list_unguarded
from tests.api.ground import API, Caller, Office, read_problem
from tests.api.stories import draft, people
from tests.guards.routes import CHANGES, OPEN, call, list_api, list_routes, look

ANYBODY = {
    *(f"{API}/me", f"{API}/time-zones"),
    *(f"{API}/organization", f"{API}/organization/take-over", f"{API}/organization/rehearsal"),
}
"""Routes of the API for every person of a tenant: who am I, and the set-up, which asks Atlassian itself; the zones."""
PROVED = {"put_organization", "take_over_organization"}
"""Views whose caller proves to be an organization admin by a key that is sent with the call."""
ORG_ADMINS_ALONE = {
    *(
        "add_protected",
        "remove_protected",
        "approve_run",
        "reject_run",
        "take_out_of_plan",
        "put_back_into_plan",
        "link_earlier_installation",
    ),
    *("create_channel", "update_channel", "remove_channel", "rotate_channel_secret", "test_channel"),
    *("ask_recipients", "add_blackout", "remove_blackout"),
    *("repeat_notification", "repair_references", "end_sparing", "examine_organization"),
}
"""Views that other admins may not use, whatever the settings say. `update_settings` is split by what is changed."""
SPLIT = {"update_settings", "set_exemption", "end_exemption"}
"""Views of which other admins may use a part: an exemption that an organization admin has set is none of theirs."""
EXPORTS = {
    *("export_users", "export_users_part", "export_audit", "export_changes", "export_changes_part"),
    *("download_result_json", "download_result_csv", "download_result_part"),
}
ALWAYS = {"/health/live", "/health/ready"}
"""Never refused, whoever asks how often."""


def test_every_view_carries_exactly_one_guard(office: Office) -> None:
    """That a second one is refused when the view is made is tested where guards are."""
    assert list_unguarded(office.app) == []
    assert {route.guard for route in list_api(office)} == {Guard.ACCOUNT, *NEEDED_RIGHT}


def test_nothing_is_open_but_what_is_listed(office: Office) -> None:
    assert {route.rule for route in list_routes(office) if route.guard in (Guard.PUBLIC, Guard.ALWAYS)} == OPEN
    assert {route.rule for route in list_routes(office) if route.guard is Guard.ALWAYS} == ALWAYS
    assert {route.rule for route in list_api(office) if route.guard is Guard.ACCOUNT} == ANYBODY


def test_every_route_that_changes_something_has_the_rights_confirmed(office: Office) -> None:
    """Reading may go on for a while on the mirror's word; changing may not."""
    reading = {"search_users", "explain_user", "describe_filter", "preview_filter_change",
               "preview_task", "preview_schedule", "preview_bulk"}  # fmt: skip
    changing = {route.view for route in list_api(office) if route.method != "GET"} - reading - PROVED - EXPORTS

    guards = {route.view: route.guard for route in list_api(office)}
    assert {guards[view] for view in changing} == CHANGES
    assert {guards[view] for view in reading} == {Guard.ADMIN}
    assert {view for view, guard in guards.items() if guard is Guard.EXPORT} == EXPORTS


def test_every_closed_route_refuses_a_bare_call(office: Office, ids: dict[str, Any]) -> None:
    before = look(office)
    for route in list_routes(office):
        answer = call(office, route, ids, None)
        if route.guard in (Guard.PUBLIC, Guard.ALWAYS):
            assert answer.status_code != 401, route
        else:
            assert answer.status_code == 401, route
            assert "JWT" in answer.headers["WWW-Authenticate"], route
    assert look(office) == before


def test_every_closed_route_refuses_other_methods_and_preflights_as_well(office: Office, ids: dict[str, Any]) -> None:
    for route in list_api(office):
        with office.app.test_client() as client:
            for method in ("OPTIONS", "HEAD" if route.method == "GET" else "OPTIONS"):
                assert client.open(route.fill(ids), method=method).status_code == 401, route
            assert client.open(route.fill(ids), method="TRACE").status_code == 405, route


def test_every_route_with_an_id_answers_another_tenant_that_there_is_no_such_thing(
    office: Office, ids: dict[str, Any]
) -> None:
    before = look(office)
    routes = [route for route in list_api(office) if route.arguments]
    assert len(routes) >= 22

    for route in routes:
        problem = read_problem(call(office, route, ids, office.globex.admin), 404)
        assert problem["code"] == "not_found", route
    assert look(office) == before


def test_every_list_of_another_tenant_is_without_the_first_ones_things(office: Office, ids: dict[str, Any]) -> None:
    mine = [str(one["id"]) for one in office.ask("GET", "/runs")["items"]]
    assert mine
    accounts = {row["account_id"] for row in office.ask("POST", "/users/search", {"limit": 200})["items"]}
    for route in list_api(office):
        if route.method != "GET" or route.arguments:
            continue
        text = call(office, route, ids, office.globex.admin).text
        assert not [one for one in accounts if one in text], route
        assert office.acme.org_id not in text, route
        assert "Some" not in text, route


def test_ids_in_bodies_and_parameters_are_looked_for_in_the_callers_tenant_alone(
    office: Office, ids: dict[str, Any]
) -> None:
    before, globex = look(office), office.globex.admin
    group = office.ask("GET", "/groups")["items"][0]["group_id"]
    app = office.ask("GET", "/apps")["items"][0]
    task = draft(ids["filter_id"])

    for path in ("/tasks", "/tasks/preview"):
        office.refuse(422, "POST", path, task, as_=globex)
        for action in (
            {"type": "add_to_groups", "groups": [group]},
            {"type": "remove_app_access", "apps": [app["resource_id"]]},
        ):
            office.refuse(422, "POST", path, draft(None, action), as_=globex)
    for kind, value in [("user", ids["account_id"]), ("group", group)]:
        office.refuse(404, "POST", "/protected", {"kind": kind, "value": value, "reason": "x"}, as_=globex)
    office.refuse(404, "GET", f"/dashboard?site_id={app['site_id']}", as_=globex)
    assert office.ask("GET", f"/runs?task_id={ids['task_id']}", as_=globex)["items"] == []
    found = office.ask("POST", "/users/search", {"specification": people(ids["account_id"])}, as_=globex)
    assert found["total"] == 0
    assert look(office) == before


@pytest.mark.parametrize("are_product_admins_allowed", [False, True])
def test_every_admins_route_refuses_an_ordinary_person(
    are_product_admins_allowed: bool, office: Office, ids: dict[str, Any]
) -> None:
    office.change_settings(are_product_admins_allowed=are_product_admins_allowed)
    before = look(office)
    people_outside = [office.acme.stranger] + ([] if are_product_admins_allowed else [office.acme.product_admin])

    for route in list_api(office):
        if route.guard is Guard.ACCOUNT:
            continue
        for person in people_outside:
            problem = read_problem(call(office, route, ids, person), 403)
            assert problem["code"] == "not_admin", route
    assert look(office) == before
    office.change_settings(are_product_admins_allowed=False)


@pytest.mark.parametrize("kind", ["product_admin", "user_access_admin"])
def test_what_is_for_organization_admins_alone_is_refused_to_other_admins(
    kind: str, office: Office, ids: dict[str, Any]
) -> None:
    office.change_settings(are_product_admins_allowed=True, are_user_access_admins_allowed=True)
    person: Caller = getattr(office.acme, kind)
    routes = [route for route in list_api(office) if route.guard in (Guard.RELEASE, Guard.CONFIGURATION)]
    assert {route.view for route in routes} == ORG_ADMINS_ALONE
    before = look(office)

    for route in routes:
        problem = read_problem(call(office, route, ids, person), 403)
        assert problem["code"] == "org_admin_needed", route
    for name, value in office.ask("GET", "/settings").items():
        if name in SettingsIn.model_fields and name != "is_stopped":
            office.refuse(403, "PATCH", "/settings", {name: value}, as_=person)
    assert look(office) == before
    office.change_settings(are_product_admins_allowed=False, are_user_access_admins_allowed=False)


def test_the_same_calls_are_granted_to_the_tenants_own_admins(office: Office, ids: dict[str, Any]) -> None:
    """What makes the refusals above mean something: it is the caller that is wrong, not the call.

    The last test of the module, because it changes and removes things.
    """
    office.change_settings(are_product_admins_allowed=True)
    routes = [route for route in list_api(office) if route.guard is not Guard.ACCOUNT]

    # What belongs to a thing is removed before the thing.
    for route in sorted(routes, key=lambda route: (route.method == "DELETE", -route.rule.count("/"))):
        is_theirs = route.guard in (Guard.RELEASE, Guard.CONFIGURATION) or route.view in SPLIT
        persons = [office.acme.admin] if is_theirs else []
        persons = persons or [office.acme.product_admin, *([office.acme.admin] if route.method == "GET" else [])]
        for person in persons:
            status = call(office, route, ids, person).status_code
            # 404: under Connect no installation is taken over, and the body of a repair names no group that is there.
            # 409: a run that has ended cannot be cancelled.
            # 422: BODIES are no more than what the models take.
            is_absent = status == 404 and route.view in ("link_earlier_installation", "repair_references")
            assert status < 300 or status in (409, 422) or is_absent, f"{route}: {status}"
