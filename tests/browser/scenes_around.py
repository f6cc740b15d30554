"""The set-up, refusals, the Dashboard and Settings."""

import re

from playwright.sync_api import Route, expect

from tests.browser.exhibits import Exhibits
from tests.browser.scene import Scene, collect, refuse
from tests.browser.screens import AdminPage

SCENES: list[Scene] = []
scene = collect(SCENES)


@scene(is_main=True, whose="newcomer", refusals=(403,))
def set_up(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open()
    expect(admin.button("Verify and connect").or_(admin.button("Prüfen und verbinden"))).to_be_visible()


@scene(whose="newcomer", refusals=(403,))
def set_up_with_errors(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open()
    admin.button("Verify and connect").click()
    expect(admin.text("Paste the API key.")).to_be_visible()


@scene(is_main=True, whose="arriving")
def first_sync(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open()
    expect(admin.app.get_by_role("progressbar")).to_be_visible()


@scene(is_main=True, refusals=(403,))
def refused(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open(account="user")
    expect(admin.text("Organization admins are listed").or_(admin.text("Wer Organisationsadmin ist"))).to_be_visible()


@scene(is_main=True, refusals=(401,))
def visit_over(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open()
    expect(admin.app.get_by_role("tab").first).to_be_visible()
    admin.frame.goto(re.sub("&jwt=[^&]*", "", admin.frame.url))
    expect(admin.heading("Please open Rollcall again").or_(admin.heading("Bitte öffnen Sie"))).to_be_visible()


def _add_refusal(name: str, status: int, code: str, title: str) -> None:
    """What the page says when the API refuses everything."""

    def show(admin: AdminPage, exhibits: Exhibits) -> None:
        refuse(admin, "me", status, code)
        admin.open()
        expect(admin.heading(title)).to_be_visible()

    SCENES.append(Scene(name, show, refusals=(status,)))


for _name, _status, _code, _title in (
    ("session_over", 401, "unauthorized", "Your session has ended"),
    ("uninstalled", 403, "app_uninstalled", "Rollcall is not installed here any more"),
    ("no_license", 403, "no_license", "No active licence"),
):
    _add_refusal(_name, _status, _code, _title)


@scene()
def banners(admin: AdminPage, exhibits: Exhibits) -> None:
    def answer(route: Route) -> None:
        me = route.fetch().json()
        me["organization"] |= {"days_left": 6}
        me["is_stopped"] = True
        route.fulfill(json=me)

    admin.page.route("**/api/v1/me", answer)
    admin.open("/settings/general")
    expect(admin.text("The organization API key expires in 6 days")).to_be_visible()
    expect(admin.text("All runs are stopped")).to_be_visible()


@scene(is_main=True, whose="beginner")
def dashboard_of_a_beginner(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/dashboard")
    expect(admin.app.get_by_role("heading", level=2).first).to_be_visible()


@scene(whose="beginner")
def settings_protected_nobody(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/settings/protected")
    expect(admin.text("Nobody is on the list yet.")).to_be_visible()


@scene(whose="beginner")
def settings_no_channels(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/settings/notifications")
    expect(admin.button("Add channel")).to_be_visible()
    expect(admin.app.locator("[role=status]:visible", has_text="Loading")).to_have_count(0)


@scene(is_main=True)
def dashboard(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/dashboard")
    expect(admin.heading("Dashboard")).to_be_visible()
    expect(admin.text("120").or_(admin.text("Jira")).first).to_be_visible()


def _add_settings(path: str, heading: str) -> None:
    def show(admin: AdminPage, exhibits: Exhibits) -> None:
        admin.open(f"/settings/{path}")
        expect(admin.app.get_by_role("heading", level=2).first).to_be_visible()
        expect(admin.app.locator("[role=status]:visible", has_text="Loading")).to_have_count(0)

    SCENES.append(Scene(f"settings_{heading}", show, is_main=path == "general"))


for _path, _name in (
    ("key", "key"),
    ("general", "general"),
    ("blackouts", "blackouts"),
    ("access", "access"),
    ("protected", "protected"),
    ("notifications", "notifications"),
    ("retention", "retention"),
    ("stop", "stop"),
    ("health", "health"),
    ("audit", "audit_log"),
):
    _add_settings(_path, _name)


@scene()
def settings_replace_key(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/settings/key")
    admin.button("Replace key").click()
    expect(admin.dialog("Replace the organization API key")).to_be_visible()


@scene()
def settings_examination(admin: AdminPage, exhibits: Exhibits) -> None:
    customer = exhibits.customer
    customer.stack.sandbox.switch(customer.org_id, rate_limits="1000")
    admin.open("/settings/health")
    admin.button("Examine the organization").click()
    expect(admin.app.get_by_text("Everything that could be seen is as it should be")).to_be_visible(timeout=20_000)
    expect(admin.app.get_by_role("rowheader", name="Every user has an account id.")).to_be_visible()
    customer.stack.sandbox.switch(customer.org_id, rate_limits="off")


@scene()
def settings_protect(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/settings/protected")
    admin.button("Protect").click()
    expect(admin.dialog("Protect a user, group or domain")).to_be_visible()


@scene()
def settings_add_blackout(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/settings/blackouts")
    admin.button("Add days").click()
    admin.dialog().get_by_role("button", name="Add days", exact=True).click()
    expect(admin.dialog().get_by_text("Choose the first day.")).to_be_visible()


@scene()
def settings_stop_question(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/settings/stop")
    admin.button("Stop all runs").click()
    expect(admin.dialog("Stop all runs now?")).to_be_visible()


@scene()
def settings_notification_channel(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/settings/notifications")
    admin.button("Add channel").click()
    expect(admin.dialog()).to_be_visible()


@scene()
def no_such_page(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/nowhere")
    expect(admin.text("This page does not exist")).to_be_visible()
