"""Two tasks that work against each other: the list names them, and of their runs the second waits and says for whom."""

from playwright.sync_api import expect

from tests.browser.customers import Customer, groups_action, people, wait_for
from tests.browser.screens import AdminPage


def test_contrary_tasks_are_named_and_the_second_run_waits_visibly(admin: AdminPage, customer: Customer) -> None:
    group, crowd = customer.free_groups()[0], customer.ordinary_people()[:12]
    joining = customer.save_task("Everybody joins", people(*crowd), groups_action("add_to_groups", group))
    leaving = customer.save_task("Everybody leaves", people(*crowd), groups_action("remove_from_groups", group))

    admin.open("/tasks")
    for name, other in (("Everybody joins", "Everybody leaves"), ("Everybody leaves", "Everybody joins")):
        row = admin.row(name).first
        row.locator("summary", has_text="1").first.click()
        expect(row).to_contain_text(f"“{other}”")
        expect(row).to_contain_text("12 people match the filters of both now")

    pause = {"headers": "retry_after", "reset_in_seconds": 3600}
    customer.stack.sandbox.fault("rate_limited", "writes", org_id=customer.org_id, after=5, params=pause)
    first = customer.start(joining)
    wait_for(lambda: customer.ask("GET", f"/runs/{first}")["counts"]["succeeded"] == 5, "the first run to be held up")
    second = customer.start(leaving)
    wait_for(lambda: customer.ask("GET", f"/runs/{second}")["waits_for"], "the second run to wait")

    admin.open(f"/runs/{second}")
    expect(admin.app.get_by_role("link", name=f"run {first} of “Everybody joins”")).to_be_visible()
    expect(admin.text("would change the same of 5 people")).to_be_visible()
    admin.open("/dashboard")
    expect(admin.heading("Waiting for another run")).to_be_visible()

    customer.stack.sandbox.call("DELETE", "/faults")
    customer.ask("POST", f"/runs/{first}/cancel")
    ended = customer.wait_for_run(second)
    assert ended["counts"]["skipped_by_reason"]["changed_by_other_run"] == 5
    admin.open(f"/runs/{second}")
    expect(admin.text("Another run that was active at the same time changed this").first).to_be_visible()
    expect(admin.app.get_by_role("link", name=f"Run {first}", exact=True).first).to_be_visible()
