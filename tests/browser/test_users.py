"""User Browser: saved filters and the tasks that depend on them, bulk operations, exports, one user's facts."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.customers import Customer, condition, people
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch

SUSPEND = {"type": "suspend_user"}


def open_filter(admin: AdminPage, filter_id: int, specification: object) -> None:
    admin.open_tab(f"/users?filter={filter_id}&spec={json.dumps(specification)}", "User Browser")


def use_filter_menu(admin: AdminPage, entry: str) -> None:
    admin.button("Saved filter menu").click()
    admin.app.get_by_role("menuitem", name=entry, exact=True).click()


def test_deleting_a_filter_names_the_tasks_that_lose_their_trigger(
    admin: AdminPage, customer: Customer, watch: Watch
) -> None:
    watch.forgive(409)
    weekly = {"mode": "weekly", "weekdays": ["monday"], "hour": 6}
    task_id = customer.save_task(
        "Depends on it", people(customer.ordinary_people()[0]), SUSPEND, schedule=weekly, is_schedule_active=True
    )
    saved = customer.ask("GET", f"/tasks/{task_id}")["filter"]
    open_filter(admin, saved["id"], people(customer.ordinary_people()[0]))
    use_filter_menu(admin, "Delete")
    expect(admin.dialog()).to_contain_text("1 automated task uses this filter")
    expect(admin.dialog()).to_contain_text("Depends on it")
    admin.confirm("Delete anyway")
    expect(admin.flag(f"Filter “{saved['name']}” deleted")).to_be_visible()

    admin.go_to("Automated Tasks")
    expect(admin.row("Depends on it")).to_contain_text("No filter")
    expect(admin.row("Depends on it")).to_contain_text("None")
    task = customer.ask("GET", f"/tasks/{task_id}")
    assert (task["filter"], task["next_run_at"]) == (None, None)


def test_a_filter_is_renamed_copied_and_changed_with_its_consequences_shown(
    admin: AdminPage, customer: Customer
) -> None:
    staff = customer.ordinary_people()
    task_id = customer.save_task("Uses the filter", people(*staff[:3]), SUSPEND)
    saved = customer.ask("GET", f"/tasks/{task_id}")["filter"]
    open_filter(admin, saved["id"], people(*staff[:3]))
    use_filter_menu(admin, "Rename")
    admin.dialog().get_by_label("Name").fill("Three people")
    admin.confirm("Save")
    expect(admin.flag("Filter “Three people” saved").first).to_be_visible()
    use_filter_menu(admin, "Save as Copy")
    admin.dialog().get_by_label("Name").fill("Three other people")
    admin.confirm("Save")
    expect(admin.flag("Filter “Three other people” saved")).to_be_visible()

    open_filter(admin, saved["id"], people(*staff[:2]))
    admin.button("Save").click()
    expect(admin.dialog()).to_contain_text("1 automated task uses this filter")
    expect(admin.dialog()).to_contain_text("1 user drops out")
    admin.confirm("Save")
    expect(admin.app.get_by_role("dialog")).to_have_count(0)
    names = {one["name"]: one["specification"] for one in customer.ask("GET", "/filters")["items"]}
    assert len(names["Three people"]["root"]["values"]) == 2
    assert len(names["Three other people"]["root"]["values"]) == 3


def test_a_bulk_operation_on_selected_users(admin: AdminPage, customer: Customer) -> None:
    chosen = customer.ordinary_people()[5:7]
    admin.open_tab(f"/users?spec={json.dumps(people(*chosen))}", "User Browser")
    expect(admin.text("2 users")).to_be_visible()
    admin.app.get_by_role("checkbox", name="Select all on this page").check(force=True)
    expect(admin.text("2 of 2 users selected")).to_be_visible()
    admin.button("Bulk Operations").click()
    admin.add_action("Add to groups")
    group = customer.free_groups()[3]
    admin.choose("Groups (action 1)", group["name"])
    admin.confirm("Preview")
    expect(admin.dialog().get_by_text("Nothing has been changed yet.").first).to_be_visible()
    admin.dialog().get_by_role("button", name="Run for").click()
    expect(admin.heading("Results of “")).to_be_visible()
    expect(admin.run_in("Succeeded")).to_be_visible()
    members = customer.ask(
        "POST", "/users/search", {"specification": condition("groups", groups=[group["group_id"]], match="any")}
    )["items"]
    assert {user["account_id"] for user in members} >= {user["account_id"] for user in chosen}


def test_why_a_user_matches_stands_beside_their_own_values(admin: AdminPage, customer: Customer) -> None:
    person = customer.ordinary_people()[0]
    admin.open(f"/users?user={person['account_id']}&spec={json.dumps(people(person))}")
    panel = admin.dialog()
    expect(panel.get_by_role("heading", name="Why does this user match?")).to_be_visible()
    expect(panel).to_contain_text(person["email"])
    admin.page.keyboard.press("Escape")
    expect(admin.app.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(("entry", "first"), [("Export as CSV", "account_id"), ("Export as JSON", "{")])
def test_the_users_of_a_filter_are_exported(entry: str, first: str, admin: AdminPage, customer: Customer) -> None:
    chosen = customer.ordinary_people()[:4]
    admin.open_tab(f"/users?spec={json.dumps(people(*chosen))}", "User Browser")
    expect(admin.text("4 users")).to_be_visible()
    admin.button("Export").click()
    with admin.page.expect_download() as downloading:
        admin.app.get_by_role("menuitem", name=entry).click()
    text = downloading.value.path().read_text("utf-8-sig")
    assert first in text.splitlines()[0] or text.startswith("[")
    assert all(person["account_id"] in text for person in chosen)


def test_or_and_not_are_built_in_the_advanced_editor(admin: AdminPage, customer: Customer) -> None:
    admin.open_tab("/users", "User Browser")
    admin.button("More filters").click()
    admin.app.get_by_role("menuitem", name="Advanced editor").click()
    editor = admin.dialog("Edit the filter")
    editor.get_by_role("button", name="Add condition").click()
    admin.app.get_by_role("menuitem", name="Never active").click()
    admin.confirm("Apply")
    expect(admin.text("ever active")).to_be_visible()


def test_a_task_is_made_from_the_filter_on_the_screen_and_clearing_leaves_it(
    admin: AdminPage, customer: Customer
) -> None:
    chosen = people(*customer.ordinary_people()[:2])
    saved = customer.save_filter("Two to begin with", chosen)
    open_filter(admin, saved, chosen)
    admin.button("Create task with this filter").click()
    expect(admin.dialog()).to_contain_text("Two to begin with")
    expect(admin.dialog()).to_contain_text("2 users match now")
    admin.button("Cancel").click()
    admin.confirm("Leave")

    open_filter(admin, saved, chosen)
    admin.button("Clear filters").click()
    expect(admin.button("Create task with this filter")).to_have_count(0)
    expect(admin.text("Edited")).to_have_count(0)
    expect(admin.text("Two to begin with")).to_have_count(0)
