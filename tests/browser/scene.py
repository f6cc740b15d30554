"""One thing to look at, and how a person gets there. The scenes stand in `scenes_*`, all together in `gallery`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Page

from tests.browser.exhibits import Exhibits
from tests.browser.screens import AdminPage

Whose = Literal["customer", "newcomer", "arriving", "beginner"]
Show = Callable[[AdminPage, Exhibits], None]


@dataclass(frozen=True)
class Scene:
    """One thing to look at; `show` brings a fresh page there."""

    name: str
    show: Show
    is_main: bool = False
    """Also pictured in German."""
    whose: Whose = "customer"
    """To whom of the exhibits the page belongs."""
    refusals: tuple[int, ...] = ()
    """Statuses of answers that belong to the scene."""

    def open(self, page: Page, exhibits: Exhibits, **query: str) -> AdminPage:
        """Bring a fresh page to the scene; `query` goes to the host page, such as `theme="dark"`."""
        page.unroute_all()
        admin = _Visit(page, getattr(exhibits, self.whose))
        admin.query = query
        self.show(admin, exhibits)
        return admin


class _Visit(AdminPage):
    """A page that is always opened with the same choices."""

    query: dict[str, str]

    def open(self, address: str = "", **query: str) -> AdminPage:
        return super().open(address, **self.query | query)


def refuse(admin: AdminPage, path: str, status: int, code: str) -> None:
    """From now on the API refuses what stands below `/api/v1/`, in the way that it does."""
    problem = {"type": "about:blank", "title": "Refused", "status": status, "detail": "Refused.", "code": code}
    admin.page.route(f"**/api/v1/{path}", lambda route: route.fulfill(status=status, json=problem))


def collect(scenes: list[Scene]) -> Callable[..., Callable[[Show], Show]]:
    """A decorator that adds a function to a list of scenes, under its own name; its options are those of `Scene`."""

    def scene(**options: Any) -> Callable[[Show], Show]:
        def add(show: Show) -> Show:
            scenes.append(Scene(show.__name__, show, **options))
            return show

        return add

    return scene
