"""The User Browser, its filters, its dialogs, and one user."""

import json

from playwright.sync_api import expect

from tests.browser.exhibits import CLEANUP, INACTIVE, Exhibits
from tests.browser.scene import Scene, collect, refuse
from tests.browser.screens import AdminPage

SCENES: list[Scene] = []
scene = collect(SCENES)


@scene(is_main=True)
def user_browser(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/users")
    expect(admin.app.get_by_role("row").nth(5)).to_be_visible()


@scene()
def user_browser_filtered(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open(f"/users?filter={exhibits.filter_id}&spec={json.dumps(INACTIVE)}")
    expect(admin.text("Inactive for at least 90 days")).to_be_visible()


@scene()
def user_browser_nobody(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/users?text=nobody-is-called-this")
    expect(admin.text("No user matches")).to_be_visible()


@scene()
def user_browser_selected(admin: AdminPage, exhibits: Exhibits) -> None:
    _select_two(admin, exhibits)


@scene()
def filter_chip_open(admin: AdminPage, exhibits: Exhibits) -> None:
    _browse_few(admin, exhibits)
    admin.app.get_by_role("group", name="Filter users").get_by_role("button", name="Inactive").click()
    expect(admin.button("Apply")).to_be_visible()


@scene()
def filter_more_menu(admin: AdminPage, exhibits: Exhibits) -> None:
    _browse_few(admin, exhibits)
    admin.button("More filters").click()
    expect(admin.app.get_by_role("menuitem", name="Advanced editor")).to_be_visible()


@scene()
def filter_advanced_editor(admin: AdminPage, exhibits: Exhibits) -> None:
    filter_more_menu(admin, exhibits)
    admin.app.get_by_role("menuitem", name="Advanced editor").click()
    expect(admin.dialog("Edit the filter")).to_be_visible()


@scene()
def filter_change_of_members(admin: AdminPage, exhibits: Exhibits) -> None:
    """Before a filter that tasks use is saved: who comes and who goes."""
    saved = exhibits.customer.ask("GET", "/filters")["items"]
    used = next(one["id"] for one in saved if one["name"] == f"Filter of {CLEANUP}")
    admin.open_tab(f"/users?filter={used}&spec={json.dumps(exhibits.few)}", "User Browser")
    admin.button("Save").click()
    expect(admin.dialog()).to_be_visible()


@scene(refusals=(500,))
def user_browser_error(admin: AdminPage, exhibits: Exhibits) -> None:
    refuse(admin, "users/search**", 500, "internal_error")
    admin.open("/users")
    expect(admin.button("Try again")).to_be_visible()


@scene()
def filter_rename(admin: AdminPage, exhibits: Exhibits) -> None:
    _open_filter_menu(admin, exhibits, "Rename")
    expect(admin.dialog("Rename filter")).to_be_visible()


@scene()
def filter_delete(admin: AdminPage, exhibits: Exhibits) -> None:
    _open_filter_menu(admin, exhibits, "Delete")
    expect(admin.dialog("Delete “")).to_be_visible()


@scene()
def column_chooser(admin: AdminPage, exhibits: Exhibits) -> None:
    _browse_few(admin, exhibits)
    admin.button("Columns").click()
    expect(admin.app.get_by_role("menuitemcheckbox", name="Roles")).to_be_visible()


@scene(is_main=True)
def user_detail(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open(f"/users?user={exhibits.person['account_id']}&spec={json.dumps(exhibits.few)}")
    expect(admin.dialog()).to_contain_text(exhibits.person["account_id"])


@scene()
def user_exempt(admin: AdminPage, exhibits: Exhibits) -> None:
    """What tasks would do to somebody next, and the question until when one of them leaves them alone."""
    user_detail(admin, exhibits)
    admin.dialog().get_by_role("button", name="Exempt until…").first.click()
    expect(admin.dialog().get_by_role("textbox", name="Reason")).to_be_visible()


@scene(is_main=True)
def changes(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/changes")
    expect(admin.app.get_by_role("row").nth(3)).to_be_visible()


@scene()
def changes_of_one_person(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open(f"/changes?user={exhibits.changed['account_id']}&kind=status")
    expect(admin.button("Show everybody")).to_be_visible()
    expect(admin.app.get_by_role("row").nth(1)).to_be_visible()


@scene()
def changes_none_such(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/changes?text=nobody-is-called-this")
    expect(admin.heading("No such changes")).to_be_visible()


@scene(whose="beginner")
def changes_none_yet(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/changes")
    expect(admin.heading("Nothing has changed since yesterday")).to_be_visible()


@scene()
def bulk_actions(admin: AdminPage, exhibits: Exhibits) -> None:
    _select_two(admin, exhibits)
    admin.button("Bulk Operations").click()
    admin.add_action("Suspend user")
    expect(admin.dialog("Bulk Operations for 2 users")).to_be_visible()


@scene()
def bulk_preview(admin: AdminPage, exhibits: Exhibits) -> None:
    bulk_actions(admin, exhibits)
    admin.confirm("Preview")
    expect(admin.dialog().get_by_text("Nothing has been changed yet.").first).to_be_visible()
    expect(admin.dialog().get_by_role("button", name="Run for")).to_be_enabled()


def _browse_few(admin: AdminPage, exhibits: Exhibits) -> None:
    """The User Browser with a handful of rows, where the scene is about something else."""
    admin.open_tab(f"/users?spec={json.dumps(exhibits.few)}", "User Browser")


def _select_two(admin: AdminPage, exhibits: Exhibits) -> None:
    _browse_few(admin, exhibits)
    rows = admin.app.get_by_role("checkbox", name="Select ")
    expect(rows.nth(3)).to_be_visible()
    for number in (1, 2):
        rows.nth(number).check(force=True)
    expect(admin.button("Bulk Operations")).to_be_visible()


def _open_filter_menu(admin: AdminPage, exhibits: Exhibits, entry: str) -> None:
    user_browser_filtered(admin, exhibits)
    admin.button("Saved filter menu").click()
    admin.app.get_by_role("menuitem", name=entry, exact=True).click()
