"""An organization admin's main job, by hand in a browser, on the whole running product."""

import json

from playwright.sync_api import Page, expect

from tests.browser.customers import Customer
from tests.browser.screens import PATIENCE_MS, AdminPage
from tests.browser.watching import Watch

FILTER = "Sleeping accounts"
TASK = "Licence cleanup"


def test_connect_filter_task_run_and_result(newcomer: Customer, page: Page, watch: Watch) -> None:
    watch.forgive(403)  # before a key is known the page is a refusal that offers the proof
    newcomer.stack.sandbox.fault("latency", "writes", org_id=newcomer.org_id, params={"milliseconds": 50})
    admin = AdminPage(page, newcomer).open()
    _connect(admin, newcomer)
    newcomer.lift_limits()
    _save_filter(admin)
    _create_task(admin, newcomer)
    _run(admin)
    _check_directory(newcomer)
    _check_last_runs(admin)


def _connect(admin: AdminPage, customer: Customer) -> None:
    admin.connect(customer.organization)
    expect(admin.app.get_by_role("heading", name="Your users are here. What next?")).to_be_visible()
    expect(admin.app.get_by_text(customer.organization["name"], exact=True).first).to_be_visible()


def _save_filter(admin: AdminPage) -> None:
    admin.go_to("User Browser")
    admin.app.get_by_role("button", name="Inactive").first.click()
    admin.button("Apply").click()
    admin.app.get_by_role("button", name="Status").first.click()
    admin.app.get_by_role("checkbox", name="Active", exact=True).check()
    admin.page.keyboard.press("Escape")
    expect(admin.app.get_by_text("Inactive for at least 90 days, status is active")).to_be_visible()
    admin.button("Save filter").click()
    admin.dialog().get_by_label("Name").fill(FILTER)
    admin.dialog().get_by_role("button", name="Save").click()
    expect(admin.flag(f"Filter “{FILTER}” saved")).to_be_visible()


def _create_task(admin: AdminPage, customer: Customer) -> None:
    first, second = [group["name"] for group in customer.free_groups()[:2]]
    admin.go_to("Automated Tasks")
    admin.button("Add New Task").first.click()
    admin.dialog().get_by_label("Task name").fill(TASK)
    admin.choose("Mode", "Live")
    admin.choose("Saved filter", FILTER)
    expect(admin.dialog().get_by_text("users match now")).to_be_visible()
    admin.add_action("Add to groups")
    admin.choose("Groups (action 1)", first)
    admin.add_action("Remove from groups")
    admin.choose("Groups (action 2)", second)
    admin.add_action("Remove app access")
    admin.choose("Apps (action 3)", "Jira Service Management")
    admin.add_action("Suspend user")
    _try_all_schedules(admin)
    admin.button("Review").click()
    expect(admin.dialog().get_by_text("Would be changed").first).to_be_visible()
    admin.button("Save").click()
    expect(admin.app.get_by_text(f"“{TASK}” was saved.")).to_be_visible()
    expect(admin.app.get_by_role("row", name=TASK)).to_contain_text("Add to")


def _try_all_schedules(admin: AdminPage) -> None:
    admin.choose("When it runs", "Interval")
    expect(admin.dialog().get_by_text("Next runs")).to_be_visible()
    admin.choose("When it runs", "Weekly")
    admin.dialog().get_by_role("checkbox", name="Monday").check()
    admin.dialog().get_by_role("checkbox", name="Thursday").check()
    expect(admin.dialog().get_by_text("Next runs")).to_be_visible()
    admin.choose("When it runs", "Manual")


def _run(admin: AdminPage) -> None:
    admin.use_menu(TASK, "Run Now")
    admin.dialog().get_by_role("button", name="Run Now").click()
    admin.app.get_by_role("link", name="Show Results", exact=True).click()
    admin.app.get_by_role("heading", name=f"Results of “{TASK}”").wait_for()
    expect(admin.app.get_by_role("progressbar").first).to_be_visible()
    expect(admin.run_in("Succeeded", "Partial")).to_be_visible(timeout=2 * PATIENCE_MS)
    expect(admin.app.get_by_text("People changed")).to_be_visible()
    with admin.page.expect_download() as downloading:
        admin.button("Download Result (JSON)").click()
    result = json.loads(downloading.value.path().read_text("utf-8"))
    counts = result["run"]["counts"]
    assert result["run"]["name"] == TASK
    # How many are meant depends on which organization the story gets; each of them gets more than one change.
    assert counts["succeeded"] > counts["affected"] > 0
    assert len(result["operations"]) == counts["total"]


def _check_directory(customer: Customer) -> None:
    writes = customer.writes()
    assert {entry["operation"] for entry in writes} >= {"W1", "W3"}
    users = customer.stack.sandbox.users(customer.org_id, limit="10000")
    admins = {user["account_id"] for user in users if user["is_org_admin"]}
    assert not admins & {entry["target"].get("account_id") for entry in writes}


def _check_last_runs(admin: AdminPage) -> None:
    admin.go_to("Last Runs")
    expect(admin.app.get_by_role("row", name=TASK).first).to_be_visible()
