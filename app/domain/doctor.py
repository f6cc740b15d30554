"""What the product takes for true about Atlassian's answers although no document says so, and which actions rely on it.

Judged from what was seen in a real organization by reading alone (`worker.doctor`). Three verdicts: a fact holds, is
contradicted, or was not to be seen there. Pure; a report names numbers and never a person, a group or an address.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

Row = Mapping[str, Any]
WRITES: Final = ("add_to_groups", "remove_from_groups", "remove_app_access", "suspend_user", "restore_user")
_GROUPS: Final = ("add_to_groups", "remove_from_groups")
_DESTRUCTIVE: Final = ("remove_from_groups", "remove_app_access", "suspend_user")
_ACCESS: Final = ("remove_app_access",)
_ORG_ADMIN: Final = "atlassian/org-admin"


class Verdict(StrEnum):
    """What became of a fact."""

    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading showed; None or empty for what could not be read. Rows are as Atlassian sent them."""

    organizations: int | None = None
    directories: Sequence[Row] = ()
    users: Sequence[Row] = ()
    user_count: int | None = None
    is_whole_directory: bool = False
    groups: Sequence[Row] = ()
    group_members: Sequence[Row] = ()
    group_id: str | None = None
    workspaces: Sequence[str] = ()
    roster: Sequence[Row] = ()
    assignments: Sequence[Row] | None = None
    pages: Sequence[frozenset[str]] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is taken for true. judge: (how many agree, how many were seen)."""

    name: str
    sentence: str
    actions: tuple[str, ...]
    judge: Callable[[Seen], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact and what was seen of it; `actions` are those that rely on it."""

    fact: str
    sentence: str
    verdict: str
    agree: int
    seen: int
    actions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def examine(seen: Seen) -> list[Finding]:
    """All facts, judged by what was seen."""
    return [_judge(fact, seen) for fact in FACTS]


def list_unsafe_actions(findings: Sequence[Finding]) -> frozenset[str]:
    """The actions that rely on a contradicted fact."""
    return frozenset(
        action for one in findings if one.verdict == Verdict.CONTRADICTED for action in one.actions
    )  # fmt: skip


def _judge(fact: Fact, seen: Seen) -> Finding:
    agree, total = fact.judge(seen)
    verdict = Verdict.NOT_SEEN if not total else Verdict.HOLDS if agree == total else Verdict.CONTRADICTED
    return Finding(fact.name, fact.sentence, verdict.value, agree, total, fact.actions)


def _each(rows: Sequence[Row], holds: Callable[[Row], bool]) -> tuple[int, int]:
    return sum(map(holds, rows)), len(rows)


def _has_list(name: str) -> Callable[[Seen], tuple[int, int]]:
    return lambda seen: _each(seen.users, lambda row: isinstance(row.get(name), list))


def _tail(identifier: object) -> str:
    return str(identifier).rpartition("/")[2]


def _judge_count(seen: Seen) -> tuple[int, int]:
    if seen.user_count is None or not seen.is_whole_directory:
        return 0, 0
    return int(seen.user_count == len(seen.users)), 1


def _judge_group_ids(seen: Seen) -> tuple[int, int]:
    known = {_tail(group.get("id")) for group in seen.groups}
    inline = [group for user in seen.group_members for group in user.get("groups") or () if isinstance(group, dict)]
    return _each([group for group in inline if _tail(group.get("id")) == _tail(seen.group_id)][:1],
                 lambda group: _tail(group.get("id")) in known)  # fmt: skip


def _judge_group_filter(seen: Seen) -> tuple[int, int]:
    wanted = _tail(seen.group_id)
    told = [row for row in seen.group_members if isinstance(row.get("groups"), list)]
    return _each(told, lambda row: wanted in {_tail(group.get("id")) for group in row["groups"]})


def _judge_activity_ids(seen: Seen) -> tuple[int, int]:
    ids = {str(app.get("id")) for row in seen.users for app in row.get("productAccess") or () if isinstance(app, dict)}
    return len(ids & set(seen.workspaces)), len(ids)


def _judge_pages(seen: Seen) -> tuple[int, int]:
    first, *later = seen.pages or (frozenset[str](),)
    return sum(not page & first for page in later), len(later)


def _is_moment(value: object) -> bool:
    return isinstance(value, str) and len(value) >= 20 and value[4] == "-" and "T" in value


FACTS: Final = (
    Fact("key_lists_its_organization", "A key without scopes lists its organization.", (),
         lambda seen: (0, 0) if seen.organizations is None else (int(seen.organizations > 0), 1)),
    Fact("directories_have_ids", "Every directory has an id.", WRITES,
         lambda seen: _each(seen.directories, lambda row: bool(row.get("directoryId") or row.get("id")))),
    Fact("users_have_ids", "Every user has an account id.", WRITES,
         lambda seen: _each(seen.users, lambda row: bool(row.get("accountId")))),
    Fact("ids_are_unique", "A walk shows nobody twice.", (),
         lambda seen: (len({row.get("accountId") for row in seen.users}), len(seen.users))),
    Fact("admin_roles_are_told", "The admin roles of everybody are told, empty or not.", WRITES,
         _has_list("platformRoles")),
    Fact("groups_are_told", "The groups of everybody are told, empty or not.", _GROUPS + _ACCESS,
         _has_list("groups")),
    Fact("activity_is_told", "The activity of everybody is told, empty or not.", _DESTRUCTIVE,
         _has_list("productAccess")),
    Fact("people_are_people", "The search shows people alone.", _DESTRUCTIVE,
         lambda seen: _each([row for row in seen.users if "accountType" in row],
                            lambda row: row["accountType"] == "atlassian")),
    Fact("membership_is_told", "The status in the directory is told.", ("suspend_user", "restore_user"),
         lambda seen: _each(seen.users, lambda row: isinstance(row.get("membershipStatus"), str))),
    Fact("age_is_told", "The day on which somebody was added is told.", _DESTRUCTIVE,
         lambda seen: _each(seen.users, lambda row: _is_moment(row.get("addedToOrg")))),
    Fact("moments_can_be_read", "Moments of activity have one form.", _DESTRUCTIVE,
         lambda seen: _each([app for row in seen.users for app in row.get("productAccess") or ()
                             if isinstance(app, dict) and app.get("lastActiveTimestamp")],
                            lambda app: _is_moment(app["lastActiveTimestamp"]))),
    Fact("count_is_the_walk", "Atlassian's count is what a walk finds.", (), _judge_count),
    Fact("cursors_lead_on", "A cursor leads to people who were not shown before.", (), _judge_pages),
    Fact("group_filter_is_respected", "A search by a group shows its members alone.", WRITES, _judge_group_filter),
    Fact("group_ids_are_the_same", "A person's groups have the ids of the list of groups.", _GROUPS + _ACCESS,
         _judge_group_ids),
    Fact("groups_tell_who_manages_them", "Every group tells whether it can be changed.", _GROUPS,
         lambda seen: _each(seen.groups, lambda row: bool(
             {"managementAccess", "managedBy", "externalSynced"} & set(row)))),
    Fact("activity_names_apps", "Activity names apps by the ids of the list of apps.", _DESTRUCTIVE,
         _judge_activity_ids),
    Fact("role_filter_is_respected", "A search by a role shows its holders alone.", WRITES,
         lambda seen: _each(seen.roster, lambda row: _ORG_ADMIN in (row.get("platformRoles") or ()))),
    Fact("there_are_admins", "The organization's admins can be found.", WRITES,
         lambda seen: (int(bool(seen.roster)), int(bool(seen.users)))),
    Fact("roles_can_be_read", "The roles of a person on apps can be read.", _ACCESS,
         lambda seen: (0, 0) if seen.assignments is None else (1, 1)),
    Fact("roles_name_apps", "Roles on apps name the ids of the list of apps.", _ACCESS,
         lambda seen: _each([row for row in seen.assignments or () if "::site/" in str(row.get("resourceId"))
                             and ":platform:" not in str(row.get("resourceId"))],
                            lambda row: row["resourceId"] in seen.workspaces)),
)  # fmt: skip
