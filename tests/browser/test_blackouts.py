"""Blackout days: put in, seen among the next runs, refused on the day, passed as an emergency, and taken out."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.customers import Customer, people
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch

SUSPEND = {"type": "suspend_user"}
DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 6}


def test_nothing_is_taken_away_on_a_blackout_day_but_in_an_emergency(
    admin: AdminPage, customer: Customer, watch: Watch
) -> None:
    watch.forgive(409)
    person = customer.ordinary_people()[0]
    customer.ask("PATCH", "/settings", {"time_zone": "UTC"})
    task_id = customer.save_task("Sleeps over", people(person), SUSPEND, schedule=DAILY, is_schedule_active=True)
    today = datetime.now(UTC).date()

    admin.open("/settings/blackouts")
    expect(admin.text("No days are blacked out.")).to_be_visible()
    admin.button("Add days").click()
    for label, day in (("First day", today), ("Last day (optional)", today + timedelta(days=2))):
        field = admin.dialog().get_by_role("combobox", name=label)
        field.fill(day.isoformat())
        field.press("Enter")
    admin.dialog().get_by_label("Note (optional)").fill("Year-end freeze")
    admin.confirm("Add days")
    expect(admin.flag("The days are blacked out")).to_be_visible()
    expect(admin.row("Year-end freeze")).to_be_visible()

    admin.go_to("Automated Tasks")
    expect(admin.row("Sleeps over").first).to_contain_text("Year-end freeze")
    admin.use_menu("Sleeps over", "Run Now")
    admin.confirm("Run Now")
    expect(admin.dialog().get_by_text("Today is a blackout day")).to_be_visible()
    expect(admin.dialog()).to_contain_text("Year-end freeze")
    assert customer.ask("GET", f"/tasks/{task_id}")["last_run"] is None
    admin.dialog().get_by_role("checkbox", name="Emergency: start it on the blackout day").check(force=True)
    admin.confirm("Run Now")
    admin.app.get_by_role("link", name="Show Results", exact=True).click()
    expect(admin.run_in("Succeeded")).to_be_visible()

    admin.open("/settings/blackouts")
    admin.row("Year-end freeze").get_by_role("button").click()
    admin.confirm("Remove")
    expect(admin.flag("The days were removed")).to_be_visible()
    expect(admin.text("No days are blacked out.")).to_be_visible()
    events = [entry["event"] for entry in customer.ask("GET", "/audit")["items"]]
    assert {"blackout.added", "blackout.removed"} <= set(events)
