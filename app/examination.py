"""Reads of an organization what the doctor judges: two dozen calls or so, and nothing is changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from app.atlassian.admin import ALL_DIRECTORIES, AdminApi
from app.atlassian.caller import fill_path
from app.atlassian.families import Family
from app.atlassian.transport import Call
from app.domain.doctor import Seen
from app.domain.doctor.seen import list_nested, read_tail
from app.examination_reading import PAGE_SIZES, Reading, Row

ORG_ADMIN: Final = "atlassian/org-admin"
USER_ROLE: Final = "atlassian/user"


def look(api: AdminApi, now: datetime | None = None) -> Seen:
    """Read what the facts are about. Raises AtlassianError when not even the organization can be read."""
    reading = Reading(api)
    api.transport.witness = reading.note
    try:
        return _look(reading, now or datetime.now(UTC))
    finally:
        api.transport.witness = None


def _look(reading: "Reading", now: datetime) -> Seen:
    template = "/admin/v1/orgs/{org}"
    path = fill_path(template, {"org": reading.api.org_id})
    organization = reading.api.transport.send(Call("GET", template, path, Family.ORGANIZATIONS))
    reading.directories = reading.list_directories()
    known = (str(row["directoryId"]) for row in reading.directories if row.get("directoryId"))
    reading.directory = next(known, ALL_DIRECTORIES)
    organizations = reading.ask("organizations", reading.api.fetch_organizations)
    told = organization.get("data") if isinstance(organization, Mapping) else None
    seen: dict[str, Any] = {
        "asked_for": reading.api.org_id,
        "answered_for": str(told["id"]) if isinstance(told, Mapping) and told.get("id") else None,
        "at": now,
        "organizations": None if organizations is None else len(organizations),
        "directories": reading.directories,
        "workspaces": reading.list_apps(),
    }
    seen |= _look_at_people(reading)
    seen |= _look_at_person(reading, seen)
    seen |= _look_at_admins(reading)
    return Seen(**seen, envelopes=reading.envelopes, refused=frozenset(reading.refused))


def _look_at_people(reading: "Reading") -> dict[str, Any]:
    """The first pages of one directory, what is counted there, and its groups."""
    pages, cursors = reading.walk()
    is_whole = bool(pages) and len(cursors) < len(pages)
    has_size = bool(cursors) or reading.page_size != PAGE_SIZES[0]
    directory = reading.directory
    groups = reading.search_groups("groups", directory, {"expand": ["counts.users"]})
    return {
        "users": [row for page in pages for row in page],
        "pages": [frozenset(str(row.get("accountId")) for row in page) for page in pages],
        "cursors": cursors,
        "page_size": min(len(pages[0]), reading.page_size) if pages and has_size else None,
        "is_whole_directory": is_whole,
        "user_count": reading.ask("count", lambda: reading.api.count_users(directory)),
        "without_ids": reading.search_users("without_ids", directory, {}, is_scoped=False) if is_whole else None,
        "groups": groups or (),
    }


def _look_at_person(reading: "Reading", seen: Mapping[str, Any]) -> dict[str, Any]:
    """One person who is in groups, asked for in several ways; and the members of one of their groups."""
    person = max((row for row in seen["users"] if row.get("accountId")), key=_count_groups, default=None)
    mine = [read_tail(group.get("id")) for group in list_nested([person] if person else (), "groups")]
    populous = (str(row["id"]) for row in seen["groups"] if row.get("id") and _has_members(row))
    group_id = mine[0] if mine else next(populous, None)
    told: dict[str, Any] = {"person": person, "group_id": group_id}
    if group_id is not None:
        told["group_members"] = reading.search_users("members", reading.directory, {"groupIds": [group_id]})
    if person is None:
        return told
    account, directory = str(person["accountId"]), reading.directory
    other = next((str(row.get("id")) for row in seen["groups"] if str(row.get("id")) not in mine), None)
    if mine and other is not None:
        both = {"accountIds": [account], "groupIds": [mine[0], other]}
        told["any_group"] = reading.search_users("any_group", directory, both)
    found = reading.search_groups("groups_of", directory, {"accountIds": [account], "expand": ["counts.users"]})
    return told | {
        "by_id": reading.search_users("by_id", directory, {"accountIds": [account]}),
        "detail": reading.get_person(account),
        "groups_of": found,
        **_look_at_roles(reading, account),
    }


def _look_at_roles(reading: "Reading", account: str) -> dict[str, Any]:
    """Look at the roles of somebody on apps, and whether a search by one of these roles finds them."""
    directory = reading.directory
    assignments = reading.read_roles("assignments", directory, account)
    on_apps = [row for row in assignments or () if "::site/" in str(row.get("resourceId"))]
    held = [
        (str(row["resourceId"]), str(role["role"]))
        for row in on_apps
        for role in list_nested([row], "roleAssignments")
        if role.get("role") == USER_ROLE
    ]
    told: dict[str, Any] = {"assignments": assignments}
    if held:
        filters = {"accountIds": [account], "resourceIds": [held[0][0]], "roleIds": [held[0][1]]}
        told["role_holders"] = reading.search_users("role_holders", directory, filters)
    return told


def _look_at_admins(reading: "Reading") -> dict[str, Any]:
    """The organization's admins: in the directory, wherever they are, and by a group."""
    wanted = {"roleIds": [ORG_ADMIN], "expand": ["platformRoles"]}
    roster = reading.search_users("roster", reading.directory, wanted)
    everywhere = reading.search_users("everywhere", ALL_DIRECTORIES, wanted)
    groups = reading.search_groups("admin_groups", ALL_DIRECTORIES, {"roleIds": [ORG_ADMIN]})
    admin = next(
        (str(row["accountId"]) for row in (*(roster or ()), *(everywhere or ())) if row.get("accountId")), None
    )
    return {
        "roster": roster,
        "everywhere": everywhere,
        "admin_groups": None if groups is None else len(groups),
        "admin_assignments": None if admin is None else reading.read_roles("admin", ALL_DIRECTORIES, admin),
    }


def _has_members(row: Row) -> bool:
    counts = row.get("counts")
    return isinstance(counts, dict) and bool(counts.get("users"))


def _count_groups(row: Row) -> int:
    groups = row.get("groups")
    return len(groups) if isinstance(groups, list) else 0
