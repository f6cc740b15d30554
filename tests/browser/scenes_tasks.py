"""Automated Tasks and the dialogs about a task."""

import re

from playwright.sync_api import expect

from tests.browser.exhibits import CLEANUP, HELD, LONELY, TRIED, Exhibits
from tests.browser.scene import Scene, collect, refuse
from tests.browser.screens import AdminPage

SCENES: list[Scene] = []
scene = collect(SCENES)


@scene(is_main=True)
def automated_tasks(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/tasks")
    expect(admin.row(CLEANUP)).to_be_visible()


@scene(is_main=True, whose="beginner")
def automated_tasks_none(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open_tab("/tasks", "Automat")
    expect(admin.app.get_by_role("heading", level=3).first).to_be_visible()


@scene(refusals=(500,))
def automated_tasks_error(admin: AdminPage, exhibits: Exhibits) -> None:
    refuse(admin, "tasks", 500, "internal_error")
    admin.open("/tasks")
    expect(admin.button("Try again")).to_be_visible()


@scene()
def task_menu(admin: AdminPage, exhibits: Exhibits) -> None:
    automated_tasks(admin, exhibits)
    admin.app.get_by_role("button", name=f"Actions for {CLEANUP}").click()
    expect(admin.app.get_by_role("menuitem", name="Run Now")).to_be_visible()


@scene(is_main=True)
def task_go_live_question(admin: AdminPage, exhibits: Exhibits) -> None:
    """With what the last test run has found."""
    automated_tasks(admin, exhibits)
    admin.use_menu(TRIED, "Go live")
    expect(admin.dialog()).to_contain_text("5")


@scene()
def task_new(admin: AdminPage, exhibits: Exhibits) -> None:
    automated_tasks(admin, exhibits)
    admin.button("Add New Task").click()
    expect(admin.dialog().get_by_label("Task name")).to_be_visible()


@scene()
def task_new_with_errors(admin: AdminPage, exhibits: Exhibits) -> None:
    task_new(admin, exhibits)
    admin.confirm("Save")
    expect(admin.dialog().get_by_text("Give the task a name.")).to_be_visible()


@scene()
def task_group_picker(admin: AdminPage, exhibits: Exhibits) -> None:
    """A group that an identity provider manages cannot be chosen, and says why."""
    task_new(admin, exhibits)
    admin.add_action("Add to groups")
    picker = admin.app.get_by_role("combobox", name="Groups (action 1)")
    picker.fill(exhibits.customer.managed_groups()[0]["name"])
    expect(admin.app.get_by_role("option").filter(has_text="Managed elsewhere").first).to_be_visible()


@scene(is_main=True)
def task_interval(admin: AdminPage, exhibits: Exhibits) -> None:
    task_edit(admin, exhibits)
    box = admin.app.get_by_role("combobox", name=admin.say("When it runs"))
    box.press("ArrowDown")
    admin.app.get_by_role("option", name=admin.say("Interval"), exact=True).click()
    expect(admin.dialog().get_by_label(admin.say("Start date"))).to_be_visible()


@scene(is_main=True)
def task_edit(admin: AdminPage, exhibits: Exhibits) -> None:
    automated_tasks(admin, exhibits)
    admin.use_menu(CLEANUP, "Edit")
    expect(admin.dialog().get_by_text(admin.say("4 users match now"))).to_be_visible()


@scene(is_main=True)
def task_review(admin: AdminPage, exhibits: Exhibits) -> None:
    task_edit(admin, exhibits)
    admin.confirm("Review")
    expect(admin.dialog().get_by_text(admin.say("People who would be changed")).first).to_be_visible()


@scene()
def task_templates(admin: AdminPage, exhibits: Exhibits) -> None:
    automated_tasks(admin, exhibits)
    admin.app.get_by_role("button", name=re.compile("^(Templates|Vorlagen)$")).click()
    expect(admin.dialog().get_by_role("heading", level=3)).to_have_count(6)


@scene(refusals=(409,))
def task_switch_question(admin: AdminPage, exhibits: Exhibits) -> None:
    """A schedule that takes something away is asked about before it is switched on."""
    task_new(admin, exhibits)
    admin.dialog().get_by_label("Task name").fill("Never saved")
    admin.choose("Saved filter", "Everybody")
    admin.add_action("Suspend user")
    admin.choose("Mode", "Live")
    admin.choose("When it runs", "Interval")
    admin.dialog().get_by_role("checkbox", name="Schedule Active").check(force=True)
    admin.confirm("Save")
    expect(admin.dialog("Let “Never saved” run by itself?")).to_be_visible()


@scene()
def task_leave_question(admin: AdminPage, exhibits: Exhibits) -> None:
    task_edit(admin, exhibits)
    admin.dialog().get_by_label("Task name").fill("Another name")
    admin.confirm("Cancel")
    expect(admin.dialog("Leave without saving?")).to_be_visible()


@scene()
def task_preview(admin: AdminPage, exhibits: Exhibits) -> None:
    automated_tasks(admin, exhibits)
    admin.use_menu(HELD, "Preview")
    expect(admin.dialog().get_by_text("Would be changed").first).to_be_visible()


@scene(is_main=True)
def task_run_now(admin: AdminPage, exhibits: Exhibits) -> None:
    automated_tasks(admin, exhibits)
    admin.use_menu(LONELY, "Run Now")
    expect(admin.dialog().get_by_text(admin.say("Nobody would be changed right now."))).to_be_visible()


@scene()
def task_remove(admin: AdminPage, exhibits: Exhibits) -> None:
    automated_tasks(admin, exhibits)
    admin.use_menu(CLEANUP, "Remove")
    expect(admin.dialog("Remove “")).to_be_visible()
