"""What needs an admin stands first on the Dashboard, and goes when it is settled from there."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.customers import Customer, people
from tests.browser.screens import AdminPage

SUSPEND = {"type": "suspend_user"}


def panel(admin: AdminPage) -> Locator:
    return admin.app.get_by_role("region", name=re.compile("Needs your attention|Braucht Ihre Aufmerksamkeit"))


@pytest.mark.parametrize("width", [1024, 1400])
def test_a_held_plan_stands_on_the_first_screen_until_it_is_judged(
    admin: AdminPage, customer: Customer, width: int
) -> None:
    name = f"Held at {width}"
    run = customer.run(customer.save_task(name, people(*customer.ordinary_people()[:2]), SUSPEND, max_users=1))
    assert run["state"] == "held"
    admin.page.set_viewport_size({"width": width, "height": 768})
    admin.open("/dashboard")
    line = panel(admin).get_by_role("listitem").filter(has_text=name)
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("2 users would be changed")

    link = line.get_by_role("link", name=f"Look at the plan: {name}")
    link.focus()
    admin.page.keyboard.press("Enter")
    expect(admin.heading(name)).to_be_visible()
    customer.ask("POST", f"/runs/{run['id']}/reject")
    admin.go_to("Dashboard")
    expect(line).to_have_count(0)


def test_a_cancelled_sync_is_no_trouble_and_a_task_without_filter_is(admin: AdminPage, customer: Customer) -> None:
    daily = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
    customer.save_task(
        "Lost its filter", people(customer.ordinary_people()[2]), SUSPEND, schedule=daily, is_schedule_active=True
    )
    [saved] = [one for one in customer.ask("GET", "/filters")["items"] if one["name"] == "Filter of Lost its filter"]
    customer.ask("DELETE", f"/filters/{saved['id']}?confirm=true")
    admin.open("/dashboard", locale="de-DE")
    line = panel(admin).get_by_role("listitem").filter(has_text="Lost its filter")
    expect(line).to_contain_text("Muss repariert werden")
    line.get_by_role("link").click()
    expect(admin.dialog()).to_be_visible()
