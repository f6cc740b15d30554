"""How a fact is judged: (how many agree, how many were seen). Nothing seen is (0, 0)."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.domain.doctor.seen import Envelope, Row, Seen, list_nested, read_account

Tally = tuple[int, int]
NOTHING: Final = (0, 0)
ACCOUNT_ID: Final = re.compile(r"[a-zA-Z0-9_|:-]{1,128}")
ENTITY_ID: Final = re.compile(r"[A-Za-z0-9-]{1,100}")
LONGEST_WINDOW: Final = timedelta(seconds=62)
"""A minute, and the second to which a header is cut, twice."""
OLDEST_ACTIVITY: Final = timedelta(days=7)
"""Atlassian promises activity within a day; a week without any is no week of an organization at work."""
LEAST_ACTIVE: Final = 10
_FIRST_YEAR: Final = 2000


def tally(rows: Sequence[Any] | None, holds: Callable[[Any], bool]) -> Tally:
    """How many of them are as they should be."""
    found = rows or ()
    return sum(map(holds, found)), len(found)


def judge_once(is_seen: bool, holds: Callable[[], bool]) -> Tally:
    """One question with one answer."""
    return (int(holds()), 1) if is_seen else NOTHING


def is_named(name: str, choices: Collection[str]) -> Callable[[Row], bool]:
    """Whether a field of a row is one of the words that are known for it."""
    return lambda row: isinstance(row.get(name), str) and row[name] in choices


def has_text(name: str) -> Callable[[Row], bool]:
    """Whether a field of a row is there and filled."""
    return lambda row: isinstance(row.get(name), str) and bool(row[name])


def fits(name: str, pattern: re.Pattern[str]) -> Callable[[Row], bool]:
    """Whether a field of a row is an id in its form."""
    return lambda row: isinstance(row.get(name), str) and pattern.fullmatch(row[name]) is not None


# -- what comes around answers ------------------------------------------------------------------------------------


def is_json(envelope: Envelope) -> bool:
    """Whether an answer says that it is JSON."""
    return envelope.content_type.partition(";")[0].strip().lower() == "application/json"


def tells_limits(envelope: Envelope) -> bool:
    """Whether the three headers are there by their names, two of them as numbers."""
    return all((told or "").isdigit() for told in (envelope.limit, envelope.remaining)) and envelope.reset is not None


def judge_limits(seen: Seen) -> Tally:
    """Whether limits are told; the pages of a gateway are no answers of the interface."""
    return tally([one for one in seen.envelopes if "html" not in one.content_type], tells_limits)


def judge_resets(seen: Seen) -> Tally:
    """Whether the end of a window is told as a moment."""
    told = [one for one in seen.envelopes if one.reset is not None]
    return tally(told, lambda one: read_moment(one.reset) is not None)


def judge_windows(seen: Seen) -> Tally:
    """Whether windows end within a minute; what lies in the past says nothing."""
    ends = [(one.at, moment) for one in seen.envelopes if (moment := read_moment(one.reset)) is not None]
    return tally([end - at for at, end in ends if end > at], lambda left: left <= LONGEST_WINDOW)


def read_moment(told: object) -> datetime | None:
    """A moment as Atlassian writes it, with or without seconds; None for everything else."""
    if not isinstance(told, str) or len(told) < len("2026-01-01T00:00") or told[4] != "-" or "T" not in told:
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", told))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# -- pages --------------------------------------------------------------------------------------------------------


def judge_pages(seen: Seen) -> Tally:
    """Whether later pages show people whom the first did not."""
    first, *later = seen.pages or (frozenset[str](),)
    return tally(later, lambda page: bool(page) and not page & first)


def judge_count(seen: Seen) -> Tally:
    """Whether the count is what the walk found; only a whole walk tells."""
    is_seen = seen.user_count is not None and seen.is_whole_directory
    return judge_once(is_seen, lambda: seen.user_count == len(seen.users))


def judge_path(seen: Seen) -> Tally:
    """Whether the directory of the path alone narrows a search; only a whole walk tells."""
    if not seen.is_whole_directory or not seen.without_ids:
        return NOTHING
    known = {read_account(row) for row in seen.users}
    return tally(seen.without_ids, lambda row: read_account(row) in known)


# -- people -------------------------------------------------------------------------------------------------------


def judge_empty_lists(seen: Seen) -> Tally:
    """Whether lists are there also when nothing is in them."""
    names = ("platformRoles", "groups", "productAccess")
    return tally([row.get(name) for row in seen.users for name in names], lambda value: isinstance(value, list))


def judge_activity(seen: Seen) -> Tally:
    """Whether activity is told of anybody: a list that is left out of every row was not asked for in vain."""
    return judge_once(bool(seen.users), lambda: any(isinstance(row.get("productAccess"), list) for row in seen.users))


def list_activity(seen: Seen) -> list[object]:
    """All moments of activity, as they came."""
    return [row["lastActiveTimestamp"] for row in list_nested(seen.users, "productAccess") if _has_moment(row)]


def _has_moment(row: Row) -> bool:
    return row.get("lastActiveTimestamp") is not None


def judge_true_moments(seen: Seen) -> Tally:
    """Whether moments are such that a person can have been there."""
    told = [*list_activity(seen), *(row["addedToOrg"] for row in seen.users if row.get("addedToOrg") is not None)]
    moments = [moment for moment in map(read_moment, told) if moment is not None]
    latest = None if seen.at is None else seen.at + timedelta(days=1)
    return tally(moments, lambda one: one.year >= _FIRST_YEAR and (latest is None or one <= latest))


def judge_recent(seen: Seen) -> Tally:
    """Whether activity is told soon: somebody was active in the last days."""
    moments = [moment for moment in map(read_moment, list_activity(seen)) if moment is not None]
    known = [row for row in seen.users if row.get("productAccess")]
    at = seen.at
    if at is None or len(known) < LEAST_ACTIVE or not moments:
        return NOTHING
    return judge_once(True, lambda: at - max(moments) <= OLDEST_ACTIVITY)


def judge_activity_ids(seen: Seen) -> Tally:
    """Whether activity names the apps of the list."""
    ids = {str(app.get("id")) for app in list_nested(seen.users, "productAccess")}
    return len(ids & seen.apps), len(ids)


def judge_by_id(seen: Seen) -> Tally:
    """Whether a search by an id shows that person and nobody else."""
    person = seen.person
    if person is None or seen.by_id is None:
        return NOTHING
    return judge_once(True, lambda: [read_account(row) for row in seen.by_id or ()] == [read_account(person)])


def judge_detail(seen: Seen) -> Tally:
    """Whether two reads of one person say the same."""
    person, detail = seen.person, seen.detail
    if person is None or detail is None:
        return NOTHING
    told = [name for name in ("accountId", "accountStatus", "membershipStatus") if name in person]
    return tally(told, lambda name: detail.get(name) == person[name])


def judge_any_group(seen: Seen) -> Tally:
    """Whether several groups mean the members of any: somebody of the first alone is found."""
    person = seen.person
    if person is None or seen.any_group is None:
        return NOTHING
    return judge_once(True, lambda: read_account(person) in {read_account(row) for row in seen.any_group or ()})


def judge_inline_groups(seen: Seen) -> Tally:
    """Whether a row names all groups of a person."""
    person = seen.person
    if person is None or seen.groups_of is None or not isinstance(person.get("groups"), list):
        return NOTHING
    return judge_once(True, lambda: len(person["groups"]) == len(seen.groups_of or ()))
