"""Takes out of the mirror what complete walks have not brought. Called only after the walk was found complete.

Links (memberships, grants, access) go at the end of their walk; users, groups, apps and directories go together
when the whole sync has succeeded.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.sync_rows import ClaimedSync, Walk

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
_LEAVE_GROUPS: Final = sa.text(
    _SEEN
    + """
delete from group_members m using directory_groups g
where m.tenant_id = :tenant and g.tenant_id = m.tenant_id and g.id = m.group_row_id and g.directory_id = :directory
    and not exists (select from seen where seen.id = m.user_id)
"""
)
_NAMES: Final[Mapping[str, str]] = {
    "users": "join directory_users u on u.tenant_id = m.tenant_id and u.id = m.user_id",
    "groups": "",
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
_DROP_DIRECTORIES: Final = """
delete from directories where tenant_id = :tenant and directory_id <> all(cast(:directories as text[]))
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


def list_unseen_ids(session: Session, claim: ClaimedSync, walk: Walk) -> list[str]:
    """Atlassian's ids of the users or groups of the mirror that the walk has not brought."""
    column = "u.account_id" if walk.kind == "users" else "m.group_id"
    source = _UNSEEN[walk.kind].replace(" m where", f" m {_NAMES[walk.kind]} where", 1)
    statement = sa.text(f"{_SEEN} select {column} {source} order by 1")
    return list(session.execute(statement, _given(claim, walk)).scalars())


def remove_unseen_links(session: Session, claim: ClaimedSync, walk: Walk) -> None:
    """Remove the links that a complete walk has not brought; groups themselves wait for `remove_leftovers`."""
    if walk.kind not in ("users", "grants", "access"):
        return
    statement = sa.text(f"{_SEEN} delete {_UNSEEN[walk.kind]}")
    session.execute(statement, _given(claim, walk))
    if walk.kind == "users":
        session.execute(_LEAVE_GROUPS, _given(claim, walk))


def apply_roster(session: Session, claim: ClaimedSync, org_admin_role: str) -> None:
    """Make the organization admins of the mirror those whom the roster walks have brought."""
    given = {"tenant": claim.tenant_id, "sync": claim.sync_id, "org_admin": org_admin_role}
    session.execute(_ADD_ADMINS, given)
    session.execute(_DROP_ADMINS, given)


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
