"""Runs: partial, held, undone, cancelled, without anybody to change; what failed and why is explained in place."""

import csv
import json
from typing import Any

from playwright.sync_api import Download, expect

from tests.browser.customers import Customer, condition, groups_action, people
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch

SUSPEND = {"type": "suspend_user"}


def open_run(admin: AdminPage, run_id: int, name: str) -> None:
    admin.open_tab(f"/runs/{run_id}", f"Results of “{name}”")


def download(admin: AdminPage, label: str) -> Download:
    with admin.page.expect_download() as downloading:
        admin.button(label).click()
    return downloading.value


def membership(customer: Customer, person: dict[str, Any]) -> str:
    users = customer.stack.sandbox.users(customer.org_id, search=person["account_id"], limit="5")
    return str(users[0]["membership_status"])


def test_a_partial_run_says_what_failed_and_what_repairs_it(admin: AdminPage, customer: Customer) -> None:
    lost, sound = customer.lose_a_group(), customer.free_groups()[-1]
    task_id = customer.save_task(
        "Half of it works",
        people(*customer.ordinary_people()[:3]),
        groups_action("add_to_groups", sound, lost),
    )
    run = customer.run(task_id)
    assert run["state"] == "partial"

    open_run(admin, run["id"], "Half of it works")
    expect(admin.text("Some steps of this run failed")).to_be_visible()
    expect(admin.text("The group is managed elsewhere")).to_be_visible()
    expect(admin.text("Change the membership where the group is managed, or choose another group")).to_be_visible()
    admin.choose("Outcome", "Failed")
    expect(admin.app.get_by_role("table", name="Steps of this run").get_by_role("row").nth(1)).to_contain_text("Failed")
    expect(admin.app.get_by_role("table", name="Steps of this run").get_by_text("Done", exact=True)).to_have_count(0)

    result = json.loads(download(admin, "Download Result (JSON)").path().read_text("utf-8"))
    assert result["run"]["counts"]["failed"] == run["counts"]["failed"]
    lines = download(admin, "Download Result (CSV)").path().read_text("utf-8-sig").splitlines()
    assert len(list(csv.DictReader(lines))) == len(result["operations"])


def test_nobody_affected_is_a_success_that_says_why(admin: AdminPage, customer: Customer) -> None:
    no_match = customer.save_task("Nobody is meant", condition("text", contains="nobody is called this"), SUSPEND)
    person = customer.ordinary_people()[0]
    group = customer.free_groups()[0]
    already = customer.save_task("All done before", people(person), groups_action("add_to_groups", group))
    customer.run(already)
    for task_id, name, title in (
        (no_match, "Nobody is meant", "No users affected: nobody matched the filter"),
        (already, "All done before", "No users affected: nothing was left to do"),
    ):
        run = customer.run(task_id)
        assert run["state"] == "succeeded"
        open_run(admin, run["id"], name)
        expect(admin.text(title)).to_be_visible()
    expect(admin.text("Already a member of the group.")).to_be_visible()


def test_a_held_run_changes_nobody_until_its_plan_is_approved_and_can_be_undone(
    admin: AdminPage, customer: Customer
) -> None:
    staff = customer.ordinary_people()[4:7]
    colleague = customer.colleague()
    run = colleague.run(colleague.save_task("Too many at once", people(*staff), SUSPEND, max_users=1))
    assert run["state"] == "held"
    assert {membership(customer, person) for person in staff} == {"active"}

    open_run(admin, run["id"], "Too many at once")
    expect(admin.text("This run waits for your approval")).to_be_visible()
    admin.button("Approve plan").click()
    admin.confirm("Approve plan")
    expect(admin.run_in("Succeeded")).to_be_visible()
    affected = customer.wait_for_run(run["id"], "succeeded")["counts"]["affected"]
    assert affected > 0
    assert [membership(customer, person) for person in staff].count("suspended") == affected

    admin.button("Undo").click()
    admin.confirm("Undo")
    expect(admin.text(f"Undoes run {run['id']}")).to_be_visible()
    expect(admin.run_in("Succeeded")).to_be_visible()
    assert {membership(customer, person) for person in staff} == {"active"}


def test_an_own_plan_waits_for_somebody_else_who_may_leave_people_out_of_it(
    admin: AdminPage, customer: Customer
) -> None:
    staff = customer.ordinary_people()[10:13]
    run = customer.run(customer.save_task("By two people", people(*staff), SUSPEND, max_users=1))
    open_run(admin, run["id"], "By two people")
    expect(admin.button("Approve plan")).to_be_disabled()
    expect(admin.text("Ask one of these to release it")).to_be_visible()

    admin.button(f"Take out of the plan: {staff[0]['name']}").click()
    expect(admin.text("1 person was taken out of the plan and is left as they are:")).to_be_visible()
    admin.button(f"Put back: {staff[0]['name']}").first.click()
    expect(admin.text("3 users would be changed.")).to_be_visible()
    admin.button(f"Take out of the plan: {staff[1]['name']}").click()
    expect(admin.text("2 users would be changed.")).to_be_visible()

    colleague = customer.colleague()
    plan_hash = colleague.ask("GET", f"/runs/{run['id']}")["plan_hash"]
    colleague.ask("POST", f"/runs/{run['id']}/approve", {"plan_hash": plan_hash})
    expect(admin.run_in("Succeeded")).to_be_visible()
    assert [membership(customer, person) for person in staff] == ["suspended", "active", "suspended"]


def test_a_rejected_plan_changes_nobody(admin: AdminPage, customer: Customer) -> None:
    staff = customer.ordinary_people()[7:10]
    run = customer.run(customer.save_task("Not today", people(*staff), SUSPEND, max_users=1))
    open_run(admin, run["id"], "Not today")
    admin.button("Reject plan").click()
    admin.confirm("Reject plan")
    expect(admin.text("An admin rejected the plan.")).to_be_visible()
    assert {membership(customer, person) for person in staff} == {"active"}


def test_a_run_is_watched_and_cancelled(admin: AdminPage, customer: Customer, watch: Watch) -> None:
    watch.forgive(409)
    customer.stack.sandbox.fault("latency", "writes", org_id=customer.org_id, params={"milliseconds": 6000})
    # So many steps that the run cannot end by itself before somebody has answered the question.
    staff, groups = customer.ordinary_people()[10:], customer.free_groups()[:8]
    assert len(staff) * len(groups) > 100
    task_id = customer.save_task("A long one", people(*staff), groups_action("add_to_groups", *groups))
    admin.open_tab("/tasks", "Automated Tasks")
    admin.use_menu("A long one", "Run Now")
    admin.confirm("Run Now")
    admin.app.get_by_role("link", name="Show Results", exact=True).click()
    expect(admin.app.get_by_role("progressbar").first).to_be_visible()
    expect(admin.text("steps done")).to_be_visible()

    second = customer.ask("GET", f"/tasks/{task_id}")["last_run"]["id"]
    admin.button("Cancel run").click()
    admin.confirm("Cancel run")
    expect(admin.text("This run was cancelled")).to_be_visible()
    customer.stack.sandbox.call("DELETE", "/faults")
    counts = customer.wait_for_run(second, "cancelled")["counts"]
    assert counts["skipped_by_reason"].get("cancelled", 0) > 0
    assert counts["succeeded"] + counts["skipped"] + counts["failed"] == counts["total"]


def test_run_now_during_a_run_links_to_that_run(admin: AdminPage, customer: Customer, watch: Watch) -> None:
    watch.forgive(409)
    task_id = customer.save_task("Already under way", people(*customer.ordinary_people()[:2]), SUSPEND, max_users=1)
    held = customer.run(task_id)
    admin.open_tab("/tasks", "Automated Tasks")
    admin.use_menu("Already under way", "Run Now")
    admin.confirm("Run Now")
    expect(admin.text("A run of this task is already under way.")).to_be_visible()
    admin.app.get_by_role("link", name="Show that run").click()
    expect(admin.text(f"Run {held['id']}")).to_be_visible()
