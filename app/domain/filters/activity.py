"""Conditions about when somebody was last active. Activity that could not be read is neither one nor the other.

In a chosen app counts only who is there: has access to it, or activity in it. Somebody who is there and
never opened the app is dated by the day they were added to the organization.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from app.domain.filters.conditions import (
    Case,
    Condition,
    count_days,
    is_at_least_days_ago,
    name_all,
    name_app,
    show_moment,
)
from app.domain.filters.reading import FieldReader
from app.domain.filters.verdicts import Verdict, all_of, any_of, decide
from app.domain.people.directory import Catalogue, UserFacts


def _is_there(user: UserFacts, resource_id: str) -> bool:
    return resource_id in user.activity or any(app == resource_id for app, _role in user.app_roles)


def _combine(match: str, verdicts: Iterable[Verdict]) -> Verdict:
    return all_of(verdicts) if match == "all" else any_of(verdicts)


def _in_apps(apps: tuple[str, ...], match: str, catalogue: Catalogue) -> str:
    if not apps:
        return ""
    return f" in {name_all(apps, catalogue, name_app, 'and' if match == 'all' else 'or')}"


def _show_app(case: Case, resource_id: str) -> str:
    if resource_id in case.user.activity:
        return f"last active {show_moment(case.user.activity[resource_id], case.now)}"
    return "never active" if _is_there(case.user, resource_id) else "no access and no activity"


def _show_activity(case: Case, apps: tuple[str, ...]) -> str:
    if not case.user.is_activity_known:
        return "activity could not be read"
    if apps:
        shown = "; ".join(f"{name_app(app, case.catalogue)}: {_show_app(case, app)}" for app in apps)
    elif case.user.last_active_at is None:
        shown = "never active"
    else:
        shown = f"last active {show_moment(case.user.last_active_at, case.now)}"
    return f"{shown}; added {show_moment(case.user.added_at, case.now)}"


@dataclass(frozen=True, slots=True)
class Inactive(Condition):
    """Not active for at least `days` × 24 hours: overall, or in any or all of the chosen `apps`.

    Example: {"type": "inactive", "days": 90, "apps": [], "match": "any"}
    """

    type: ClassVar[str] = "inactive"
    refers_to: ClassVar[tuple[str, ...]] = ("apps",)

    days: int
    apps: tuple[str, ...] = ()
    match: str = "any"

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(
            days=reader.get_days("days"),
            apps=reader.get_texts("apps", may_be_empty=True),
            match=reader.get_word("match", ("any", "all"), default="any"),
        )

    def _judge(self, case: Case) -> Verdict:
        if not case.user.is_activity_known:
            return Verdict.UNKNOWN
        if not self.apps:
            dated_at = case.user.last_active_at or case.user.added_at
            return decide(is_at_least_days_ago(dated_at, self.days, case.now))
        return _combine(self.match, [self._judge_app(case, app) for app in self.apps])

    def _judge_app(self, case: Case, app: str) -> Verdict:
        if app not in case.catalogue.apps:
            return Verdict.UNKNOWN
        if not _is_there(case.user, app):
            return Verdict.NO
        return decide(is_at_least_days_ago(case.user.activity.get(app, case.user.added_at), self.days, case.now))

    def _describe(self, catalogue: Catalogue) -> str:
        return f"inactive{_in_apps(self.apps, self.match, catalogue)} for at least {count_days(self.days)}"

    def _describe_value(self, case: Case) -> str:
        return _show_activity(case, self.apps)


@dataclass(frozen=True, slots=True)
class NeverActive(Condition):
    """Never active: overall, or in any or all of the chosen `apps`; if wanted, added at least so many days ago.

    Example: {"type": "never_active", "apps": [], "match": "any", "added_before_days": 30}
    """

    type: ClassVar[str] = "never_active"
    refers_to: ClassVar[tuple[str, ...]] = ("apps",)

    apps: tuple[str, ...] = ()
    match: str = "any"
    added_before_days: int | None = None

    @classmethod
    def _read(cls, reader: FieldReader) -> Self:
        return cls(
            apps=reader.get_texts("apps", may_be_empty=True),
            match=reader.get_word("match", ("any", "all"), default="any"),
            added_before_days=reader.find_days("added_before_days"),
        )

    def _judge(self, case: Case) -> Verdict:
        if not case.user.is_activity_known:
            return Verdict.UNKNOWN
        if not self.apps:
            is_never_active = decide(case.user.last_active_at is None)
        else:
            is_never_active = _combine(self.match, [self._judge_app(case, app) for app in self.apps])
        return all_of([is_never_active, self._judge_added(case)])

    def _judge_app(self, case: Case, app: str) -> Verdict:
        if app not in case.catalogue.apps:
            return Verdict.UNKNOWN
        return decide(_is_there(case.user, app) and app not in case.user.activity)

    def _judge_added(self, case: Case) -> Verdict:
        if self.added_before_days is None:
            return Verdict.YES
        return decide(is_at_least_days_ago(case.user.added_at, self.added_before_days, case.now))

    def _describe(self, catalogue: Catalogue) -> str:
        phrase = f"never active{_in_apps(self.apps, self.match, catalogue)}"
        if self.added_before_days is None:
            return phrase
        return f"{phrase} and added at least {count_days(self.added_before_days)} ago"

    def _describe_value(self, case: Case) -> str:
        return _show_activity(case, self.apps)
