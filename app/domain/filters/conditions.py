"""Condition: the base of every condition of a filter, and the words that several of them share.

The conditions themselves are in `activity`, `membership` and `identity`; `specification` registers them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import ClassVar, Final, Self

from app.domain.filters.reading import FieldReader
from app.domain.filters.verdicts import Verdict
from app.domain.mistakes import MistakeCode
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.words import fold_domain

Json = dict[str, object]
MAX_SHOWN_NAMES = 5


@dataclass(frozen=True, slots=True)
class Impossible:
    """An entry of a condition that can be read and never match: in which field, what was typed, and why."""

    field: str
    entry: str
    code: MistakeCode


@dataclass(frozen=True, slots=True)
class Case:
    """One user to be judged at one moment (`now`: aware)."""

    user: UserFacts
    catalogue: Catalogue
    now: datetime


class Condition(ABC):
    """One criterion. Subclasses are frozen dataclasses whose fields are the JSON's, in the JSON's words.

    `refers_to` names the fields that hold ids of the catalogue; they are called as their kind is
    (`groups`, `apps`, `sites`).
    """

    type: ClassVar[str]
    refers_to: ClassVar[tuple[str, ...]] = ()
    __slots__ = ()

    @classmethod
    def read(cls, reader: FieldReader) -> Self:
        """Make one from JSON; mistakes are noted in the reader."""
        return cls._read(reader)

    def to_json(self) -> Json:
        """The JSON it was made from, in full."""
        written = {one.name: getattr(self, one.name) for one in fields(self) if one.init}  # type: ignore[arg-type]
        lists = {name: list(value) for name, value in written.items() if isinstance(value, tuple)}
        return {"type": self.type, **written, **lists}

    def list_impossible(self) -> Sequence[Impossible]:
        """Its entries that nobody can ever match: refused when typed, told when they are stored."""
        return ()

    def judge(self, case: Case) -> Verdict:
        """Whether it holds for the user."""
        return self._judge(case)

    def describe(self, catalogue: Catalogue) -> str:
        """Describe the condition as part of a sentence that begins with lower case."""
        return self._describe(catalogue)

    def describe_value(self, case: Case) -> str:
        """The user's own value, for "why does this user match, or not"."""
        return self._describe_value(case)

    @classmethod
    @abstractmethod
    def _read(cls, reader: FieldReader) -> Self: ...

    @abstractmethod
    def _judge(self, case: Case) -> Verdict: ...

    @abstractmethod
    def _describe(self, catalogue: Catalogue, /) -> str: ...

    @abstractmethod
    def _describe_value(self, case: Case) -> str: ...


def is_at_least_days_ago(moment: datetime | None, days: int, now: datetime) -> bool | None:
    """True when `days` × 24 hours or more have passed since `moment`, to the second; None when it is not known."""
    return None if moment is None else moment <= now - timedelta(days=days)


def is_at_most_days_ago(moment: datetime | None, days: int, now: datetime) -> bool | None:
    """True when no more than `days` × 24 hours have passed since `moment`; None when it is not known."""
    return None if moment is None else moment >= now - timedelta(days=days)


def email_domain_of(email: str | None) -> str | None:
    """The part of an address after its last `@`, in small letters; None when that is not known."""
    if email is None or "@" not in email:
        return None
    return fold_domain(email.rpartition("@")[2]) or None


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
