"""The main job with nothing but a keyboard: the mouse is never used, and no element is focused by the script."""

import re

from playwright.sync_api import Page, expect

from tests.browser.customers import Customer
from tests.browser.screens import AdminPage
from tests.browser.soundness import read_script
from tests.browser.watching import Watch

_MOST_TABS = 120


class Keyboard(AdminPage):
    """A person who has no mouse."""

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(text)

    def where(self) -> str:
        """The name of what has the focus."""
        return str(self.frame.evaluate(read_script("name-focused")))

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until something of that name has the focus, which must be seen then."""
        pattern = re.compile(rf"(^|\W){re.escape(name)}($|\W)")
        passed = []
        for _ in range(_MOST_TABS):
            here = self.where()
            if pattern.search(here):
                assert self.frame.evaluate(read_script("is-focus-seen")), f"the focus on {name!r} cannot be seen"
                return
            passed.append(here[:40])
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{name!r} was not reached; on the way: {passed}")

    def choose_typed(self, label: str, text: str) -> None:
        """Tab to a searchable select, type, and take what is found."""
        self.tab_to(label)
        self.type(text)
        expect(self.app.get_by_role("option", name=text).first).to_be_visible()
        self.press("Enter")

    def choose_entry(self, entry: str) -> None:
        """Walk down an open menu to an entry and take it."""
        expect(self.app.get_by_role("menuitem", name=entry, exact=True)).to_be_visible()
        for _ in range(20):
            if entry in self.where():
                self.press("Enter")
                return
            self.press("ArrowDown")
        raise AssertionError(f"{entry!r} is not in the menu")


def test_the_main_job_by_keyboard_alone(page: Page, newcomer: Customer, watch: Watch) -> None:
    watch.forgive(403)  # before a key is known the page is a refusal that offers the proof
    user = Keyboard(page, newcomer)
    user.open()
    expect(user.button("Verify and connect")).to_be_visible()
    _connect(user, newcomer)
    newcomer.lift_limits()
    _save_filter(user)
    _create_task(user, newcomer)
    _run_and_undo(user)


def _connect(user: Keyboard, customer: Customer) -> None:
    user.tab_to("Organization ID")
    user.type(customer.org_id)
    user.tab_to("API key")
    user.type(customer.organization["api_key"])
    user.tab_to("Key expires on")
    user.type("2027-01-01")
    user.press("Enter")
    user.tab_to("Verify and connect")
    user.press("Enter")
    expect(user.heading("Your users are here. What next?")).to_be_visible()


def _save_filter(user: Keyboard) -> None:
    user.tab_to("Dashboard")
    user.press("ArrowRight")
    if "User Browser" in user.where():
        user.press("Enter")
    expect(user.app.get_by_role("heading", name="User Browser", level=1)).to_be_visible()
    user.tab_to("Inactive")
    user.press("Enter")
    expect(user.button("Apply")).to_be_visible()
    user.tab_to("Apply")
    user.press("Enter")
    expect(user.text("Inactive for at least 90 days")).to_be_visible()
    user.press("Escape")
    user.tab_to("Save filter", back=True)
    user.press("Enter")
    expect(user.dialog("Save filter")).to_be_visible()
    user.tab_to("Name")
    user.type("Sleeping accounts")
    user.press("Enter")
    expect(user.flag("Filter “Sleeping accounts” saved")).to_be_visible()


def _create_task(user: Keyboard, customer: Customer) -> None:
    user.tab_to("User Browser", back=True)
    for _further in range(2):  # the tab of what changed stands between the two
        user.press("ArrowRight")
    if "Automated Tasks" in user.where():
        user.press("Enter")
    expect(user.app.get_by_role("heading", name="Automated Tasks", level=1)).to_be_visible()
    user.tab_to("Add New Task")
    user.press("Enter")
    expect(user.dialog("Add New Task")).to_be_visible()
    user.tab_to("Task name")
    user.type("Licence cleanup")
    user.choose_typed("Saved filter", "Sleeping accounts")
    for kind, first_field in (("Suspend user", "What to do (action 1)"), ("Add to groups", "Groups (action 2)")):
        user.tab_to("Add action")
        user.press("Enter")
        user.choose_entry(kind)
        expect(user.app.get_by_role("combobox", name=first_field)).to_be_focused()
    user.type(customer.free_groups()[0]["name"])
    expect(user.app.get_by_role("option", name=customer.free_groups()[0]["name"]).first).to_be_visible()
    user.press("Enter")
    user.tab_to("Move action 2 up")
    user.press("Enter")
    expect(user.text("Add to groups is now number 1 of 2.")).to_be_attached()
    user.choose_typed("Mode", "Live")
    user.tab_to("Review")
    user.press("Enter")
    expect(user.dialog().get_by_text("Would be changed").first).to_be_visible()
    user.tab_to("Save")
    user.press("Enter")
    expect(user.text("“Licence cleanup” was saved.")).to_be_visible()


def _run_and_undo(user: Keyboard) -> None:
    user.tab_to("Actions for Licence cleanup")
    user.press("Enter")
    user.choose_entry("Run Now")
    expect(user.dialog("Run “Licence cleanup” now?")).to_be_visible()
    user.press("Escape")
    expect(user.app.get_by_role("dialog")).to_have_count(0)
    assert "Actions for Licence cleanup" in user.where(), "the focus did not return to what opened the dialog"
    user.press("Enter")
    user.choose_entry("Run Now")
    expect(user.dialog().get_by_text("would be changed").first).to_be_visible()
    user.tab_to("Run Now")
    user.press("Enter")
    expect(user.app.get_by_role("link", name="Show Results", exact=True)).to_be_visible()
    user.tab_to("Show Results", back=True)
    user.press("Enter")
    expect(user.run_in("Succeeded", "Partial")).to_be_visible()
    expect(user.app.get_by_role("status").filter(has_text="The run has finished").first).to_be_attached()
    user.tab_to("Undo")
    user.press("Enter")
    expect(user.dialog("Undo this run?")).to_be_visible()
    user.tab_to("Undo")
    user.press("Enter")
    expect(user.text("Undoes run")).to_be_visible()
    expect(user.run_in("Succeeded")).to_be_visible()
