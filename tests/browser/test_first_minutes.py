"""The first minutes of a new admin: one click connects the rehearsal organization, and its people are read."""

from playwright.sync_api import Page, expect

from tests.browser.customers import Customer
from tests.browser.screens import AdminPage
from tests.browser.watching import Watch


def test_one_click_connects_the_rehearsal_organization(page: Page, newcomer: Customer, watch: Watch) -> None:
    watch.forgive(403)
    admin = AdminPage(page, newcomer)
    admin.open()
    days = admin.app.get_by_label("Inactive after (days)")
    expect(days).to_have_value("30")
    days.fill("45")
    admin.button("Connect the rehearsal organization").click()

    expect(admin.heading("Dashboard")).to_be_visible(timeout=120_000)
    assert newcomer.ask("GET", "/me")["organization"]["org_id"] == newcomer.organization["org_id"]
    assert newcomer.ask("GET", "/settings")["inactivity_days"] == 45
