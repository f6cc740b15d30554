"""What a person does on the page, in English words whatever its language is.

Elements are found by role and label, as a screen reader does.
"""

import re
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

from tests.browser.customers import Customer
from tests.browser.words import say

PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


class AdminPage:
    """Rollcall inside the host page, used by one person."""

    def __init__(self, page: Page, customer: Customer) -> None:
        self.page = page
        self.customer = customer
        self.locale = ""
        page.set_default_timeout(PATIENCE_MS)

    @property
    def app(self) -> FrameLocator:
        """The app's own document, framed across origins."""
        return self.page.frame_locator("iframe")

    @property
    def frame(self) -> Frame:
        """The same, for scripts."""
        frame = self.page.locator("iframe").element_handle().content_frame()
        assert frame is not None
        return frame

    def open(self, address: str = "", **query: str) -> "AdminPage":
        """Open the host page, e.g. `open("/users", theme="dark", account="user")`."""
        self.locale = query.get("locale", "")
        self.page.goto("about:blank")  # a host page that differs in its fragment only would not be loaded again
        self.page.goto(self.customer.page_url(address, **query))
        return self

    def say(self, text: str, *, is_whole: bool = True) -> "str | re.Pattern[str]":
        """A text as the page says it in its language now."""
        return say(text, self.locale, is_whole=is_whole)

    def open_tab(self, address: str, heading: str, **query: str) -> "AdminPage":
        """Open a screen and wait until it stands."""
        self.open(address, **query)
        expect(self.heading(heading)).to_be_visible()
        return self

    def go_to(self, tab: str) -> None:
        """Open one of the app's tabs."""
        self.app.get_by_role("tab", name=tab).click()
        expect(self.app.get_by_role("heading", name=tab, level=1)).to_be_visible()

    def switch_theme(self) -> None:
        """Use the host's switch between light and dark."""
        self.page.get_by_role("button", name="Switch between light and dark").click()

    def connect(self, organization: dict[str, Any], api_key: str | None = None) -> None:
        """Paste organization id and key, and verify."""
        self.app.get_by_label("Organization ID").fill(organization["org_id"])
        self.paste_key(api_key or organization["api_key"])
        self.button("Verify and connect").click()

    def paste_key(self, api_key: str) -> None:
        """Fill in a key and its expiry date."""
        self.app.locator("input[type=password]").fill(api_key)
        expires = date.today() + timedelta(days=90)  # noqa: DTZ011 - what a person would type
        field = self.app.get_by_role("combobox", name="Key expires on")
        field.fill(expires.isoformat())
        field.press("Enter")

    def choose(self, label: str, text: str) -> None:
        """Type into a searchable select and take the first option that fits."""
        box = self.app.get_by_role("combobox", name=self.say(label, is_whole=False))
        box.fill(text)
        self.app.get_by_role("option", name=text).first.click()

    def add_action(self, kind: str) -> None:
        """Add an action in the task dialog."""
        self.app.get_by_role("button", name=self.say("Add action")).click()
        self.app.get_by_role("menuitem", name=self.say(kind), exact=True).click()

    def use_menu(self, task: str, entry: str) -> None:
        """Choose an entry of a task's row menu."""
        self.app.get_by_role("button", name=self.say(f"Actions for {task}"), exact=True).click()
        self.app.get_by_role("menuitem", name=self.say(entry), exact=True).click()

    def confirm(self, label: str) -> None:
        """Press a button of the dialog that is open."""
        self.dialog().get_by_role("button", name=self.say(label), exact=True).click()

    def dialog(self, name: str | None = None) -> Locator:
        """The dialog that is open."""
        return self.app.get_by_role("dialog", name=name) if name else self.app.get_by_role("dialog").last

    def flag(self, text: str) -> Locator:
        """A message that the host shows for the app."""
        return self.page.get_by_text(text)

    def button(self, name: str) -> Locator:
        """A button by its exact label."""
        return self.app.get_by_role("button", name=self.say(name), exact=True)

    def heading(self, name: str) -> Locator:
        """A heading by its text."""
        return self.app.get_by_role("heading", name=name).first

    def run_in(self, *states: str) -> Locator:
        """The line under a run's heading once the run is in one of the states; its log says such words long before."""
        return self.app.get_by_text(re.compile(rf"^({'|'.join(states)})\s*Run \d+")).first

    def row(self, name: str) -> Locator:
        """A row of a table that holds a text."""
        return self.app.get_by_role("row", name=name)

    def text(self, text: str) -> Locator:
        """The first place where a text stands."""
        return self.app.get_by_text(text).first
