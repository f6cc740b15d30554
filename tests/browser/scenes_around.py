"""The set-up, refusals, the Dashboard and Settings."""

from playwright.sync_api import expect

from tests.browser.exhibits import Exhibits
from tests.browser.scene import Scene, collect
from tests.browser.screens import AdminPage

SCENES: list[Scene] = []
scene = collect(SCENES)


@scene(is_main=True, is_before_set_up=True)
def set_up(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open()
    expect(admin.button("Verify and connect").or_(admin.button("Prüfen und verbinden"))).to_be_visible()


@scene(is_before_set_up=True)
def set_up_with_errors(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open()
    admin.button("Verify and connect").click()
    expect(admin.text("Paste the API key.")).to_be_visible()


@scene(refusals=(403,))
def refused(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open(account="user")
    expect(admin.text("organization admin")).to_be_visible()


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
def settings_protect(admin: AdminPage, exhibits: Exhibits) -> None:
    admin.open("/settings/protected")
    admin.button("Protect").click()
    expect(admin.dialog("Protect a user, group or domain")).to_be_visible()


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
