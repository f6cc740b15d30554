"""Automated Tasks: create, edit, clone, toggle, remove, and tasks that cannot do any harm or any good."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.customers import EVERYBODY, Customer, condition, groups_action, people
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch

SUSPEND = {"type": "suspend_user"}
SPARED = ("org_admin", "not_a_person", "kind_unknown")
WEEKLY = {"mode": "weekly", "weekdays": ["monday"], "hour": 6}


def find_task(customer: Customer, name: str) -> dict[str, Any] | None:
    tasks = customer.ask("GET", "/tasks")["items"]
    return next((task for task in tasks if task["name"] == name), None)


def test_edit_clone_toggle_and_remove(admin: AdminPage, customer: Customer, watch: Watch) -> None:
    watch.forgive(409)  # the switch asks first
    customer.save_task("Tidy up", people(customer.ordinary_people()[0]), SUSPEND, schedule=WEEKLY)
    admin.open_tab("/tasks", "Automated Tasks")

    admin.use_menu("Tidy up", "Edit")
    admin.dialog().get_by_label("Task name").fill("Tidy up more")
    admin.confirm("Update Task")
    expect(admin.text("“Tidy up more” was saved.")).to_be_visible()

    admin.use_menu("Tidy up more", "Clone")
    expect(admin.text("Cloned as “")).to_be_visible()
    assert len([1 for task in customer.ask("GET", "/tasks")["items"] if "Tidy up more" in task["name"]]) == 2

    toggle = admin.app.get_by_role("checkbox", name="Schedule of Tidy up more active")
    toggle.press("Space")  # by keyboard: the new row of the clone may be moving the table
    admin.confirm("Switch schedule on")
    expect(toggle).to_be_checked()
    expect(admin.row("Tidy up more").first).to_contain_text("in ")
    task = find_task(customer, "Tidy up more")
    assert task
    assert task["is_schedule_active"]
    assert task["next_run_at"]

    admin.use_menu("Tidy up more", "Remove")
    admin.confirm("Remove")
    expect(admin.text("“Tidy up more” was removed.")).to_be_visible()
    assert find_task(customer, "Tidy up more") is None


def test_a_mistake_is_shown_at_its_field_and_leaving_asks(admin: AdminPage) -> None:
    admin.open_tab("/tasks", "Automated Tasks")
    admin.button("Add New Task").first.click()
    admin.confirm("Save")
    for gap in ("Give the task a name.", "Add at least one action."):
        expect(admin.dialog().get_by_text(gap).first).to_be_visible()

    admin.dialog().get_by_label("Task name").fill("Half done")
    admin.confirm("Cancel")
    expect(admin.dialog("Leave without saving?")).to_be_visible()
    admin.dialog("Leave without saving?").get_by_role("button", name="Stay").click()
    expect(admin.dialog().get_by_label("Task name")).to_have_value("Half done")
    admin.confirm("Cancel")
    admin.dialog("Leave without saving?").get_by_role("button", name="Leave").click()
    expect(admin.app.get_by_role("dialog")).to_have_count(0)


def test_contradictory_actions_are_refused_in_the_dialog(admin: AdminPage, customer: Customer, watch: Watch) -> None:
    watch.forgive(400, 422)
    group = customer.free_groups()[0]
    customer.save_filter("For contradictions", people(customer.ordinary_people()[1]))
    admin.open_tab("/tasks", "Automated Tasks")
    admin.button("Add New Task").first.click()
    admin.dialog().get_by_label("Task name").fill("In and out")
    admin.choose("Mode", "Live")
    admin.choose("Saved filter", "For contradictions")
    for number, kind in enumerate(("Add to groups", "Remove from groups"), 1):
        admin.add_action(kind)
        admin.choose(f"Groups (action {number})", group["name"])
    admin.confirm("Save")
    expect(
        admin.dialog()
        .get_by_text("The task was not saved")
        .or_(admin.dialog().get_by_text("needs your attention"))
        .first
    ).to_be_visible()
    assert find_task(customer, "In and out") is None


def test_an_externally_managed_group_is_shown_and_cannot_be_picked(admin: AdminPage, customer: Customer) -> None:
    group = customer.managed_groups()[0]
    admin.open_tab("/tasks", "Automated Tasks")
    admin.button("Add New Task").first.click()
    admin.add_action("Add to groups")
    admin.app.get_by_role("combobox", name="Groups (action 1)").fill(group["name"])
    option = admin.app.get_by_role("option", name=group["name"]).first
    expect(option).to_contain_text("Managed elsewhere")
    expect(option).to_be_disabled()


def test_the_scim_pair_gives_and_takes_access(admin: AdminPage, customer: Customer) -> None:
    """Who is in the provider's group joins the access group; who is in the access group only, leaves it."""
    scim, access = customer.managed_groups()[0], customer.free_groups()[1]
    joins = condition("groups", groups=[scim["group_id"]], match="any")
    leaves = {
        "version": 1,
        "root": {
            "op": "and",
            "of": [
                {"type": "groups", "groups": [access["group_id"]], "match": "any"},
                {"type": "groups", "groups": [scim["group_id"]], "match": "none"},
            ],
        },
    }
    customer.save_filter("In the SCIM group", joins)
    customer.save_filter("Left the SCIM group", leaves)
    spared: set[str] = set()
    for template, filter_name, name in (
        ("SCIM group to access groups", "In the SCIM group", "Give access by SCIM group"),
        ("Left the SCIM group", "Left the SCIM group", "Take access away by SCIM group"),
    ):
        admin.open_tab("/tasks", "Automated Tasks")
        admin.button("Add New Task").first.click()
        admin.choose("Start from", template)
        expect(admin.dialog().get_by_label("Task name")).to_have_value(name)
        admin.choose("Mode", "Live")
        admin.choose("Saved filter", filter_name)
        admin.choose("Groups (action 1)", access["name"])
        admin.confirm("Save")
        expect(admin.text(f"“{name}” was saved.")).to_be_visible()
        task = find_task(customer, name)
        assert task
        run = customer.run(task["id"])
        assert run["state"] == "succeeded"
        log = customer.ask("GET", f"/runs/{run['id']}/operations?limit=200")["items"]
        spared |= {line["account_id"] for line in log if line["reason"] in SPARED}
    assert _search(customer, leaves) <= spared
    has_access = condition("groups", groups=[access["group_id"]], match="any")
    assert _search(customer, has_access) >= _search(customer, joins) - spared


def _search(customer: Customer, specification: dict[str, Any]) -> set[str]:
    found = customer.ask("POST", "/users/search", {"specification": specification, "limit": 100})["items"]
    return {user["account_id"] for user in found}


def test_why_a_task_does_not_run_stands_in_the_list(admin: AdminPage, customer: Customer) -> None:
    customer.save_task("Sleeps", EVERYBODY, groups_action("add_to_groups", customer.free_groups()[0]), schedule=WEEKLY)
    admin.open_tab("/tasks", "Automated Tasks")
    expect(admin.row("Sleeps")).to_contain_text("The schedule is off")


def test_show_results_and_show_last_runs(admin: AdminPage, customer: Customer) -> None:
    person = customer.ordinary_people()[2]
    task_id = customer.save_task(
        "Ran once", people(customer.ordinary_people()[2]), groups_action("add_to_groups", customer.free_groups()[0])
    )
    customer.save_task("Ran never", people(person), SUSPEND)
    customer.run(task_id)
    admin.open_tab("/tasks", "Automated Tasks")
    admin.use_menu("Ran once", "Show Results")
    expect(admin.row("Ran once")).to_be_visible()
    admin.go_to("Automated Tasks")
    admin.use_menu("Ran never", "Show Results")
    expect(admin.text("This task has not run yet")).to_be_visible()
    admin.go_to("Automated Tasks")
    admin.use_menu("Ran never", "Show Last Runs")
    expect(admin.row("Ran once")).to_be_visible()
