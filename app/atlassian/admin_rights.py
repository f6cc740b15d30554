"""Admin rights of a person and abilities of a key: questions of several calls (admin API contract 7.1, 7.3)."""

from functools import partial
from typing import Final

from app.atlassian.admin import ALL_DIRECTORIES, MAX_IDS_PER_SEARCH, AdminApi
from app.atlassian.errors import BadRequest, InsufficientScope, KeyRejected, NotFound, Refused
from app.atlassian.paging import iter_pages
from app.atlassian.records import UserRecord

ORG_ADMIN_ROLE: Final = "atlassian/org-admin"
PLATFORM_ROLES: Final = frozenset(
    {ORG_ADMIN_ROLE, "atlassian/site-admin", "atlassian/user-access-admin", "atlassian/ai-access"}
)
"""What `platformRoles` can hold (admin API contract 5.3)."""
NOBODY: Final = "000000000000000000000000"
"""An account id in the usual form that belongs to nobody."""
_CLAIMS: Final = (None, "managed")
"""Without and with the filter: only the second question is promised to bring accounts in no directory."""


def fetch_org_admins(api: AdminApi) -> tuple[UserRecord, ...]:
    """R4: organization admins wherever they are, also in no directory: 2 calls or more.

    Whoever is in the answer counts: an ignored filter makes too many admins, not too few.
    """
    found: dict[str, UserRecord] = {}
    for claim_status in _CLAIMS:
        search = partial(
            api.search_users,
            ALL_DIRECTORIES,
            role_ids=[ORG_ADMIN_ROLE],
            claim_status=claim_status,
            expand=("platformRoles",),
        )
        for page in iter_pages(search):
            found |= {user.account_id: user for user in page.rows}
    return tuple(found.values())


def fetch_admin_groups(api: AdminApi) -> frozenset[str]:
    """R10: the ids of the groups whose role assignments hold the organization admin role.

    It is no app's role, so that a walk over apps never meets them. Raises BadRequest when Atlassian does not let us
    ask for a role alone.
    """
    pages = iter_pages(partial(api.search_groups, ALL_DIRECTORIES, role_ids=[ORG_ADMIN_ROLE]))
    return frozenset(group.group_id for page in pages for group in page.rows)


def fetch_admin_roles(api: AdminApi, account_id: str) -> frozenset[str]:
    """The platform roles of one account, e.g. `atlassian/org-admin`; empty when it has none or is unknown.

    Asks directory by directory, then for the role assignments, which need no directory and tell what a row leaves
    out, and at last for accounts in no directory.
    """
    found: set[str] = set()
    for directory in api.iter_directories():
        found |= _search_platform_roles(api, directory.directory_id, account_id)
    if ORG_ADMIN_ROLE in found:
        return frozenset(found)
    try:
        records = api.fetch_user_role_assignments(ALL_DIRECTORIES, account_id)
    except NotFound:
        for claim_status in _CLAIMS:
            found |= _search_platform_roles(api, ALL_DIRECTORIES, account_id, claim_status)
    else:
        held = {grant.role for record in records if record.directory_id is None for grant in record.grants}
        found |= held & PLATFORM_ROLES
    return frozenset(found)


def is_scoped_key(api: AdminApi) -> bool:
    """True for a key with scopes, which cannot write (admin API contract 12): R2 answers it, R1 stays empty.

    An empty R1 alone proves nothing; then a harmless write tells.
    """
    api.fetch_organization()
    try:
        return not api.fetch_organizations() and not _may_write(api)
    except (InsufficientScope, Refused):
        return True  # an unscoped key may read both


def _search_platform_roles(
    api: AdminApi, directory_id: str, account_id: str, claim_status: str | None = None
) -> set[str]:
    page = api.search_users(
        directory_id,
        account_ids=[account_id],
        limit=MAX_IDS_PER_SEARCH,
        claim_status=claim_status,
        expand=("platformRoles",),
    )
    mine = (user.platform_roles or () for user in page.rows if user.account_id == account_id)
    return {role for roles in mine for role in roles}


def _may_write(api: AdminApi) -> bool:
    """Ask to suspend an account that cannot exist: who may write hears that it does not."""
    for directory in api.iter_directories():
        try:
            api.suspend_user(directory.directory_id, NOBODY)
        except (KeyRejected, Refused):
            return False
        except (BadRequest, NotFound):
            return True
    return True
