"""Roles of somebody on an app, and how they are held: one call a directory, because nothing tells it in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.atlassian import errors as atlassian
from app.atlassian.admin import AdminApi


@dataclass(frozen=True, slots=True)
class HeldRoles:
    """The roles held directly, in their order, and whether any other role shows."""

    direct: tuple[str, ...] = ()
    has_other: bool = False


def read_roles(api: AdminApi, account_id: str, directories: Iterable[str], resource_id: str) -> HeldRoles:
    """Read somebody's roles on one app, over their directories. Raises AtlassianError."""
    direct: dict[str, None] = {}
    has_other = False
    for directory_id in sorted(directories):
        try:
            records = api.fetch_user_role_assignments(directory_id, account_id, resource_ids=[resource_id])
        except atlassian.NotFound:
            continue
        for record in records:
            if record.resource_id != resource_id:
                continue
            for grant in record.grants:
                if grant.is_direct:
                    direct[grant.role] = None
                else:
                    has_other = True
    return HeldRoles(tuple(direct), has_other)
