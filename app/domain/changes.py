"""Changes about people: kinds, the names of a beginning and an end, and when a difference is one.

A span says from when until when something was so. There is one only where something began or ended since the first
sync; whatever has none is as the mirror shows it, and always was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

Question: TypeAlias = tuple[str, object, str | None]
"""What a walk of a sync asks for: its kind, of which directory or app, and for which role."""


class ChangeKind(StrEnum):
    """Kind of a change."""

    GROUP = "group"
    APP = "app"
    STATUS = "status"
    PRESENCE = "presence"


class Change(StrEnum):
    """Event of a change: a beginning or an end of a span."""

    JOINED = "joined"
    LEFT = "left"
    GAINED = "gained"
    LOST = "lost"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    STATUS_BEGAN = "status_began"
    STATUS_ENDED = "status_ended"
    APPEARED = "appeared"
    VANISHED = "vanished"


_NAMES: Final[Mapping[ChangeKind, tuple[Change, Change]]] = {
    ChangeKind.GROUP: (Change.JOINED, Change.LEFT),
    ChangeKind.APP: (Change.GAINED, Change.LOST),
    ChangeKind.STATUS: (Change.STATUS_BEGAN, Change.STATUS_ENDED),
    ChangeKind.PRESENCE: (Change.APPEARED, Change.VANISHED),
}
_SUSPENDED: Final = "suspended"


@dataclass(frozen=True, slots=True)
class Stay:
    """From when until when: None is "always before" and "still"."""

    began_at: datetime | None
    ended_at: datetime | None

    def has(self, at: datetime) -> bool:
        """Whether the moment lies in it."""
        return (self.began_at is None or self.began_at <= at) and (self.ended_at is None or at < self.ended_at)


def name_change(kind: ChangeKind, detail: str, *, is_beginning: bool) -> Change:
    """Name the beginning or the end of a span of this kind; `detail` is the status of a status."""
    if kind == ChangeKind.STATUS and detail == _SUSPENDED:
        return Change.SUSPENDED if is_beginning else Change.RESTORED
    began, ended = _NAMES[kind]
    return began if is_beginning else ended


def was_so(stays: Iterable[Stay], at: datetime, *, is_so_now: bool) -> bool:
    """Whether something was so at a past moment, by its spans and by what is so now.

    The moment of a change is the end of the time in which it happened: what was found then counts from then on.
    """
    listed = list(stays)
    return any(one.has(at) for one in listed) if listed else is_so_now


def find_cut(now: datetime, months: int) -> datetime:
    """Before which moment nothing is kept: where the month began that many months ago."""
    whole = now.year * 12 + now.month - 1 - months
    return now.replace(year=whole // 12, month=whole % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def ask(kind: str, directory_id: str, app_row_id: int | None, role: str | None) -> Question:
    """The question of a walk. Of an app the directory may be learnt later, so that it makes no other question."""
    return (kind, directory_id if app_row_id is None else app_row_id, role)


def is_first_look(question: Question, last: Mapping[Question, bool]) -> bool:
    """Whether nothing was known of it before, so that what is found now has not begun now.

    last: what the last complete sync asked for, and whether it was answered. A role that was not asked for was held by
    nobody there, if the app was asked for others; of a directory or an app that was not asked for nothing was known.
    """
    if question in last:
        return not last[question]
    kind, thing, role = question
    is_thing_known = any(answered and (kind, thing) == asked[:2] for asked, answered in last.items())
    return role is None or not is_thing_known
