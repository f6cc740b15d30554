"""Takes out of the mirror what complete walks have not brought, and what was then looked up and not found either.

Links (memberships, grants, access) go at the end of their walk; users, groups, apps and directories go together
when the whole sync has succeeded.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.syncing.sync_rows import ClaimedSync, Walk

_SEEN: Final = """
with seen as materialized (
    select distinct s.id from sync_pages p, unnest(p.row_ids) as s(id)
    where p.tenant_id = :tenant and p.sync_id = :sync and p.position = :position)
"""
_UNSEEN: Final[Mapping[str, str]] = {
    "users": "from directory_memberships m where m.tenant_id = :tenant and m.directory_row_id = :directory_row"
    " and not exists (select from seen where seen.id = m.user_id)",
    "grants": "from group_grants m where m.tenant_id = :tenant and m.app_row_id = :app and m.role = :role"
    " and not exists (select from seen where seen.id = m.group_row_id)",
    "access": "from app_access m where m.tenant_id = :tenant and m.app_row_id = :app and m.role = :role"
    " and not exists (select from seen where seen.id = m.user_id)",
    "groups": "from directory_groups m where m.tenant_id = :tenant and m.directory_id = :directory"
    " and not exists (select from seen where seen.id = m.id)",
}
# Kind of walk → Atlassian's id of what a row is about, and where it stands.
_IDS: Final[Mapping[str, tuple[str, str]]] = {
    "users": ("u.account_id", "join directory_users u on u.tenant_id = m.tenant_id and u.id = m.user_id"),
    "access": ("u.account_id", "join directory_users u on u.tenant_id = m.tenant_id and u.id = m.user_id"),
    "groups": ("m.group_id", ""),
    "grants": ("g.group_id", "join directory_groups g on g.tenant_id = m.tenant_id and g.id = m.group_row_id"),
}
_LEAVE_GROUPS: Final = """
delete from group_members m using directory_users u, directory_groups g
where m.tenant_id = :tenant and u.tenant_id = :tenant and u.id = m.user_id
    and u.account_id = any(cast(:gone as text[]))
    and g.tenant_id = :tenant and g.id = m.group_row_id and g.directory_id = :directory
"""
_LEAVE_DIRECTORY: Final = """
delete from directory_memberships m using directory_users u
where m.tenant_id = :tenant and m.directory_row_id = :directory_row and u.tenant_id = :tenant and u.id = m.user_id
    and u.account_id = any(cast(:gone as text[]))
"""
_LOSE_ACCESS: Final = """
delete from app_access m using directory_users u
where m.tenant_id = :tenant and m.app_row_id = :app and m.role = :role and u.tenant_id = :tenant
    and u.id = m.user_id and u.account_id = any(cast(:gone as text[]))
"""
_LOSE_GRANT: Final = """
delete from group_grants m using directory_groups g
where m.tenant_id = :tenant and m.app_row_id = :app and m.role = :role and g.tenant_id = :tenant
    and g.id = m.group_row_id and g.group_id = any(cast(:gone as text[]))
"""
# Kind of walk → what goes with ids that Atlassian does not find any more; groups themselves wait for the end.
_REMOVE: Final[Mapping[str, tuple[str, ...]]] = {
    "users": (_LEAVE_GROUPS, _LEAVE_DIRECTORY),
    "access": (_LOSE_ACCESS,),
    "grants": (_LOSE_GRANT,),
    "groups": (),
}
_ROSTER: Final = """
with roster as materialized (
    select distinct s.id from sync_pages p
    join sync_walks w on w.tenant_id = p.tenant_id and w.sync_id = p.sync_id and w.position = p.position,
    unnest(p.row_ids) as s(id)
    where p.tenant_id = :tenant and p.sync_id = :sync and w.kind = 'org_admins')
"""
_ADD_ADMINS: Final = sa.text(
    _ROSTER
    + """
update directory_users u set platform_roles = array_append(u.platform_roles, :org_admin)
from roster where u.tenant_id = :tenant and u.id = roster.id and not (:org_admin = any(u.platform_roles))
"""
)
_DROP_ADMINS: Final = sa.text(
    _ROSTER
    + """
update directory_users u set platform_roles = array_remove(u.platform_roles, :org_admin)
where u.tenant_id = :tenant and :org_admin = any(u.platform_roles)
    and not exists (select from roster where roster.id = u.id)
"""
)
_MARK_ADMIN_GROUPS: Final = sa.text("""
update directory_groups set grants_org_admin = group_id = any(cast(:groups as text[]))
where tenant_id = :tenant and grants_org_admin <> (group_id = any(cast(:groups as text[])))
""")
_DROP_DIRECTORIES: Final = """
delete from directories where tenant_id = :tenant and directory_id <> all(cast(:directories as text[]))
"""
# Their links first, while it can still be noted whose they were.
_DROP_LINKS: Final = """
delete from {table} x using directory_users u
where x.tenant_id = :tenant and u.tenant_id = x.tenant_id and u.id = x.user_id
    and not exists (select from directory_memberships m where m.tenant_id = u.tenant_id and m.user_id = u.id)
"""
_DROP_USERS: Final = """
delete from directory_users u where u.tenant_id = :tenant
    and not exists (select from directory_memberships m where m.tenant_id = u.tenant_id and m.user_id = u.id)
"""
# A group that its directory's walk has not brought; one that users of this sync still name is kept.
_DROP_GROUPS: Final = """
with seen as materialized (
    select distinct s.id from sync_pages p
    join sync_walks w on w.tenant_id = p.tenant_id and w.sync_id = p.sync_id and w.position = p.position,
    unnest(p.row_ids) as s(id)
    where p.tenant_id = :tenant and p.sync_id = :sync and w.kind = 'groups')
delete from directory_groups g where g.tenant_id = :tenant
    and not exists (select from seen where seen.id = g.id)
    and not exists (select from group_members m where m.tenant_id = g.tenant_id and m.group_row_id = g.id)
"""
_DROP_UNLISTED: Final = """
delete from {table} x using apps a
where x.tenant_id = :tenant and a.tenant_id = x.tenant_id and a.id = x.app_row_id
    and a.resource_id <> all(cast(:resources as text[]))
"""
# An app that is no longer listed; one that activity still names is kept.
_DROP_APPS: Final = """
delete from apps a where a.tenant_id = :tenant and a.resource_id <> all(cast(:resources as text[]))
    and not exists (select from app_activity x where x.tenant_id = a.tenant_id and x.app_row_id = a.id)
"""
_LEFTOVERS: Final = (
    _DROP_DIRECTORIES,
    _DROP_LINKS.format(table="group_members"),
    _DROP_LINKS.format(table="app_access"),
    _DROP_USERS,
    _DROP_GROUPS,
    _DROP_UNLISTED.format(table="app_access"),
    _DROP_UNLISTED.format(table="group_grants"),
    _DROP_APPS,
)


def count_unseen(session: Session, claim: ClaimedSync, walk: Walk) -> int:
    """How many rows of the mirror the walk has not brought."""
    statement = sa.text(f"{_SEEN} select count(*) {_UNSEEN[walk.kind]}")
    return int(session.execute(statement, _given(claim, walk)).scalar_one())


def list_unseen_ids(session: Session, claim: ClaimedSync, walk: Walk, *, after: str, limit: int) -> list[str]:
    """Atlassian's ids of what the mirror has and the walk has not brought, in order, those later than `after`."""
    column, join = _IDS[walk.kind]
    source = _UNSEEN[walk.kind].replace(" m where", f" m {join} where", 1)
    statement = sa.text(f"{_SEEN} select {column} {source} and {column} > :after order by 1 limit :limit")
    given = {**_given(claim, walk), "after": after, "limit": limit}
    return list(session.execute(statement, given).scalars())


def remove_links(session: Session, claim: ClaimedSync, walk: Walk, gone: Sequence[str]) -> None:
    """Remove the walk's links of those whom Atlassian, asked by their ids, does not find any more."""
    for statement in _REMOVE[walk.kind]:
        session.execute(sa.text(statement), {**_given(claim, walk), "gone": list(gone)})


def apply_roster(session: Session, claim: ClaimedSync, org_admin_role: str) -> None:
    """Make the organization admins of the mirror those whom the roster walks have brought."""
    given = {"tenant": claim.tenant_id, "sync": claim.sync_id, "org_admin": org_admin_role}
    session.execute(_ADD_ADMINS, given)
    session.execute(_DROP_ADMINS, given)


def apply_admin_groups(session: Session, claim: ClaimedSync, group_ids: Sequence[str] | None) -> None:
    """Mark the groups whose members may be organization admins; None: nobody could be asked, and the marks stay."""
    if group_ids is not None:
        session.execute(_MARK_ADMIN_GROUPS, {"tenant": claim.tenant_id, "groups": list(group_ids)})


def remove_leftovers(
    session: Session, claim: ClaimedSync, directory_ids: Sequence[str], resource_ids: Sequence[str]
) -> None:
    """Remove users, groups, apps and directories that nothing of a successful sync stands for."""
    given = {
        "tenant": claim.tenant_id,
        "sync": claim.sync_id,
        "directories": list(directory_ids),
        "resources": list(resource_ids),
    }
    for statement in _LEFTOVERS:
        session.execute(sa.text(statement), given)


def _given(claim: ClaimedSync, walk: Walk) -> Mapping[str, object]:
    return {
        "tenant": claim.tenant_id,
        "sync": claim.sync_id,
        "position": walk.position,
        "directory": walk.directory_id,
        "directory_row": walk.directory_row_id,
        "app": walk.app_row_id,
        "role": walk.role,
    }
