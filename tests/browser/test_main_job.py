"""An organization admin's main job, by hand in a browser, on the whole running product."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import PATIENCE_MS, AdminPage
from tests.ground.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FILTER = "Sleeping accounts"
TASK = "Licence cleanup"


def _plain_groups(organization: dict[str, Any], stack: Stack) -> list[str]:
    groups = stack.sandbox.call("GET", f"/organizations/{organization['org_id']}/groups")["groups"]
    return [
        group["name"] for group in groups if group["is_modifiable"] and not group["grants"] and group["name"].isascii()
    ]


def test_connect_filter_task_run_and_result(stack: Stack, page: Page) -> None:
    admin = AdminPage(page, stack.host_url).open()
    organization = stack.sandbox.organization()
    _connect(admin, organization)
    _save_filter(admin)
    _create_task(admin, organization, stack)
    _run(admin)
    _check_directory(organization, stack)
    _check_last_runs(admin)


def _connect(admin: AdminPage, organization: dict[str, Any]) -> None:
    admin.connect(organization)
    expect(admin.app.get_by_role("heading", name="Your users are here. What next?")).to_be_visible(timeout=PATIENCE_MS)
    expect(admin.app.get_by_text("Acme", exact=True).first).to_be_visible()


def _save_filter(admin: AdminPage) -> None:
    admin.go_to("User Browser")
    admin.app.get_by_role("button", name="Inactive").first.click()
    admin.button("Apply").click()
    admin.app.get_by_role("button", name="Status").first.click()
    admin.app.get_by_role("checkbox", name="Active", exact=True).check()
    admin.page.keyboard.press("Escape")
    expect(admin.app.get_by_text("Inactive for at least 90 days, status is active")).to_be_visible(timeout=PATIENCE_MS)
    admin.button("Save filter").click()
    admin.dialog().get_by_label("Name").fill(FILTER)
    admin.dialog().get_by_role("button", name="Save").click()
    expect(admin.flag(f"Filter “{FILTER}” saved")).to_be_visible(timeout=PATIENCE_MS)


def _create_task(admin: AdminPage, organization: dict[str, Any], stack: Stack) -> None:
    first, second = _plain_groups(organization, stack)[:2]
    admin.go_to("Automated Tasks")
    admin.button("Add New Task").first.click()
    admin.dialog().get_by_label("Job Name").fill(TASK)
    admin.choose("Saved filter", FILTER)
    expect(admin.dialog().get_by_text("users match now")).to_be_visible(timeout=PATIENCE_MS)
    admin.add_action("Add to groups")
    admin.choose("Groups (action 1)", first)
    admin.add_action("Remove from groups")
    admin.choose("Groups (action 2)", second)
    admin.add_action("Remove app access")
    admin.choose("Apps (action 3)", "Jira Service Management (acme)")
    admin.add_action("Suspend user")
    _try_all_schedules(admin)
    admin.button("Review").click()
    expect(admin.dialog().get_by_text("Would be changed").first).to_be_visible(timeout=PATIENCE_MS)
    expect(admin.dialog().get_by_text("Organization admins are never changed.").first).to_be_visible()
    admin.button("Save").click()
    expect(admin.app.get_by_text(f"“{TASK}” was saved.")).to_be_visible(timeout=PATIENCE_MS)
    expect(admin.app.get_by_role("row", name=TASK)).to_contain_text("Add to")


def _try_all_schedules(admin: AdminPage) -> None:
    admin.choose("When it runs", "At an interval")
    expect(admin.dialog().get_by_text("Next runs")).to_be_visible(timeout=PATIENCE_MS)
    admin.choose("When it runs", "On weekdays")
    admin.dialog().get_by_role("checkbox", name="Monday").check()
    admin.dialog().get_by_role("checkbox", name="Thursday").check()
    expect(admin.dialog().get_by_text("Next runs")).to_be_visible(timeout=PATIENCE_MS)
    admin.choose("When it runs", "Only when started by hand")


def _run(admin: AdminPage) -> None:
    admin.use_menu(TASK, "Run Now")
    admin.dialog().get_by_role("button", name="Run Now").click()
    admin.app.get_by_role("link", name="Show Results", exact=True).click()
    admin.app.get_by_role("heading", name=f"Results of “{TASK}”").wait_for(timeout=PATIENCE_MS)
    expect(admin.app.get_by_role("progressbar").first).to_be_visible(timeout=PATIENCE_MS)
    ended = admin.app.get_by_text("Partial", exact=True).or_(admin.app.get_by_text("Succeeded", exact=True))
    expect(ended.first).to_be_visible(timeout=6 * PATIENCE_MS)
    expect(admin.app.get_by_text("Affected users")).to_be_visible()
    with admin.page.expect_download() as downloading:
        admin.button("Download Result (JSON)").click()
    result = json.loads(downloading.value.path().read_text("utf-8"))
    counts = result["run"]["counts"]
    assert result["run"]["name"] == TASK
    assert counts["succeeded"] > 100
    assert len(result["operations"]) == counts["total"]


def _check_directory(organization: dict[str, Any], stack: Stack) -> None:
    writes = stack.sandbox.call("GET", f"/audit?org_id={organization['org_id']}&after=0&limit=100000")["entries"]
    assert {entry["operation"] for entry in writes if entry["key_id"]} >= {"W1", "W3"}
    admins = {
        user["account_id"]
        for user in stack.sandbox.users(organization["org_id"], limit="10000")
        if user["is_org_admin"]
    }
    assert not admins & {entry["target"].get("account_id") for entry in writes if entry["key_id"]}


def _check_last_runs(admin: AdminPage) -> None:
    admin.go_to("Last Runs")
    expect(admin.app.get_by_role("row", name=TASK).first).to_be_visible(timeout=PATIENCE_MS)


def test_an_ordinary_user_is_refused_and_told_whom_to_ask(stack: Stack, page: Page) -> None:
    organization = stack.sandbox.organization()
    user = next(
        one["account_id"]
        for one in stack.sandbox.users(organization["org_id"], limit="500")
        if one["membership_status"] == "active" and {access["role"] for access in one["access"]} == {"atlassian/user"}
    )
    visitor = AdminPage(page, stack.host_url).open(account=user)
    expect(visitor.app.get_by_text("organization admin").first).to_be_visible(timeout=PATIENCE_MS)
    expect(visitor.app.get_by_role("tab", name="Automated Tasks")).to_have_count(0)


def test_the_page_follows_the_hosts_dark_theme(stack: Stack, page: Page) -> None:
    admin = AdminPage(page, stack.host_url).open(theme="dark")
    expect(admin.app.locator("html")).to_have_attribute("data-color-mode", "dark", timeout=PATIENCE_MS)
