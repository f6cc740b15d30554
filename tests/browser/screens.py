"""What a person does on the page, in their words. Elements are found by role and label, as a screen reader does."""

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

PATIENCE_MS = 60_000


class AdminPage:
    """Rollcall inside the host page, used by one person."""

    def __init__(self, page: Page, host_url: str) -> None:
        self.page = page
        self.host_url = host_url

    @property
    def app(self) -> FrameLocator:
        """The app's own document, framed across origins."""
        return self.page.frame_locator("iframe")

    def open(self, **query: str) -> "AdminPage":
        """Open the host page, e.g. as another account or in the dark theme."""
        text = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"{self.host_url}/" + (f"?{text}" if text else ""))
        return self

    def go_to(self, tab: str) -> None:
        """Open one of the app's tabs."""
        self.app.get_by_role("tab", name=tab).click()
        expect(self.app.get_by_role("heading", name=tab, level=1)).to_be_visible(timeout=PATIENCE_MS)

    def connect(self, organization: dict[str, Any], api_key: str | None = None) -> None:
        """Paste organization id and key, and verify."""
        self.app.get_by_label("Organization ID").fill(organization["org_id"])
        self.app.get_by_label("API key").fill(api_key or organization["api_key"])
        expires = date.today() + timedelta(days=90)  # noqa: DTZ011 - what a person would type
        self.app.get_by_label("Key expires on").fill(expires.isoformat())
        self.app.get_by_role("button", name="Verify and connect").click()

    def choose(self, label: str, text: str) -> None:
        """Type into a searchable select and take the first option that fits."""
        box = self.app.get_by_role("combobox", name=label)
        box.fill(text)
        self.app.get_by_role("option", name=text).first.click()

    def add_action(self, kind: str) -> None:
        """Add an action in the task dialog."""
        self.app.get_by_role("button", name="Add action").click()
        self.app.get_by_role("menuitem", name=kind, exact=True).click()

    def use_menu(self, task: str, entry: str) -> None:
        """Choose an entry of a task's row menu."""
        self.app.get_by_role("button", name=f"Actions for {task}").click()
        self.app.get_by_role("menuitem", name=entry, exact=True).click()

    def dialog(self, name: str | None = None) -> Locator:
        """The dialog that is open."""
        return self.app.get_by_role("dialog", name=name) if name else self.app.get_by_role("dialog").last

    def flag(self, text: str) -> Locator:
        """A message that the host shows for the app."""
        return self.page.get_by_text(text)

    def button(self, name: str) -> Locator:
        """A button by its exact label."""
        return self.app.get_by_role("button", name=name, exact=True)
