"""Writes users into the mirror: one page of a user walk, with memberships, groups and activity.

Statements take arrays and compare before they write, so that an unchanged row is not rewritten. Only what the
page says is replaced: a part that Atlassian left out stays as it was ("could not read" is not "has none").
Parents (users, groups, apps) are written in the order of their ids, so that parallel walks cannot deadlock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.records import UserRecord
from app.directory.known_people import read_profile, select_profiles
from app.directory.syncing.sync_memberships import Membership, write_memberships
from app.directory.syncing.sync_people import PersonRow, ensure_users, update_people
from app.directory.syncing.tellings import tell_profile

# With several directories each page knows a part of the activity. The people are locked by then, so that this
# statement sees what pages of other directories have committed.
_GATHER: Final = sa.text("""
update directory_users u set last_active_at = n.latest, is_activity_known = n.is_known
from (
    select x.id, (
        select max(a.last_active_at) from app_activity a where a.tenant_id = :tenant and a.user_id = x.id) as latest, (
        select bool_and(m.is_activity_known) from directory_memberships m
        where m.tenant_id = :tenant and m.user_id = x.id) as is_known
    from unnest(cast(:read_users as bigint[])) as x(id)) n
where u.tenant_id = :tenant and u.id = n.id
    and (u.last_active_at, u.is_activity_known) is distinct from (n.latest, n.is_known)
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
_NOTE_DAYS: Final = sa.text("""
insert into activity_days as d (tenant_id, user_id, app_row_id, year, days)
select t.id, w.user_id, w.target, extract(year from w.at),
    set_bit(repeat('0', 366)::bit(366), extract(doy from w.at)::int - 1, 1)
from (
    select x.user_id, x.target, x.moment at time zone 'UTC' as at
    from unnest(cast(:users as bigint[]), cast(:targets as bigint[]), cast(:moments as timestamptz[]))
        as x(user_id, target, moment)) w
join tenants t on t.id = :tenant and t.are_activity_days_kept
order by 2, 3
on conflict (tenant_id, user_id, app_row_id, year) do update set days = d.days | excluded.days
where d.days | excluded.days <> d.days
""")


@dataclass(frozen=True, slots=True)
class UserPlace:
    """Place of a page of users in the walk.

    is_only_directory: the organization has no other directory.
    service_accounts: ids in Atlassian's own list of service accounts, None when it could not be read.
    """

    tenant_id: int
    directory_id: str
    directory_row_id: int
    is_only_directory: bool
    service_accounts: frozenset[str] | None = None


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
    present = _lock_people(session, place, unique)
    rows = {account_id: person.id for account_id, person in present.items()}
    scope = {
        "tenant": place.tenant_id,
        "directory": place.directory_id,
        "is_only_directory": place.is_only_directory,
    }
    told = [Membership(rows[user.account_id], user.membership_status, user.is_activity_told) for user in unique]
    write_memberships(session, scope | {"directory_row": place.directory_row_id}, told)
    _write_groups(session, scope, unique, rows, groups)
    latest = _write_activity(session, scope, unique, rows, apps)
    changes = (_find_change(place, user, present[user.account_id], latest) for user in unique)
    update_people(session, place.tenant_id, [line for line in changes if line])
    if not place.is_only_directory:
        session.execute(_GATHER, {**scope, "read_users": list(rows.values())})
    return [rows[user.account_id] for user in unique]


def _lock_people(session: Session, place: UserPlace, users: Sequence[UserRecord]) -> dict[str, sa.Row[Any]]:
    """The present rows of the users, new ones added; locked while walks of other directories may write them too.

    Added before anything is locked, and both in the order of the account ids: so no two walks wait for each other.
    """
    ensure_users(session, place.tenant_id, users)
    query = select_profiles()
    if not place.is_only_directory:
        query = query.with_for_update(key_share=True)  # not in the way of links to these people
    given = {"tenant": place.tenant_id, "accounts": [user.account_id for user in users]}
    return {row.account_id: row for row in session.execute(query, given)}


def _find_change(
    place: UserPlace, user: UserRecord, before: sa.Row[Any], latest: Mapping[str, datetime]
) -> PersonRow | None:
    """The row as it is to be, None when it is so already. With several directories activity is gathered apart."""
    known = read_profile(before)
    is_listed = None if place.service_accounts is None else user.account_id in place.service_accounts
    profile = tell_profile(user, known, is_service_account=is_listed)
    roles = before.platform_roles if user.platform_roles is None else sorted(set(user.platform_roles))
    activity = (before.is_activity_known, before.last_active_at)
    if place.is_only_directory:
        activity = (
            user.is_activity_told,
            before.last_active_at if user.activity is None else latest.get(user.account_id),
        )
    if (profile, roles, activity) == (known, before.platform_roles, (before.is_activity_known, before.last_active_at)):
        return None
    return PersonRow(user.account_id, profile, roles, *activity)


def _read_activity(user: UserRecord, apps: Mapping[str, int]) -> dict[int, datetime]:
    """App row id → last active, for the apps of the mirror that the user has opened."""
    latest: dict[int, datetime] = {}
    for entry in user.activity or ():
        row_id = apps.get(entry.resource_id)
        if row_id is not None and entry.last_active_at is not None:
            latest[row_id] = max(entry.last_active_at, latest.get(row_id, entry.last_active_at))
    return latest


def _read_odd(user: UserRecord, apps: Mapping[str, int]) -> set[int]:
    """Row ids of the apps for which something stands that is no moment."""
    return {apps[entry.resource_id] for entry in user.activity or () if entry.odd and entry.resource_id in apps}


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
    users: Sequence[UserRecord],
    rows: Mapping[str, int],
    apps: Mapping[str, int],
) -> dict[str, datetime]:
    """Write what the users tell of their activity; account id → the latest that is known of them here."""
    read = [user for user in users if user.activity is not None]
    accounts = {rows[user.account_id]: user.account_id for user in read}
    wanted = {(rows[user.account_id], app): at for user in read for app, at in _read_activity(user, apps).items()}
    given = {**scope, "read_users": list(accounts)}
    found = session.execute(_CURRENT_ACTIVITY, given)
    present = {(row.user_id, row.app_row_id): row.last_active_at for row in found}
    # What stands there instead of a moment is not told: the known one stays.
    kept = {(rows[user.account_id], app) for user in read for app in _read_odd(user, apps)} & present.keys()
    wanted |= {pair: present[pair] for pair in kept - wanted.keys()}
    changed = {pair: moment for pair, moment in wanted.items() if present.get(pair) != moment}
    _change_pairs(session, scope, _FORGET_ACTIVITY, present.keys() - wanted.keys())
    _change_pairs(session, scope, _NOTE_ACTIVITY, changed, moments=list(changed.values()))
    _change_pairs(session, scope, _NOTE_DAYS, changed, moments=list(changed.values()))
    latest: dict[str, datetime] = {}
    for (user_id, _app), moment in wanted.items():
        latest[accounts[user_id]] = max(moment, latest.get(accounts[user_id], moment))
    return latest


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
