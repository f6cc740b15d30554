"""Finds out at the start of a sync what there is to read, and plans its walks.

Reads directories, apps, roles in use and counts (a handful of calls), writes directories and apps into the mirror
and the walks into the database. Everything later is one of those walks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.admin import ALL_DIRECTORIES, AdminApi
from app.atlassian.admin_rights import fetch_admin_groups, fetch_org_admins
from app.atlassian.errors import AtlassianError, BadRequest, InsufficientScope, Malformed, NotFound, Refused
from app.atlassian.records import DirectoryRecord
from app.directory.syncing.sync_apps import AppDescription, describe_apps
from app.directory.syncing.sync_catalogue import write_apps, write_directories
from app.directory.syncing.sync_rows import ClaimedSync, insert_walks, update_sync
from app.logs import get_logger
from app.models import App, AppAccess, Directory, DirectoryUser, GroupGrant

_log = get_logger(__name__)
# Held in the whole organization or on a site, not on an app; they come inline with every user.
PLATFORM_ROLES: Final = frozenset({"atlassian/org-admin", "atlassian/site-admin", "atlassian/ai-access"})
# Asked for when Atlassian does not say which roles are in use.
USUAL_ROLES: Final = (
    "atlassian/user",
    "atlassian/admin",
    "atlassian/guest",
    "atlassian/customer",
    "atlassian/user-access-admin",
)
Pair = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Findings:
    """Contents of an organization. user_counts, group_counts: directory id → Atlassian's own count.

    service_accounts, admin_groups: Atlassian's ids, None when it does not let us ask (admin API contract 5.6, 7.3).
    are_roles_told: organization admins come with their `platformRoles`, so that who comes without has none.
    """

    directories: tuple[DirectoryRecord, ...]
    apps: Sequence[AppDescription]
    skipped_resources: Sequence[str]
    role_counts: Mapping[str, int]
    user_counts: Mapping[str, int]
    group_counts: Mapping[str, int]
    service_accounts: frozenset[str] | None
    admin_groups: frozenset[str] | None
    are_roles_told: bool

    @property
    def scope(self) -> str:
        """The directory id for questions about the whole organization."""
        return self.directories[0].directory_id if len(self.directories) == 1 else ALL_DIRECTORIES


@dataclass(frozen=True, slots=True)
class Known:
    """Contents of the mirror before a sync: a listing that lacks them is not believed without a second look."""

    directory_ids: frozenset[str]
    has_access: bool


def find_known(session: Session, tenant_id: int) -> Known:
    """Read what the mirror holds."""
    ids = session.scalars(sa.select(Directory.directory_id).where(Directory.tenant_id == tenant_id))
    access = session.scalar(sa.select(AppAccess.user_id).where(AppAccess.tenant_id == tenant_id).limit(1))
    return Known(frozenset(ids), access is not None)


def fetch_findings(api: AdminApi, known: Known) -> Findings:
    """Ask what there is to read: 7 calls and 2 for each directory.

    Raises AtlassianError; Malformed for a list that cannot be complete.
    """
    directories = tuple({d.directory_id: d for d in api.iter_directories()}.values())
    if not directories:
        raise Malformed("Atlassian lists no user directory, although every organization has one.")
    for missing in sorted(known.directory_ids - {d.directory_id for d in directories}):
        _confirm_gone(api, missing)
    apps, skipped = describe_apps(api.fetch_workspaces())
    if known.has_access and not apps:
        raise Malformed("Atlassian lists no apps, although people had access to some.")
    scope = directories[0].directory_id if len(directories) == 1 else ALL_DIRECTORIES
    return Findings(
        directories=directories,
        apps=apps,
        skipped_resources=skipped,
        role_counts=_fetch_role_counts(api, scope),
        user_counts={d.directory_id: api.count_users(d.directory_id) for d in directories},
        group_counts={d.directory_id: api.count_groups(d.directory_id) for d in directories},
        service_accounts=_fetch_service_accounts(api),
        admin_groups=_fetch_admin_groups(api),
        are_roles_told=any(user.platform_roles is not None for user in fetch_org_admins(api)),
    )


def _fetch_service_accounts(api: AdminApi) -> frozenset[str] | None:
    """Few keys may read this list, and whatever is wrong with it says nothing about the rest."""
    try:
        return api.fetch_service_accounts()
    except AtlassianError as error:
        _log.info("service_accounts_unknown", status=error.status, code=error.code)
        return None


def _fetch_admin_groups(api: AdminApi) -> frozenset[str] | None:
    try:
        return fetch_admin_groups(api)
    except (BadRequest, InsufficientScope, NotFound, Refused) as error:
        _log.warning("admin_groups_unknown", status=error.status, code=error.code)
        return None


def write_plan(session: Session, claim: ClaimedSync, findings: Findings, api_calls: int) -> None:
    """Store directories, apps and walks. Raises SyncFenceLost."""
    write_directories(session, claim.tenant_id, findings.directories)
    write_apps(session, claim.tenant_id, findings.apps)
    pairs = _choose_pairs(session, claim.tenant_id, findings)
    insert_walks(session, claim, plan_walks(findings, pairs))
    has_people = session.scalar(sa.select(DirectoryUser.id).where(DirectoryUser.tenant_id == claim.tenant_id).limit(1))
    plan = {
        "is_first": has_people is None,
        "directory_ids": [directory.directory_id for directory in findings.directories],
        "resource_ids": [app.resource_id for app in findings.apps],
        "skipped_resources": list(findings.skipped_resources),
        "service_accounts": _list(findings.service_accounts),
        "admin_groups": _list(findings.admin_groups),
        "are_roles_told": findings.are_roles_told,
    }
    update_sync(session, claim, plan=plan, api_calls=api_calls)


def _list(ids: frozenset[str] | None) -> list[str] | None:
    return None if ids is None else sorted(ids)


def plan_walks(findings: Findings, pairs: Mapping[Pair, int]) -> list[dict[str, Any]]:
    """The walks, longest first where it matters. pairs: (app row id, role) → users expected to hold it."""
    walks = [_walk("users", id_, expected=count) for id_, count in findings.user_counts.items()]
    walks += [_walk("groups", id_, expected=count) for id_, count in findings.group_counts.items()]
    walks.append(_walk("org_admins", findings.scope))
    by_size = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    walks += [_walk("access", findings.scope, pair=pair, expected=count) for pair, count in by_size]
    walks += [_walk("grants", findings.scope, pair=pair) for pair in sorted(pairs)]
    return walks


def _walk(kind: str, directory_id: str, *, pair: Pair | None = None, expected: int | None = None) -> dict[str, Any]:
    app_row_id, role = pair or (None, None)
    return {
        "kind": kind,
        "directory_id": directory_id,
        "app_row_id": app_row_id,
        "role": role,
        "expected_rows": expected,
    }


def _confirm_gone(api: AdminApi, directory_id: str) -> None:
    """A directory that is no longer listed takes its people with it, so Atlassian has to say that it is unknown."""
    try:
        api.count_users(directory_id)
    except (BadRequest, NotFound):
        return
    raise Malformed("Atlassian answers for a user directory that it does not list.")


def _fetch_role_counts(api: AdminApi, scope: str) -> Mapping[str, int]:
    try:
        return api.fetch_role_counts(scope)
    except (BadRequest, InsufficientScope, NotFound, Refused) as error:
        _log.warning("roles_in_use_unknown", status=error.status, code=error.code)
        return {}


def _choose_pairs(session: Session, tenant_id: int, findings: Findings) -> dict[Pair, int]:
    """Every listed app with every role in use, every pair the mirror still holds, and their likely sizes."""
    counts = {role: count for role, count in findings.role_counts.items() if count > 0}
    roles = set(counts or USUAL_ROLES) - PLATFORM_ROLES
    resource_ids = [app.resource_id for app in findings.apps]
    app_rows = session.scalars(
        sa.select(App.id).where(App.tenant_id == tenant_id, App.resource_id.in_(resource_ids))
    ).all()
    held = _count_held(session, tenant_id, app_rows)
    share = max(len(app_rows), 1)
    pairs = {(row, role): -(-counts.get(role, 0) // share) for row in app_rows for role in roles}
    return pairs | held


def _count_held(session: Session, tenant_id: int, app_rows: Iterable[int]) -> dict[Pair, int]:
    known = list(app_rows)
    access = session.execute(
        sa.select(AppAccess.app_row_id, AppAccess.role, sa.func.count())
        .where(AppAccess.tenant_id == tenant_id, AppAccess.app_row_id.in_(known))
        .group_by(AppAccess.app_row_id, AppAccess.role)
    )
    held = {(app_row_id, role): count for app_row_id, role, count in access}
    grants = session.execute(
        sa.select(GroupGrant.app_row_id, GroupGrant.role)
        .where(GroupGrant.tenant_id == tenant_id, GroupGrant.app_row_id.in_(known))
        .distinct()
    )
    return dict.fromkeys(grants, 0) | held
