"""Roster: organization admins as Atlassian names them at the start of every slice; nobody of them is touched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.atlassian import errors as atlassian
from app.atlassian.admin import ALL_DIRECTORIES, AdminApi
from app.atlassian.admin_rights import fetch_admin_groups, fetch_org_admins
from app.atlassian.paging import iter_pages
from app.atlassian.records import UserRecord
from app.domain.people.directory import ORG_ADMIN_ROLE, Catalogue, GroupFacts


class AdminsUnknown(Exception):
    """The organization's admins could not be read, or there seem to be none: nothing may be done."""


@dataclass(frozen=True, slots=True)
class Roster:
    """accounts: ids of all organization admins.

    are_roles_told: they come with their `platformRoles`, so that whoever comes without any holds none.
    """

    accounts: frozenset[str]
    are_roles_told: bool


def fetch_roster(api: AdminApi, directory_ids: Iterable[str]) -> Roster:
    """Directory by directory, and those in none (admin API contract 7.3, 14.3 rule 5).

    Raises AdminsUnknown when there are none (an organization has one), AtlassianError.
    """
    found: dict[str, UserRecord] = {}
    for directory_id in directory_ids:
        search = partial(api.search_users, directory_id, role_ids=[ORG_ADMIN_ROLE], expand=["platformRoles"])
        for page in iter_pages(search):
            # Everybody in the answer counts as admin: if the filter was ignored, too many are spared.
            found |= {user.account_id: user for user in page.rows}
    found |= {user.account_id: user for user in fetch_org_admins(api)}
    if not found:
        raise AdminsUnknown
    are_roles_told = any(ORG_ADMIN_ROLE in (user.platform_roles or ()) for user in found.values())
    return Roster(frozenset(found), are_roles_told)


def fetch_admins_among(api: AdminApi, account_ids: Sequence[str]) -> frozenset[str]:
    """Fetch the organization admins among at most ten accounts; everybody in the answer counts."""
    page = api.search_users(ALL_DIRECTORIES, account_ids=account_ids, role_ids=[ORG_ADMIN_ROLE])
    return frozenset(user.account_id for user in page.rows)


def mark_admin_groups(api: AdminApi, catalogue: Catalogue) -> Catalogue:
    """The catalogue with the groups that make organization admins as they are now; as the mirror has them when
    Atlassian does not let us ask. Raises AtlassianError."""
    try:
        admin_groups = fetch_admin_groups(api)
    except (atlassian.BadRequest, atlassian.InsufficientScope, atlassian.NotFound, atlassian.Refused):
        return catalogue
    groups = {
        group_id: replace(group, grants_org_admin=group_id in admin_groups)
        for group_id, group in catalogue.groups.items()
    }
    for group_id in admin_groups - groups.keys():
        groups[group_id] = GroupFacts(group_id, group_id, "", is_externally_managed=True, grants_org_admin=True)
    return replace(catalogue, groups=groups)
