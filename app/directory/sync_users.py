"""Writes users into the mirror: one page of a user walk, with memberships, groups and activity.

Statements take arrays and compare before they write, so that an unchanged row is not rewritten. Only what the
page says is replaced: a part that Atlassian left out stays as it was ("could not read" is not "has none").
Parents (users, groups, apps) are written in the order of their ids, so that parallel walks cannot deadlock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.records import UserRecord
from app.directory.sync_memberships import write_memberships
from app.domain.erasure import FORMER_USER
from app.domain.filters import email_domain_of

_UPSERT: Final = sa.text("""
insert into directory_users as u (
    tenant_id, account_id, name, email, email_domain, status, account_status, membership_status, claim,
    management_source, added_at, platform_roles, is_activity_known, last_active_at)
select :tenant, x.account_id,
    -- Of a closed account nothing new is kept; what is there stays until it is erased everywhere.
    case when x.account_status = 'closed' then coalesce(old.name, x.name) else x.name end,
    case when x.account_status = 'closed' then old.email else x.email end,
    case when x.account_status = 'closed' then old.email_domain else x.email_domain end,
    x.status, x.account_status, x.membership_status, x.claim, x.management_source, x.added_at,
    coalesce(string_to_array(x.platform_roles, ' '), old.platform_roles, '{}'),
    x.is_activity_known,
    case when x.is_activity_known then x.last_active_at else old.last_active_at end
from unnest(
    cast(:account_ids as text[]), cast(:names as text[]), cast(:emails as text[]), cast(:email_domains as text[]),
    cast(:statuses as text[]), cast(:account_statuses as text[]), cast(:membership_statuses as text[]),
    cast(:claims as text[]), cast(:management_sources as text[]), cast(:added_ats as timestamptz[]),
    cast(:platform_roles as text[]), cast(:knowns as boolean[]), cast(:last_active_ats as timestamptz[])
) as x(account_id, name, email, email_domain, status, account_status, membership_status, claim,
    management_source, added_at, platform_roles, is_activity_known, last_active_at)
left join directory_users old on old.tenant_id = :tenant and old.account_id = x.account_id
order by x.account_id
on conflict (tenant_id, account_id) do update set
    name = excluded.name, email = excluded.email, email_domain = excluded.email_domain, status = excluded.status,
    account_status = excluded.account_status, membership_status = excluded.membership_status,
    claim = excluded.claim, management_source = excluded.management_source, added_at = excluded.added_at,
    platform_roles = excluded.platform_roles, is_activity_known = excluded.is_activity_known,
    last_active_at = case when :is_only_directory then excluded.last_active_at else u.last_active_at end
where (u.name, u.email, u.email_domain, u.status, u.account_status, u.membership_status, u.claim,
        u.management_source, u.added_at, u.platform_roles, u.is_activity_known, u.last_active_at)
    is distinct from (excluded.name, excluded.email, excluded.email_domain, excluded.status,
        excluded.account_status, excluded.membership_status, excluded.claim, excluded.management_source,
        excluded.added_at, excluded.platform_roles, excluded.is_activity_known,
        case when :is_only_directory then excluded.last_active_at else u.last_active_at end)
""")
# With several directories each page knows a part of the activity. The upsert has locked the users, so that this
# statement sees what pages of other directories have committed.
_LATEST: Final = sa.text("""
update directory_users u set last_active_at = n.latest
from (
    select x.id, (
        select max(a.last_active_at) from app_activity a where a.tenant_id = :tenant and a.user_id = x.id) as latest
    from unnest(cast(:read_users as bigint[])) as x(id)) n
where u.tenant_id = :tenant and u.id = n.id and u.last_active_at is distinct from n.latest
""")
_STUBS: Final = sa.text("""
insert into directory_users (tenant_id, account_id, name, email, email_domain, status, account_status,
    membership_status, claim, management_source, added_at, is_activity_known)
select :tenant, x.* , false from unnest(
    cast(:account_ids as text[]), cast(:names as text[]), cast(:emails as text[]), cast(:email_domains as text[]),
    cast(:statuses as text[]), cast(:account_statuses as text[]), cast(:membership_statuses as text[]),
    cast(:claims as text[]), cast(:management_sources as text[]), cast(:added_ats as timestamptz[])
) as x(account_id, name, email, email_domain, status, account_status, membership_status, claim,
    management_source, added_at)
order by x.account_id
on conflict (tenant_id, account_id) do nothing
""")
_FIND: Final = sa.text("""
select account_id, id from directory_users
where tenant_id = :tenant and account_id = any(cast(:account_ids as text[]))
""")
_CURRENT_GROUPS: Final = sa.text("""
select x.user_id, x.group_row_id from group_members x
where x.tenant_id = :tenant and x.user_id = any(cast(:read_users as bigint[]))
    and (:is_only_directory or exists (
        select from directory_groups g
        where g.tenant_id = x.tenant_id and g.id = x.group_row_id and g.directory_id = :directory))
""")
_LEAVE_GROUPS: Final = sa.text("""
delete from group_members x
using unnest(cast(:users as bigint[]), cast(:targets as bigint[])) as w(user_id, target)
where x.tenant_id = :tenant and x.user_id = w.user_id and x.group_row_id = w.target
""")
_JOIN_GROUPS: Final = sa.text("""
insert into group_members (tenant_id, group_row_id, user_id)
select :tenant, w.target, w.user_id
from unnest(cast(:users as bigint[]), cast(:targets as bigint[])) as w(user_id, target)
order by 2, 3
on conflict do nothing
""")
_CURRENT_ACTIVITY: Final = sa.text("""
select x.user_id, x.app_row_id, x.last_active_at from app_activity x
where x.tenant_id = :tenant and x.user_id = any(cast(:read_users as bigint[]))
    and (:is_only_directory or exists (
        select from apps p where p.tenant_id = x.tenant_id and p.id = x.app_row_id and p.directory_id = :directory))
""")
_FORGET_ACTIVITY: Final = sa.text("""
delete from app_activity x
using unnest(cast(:users as bigint[]), cast(:targets as bigint[])) as w(user_id, target)
where x.tenant_id = :tenant and x.user_id = w.user_id and x.app_row_id = w.target
""")
_NOTE_ACTIVITY: Final = sa.text("""
insert into app_activity (tenant_id, user_id, app_row_id, last_active_at)
select :tenant, w.user_id, w.target, w.last_active_at
from unnest(cast(:users as bigint[]), cast(:targets as bigint[]), cast(:moments as timestamptz[]))
    as w(user_id, target, last_active_at)
order by 2, 3
on conflict (tenant_id, user_id, app_row_id) do update set last_active_at = excluded.last_active_at
""")


@dataclass(frozen=True, slots=True)
class UserPlace:
    """Where a page of users was read. `is_only_directory`: the organization has no other directory."""

    tenant_id: int
    directory_id: str
    directory_row_id: int
    is_only_directory: bool


def write_users(
    session: Session,
    place: UserPlace,
    users: Iterable[UserRecord],
    groups: Mapping[str, int],
    apps: Mapping[str, int],
) -> list[int]:
    """Write a page of one directory's users and return their row ids.

    groups, apps: row ids of every group and app that the users name; other apps' activity is left out.
    """
    unique = list({user.account_id: user for user in users}.values())
    if not unique:
        return []
    latest = {user.account_id: _read_activity(user, apps) for user in unique}
    scope = {
        "tenant": place.tenant_id,
        "directory": place.directory_id,
        "is_only_directory": place.is_only_directory,
    }
    session.execute(
        _UPSERT,
        scope
        | _user_columns(unique)
        | {
            "platform_roles": [_join_roles(user.platform_roles) for user in unique],
            "knowns": [user.activity is not None for user in unique],
            "last_active_ats": [max(latest[user.account_id].values(), default=None) for user in unique],
        },
    )
    rows = find_user_rows(session, place.tenant_id, [user.account_id for user in unique])
    statuses = {rows[user.account_id]: user.membership_status or "unknown" for user in unique}
    write_memberships(session, scope | {"directory_row": place.directory_row_id}, statuses)
    _write_groups(session, scope, unique, rows, groups)
    _write_activity(session, scope, latest, rows, [user for user in unique if user.activity is not None])
    return [rows[user.account_id] for user in unique]


def ensure_users(session: Session, tenant_id: int, users: Sequence[UserRecord]) -> dict[str, int]:
    """Row ids of users, account id → id; those not yet in the mirror are added with their activity unknown."""
    unique = list({user.account_id: user for user in users}.values())
    rows = find_user_rows(session, tenant_id, [user.account_id for user in unique])
    missing = [user for user in unique if user.account_id not in rows]
    if missing:
        session.execute(_STUBS, {"tenant": tenant_id} | _user_columns(missing))
        rows |= find_user_rows(session, tenant_id, [user.account_id for user in missing])
    return rows


def find_user_rows(session: Session, tenant_id: int, account_ids: Sequence[str]) -> dict[str, int]:
    """Account id → row id of those users that the mirror has."""
    found = session.execute(_FIND, {"tenant": tenant_id, "account_ids": list(account_ids)})
    return {row.account_id: row.id for row in found}


def choose_status(user: UserRecord) -> str:
    """Atlassian's composite status, or the one that follows from its parts (admin API contract 5.2)."""
    if user.status:
        return user.status
    if user.account_status in ("inactive", "closed"):
        return "deactivated"
    by_membership = {"suspended": "suspended", "no_membership": "not_invited", "active": "active"}
    return by_membership.get(user.membership_status or "", "unknown")


def _user_columns(users: Sequence[UserRecord]) -> dict[str, list[str | datetime | None]]:
    emails = [user.email.lower() if user.email and user.account_status != "closed" else None for user in users]
    return {
        "account_ids": [user.account_id for user in users],
        "names": [FORMER_USER if user.account_status == "closed" else user.name for user in users],
        "emails": list(emails),
        "email_domains": [email_domain_of(email) or None for email in emails],
        "statuses": [choose_status(user) for user in users],
        "account_statuses": [user.account_status for user in users],
        "membership_statuses": [user.membership_status for user in users],
        "claims": [user.claim_status for user in users],
        "management_sources": [user.management_source for user in users],
        "added_ats": [user.added_at for user in users],
    }


def _join_roles(roles: tuple[str, ...] | None) -> str | None:
    return None if roles is None else " ".join(sorted(set(roles)))


def _read_activity(user: UserRecord, apps: Mapping[str, int]) -> dict[int, datetime]:
    """App row id → last active, for the apps of the mirror that the user has opened."""
    latest: dict[int, datetime] = {}
    for entry in user.activity or ():
        row_id = apps.get(entry.resource_id)
        if row_id is not None and entry.last_active_at is not None:
            latest[row_id] = max(entry.last_active_at, latest.get(row_id, entry.last_active_at))
    return latest


def _write_groups(
    session: Session,
    scope: Mapping[str, object],
    users: Sequence[UserRecord],
    rows: Mapping[str, int],
    groups: Mapping[str, int],
) -> None:
    read = [user for user in users if user.groups is not None]
    wanted = {
        (rows[user.account_id], groups[group.group_id])
        for user in read
        for group in user.groups or ()
        if group.group_id in groups
    }
    given = {**scope, "read_users": [rows[user.account_id] for user in read]}
    present = {(row.user_id, row.group_row_id) for row in session.execute(_CURRENT_GROUPS, given)}
    _change_pairs(session, scope, _LEAVE_GROUPS, present - wanted)
    _change_pairs(session, scope, _JOIN_GROUPS, wanted - present)


def _write_activity(
    session: Session,
    scope: Mapping[str, object],
    latest: Mapping[str, Mapping[int, datetime]],
    rows: Mapping[str, int],
    read: Sequence[UserRecord],
) -> None:
    wanted = {
        (rows[user.account_id], app_id): moment for user in read for app_id, moment in latest[user.account_id].items()
    }
    given = {**scope, "read_users": [rows[user.account_id] for user in read]}
    found = session.execute(_CURRENT_ACTIVITY, given)
    present = {(row.user_id, row.app_row_id): row.last_active_at for row in found}
    changed = {pair: moment for pair, moment in wanted.items() if present.get(pair) != moment}
    _change_pairs(session, scope, _FORGET_ACTIVITY, present.keys() - wanted.keys())
    _change_pairs(session, scope, _NOTE_ACTIVITY, changed, moments=list(changed.values()))
    if not scope["is_only_directory"]:
        session.execute(_LATEST, given)


def _change_pairs(
    session: Session,
    scope: Mapping[str, object],
    statement: sa.TextClause,
    pairs: Iterable[tuple[int, int]],
    **columns: list[datetime],
) -> None:
    """Run a statement over (user, group or app) pairs; nothing to change costs nothing."""
    listed = list(pairs)
    if listed:
        arrays = {"users": [user for user, _ in listed], "targets": [target for _, target in listed]}
        session.execute(statement, {"tenant": scope["tenant"], **arrays, **columns})
