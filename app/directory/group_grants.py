"""Writes what a few groups give, read apart from a sync: of the apps that the mirror knows, and whether they make
organization admins."""

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian import errors as atlassian
from app.atlassian.admin import AdminApi
from app.domain.people.directory import ORG_ADMIN_ROLE

UNASKABLE: Final = (atlassian.BadRequest, atlassian.InsufficientScope, atlassian.NotFound, atlassian.Refused)
"""Atlassian does not let us ask what a group gives: it stays as the last sync has it."""
_TAKE_BACK: Final = sa.text("""
delete from group_grants g using apps a
where g.tenant_id = :tenant and g.group_row_id = :group and a.tenant_id = :tenant and a.id = g.app_row_id
    and not exists (
        select from unnest(cast(:ids as text[]), cast(:roles as text[])) as x(resource_id, role)
        where x.resource_id = a.resource_id and x.role = g.role)
""")
_GIVE: Final = sa.text("""
insert into group_grants (tenant_id, group_row_id, app_row_id, role)
select :tenant, :group, a.id, x.role
from unnest(cast(:ids as text[]), cast(:roles as text[])) as x(resource_id, role)
join apps a on a.tenant_id = :tenant and a.resource_id = x.resource_id
order by a.id, x.role
on conflict do nothing
""")
_MARK: Final = sa.text("""
update directory_groups set grants_org_admin = :makes_admins
where tenant_id = :tenant and id = :group and grants_org_admin <> :makes_admins
""")


def fetch_grants(api: AdminApi, directory_id: str, group_id: str) -> frozenset[tuple[str, str]] | None:
    """(resource id, role) of all that a group gives now; None when Atlassian does not let us ask. Raises
    AtlassianError."""
    try:
        records = api.fetch_group_role_assignments(directory_id, group_id)
    except UNASKABLE:
        return None
    return frozenset((record.resource_id, grant.role) for record in records for grant in record.grants)


def write_group_grants(session: Session, tenant_id: int, group_row_id: int, given: Iterable[tuple[str, str]]) -> None:
    """The group gives this and nothing else."""
    pairs = sorted(given)
    statement = {
        "tenant": tenant_id,
        "group": group_row_id,
        "ids": [resource_id for resource_id, _role in pairs],
        "roles": [role for _resource_id, role in pairs],
    }
    session.execute(_TAKE_BACK, statement)
    session.execute(_GIVE, statement)
    makes_admins = any(role == ORG_ADMIN_ROLE for _resource_id, role in pairs)
    session.execute(_MARK, {"tenant": tenant_id, "group": group_row_id, "makes_admins": makes_admins})
