"""Cautions of a task: steps that are allowed but probably not meant, as they stand twice, cancel out or do nothing.

A caution is a stable word with the names that belong to it, so that a page can say it in its own language, and a
sentence for everybody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

REPEATED_ACTION: Final = "repeated_action"
GIVEN_AND_TAKEN: Final = "given_and_taken"
ALWAYS_MEMBER: Final = "always_member"
NEVER_MEMBER: Final = "never_member"
NEVER_ACCESS: Final = "never_access"
ALWAYS_SUSPENDED: Final = "always_suspended"
NEVER_SUSPENDED: Final = "never_suspended"
ALSO_TAKEN: Final = "also_taken"
KEPT_IN_SHARED_GROUPS: Final = "kept_in_shared_groups"
TAKES_APPS: Final = "takes_apps"
_MOST_NAMES: Final = 5
ZONE_UNKNOWN: Final = "zone_unknown"
ACTION_UNREADABLE: Final = "action_unreadable"
SCHEDULE_UNREADABLE: Final = "schedule_unreadable"
FILTER_UNREADABLE: Final = "filter_unreadable"
GONE_REFERENCE: Final = "gone_reference"
GONE_TARGET: Final = "gone_target"
GONE_PROTECTED: Final = "gone_protected"
MANAGED_TARGET: Final = "managed_target"
NEVER_MATCHES: Final = "never_matches"
PEOPLE_UNMATCHED: Final = "people_unmatched"
LIST_LOST: Final = "list_lost"
GROUPS_NOT_READ: Final = "groups_not_read"
BLACKED_OUT: Final = "blacked_out"

SENTENCES: Final = {
    REPEATED_ACTION: "“{sentence}” stands twice; the second one changes nothing.",
    GIVEN_AND_TAKEN: "{group} gives access to {app}, which is also taken away.",
    ALWAYS_MEMBER: "Everybody whom the filter finds is in {group} already.",
    NEVER_MEMBER: "Nobody whom the filter finds is in {group}.",
    NEVER_ACCESS: "Nobody whom the filter finds has access to {app}.",
    ALWAYS_SUSPENDED: "Everybody whom the filter finds is suspended already.",
    NEVER_SUSPENDED: "Nobody whom the filter finds is suspended.",
    ALSO_TAKEN: "Taking {app} away also takes {apps} from members of {groups}.",
    KEPT_IN_SHARED_GROUPS: "Members of {groups} keep {app}: these groups also give {apps}, and are not left.",
    TAKES_APPS: "Leaving {group} takes access to {apps} from everybody who has it in no other way.",
    ZONE_UNKNOWN: "The time zone “{zone}” is no longer known, so this task does not run by itself; choose another.",
    ACTION_UNREADABLE: "The action “{action}” can no longer be understood, so this task does not run; edit it.",
    SCHEDULE_UNREADABLE: "The schedule can no longer be understood, so this task does not run by itself; edit it.",
    GONE_REFERENCE: "The filter names the {kind} “{name}”, which no longer exists; nobody can match it.",
    f"{GONE_REFERENCE}_back": "The filter names the {kind} “{name}”, which no longer exists; nobody can match it. "
    "Another one of that name exists and can take its place.",
    GONE_TARGET: "The {kind} “{name}” no longer exists, so that this step fails for everybody.",
    f"{GONE_TARGET}_back": "The {kind} “{name}” no longer exists, so that this step fails for everybody. Another one "
    "of that name exists and can take its place.",
    GONE_PROTECTED: "The protected group “{name}” no longer exists, so that its entry spares nobody.",
    f"{GONE_PROTECTED}_back": "The protected group “{name}” no longer exists, so that its entry spares nobody. Another "
    "one of that name exists and can take its place.",
    MANAGED_TARGET: "{group} is managed elsewhere now; this task can no longer change it.",
    NEVER_MATCHES: "The filter asks for “{entry}”, which no address can have; nobody can match it. Edit the filter.",
    PEOPLE_UNMATCHED: "{count} entries of the list match nobody: {entries}",
    LIST_LOST: "Nobody on a list of the filter “{filter}” is known in the organization; edit the filter.",
    GROUPS_NOT_READ: "Who is in {groups} is known from the last sync only: groups of more than {most} people together "
    "are not read again before a run, so who joined or left since is found by the next one.",
    BLACKED_OUT: "Every run of the next year falls on a blackout day, so this task does not run by itself.",
    FILTER_UNREADABLE: "The filter “{filter}” can no longer be understood, so this task changes nobody; edit it.",
}


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to look at before a task is saved. `facts`: the names in its sentence."""

    code: str
    text: str
    facts: dict[str, str] = field(default_factory=dict)


def build_caution(code: str, **facts: str) -> Caution:
    """A caution of this module with its sentence."""
    return Caution(code, SENTENCES[code].format(**facts), facts)


def warn_of_unread(names: Sequence[str], most: int) -> list[Caution]:
    """One caution that names the groups whose members are known from the last sync only, or none."""
    return [build_caution(GROUPS_NOT_READ, groups=join_names(names), most=str(most))] if names else []


def join_names(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    rest = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" (+{rest})" if rest > 0 else "")
