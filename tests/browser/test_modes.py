"""From draft to test to live: what a test run says and does not do, and a first live run that begins with ten."""

import re

from playwright.sync_api import expect

from tests.browser.customers import Customer, groups_action, people
from tests.browser.screens import AdminPage

TEN = 10
RAMP = f"{TEN} people first, the others if nothing fails"


def list_changed(customer: Customer) -> list[str]:
    """Whom writes have reached, in their order, as the sandbox knows."""
    return [str(entry["target"]["account_id"]) for entry in customer.writes() if entry["outcome"] != "refused"]


def test_a_draft_is_tested_and_then_goes_live_with_ten_people_first(admin: AdminPage, customer: Customer) -> None:
    group, crowd = customer.free_groups()[0], customer.ordinary_people()[:14]
    task = customer.save_task("Newcomers", people(*crowd), groups_action("add_to_groups", group), mode="draft")
    admin.open_tab("/tasks", "Automated Tasks")
    row = admin.row("Newcomers")
    expect(row).to_contain_text("Draft")

    admin.use_menu("Newcomers", "Set to Test")
    expect(admin.text("“Newcomers” is in test mode now")).to_be_visible()
    expect(row).to_contain_text("Test")
    admin.use_menu("Newcomers", "Test now")
    question = admin.dialog("Make a test run of “Newcomers”?")
    expect(question).to_contain_text("changes nobody")
    question.get_by_role("button", name="Test now", exact=True).click()
    expect(row).to_contain_text("People: 14 would be changed of 14")
    assert list_changed(customer) == []

    [test] = customer.ask("GET", f"/runs?task_id={task}")["items"]
    admin.open(f"/runs/{test['id']}")
    expect(admin.heading("This was a test run: nobody was changed")).to_be_visible()
    expect(admin.button("Undo")).to_have_count(0)

    admin.open_tab("/tasks", "Automated Tasks")
    admin.use_menu("Newcomers", "Go live")
    question = admin.dialog("Let “Newcomers” go live?")
    expect(question).to_contain_text("The last test run would have changed 14 users of 14 who matched.")
    question.get_by_role("button", name="Go live", exact=True).click()
    expect(admin.text("“Newcomers” is live now.")).to_be_visible()
    run = customer.run(task)
    assert run["state"] == "succeeded"
    reached = list_changed(customer)
    assert sorted(reached) == sorted(one["account_id"] for one in crowd)
    admin.open(f"/runs/{run['id']}")
    expect(admin.text(RAMP)).to_be_visible()
    lines = customer.ask("GET", f"/runs/{run['id']}/operations?limit=100")["items"]
    assert set(reached[:TEN]) == {line["account_id"] for line in lines[:TEN]}


def test_a_failure_among_the_first_ten_keeps_the_run_from_the_others_and_the_next_one_waits(
    admin: AdminPage, customer: Customer
) -> None:
    group, crowd = customer.free_groups()[1], customer.ordinary_people()[:14]
    task = customer.save_task("Careful", people(*crowd), groups_action("add_to_groups", group))
    before = len(list_changed(customer))
    customer.stack.sandbox.fault("forbidden", "W1", org_id=customer.org_id, times=1)

    run = customer.run(task)

    assert (run["state"], run["reason"]) == ("partial", "ramp_stopped")
    assert len(list_changed(customer)) - before == TEN - 1
    admin.open(f"/runs/{run['id']}")
    expect(admin.text("so it did not go on to the others")).to_be_visible()
    held = customer.run(task)
    assert held["state"] == "held"
    admin.open(f"/runs/{held['id']}")
    expect(admin.app.get_by_text(re.compile("the last run was stopped after the first")).first).to_be_visible()
