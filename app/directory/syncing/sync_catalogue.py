"""Writes everything but users into the mirror: directories, apps, groups, group grants, app access.

Inserts are ordered by Atlassian's ids, so that parallel walks cannot deadlock; unchanged rows are not rewritten.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.records import DirectoryRecord, GroupRecord, GroupReference
from app.directory.syncing.sync_apps import AppDescription

_DIRECTORIES: Final = sa.text("""
insert into directories as d (tenant_id, directory_id, name)
select :tenant, x.directory_id, x.name
from unnest(cast(:ids as text[]), cast(:names as text[])) as x(directory_id, name) order by x.directory_id
on conflict (tenant_id, directory_id) do update set name = excluded.name
where d.name is distinct from excluded.name
""")
_APPS: Final = sa.text("""
insert into apps as a (tenant_id, resource_id, key, name, site_id, site_name, host_url, seat_limit)
select :tenant, x.* from unnest(
    cast(:ids as text[]), cast(:keys as text[]), cast(:names as text[]), cast(:site_ids as text[]),
    cast(:site_names as text[]), cast(:host_urls as text[]), cast(:seat_limits as bigint[])
) as x(resource_id, key, name, site_id, site_name, host_url, seat_limit)
order by x.resource_id
on conflict (tenant_id, resource_id) do update set
    key = excluded.key, name = excluded.name, site_id = excluded.site_id, site_name = excluded.site_name,
    host_url = excluded.host_url, seat_limit = excluded.seat_limit
where (a.key, a.name, a.site_id, a.site_name, a.host_url, a.seat_limit) is distinct from
    (excluded.key, excluded.name, excluded.site_id, excluded.site_name, excluded.host_url, excluded.seat_limit)
""")
_LEARN_DIRECTORY: Final = sa.text("""
update apps set directory_id = :directory
where tenant_id = :tenant and id = any(cast(:ids as bigint[])) and directory_id is null
""")
_GROUPS: Final = sa.text("""
insert into directory_groups as g
    (tenant_id, group_id, directory_id, name, description, is_externally_managed, managed_by, user_count)
select :tenant, x.group_id, x.directory_id,
    -- A page that leaves the name or every mark of who manages the group out does not change them.
    coalesce(nullif(x.name, ''), old.name, x.group_id), x.description,
    coalesce(x.is_externally_managed, old.is_externally_managed, false), coalesce(x.managed_by, old.managed_by),
    x.user_count
from unnest(
    cast(:ids as text[]), cast(:directory_ids as text[]), cast(:names as text[]), cast(:descriptions as text[]),
    cast(:externals as boolean[]), cast(:managers as text[]), cast(:user_counts as bigint[])
) as x(group_id, directory_id, name, description, is_externally_managed, managed_by, user_count)
left join directory_groups old on old.tenant_id = :tenant and old.group_id = x.group_id
order by x.group_id
on conflict (tenant_id, group_id) do update set
    directory_id = excluded.directory_id, name = excluded.name, description = excluded.description,
    is_externally_managed = excluded.is_externally_managed, managed_by = excluded.managed_by,
    user_count = excluded.user_count
where (g.directory_id, g.name, g.description, g.is_externally_managed, g.managed_by, g.user_count) is distinct from
    (excluded.directory_id, excluded.name, excluded.description, excluded.is_externally_managed,
     excluded.managed_by, excluded.user_count)
""")
_GROUP_STUBS: Final = sa.text("""
insert into directory_groups (tenant_id, group_id, directory_id, name)
select :tenant, x.group_id, x.directory_id, x.name
from unnest(cast(:ids as text[]), cast(:directory_ids as text[]), cast(:names as text[]))
    as x(group_id, directory_id, name)
order by x.group_id
on conflict (tenant_id, group_id) do nothing
""")
_FIND_GROUPS: Final = sa.text("""
select group_id, id from directory_groups
where tenant_id = :tenant and group_id = any(cast(:ids as text[]))
""")
_GRANTS: Final = sa.text("""
insert into group_grants (tenant_id, group_row_id, app_row_id, role)
select :tenant, x.id, :app, :role from unnest(cast(:rows as bigint[])) as x(id)
on conflict do nothing
""")
_ACCESS: Final = sa.text("""
insert into app_access (tenant_id, app_row_id, role, user_id)
select :tenant, :app, :role, x.id from unnest(cast(:rows as bigint[])) as x(id)
on conflict do nothing
""")


def write_directories(session: Session, tenant_id: int, directories: Iterable[DirectoryRecord]) -> None:
    """Add and rename directories."""
    unique = list({directory.directory_id: directory for directory in directories}.values())
    given = {
        "tenant": tenant_id,
        "ids": [directory.directory_id for directory in unique],
        "names": [directory.name for directory in unique],
    }
    session.execute(_DIRECTORIES, given)


def write_apps(session: Session, tenant_id: int, apps: Sequence[AppDescription]) -> None:
    """Add and correct apps."""
    given = {
        "tenant": tenant_id,
        "ids": [app.resource_id for app in apps],
        "keys": [app.key for app in apps],
        "names": [app.name for app in apps],
        "site_ids": [app.site_id for app in apps],
        "site_names": [app.site_name for app in apps],
        "host_urls": [app.host_url for app in apps],
        "seat_limits": [app.seat_limit for app in apps],
    }
    session.execute(_APPS, given)


def learn_app_directory(session: Session, tenant_id: int, directory_id: str, app_rows: Sequence[int]) -> None:
    """Note in which directory apps were seen in use, for those where it is not known."""
    session.execute(_LEARN_DIRECTORY, {"tenant": tenant_id, "directory": directory_id, "ids": list(app_rows)})


def write_groups(session: Session, tenant_id: int, directory_id: str, groups: Iterable[GroupRecord]) -> dict[str, int]:
    """Write a page of groups; group id → row id. directory_id: for groups that do not name theirs."""
    unique = list({group.group_id: group for group in groups}.values())
    given = {
        "tenant": tenant_id,
        "ids": [group.group_id for group in unique],
        "directory_ids": [group.directory_id or directory_id for group in unique],
        "names": [group.name for group in unique],
        "descriptions": [group.description for group in unique],
        "externals": [group.is_externally_managed if group.is_management_told else None for group in unique],
        "managers": [group.managed_by for group in unique],
        "user_counts": [group.user_count for group in unique],
    }
    session.execute(_GROUPS, given)
    return find_group_rows(session, tenant_id, [group.group_id for group in unique])


def ensure_groups(
    session: Session, tenant_id: int, groups: Sequence[GroupReference | GroupRecord], directory_id: str
) -> dict[str, int]:
    """Row ids of groups, group id → id; one not yet in the mirror is added by name until its own page comes."""
    unique = list({group.group_id: group for group in groups}.values())
    rows = find_group_rows(session, tenant_id, [group.group_id for group in unique])
    missing = [group for group in unique if group.group_id not in rows]
    if missing:
        ids = [group.group_id for group in missing]
        given = {
            "tenant": tenant_id,
            "ids": ids,
            "directory_ids": [_read_directory(group) or directory_id for group in missing],
            "names": [group.name or group.group_id for group in missing],
        }
        session.execute(_GROUP_STUBS, given)
        rows |= find_group_rows(session, tenant_id, ids)
    return rows


def _read_directory(group: GroupReference | GroupRecord) -> str | None:
    return group.directory_id if isinstance(group, GroupRecord) else None


def find_group_rows(session: Session, tenant_id: int, group_ids: Sequence[str]) -> dict[str, int]:
    """Group id → row id of those groups that the mirror has."""
    found = session.execute(_FIND_GROUPS, {"tenant": tenant_id, "ids": list(group_ids)})
    return {row.group_id: row.id for row in found}


def write_grants(session: Session, tenant_id: int, app_row_id: int, role: str, group_rows: Sequence[int]) -> None:
    """Note that these groups give the role on the app to their members."""
    session.execute(_GRANTS, _role_rows(tenant_id, app_row_id, role, group_rows))


def write_access(session: Session, tenant_id: int, app_row_id: int, role: str, user_rows: Sequence[int]) -> None:
    """Note that these users hold the role on the app."""
    session.execute(_ACCESS, _role_rows(tenant_id, app_row_id, role, user_rows))


def _role_rows(tenant_id: int, app_row_id: int, role: str, rows: Sequence[int]) -> Mapping[str, object]:
    return {"tenant": tenant_id, "app": app_row_id, "role": role, "rows": sorted(set(rows))}
