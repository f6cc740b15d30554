"""The User Browser: search, pages, order, detail, explanation, export and pickers, against what is true."""

import csv
import io
import json
from typing import Any

import pytest

from tests.api.ground import Office, pointers
from tests.api.outside import true_users
from tests.api.stories import EVERYBODY, condition, ordinary, people


def search(office: Office, **question: Any) -> dict[str, Any]:
    page = office.ask("POST", "/users/search", question)
    assert isinstance(page, dict)
    return page


def walk(office: Office, **question: Any) -> list[dict[str, Any]]:
    """All pages of a search."""
    page = search(office, **question)
    items, total = page["items"], page["total"]
    while page["next_cursor"]:
        page = search(office, **question, cursor=page["next_cursor"])
        assert page["total"] == total
        items = items + page["items"]
    assert len(items) == total
    return list(items)


def test_the_browser_lists_everybody_page_by_page(shared_office: Office) -> None:
    rows = walk(shared_office, limit=50)

    truth = true_users(shared_office)
    assert {row["account_id"]: (row["name"], row["email"]) for row in rows} == {
        account_id: (user["name"], user["email"]) for account_id, user in truth.items()
    }
    assert {row["account_id"] for row in rows if row["is_org_admin"]} == {
        account_id for account_id, user in truth.items() if user["is_org_admin"]
    }
    for row in rows:
        assert {group["group_id"] for group in row["groups"]} == set(truth[row["account_id"]]["groups"])


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize(
    ("sort", "column"), [("name", "name"), ("email", "email"), ("added", "added_at"), ("last_active", "last_active_at")]
)
def test_every_order_pages_through_everybody(sort: str, column: str, direction: str, shared_office: Office) -> None:
    rows = walk(shared_office, sort=sort, direction=direction, limit=60)

    values = [row[column] or "" for row in rows]
    assert len({row["account_id"] for row in rows}) == len(rows) > 100
    if sort != "name":  # names are ordered by the database's rules for letters
        assert values == sorted(values, reverse=direction == "desc")


def test_a_search_finds_by_name_and_email_whatever_the_case(shared_office: Office) -> None:
    row = search(shared_office, limit=1)["items"][0]

    for text in (row["name"][:6].upper(), row["email"].split("@")[0].lower(), row["email"]):
        assert row["account_id"] in {one["account_id"] for one in walk(shared_office, text=text)}
    assert search(shared_office, text="no such person")["total"] == 0
    assert search(shared_office, text="%")["total"] == 0
    assert search(shared_office, text="  ")["total"] == search(shared_office)["total"]


def test_last_active_follows_the_chosen_app_and_leaves_nobody_out(shared_office: Office) -> None:
    app = shared_office.ask("GET", "/apps")["items"][0]

    scoped = walk(shared_office, app_id=app["resource_id"], limit=200)
    everywhere = {row["account_id"]: row["last_active_at"] for row in walk(shared_office, limit=200)}

    assert {row["account_id"] for row in scoped} == everywhere.keys()
    assert all((row["last_active_at"] or "") <= (everywhere[row["account_id"]] or "") for row in scoped)
    assert any(row["last_active_at"] is None and everywhere[row["account_id"]] for row in scoped)


@pytest.mark.parametrize("field", ["app_id", "site_id"])
def test_another_tenants_app_or_site_cannot_be_looked_at(field: str, shared_office: Office) -> None:
    theirs = shared_office.ask("GET", "/apps", as_=shared_office.globex.admin)["items"][0]
    value = {"app_id": theirs["resource_id"], "site_id": theirs["site_id"]}[field]

    assert pointers(shared_office.refuse(422, "POST", "/users/search", {field: value})) == [f"/{field}"]


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ({"sort": "shoe_size"}, "/sort"),
        ({"direction": "sideways"}, "/direction"),
        ({"limit": 0}, "/limit"),
        ({"limit": 201}, "/limit"),
        ({"limit": True}, "/limit"),
        ({"text": "x" * 201}, "/text"),
        ({"text": "null \x00"}, "/text"),
        ({"cursor": "zzz"}, "/cursor"),
        ({"cursor": "é"}, "/cursor"),
        ({"cursor": "x" * 2001}, "/cursor"),
        ({"specification": "everybody"}, "/specification"),
        ({"columns": ["name"]}, "/columns"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_asked_is_refused_by_its_field(
    question: dict[str, Any], wrong: str, shared_office: Office
) -> None:
    assert pointers(shared_office.refuse(422, "POST", "/users/search", question)) == [wrong]


def test_a_cursor_belongs_to_its_order_and_shows_nobody_elses_users(shared_office: Office) -> None:
    office = shared_office
    cursor = search(office, limit=1, sort="name")["next_cursor"]

    assert pointers(office.refuse(422, "POST", "/users/search", {"sort": "email", "cursor": cursor})) == ["/cursor"]
    theirs = office.ask("POST", "/users/search", {"cursor": cursor, "limit": 200}, as_=office.globex.admin)
    mine = true_users(office).keys()
    assert not {row["account_id"] for row in theirs["items"]} & mine


def test_the_detail_tells_where_access_comes_from(shared_office: Office) -> None:
    office, truth = shared_office, true_users(shared_office)
    for account_id in ordinary(office.acme)[:8]:
        user, true = office.ask("GET", f"/users/{account_id}"), truth[account_id]

        names = {group["group_id"]: group["name"] for group in user["group_details"]}
        assert names.keys() == set(true["groups"])
        assert {one["directory_id"] for one in user["directories"]} == true["directories"].keys()
        for app in user["activity"]:
            ways = [one for one in true["access"] if one["resource_id"] == app["resource_id"] and one["group_id"]]
            assert set(app["granted_by"]) == {names[one["group_id"]] for one in ways}
        assert user["history"] == []


def test_an_explanation_agrees_with_the_search(shared_office: Office) -> None:
    office = shared_office
    specification = condition("inactive", days=30, apps=[], match="any")
    matching = {row["account_id"] for row in walk(office, specification=specification, limit=200)}
    asked = [*sorted(matching)[:10], *(row["account_id"] for row in search(office, limit=20)["items"])]

    answers = {one: office.ask("POST", f"/users/{one}/explain", {"specification": specification}) for one in asked}

    assert {one for one, answer in answers.items() if answer["matches"]} == matching & set(asked)
    assert len({answer["matches"] for answer in answers.values()}) == 2
    assert all(answer["tree"] for answer in answers.values())


def test_an_export_holds_everybody_who_matches_once(shared_office: Office) -> None:
    office = shared_office
    specification = condition("status", statuses=["suspended"])
    expected = [row["account_id"] for row in walk(office, specification=specification)]
    assert len(expected) > 5

    as_csv = office.request("POST", "/users/export", {"specification": specification})
    as_json = office.request("POST", "/users/export", {"specification": specification, "format": "json"})

    rows = list(csv.DictReader(io.StringIO(as_csv.data.decode("utf-8-sig"), newline="")))
    assert [row["account_id"] for row in rows] == expected
    assert {row["status"] for row in rows} == {"suspended"}
    assert [row["account_id"] for row in json.loads(as_json.text)] == expected
    assert as_json.headers["Content-Disposition"] == 'attachment; filename="rollcall-users.json"'
    empty = office.request("POST", "/users/export", {"specification": people("nobody@x.example"), "format": "json"})
    assert json.loads(empty.text) == []
    everybody = office.request("POST", "/users/export", {"specification": EVERYBODY})
    assert everybody.text.count("\r\n") == 1 + search(office)["total"]


def test_pickers_offer_what_the_organization_has(shared_office: Office) -> None:
    office, organization = shared_office, shared_office.acme.desk.organization
    true_groups = {
        group["group_id"]: group
        for group in office.sandbox.call("GET", f"/organizations/{office.acme.org_id}/groups")["groups"]
    }
    page = office.ask("GET", "/groups?limit=7")
    groups = page["items"]
    while page["next_cursor"]:
        page = office.ask("GET", f"/groups?limit=7&cursor={page['next_cursor']}")
        groups = groups + page["items"]

    assert {group["group_id"]: group["name"] for group in groups} == {
        one: row["name"] for one, row in true_groups.items()
    }
    apps = {app["resource_id"] for app in office.ask("GET", "/apps")["items"]}
    giving = {
        group_id
        for group_id, row in true_groups.items()
        for grant in row["grants"]
        if grant["resource_id"] in apps and grant["role"] != "atlassian/customer"  # a customer uses a portal, no app
    }
    assert {group["group_id"] for group in groups if group["grants"]} == giving
    assert any(group["is_externally_managed"] for group in groups)
    some = office.ask("GET", f"/groups?search={groups[0]['name'][:4].upper()}")["items"]
    assert groups[0] in some
    assert {site["site_id"] for site in office.ask("GET", "/sites")["items"]} == {
        site["site_id"] for site in organization["sites"]
    }
    assert apps <= {app["resource_id"] for app in organization["apps"]}
    assert len(apps) >= 6
    assert "atlassian/user" in office.ask("GET", "/roles")["items"]
    domains = office.ask("GET", "/email-domains")["items"]
    users = [user["email"] for user in true_users(office).values() if user["email"]]
    assert {one["domain"]: one["user_count"] for one in domains}["acme.example"] == sum(
        email.endswith("@acme.example") for email in users
    )
    assert [one["user_count"] for one in domains] == sorted((one["user_count"] for one in domains), reverse=True)
