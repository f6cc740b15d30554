"""Review reads back what is saved; a schedule that takes something away is asked about once, in form and list."""

from playwright.sync_api import expect

from tests.browser.customers import Customer, people
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch
from tests.ground.processes import wait_until

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
SUSPEND = {"type": "suspend_user"}


def test_what_the_review_says_is_what_is_saved_and_the_schedule_is_asked_about(
    admin: AdminPage, customer: Customer, watch: Watch
) -> None:
    watch.forgive(409)
    customer.save_filter("Three people", people(*customer.ordinary_people()[:3]))
    admin.open_tab("/tasks", "Automated Tasks")
    admin.button("Add New Task").first.click()
    admin.dialog().get_by_label("Task name").fill("Every night")
    admin.choose("Mode", "Live")
    admin.choose("Saved filter", "Three people")
    admin.add_action("Suspend user")
    admin.choose("When it runs", "Interval")
    admin.dialog().get_by_role("checkbox", name="Schedule Active").check(force=True)
    admin.button("Review").click()

    review = admin.app.get_by_role("region", name="What will be saved")
    for said in ("Every night", "Three people", "Suspend", "The schedule will be on.", "more than 10 users"):
        expect(review).to_contain_text(said)
    shown = [one.get_attribute("datetime") for one in review.get_by_role("time").all()]
    expect(admin.app.get_by_role("region", name="What a run would do now")).to_contain_text(
        "People who would be changed"
    )
    admin.confirm("Save")
    question = admin.dialog("Let “Every night” run by itself?")
    expect(question).to_contain_text("3 users would be changed now.")
    assert "Every night" not in [one["name"] for one in customer.ask("GET", "/tasks")["items"]]
    question.get_by_role("button", name="Save and switch on").click()
    expect(admin.text("“Every night” was saved.")).to_be_visible()

    [task] = [one for one in customer.ask("GET", "/tasks")["items"] if one["name"] == "Every night"]
    assert (task["is_schedule_active"], task["max_users"], task["filter"]["name"]) == (True, 10, "Three people")
    assert [action["type"] for action in task["actions"]] == ["suspend_user"]
    assert len(shown) == 5
    assert shown[0] == task["next_run_at"]


def test_the_switch_in_the_list_asks_by_keyboard_and_stays_off_when_that_is_not_wanted(
    admin: AdminPage, customer: Customer, watch: Watch
) -> None:
    watch.forgive(409)
    task = customer.save_task("Asked in the list", people(*customer.ordinary_people()[:2]), SUSPEND, schedule=DAILY)
    admin.open_tab("/tasks", "Automated Tasks")
    toggle = admin.app.get_by_role("checkbox", name="Schedule of Asked in the list active")
    toggle.focus()
    admin.page.keyboard.press("Space")
    question = admin.dialog("Let “Asked in the list” run by itself?")
    expect(question).to_contain_text("2 users would be changed now.")
    admin.page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(toggle).not_to_be_checked()
    assert not customer.ask("GET", f"/tasks/{task}")["is_schedule_active"]

    toggle.focus()
    admin.page.keyboard.press("Space")
    question.get_by_role("button", name="Switch schedule on").press("Enter")
    expect(toggle).to_be_checked()
    wait_until(lambda: customer.ask("GET", f"/tasks/{task}")["is_schedule_active"])


def test_a_common_case_is_one_click_from_its_filter_also_after_the_first_task(
    admin: AdminPage, customer: Customer
) -> None:
    customer.save_task("There already", people(customer.ordinary_people()[0]), {"type": "restore_user"})
    admin.open_tab("/tasks", "Automated Tasks")
    admin.button("Templates").click()
    admin.button("Use template: Customer conversion").click()
    admin.button("Save and use this filter").click()
    expect(admin.dialog().get_by_text("match now").or_(admin.dialog().get_by_text("matches now"))).to_be_visible()
    [saved] = [one for one in customer.ask("GET", "/filters")["items"] if "Jira for 30 days" in one["name"]]
    jira = [one["resource_id"] for one in customer.ask("GET", "/apps")["items"] if one["key"] == "jira-software"]
    conditions = {one["type"]: one for one in saved["specification"]["root"]["of"]}
    assert (conditions["inactive"]["days"], conditions["inactive"]["apps"]) == (30, jira)
    expect(admin.app.get_by_role("combobox", name="When it runs")).to_be_visible()
    expect(admin.dialog().get_by_text("Weekly").first).to_be_visible()
