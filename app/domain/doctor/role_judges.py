"""How facts about groups, admins, roles and apps are judged: (how many agree, how many were seen)."""

from collections.abc import Callable
from typing import Final

from app.domain.doctor.judges import NOTHING, Tally, is_named, judge_once, tally
from app.domain.doctor.seen import Row, Seen, list_nested, read_account, read_tail

ORG_ADMIN: Final = "atlassian/org-admin"
METHODS: Final = frozenset({"direct", "group_direct", "inferred"})


# -- groups -------------------------------------------------------------------------------------------------------


def judge_group_filter(seen: Seen) -> Tally:
    """Whether a search by a group shows its members alone."""
    wanted = read_tail(seen.group_id)
    told = [row for row in seen.group_members or () if isinstance(row.get("groups"), list)]
    return tally(told, lambda row: wanted in {read_tail(group.get("id")) for group in list_nested([row], "groups")})


def judge_group_ids(seen: Seen) -> Tally:
    """Whether a person's groups are those of the list of groups."""
    if seen.person is None or seen.groups_of is None:
        return NOTHING
    known = {read_tail(group.get("id")) for group in seen.groups_of}
    return tally(list_nested([seen.person], "groups"), lambda group: read_tail(group.get("id")) in known)


def judge_group_size(seen: Seen) -> Tally:
    """Whether the number of members beside a group is the number of those that a search by it finds."""
    known = [*(seen.groups_of or ()), *seen.groups]
    group = next((one for one in known if read_tail(one.get("id")) == read_tail(seen.group_id)), None)
    counts = (group or {}).get("counts")
    if not isinstance(counts, dict) or not seen.group_members or len(seen.group_members) >= (seen.page_size or 0):
        return NOTHING
    return judge_once(True, lambda: counts.get("users") == len(seen.group_members or ()))


def tells_manager(row: Row) -> bool:
    """Whether a group tells if it can be changed."""
    return not {"managementAccess", "managedBy", "externalSynced"}.isdisjoint(row)


# -- admins and roles ---------------------------------------------------------------------------------------------


def list_admins(seen: Seen) -> list[Row]:
    """All organization admins that were found, in directories and outside."""
    return [*(seen.roster or ()), *(seen.everywhere or ())]


def judge_admin_roles(seen: Seen) -> Tally:
    """Whether admin roles are told: in the rows of those who were found by one."""
    return tally(list_admins(seen), lambda row: isinstance(row.get("platformRoles"), list))


def _lists(row: Row, name: str, word: str) -> bool:
    told = row.get(name)
    return isinstance(told, list) and word in told


def judge_role_filter(seen: Seen) -> Tally:
    """Whether a search by a role shows its holders alone."""
    return tally(list_admins(seen), lambda row: _lists(row, "platformRoles", ORG_ADMIN))


def judge_admins(seen: Seen) -> Tally:
    """Whether there is an admin at all: every organization has one."""
    is_seen = bool(seen.users) and seen.roster is not None and seen.everywhere is not None
    return judge_once(is_seen, lambda: bool(list_admins(seen)))


def judge_everywhere(seen: Seen) -> Tally:
    """Whether one read covers all directories."""
    if "everywhere" in seen.refused:
        return 0, 1
    if seen.everywhere is None:
        return NOTHING
    found = {read_account(row) for row in seen.everywhere}
    return tally(seen.roster, lambda row: read_account(row) in found)


def list_attributes(seen: Seen) -> list[Row]:
    """List the attributes of each app in the list of apps."""
    found = [row.get("attributes") for row in seen.workspaces]
    return [attributes if isinstance(attributes, dict) else {} for attributes in found]


def tells_type(row: Row) -> bool:
    """Whether an app says what it is, in one of the places where that has been seen."""
    attributes = row.get("attributes")
    inner = attributes if isinstance(attributes, dict) else {}
    kinds = (inner.get("typeKey"), inner.get("type"), row.get("type"))
    return any(isinstance(kind, str) and kind not in ("", "workspace", "workspaces") for kind in kinds)


def judge_refusal(name: str, value: Callable[[Seen], object]) -> Callable[[Seen], Tally]:
    """Whether a question is answered at all, whatever the answer."""
    return lambda seen: (0, 1) if name in seen.refused else judge_once(value(seen) is not None, lambda: True)


def list_app_roles(seen: Seen) -> list[Row]:
    """The roles of a person on apps of sites; those on the platform belong to no app."""
    rows = [row for row in seen.assignments or () if "::site/" in str(row.get("resourceId"))]
    return [row for row in rows if ":platform:" not in str(row.get("resourceId"))]


def judge_methods(seen: Seen) -> Tally:
    """Whether every role says how it is held, in words that are known."""
    return tally(list_nested(seen.assignments, "roleAssignments"), _tells_method)


def _tells_method(row: Row) -> bool:
    methods = row.get("roleAssignmentMethods")
    return isinstance(row.get("role"), str) and isinstance(methods, list) and bool(methods) and set(methods) <= METHODS


def judge_directory_status(seen: Seen) -> Tally:
    """Whether the status in one directory is told; with one directory alone nothing relies on it."""
    if len(seen.directories) < 2:
        return NOTHING
    return tally(list_app_roles(seen), is_named("userDirectoryStatus", ("active", "suspended", "no_membership")))


def judge_admin_assignments(seen: Seen) -> Tally:
    """Whether the roles of an admin name the admin role, outside all directories."""
    if not seen.admin_assignments:
        return NOTHING
    rows = [row for row in seen.admin_assignments if row.get("directoryId") is None]
    return judge_once(True, lambda: ORG_ADMIN in [one.get("role") for one in list_nested(rows, "roleAssignments")])


def judge_role_search(seen: Seen) -> Tally:
    """Whether a search by app and role finds somebody who holds that role there."""
    person = seen.person
    if person is None or seen.role_holders is None:
        return NOTHING
    return judge_once(True, lambda: read_account(person) in {read_account(row) for row in seen.role_holders or ()})
