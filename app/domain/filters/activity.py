"""Base of the conditions about activity. Activity that could not be read is neither one nor the other.

In a chosen app counts only who is there: has access to it, or activity in it. Somebody who is there and
never opened the app is dated by the day they were added to the organization.
"""

from collections.abc import Iterable
from typing import Final

from app.domain.filters.condition import Case
from app.domain.filters.verdicts import Verdict, all_of, any_of
from app.domain.filters.wording import name_all, name_app, show_moment
from app.domain.people.directory import Catalogue, UserFacts

FACTS: Final = frozenset({"added_at", "last_active_at", "is_activity_known", "app_roles", "activity"})


def is_there(user: UserFacts, resource_id: str) -> bool:
    """Whether the user has access to the app, or activity in it."""
    return resource_id in user.activity or any(app == resource_id for app, _role in user.app_roles)


def combine_apps(match: str, verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on any or all of the apps from those on each."""
    return all_of(verdicts) if match == "all" else any_of(verdicts)


def name_in_apps(apps: tuple[str, ...], match: str, catalogue: Catalogue) -> str:
    """` in Jira or Confluence`, or nothing for no chosen app."""
    if not apps:
        return ""
    return f" in {name_all(apps, catalogue, name_app, 'and' if match == 'all' else 'or')}"


def _show_app(case: Case, resource_id: str) -> str:
    if resource_id in case.user.activity:
        return f"last active {show_moment(case.user.activity[resource_id], case.now)}"
    return "never active" if is_there(case.user, resource_id) else "no access and no activity"


def show_activity(case: Case, apps: tuple[str, ...]) -> str:
    """When the user was last active, overall or in each of the apps, and added."""
    if not case.user.is_activity_known:
        return "activity could not be read"
    if apps:
        shown = "; ".join(f"{name_app(app, case.catalogue)}: {_show_app(case, app)}" for app in apps)
    elif case.user.last_active_at is None:
        shown = "never active"
    else:
        shown = f"last active {show_moment(case.user.last_active_at, case.now)}"
    return f"{shown}; added {show_moment(case.user.added_at, case.now)}"
