"""The page in both hosts, in both themes, and in German."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from local.processes import ROOT
from tests.browser.customers import Customer, people
from tests.browser.screens import AdminPage
from tests.ground.stack import Stack

SUSPEND = {"type": "suspend_user"}


class ForgePage(AdminPage):
    """The page as Custom UI: its files from Forge's host, its calls through Forge's proxy."""

    def open(self, address: str = "", **query: str) -> AdminPage:
        self.page.goto("about:blank")
        self.page.goto(self.customer.forge_url(address, **query))
        return self


@pytest.fixture
def forge_customer(stack: Stack) -> Iterator[Customer]:
    customer = Customer.arrive_by_forge(stack)
    yield customer
    customer.leave()


def test_the_main_job_through_forge_which_keeps_address_and_theme(page: Page, forge_customer: Customer) -> None:
    admin = ForgePage(page, forge_customer)
    admin.open()
    admin.connect(forge_customer.organization)
    expect(admin.heading("Your users are here. What next?")).to_be_visible()

    admin.go_to("User Browser")
    admin.app.get_by_role("button", name="Inactive").first.click()
    admin.button("Apply").click()
    admin.button("Save filter").click()
    admin.dialog().get_by_label("Name").fill("Sleeping accounts")
    admin.confirm("Save")
    expect(admin.flag("Filter “Sleeping accounts” saved")).to_be_visible()

    admin.go_to("Automated Tasks")
    admin.button("Add New Task").first.click()
    admin.dialog().get_by_label("Task name").fill("Licence cleanup")
    admin.choose("Mode", "Live")
    admin.choose("Saved filter", "Sleeping accounts")
    admin.add_action("Suspend user")
    admin.confirm("Save")
    expect(admin.text("“Licence cleanup” was saved.")).to_be_visible()

    admin.use_menu("Licence cleanup", "Run Now")
    admin.confirm("Run Now")
    admin.app.get_by_role("link", name="Show Results", exact=True).click()
    expect(admin.run_in("Succeeded", "Partial")).to_be_visible()
    with page.expect_download() as downloading:
        admin.button("Download Result (JSON)").click()
    assert '"Licence cleanup"' in downloading.value.path().read_text("utf-8")
    _check_address_and_theme(admin)


def test_what_the_server_refuses_reaches_the_page_through_forge(page: Page, forge_customer: Customer) -> None:
    admin = ForgePage(page, forge_customer)
    admin.open()
    admin.connect(forge_customer.organization, "a-key-that-nobody-made-" + "x" * 20)
    expect(admin.text("Atlassian does not accept this key")).to_be_visible()
    expect(admin.text("Check your connection")).to_have_count(0)


@pytest.mark.parametrize("attributes", ["documented", "captured", "none"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_look_hangs_on_no_attribute_of_the_host(
    attributes: str, theme: str, page: Page, forge_customer: Customer
) -> None:
    forge_customer.stack.sandbox.switch(forge_customer.org_id, theme_attributes=attributes)
    admin = ForgePage(page, forge_customer)
    admin.open(theme=theme)
    expect(admin.app.get_by_label("Organization ID")).to_be_visible()
    page.wait_for_timeout(1_200)  # a page that nobody colours gets its ground after a second
    page.screenshot(path=ROOT / ".screenshots" / f"forge-{attributes}-{theme}.png")
    look = admin.app.locator("body").evaluate(
        """(body) => { const style = getComputedStyle(body), root = getComputedStyle(document.documentElement);
        return { font: style.fontFamily, ground: style.backgroundColor, space: root.getPropertyValue('--ds-space-100'),
                 radius: root.getPropertyValue('--ds-radius-small'),
                 motion: root.getPropertyValue('--ds-modal-enter') } }"""
    )
    is_dark = theme == "dark" and attributes != "none"
    assert "Times" not in look["font"]
    assert "sans-serif" in look["font"]
    assert look["ground"] == ("rgb(31, 31, 33)" if is_dark else "rgb(255, 255, 255)")
    assert all(look[name].strip() for name in ("space", "radius", "motion"))


def _check_address_and_theme(admin: AdminPage) -> None:
    admin.open("/settings/general", theme="dark")
    expect(admin.app.locator("html")).to_have_attribute("data-color-mode", "dark")
    admin.go_to("Last Runs")
    expect(admin.page).to_have_url(re.compile("#!/runs$"))
    admin.page.reload()
    expect(admin.heading("Last Runs")).to_be_visible()
    admin.page.go_back()
    expect(admin.heading("Settings")).to_be_visible()


def test_the_page_follows_the_hosts_theme_at_once(admin: AdminPage) -> None:
    admin.open(theme="dark")
    root = admin.app.locator("html")
    expect(root).to_have_attribute("data-color-mode", "dark")
    admin.switch_theme()
    expect(root).to_have_attribute("data-color-mode", "light")


def test_connect_keeps_the_address_over_a_reload_and_back(admin: AdminPage, page: Page) -> None:
    admin.open_tab("/tasks", "Automated Tasks")
    admin.go_to("Last Runs")
    page.reload()
    expect(admin.heading("Last Runs")).to_be_visible()
    page.go_back()
    expect(admin.heading("Automated Tasks")).to_be_visible()


def test_everything_is_german_for_a_german_admin(admin: AdminPage, customer: Customer) -> None:
    run = customer.run(customer.save_task("Aufräumen", people(customer.ordinary_people()[0]), SUSPEND))
    for address, heading in (
        ("/dashboard", "Dashboard"),
        ("/users", "Benutzer"),
        ("/tasks", "Automatisierte Aufgaben"),
        ("/runs", "Letzte Läufe"),
        ("/settings/general", "Einstellungen"),
        (f"/runs/{run['id']}", "Ergebnisse von „Aufräumen“"),
    ):
        admin.open(address, locale="de-DE")
        expect(admin.app.get_by_role("heading", level=1, name=heading).first).to_be_visible()
    expect(admin.app.locator("html")).to_have_attribute("lang", "de-DE")
    assert "Succeeded" not in admin.app.locator("body").inner_text()
