"""The words that several conditions share in their sentences: numbers of days, moments, names of things."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from app.domain.people.directory import Catalogue

MAX_SHOWN_NAMES = 5


def count_days(days: int) -> str:
    """`1 day`, `90 days`."""
    return f"{days:,} day" if days == 1 else f"{days:,} days"


def show_moment(moment: datetime | None, now: datetime) -> str:
    """A time with its age in whole days, as in `2026-08-03 10:22 UTC (90 days ago)`."""
    if moment is None:
        return "on an unknown day"
    age = (now - moment) // timedelta(days=1)
    return f"{moment:%Y-%m-%d %H:%M} UTC ({count_days(max(age, 0))} ago)"


def join_names(names: Iterable[str], conjunction: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`; of many the first ones and how many more there are."""
    known = list(names)
    if len(known) > MAX_SHOWN_NAMES + 1:
        known = [*known[:MAX_SHOWN_NAMES], f"{len(known) - MAX_SHOWN_NAMES:,} more"]
    if len(known) < 2:
        return "".join(known)
    return f"{', '.join(known[:-1])} {conjunction} {known[-1]}"


def name_group(group_id: str, catalogue: Catalogue) -> str:
    """The group's name, its last known one marked as gone, or its id marked as unknown."""
    group = catalogue.groups.get(group_id)
    return group.shown if group else _name_missing(group_id, catalogue)


def _name_missing(thing_id: str, catalogue: Catalogue) -> str:
    name = catalogue.gone.get(thing_id)
    return f"{name} (gone)" if name else f"{thing_id} (unknown)"


def name_app(resource_id: str, catalogue: Catalogue) -> str:
    """The app's name, with its site where another site has an app of the same name."""
    app = catalogue.apps.get(resource_id)
    if app is None:
        return _name_missing(resource_id, catalogue)
    is_shared = any(other.name == app.name and other is not app for other in catalogue.apps.values())
    return app.label if is_shared else app.name


def name_site(site_id: str, catalogue: Catalogue) -> str:
    """The site's name, or its id marked as unknown."""
    names = (app.site_name for app in catalogue.apps.values() if app.site_id == site_id)
    return next(names, None) or _name_missing(site_id, catalogue)


_ROLE_NAMES: Final = {
    "user": "User",
    "admin": "App admin",
    "org-admin": "Organization admin",
    "site-admin": "Site admin",
    "user-access-admin": "User access admin",
    "customer": "Customer",
    "guest": "Guest",
    "stakeholder": "Stakeholder",
    "contributor": "Contributor",
    "viewer": "Viewer",
    "basic": "Basic",
    "ai-access": "AI access",
}
"""The words that the page has for them in its chips."""


def name_role(role: str) -> str:
    """A role in words; one of an unknown kind by its id without the vendor's prefix."""
    known = role.removeprefix("atlassian/")
    return _ROLE_NAMES.get(known, known)


Naming = Callable[[str, Catalogue], str]


def name_all(ids: Iterable[str], catalogue: Catalogue, naming: Naming, conjunction: str = "or") -> str:
    """The names of several things of one kind, joined."""
    return join_names((naming(one, catalogue) for one in ids), conjunction)
