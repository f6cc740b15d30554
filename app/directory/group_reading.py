"""Reads the members of a few groups again, apart from a sync: who joined or left a moment ago is known to whoever
names the group.

Only the mirror's own groups are read, by paging through their members. Whoever stood there as a member and was not
listed is looked up by id; a listing that is shorter than Atlassian's own count is not believed.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.admin import MAX_IDS_PER_SEARCH, USER_EXPANDS, AdminApi
from app.atlassian.caller import PAGE_LIMIT
from app.atlassian.errors import Malformed
from app.atlassian.records import Page, UserRecord
from app.db import Database
from app.directory.group_grants import fetch_grants, write_group_grants
from app.directory.recent_writes import find_lately_written, keep_what_runs_wrote
from app.directory.syncing.sync_catalogue import write_groups
from app.directory.syncing.sync_context import SliceContext
from app.directory.syncing.sync_rows import ClaimedSync
from app.directory.syncing.sync_untold import settle_page
from app.directory.syncing.sync_users import UserPlace, write_users
from app.directory.syncing.sync_walks import tolerate
from app.domain.engine.recent import SETTLING
from app.domain.states import SyncState
from app.models import Directory, DirectoryGroup, DirectoryUser, GroupMember, Sync, Tenant

MAX_MEMBERS: Final = 5_000
"""Of all groups that one run names together. Beyond it the sync of the last quarter of an hour has to do, and preview
and run say so."""
_LONGEST: Final = timedelta(minutes=10)
_UNLINK: Final = sa.text("""
delete from group_members m using directory_users u
where m.tenant_id = :tenant and m.group_row_id = :group and u.tenant_id = :tenant and u.id = m.user_id
    and u.account_id = any(cast(:gone as text[]))
""")


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group of the mirror with the moment as of which its members are known there."""

    group_id: str
    row_id: int
    directory_id: str
    directory_row_id: int
    known_at: datetime
    user_count: int | None = None


def find_named_groups(session: Session, tenant_id: int, group_ids: Collection[str]) -> list[NamedGroup]:
    """Those of the groups that the mirror has, the smallest first; none before the first sync."""
    tenant = session.get_one(Tenant, tenant_id)
    if tenant.mirror_synced_at is None or not group_ids:
        return []
    synced_at = tenant.mirror_synced_at - timedelta(seconds=tenant.mirror_took_seconds or 0)
    query = (
        sa.select(DirectoryGroup, Directory.id)
        .join(
            Directory,
            sa.and_(
                Directory.tenant_id == DirectoryGroup.tenant_id, Directory.directory_id == DirectoryGroup.directory_id
            ),
        )
        .where(DirectoryGroup.tenant_id == tenant_id, DirectoryGroup.group_id.in_(group_ids))
        .order_by(sa.func.coalesce(DirectoryGroup.user_count, 0), DirectoryGroup.group_id)
    )
    return [
        NamedGroup(
            group.group_id,
            group.id,
            group.directory_id,
            directory_row,
            max(synced_at, group.members_read_at or synced_at),
            group.user_count,
        )
        for group, directory_row in session.execute(query).all()
    ]


def open_reading(
    database: Database, tenant_id: int, api: AdminApi, *, now: Callable[[], datetime], may_write: Callable[[], None]
) -> SliceContext | None:
    """Open the reading of groups with what the last sync knows; None when there is none to lean on."""
    query = (
        sa.select(Sync).where(Sync.tenant_id == tenant_id, Sync.state == SyncState.SUCCEEDED).order_by(Sync.id.desc())
    )
    context = SliceContext(
        database,
        ClaimedSync(tenant_id, 0, 0),
        api,
        deadline=now() + _LONGEST,
        must_yield=lambda: False,
        may_write=may_write,
        now=now,
    )
    with context.session() as session:
        sync = session.scalar(query.limit(1))
        if sync is None:
            return None
        context.begin(sync, ())
    return context


def read_groups(context: SliceContext, groups: Sequence[NamedGroup], most: int, is_over: Callable[[], bool]) -> bool:
    """Group after group, while they are at most so many people together; False when it was over before the last.

    Groups of more people are left as the last sync knows them. Raises AtlassianError.
    """
    left = most
    for group in groups:
        if is_over():
            return False
        read = read_members(context, group, left)
        if read is None:
            return True
        left -= read
    return True


def list_unread(groups: Sequence[NamedGroup], most: int) -> list[NamedGroup]:
    """Those that `read_groups` leaves as the last sync knows them, by the counts of the mirror."""
    left = most
    for index, group in enumerate(groups):
        left -= group.user_count or 0
        if left < 0:
            return list(groups[index:])
    return []


def read_members(context: SliceContext, group: NamedGroup, most: int) -> int | None:
    """Bring the group, what it gives and its members up to date; how many there are, None: more than `most`, and
    nothing was read.

    Raises AtlassianError; Malformed for a listing that cannot be all of it.
    """
    began_at = context.now()
    count = _read_group(context, group)
    if count is not None and count > most:
        return None
    given = fetch_grants(context.api, group.directory_id, group.group_id)
    if given is not None:
        with context.session() as session:
            write_group_grants(session, context.claim.tenant_id, group.row_id, given)
    seen: set[str] = set()
    cursor, pages, most_pages = None, 0, (count or most) // PAGE_LIMIT + 2
    while pages == 0 or cursor is not None:
        if pages >= 2 * most_pages:
            raise Malformed("Atlassian's list of the members of a group does not end.")
        page = context.api.search_users(
            group.directory_id, group_ids=[group.group_id], cursor=cursor, expand=USER_EXPANDS
        )  # fmt: skip
        seen |= _write(context, group, page)
        cursor, pages = page.next_cursor, pages + 1
    if count is not None and count - len(seen) > tolerate(count):
        raise Malformed(f"Atlassian counts {count} members of a group but listed only {len(seen)}.")
    _look_up_missing(context, group, seen)
    with context.session() as session:
        session.get_one(DirectoryGroup, (context.claim.tenant_id, group.row_id)).members_read_at = began_at
    return len(seen)


def _read_group(context: SliceContext, group: NamedGroup) -> int | None:
    """The group's own row, written; Atlassian's count of its members."""
    page = context.api.search_groups(group.directory_id, group_ids=[group.group_id], expand=("counts.users",))
    rows = [row for row in page.rows if row.group_id == group.group_id]
    if rows:
        with context.session() as session:
            write_groups(session, context.claim.tenant_id, group.directory_id, rows)
    return rows[0].user_count if rows else None


def _write(context: SliceContext, group: NamedGroup, page: Page[UserRecord]) -> set[str]:
    """Write what the page tells of its users; the ids of those who are members of the group."""
    users = settle_page(context, group.directory_id, page).rows
    named = [one for user in users for one in user.groups or ()]
    used = [entry for user in users for entry in user.activity or ()]
    groups = context.find_groups(group.directory_id, named) if named else {}
    apps = context.find_apps(group.directory_id, used) if used else {}
    place = UserPlace(
        context.claim.tenant_id,
        group.directory_id,
        group.directory_row_id,
        context.is_only_directory,
        context.service_accounts,
    )
    with context.looking() as session:
        write_users(session, place, keep_what_runs_wrote(session, place.tenant_id, users, context.now()), groups, apps)
    return {
        user.account_id for user in users if any(one.group_id == group.group_id for one in user.groups or ())
    }  # fmt: skip


def _look_up_missing(context: SliceContext, group: NamedGroup, seen: Collection[str]) -> None:
    """Read by id whom the mirror has as members and the listing has not brought. Who is not found is no member."""
    with context.session() as session:
        missing = sorted(set(_list_members(session, context, group)) - set(seen))
    for start in range(0, len(missing), MAX_IDS_PER_SEARCH):
        batch = missing[start : start + MAX_IDS_PER_SEARCH]
        page = context.api.search_users(group.directory_id, account_ids=batch, expand=USER_EXPANDS)
        rows = tuple(user for user in page.rows if user.account_id in batch)
        if rows:
            _write(context, group, Page(rows))
        gone = set(batch) - {user.account_id for user in rows}
        with context.looking() as session:
            given = {"tenant": context.claim.tenant_id, "group": group.row_id, "gone": sorted(gone)}
            session.execute(_UNLINK, given)


def _list_members(session: Session, context: SliceContext, group: NamedGroup) -> Sequence[str]:
    """The members by the mirror, but for those of whom a run has just written something that reads may not show."""
    tenant_id = context.claim.tenant_id
    query = (
        sa.select(DirectoryUser.account_id)
        .join(
            GroupMember,
            sa.and_(GroupMember.tenant_id == DirectoryUser.tenant_id, GroupMember.user_id == DirectoryUser.id),
        )
        .where(
            GroupMember.tenant_id == tenant_id,
            GroupMember.group_row_id == group.row_id,
        )
    )
    members = session.scalars(query).all()
    return sorted(set(members) - find_lately_written(session, tenant_id, members, context.now() - SETTLING))
