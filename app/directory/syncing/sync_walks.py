"""Reads and writes the pages of one walk, and decides whether a walk that ended is complete.

The completeness rule. A walk of users or groups is complete when it brought about as many rows as Atlassian
counted, at its start or at its end, whichever is less; a shortfall of more than max(5, 1 %) is a short walk: it fails
and removes nothing. A walk of access or grants has no count of its own; it is counted when it would remove more than
that tolerance. An equal number proves nothing either: rows shift while pages are read. So whatever a walk has not
brought is looked up by its id, and only what Atlassian does not find either is removed. Of people to whom a run has
written within the time in which the log outranks reads, what the run wrote stays.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from app.atlassian.admin import MAX_IDS_PER_SEARCH, USER_EXPANDS, AdminApi
from app.atlassian.admin_rights import fetch_org_admins
from app.atlassian.records import GroupRecord, Page, UserRecord
from app.directory.recent_writes import find_lately_written, keep_what_runs_wrote
from app.directory.syncing.sync_catalogue import ensure_groups, write_access, write_grants, write_groups
from app.directory.syncing.sync_context import SliceContext
from app.directory.syncing.sync_people import ensure_users
from app.directory.syncing.sync_removals import count_unseen, list_unseen_ids, remove_links
from app.directory.syncing.sync_rows import Walk, count_seen, update_walk
from app.directory.syncing.sync_untold import settle_page
from app.directory.syncing.sync_users import UserPlace, write_users
from app.domain.engine.recent import SETTLING
from app.domain.faults import Fault
from app.domain.people.directory import ORG_ADMIN_ROLE
from app.domain.states import WalkState

_GROUP_EXPANDS: Final = ("counts.users",)
_ROLE_EXPANDS: Final = ("platformRoles",)


class WalkFailed(Exception):
    """The walk cannot be completed; fault and message are for an admin."""

    def __init__(self, fault: Fault, sentence: str | None = None) -> None:
        super().__init__(sentence or fault.sentence)
        self.fault = fault


def run_walk(context: SliceContext, walk: Walk) -> None:
    """Go on with a walk until it is done or the slice is over. Raises AtlassianError or WalkFailed."""
    while not context.is_over:
        if walk.is_read:
            complete_walk(context, walk)
            return
        walk = write_page(context, walk, fetch_page(context, walk))


def fetch_page(context: SliceContext, walk: Walk) -> Page[UserRecord] | Page[GroupRecord]:
    """The page at the walk's cursor."""
    api, directory_id, cursor = context.api, walk.directory_id, walk.cursor
    resources, roles = [walk.resource_id or ""], [walk.role or ""]
    if walk.kind == "users":
        page = api.search_users(directory_id, cursor=cursor, expand=USER_EXPANDS)
        return settle_page(context, directory_id, page)
    if walk.kind == "groups":
        return api.search_groups(directory_id, cursor=cursor, expand=_GROUP_EXPANDS)
    if walk.kind == "org_admins":
        page = api.search_users(directory_id, cursor=cursor, role_ids=[ORG_ADMIN_ROLE], expand=_ROLE_EXPANDS)
        return replace(page, rows=tuple(user for user in page.rows if _may_be_org_admin(user)))
    if walk.kind == "grants":
        return api.search_groups(directory_id, cursor=cursor, resource_ids=resources, role_ids=roles)
    return api.search_users(directory_id, cursor=cursor, resource_ids=resources, role_ids=roles)


def write_page(context: SliceContext, walk: Walk, page: Page[UserRecord] | Page[GroupRecord]) -> Walk:
    """Write a page, its cursor and the progress in one transaction; the walk as it is afterwards."""
    after = replace(
        walk,
        cursor=page.next_cursor,
        pages=walk.pages + 1,
        rows=walk.rows + len(page.rows),
        faults=0,
        not_before=None,
    )
    users = [row for row in page.rows if isinstance(row, UserRecord)]
    named = [group for user in users for group in user.groups or ()]
    used = [entry for user in users for entry in user.activity or ()]
    groups = context.find_groups(walk.directory_id, named) if named else {}
    apps = context.find_apps(walk.directory_id, used) if used else {}
    with context.looking(walk) as session:
        if walk.kind == "users":
            kept = keep_what_runs_wrote(session, context.claim.tenant_id, users, context.now())
            row_ids = write_users(session, _place(context, walk), kept, groups, apps)
        else:
            row_ids = _write_rows(session, context, walk, page)
        context.note_page(session, after, row_ids)
    if walk.kind == "users":
        context.refresh_statistics(after.pages)
    _refuse_circles(context, after)
    return after


def complete_walk(context: SliceContext, walk: Walk) -> None:
    """Check a walk whose last page was read, and remove the links that are gone.

    Raises WalkFailed. When the slice is over before all is looked up, the walk stays as it is for the next one.
    """
    if walk.kind in ("users", "groups"):
        _check_count(context, walk)
    else:
        _check_removals(context, walk)
    if walk.kind != "org_admins" and not _look_up_unseen(context, walk):
        return
    done = replace(context.find_walk(walk.position), state=WalkState.DONE)
    with context.session() as session:
        update_walk(session, context.claim, walk.position, state=WalkState.DONE)
        context.note_walk(session, done)


def tolerate(count: int) -> int:
    """How many of `count` rows may be missing because the directory changes while it is read."""
    return max(5, count // 100)


def _check_count(context: SliceContext, walk: Walk) -> None:
    with context.session() as session:
        seen = count_seen(session, context.claim, walk.position)
    expected = walk.expected_rows or 0
    if seen >= expected:
        if seen == 0 and walk.kind == "users" and context.is_only_directory:
            raise WalkFailed(Fault("no_users"))
        return
    target = min(expected, _count(context.api, walk))
    if target - seen > tolerate(target):
        raise WalkFailed(
            Fault("listed_short", {"counted": target, "listed": seen}),
            f"Atlassian counts {target} {walk.title} but listed only {seen}; nothing was removed.",
        )


def _look_up_unseen(context: SliceContext, walk: Walk) -> bool:
    """Read by id what the mirror has and the walk has not brought; what is gone goes at once. False: not to the end."""
    after = ""
    while not context.is_over:
        with context.session() as session:
            batch = list_unseen_ids(session, context.claim, walk, after=after, limit=MAX_IDS_PER_SEARCH)
        if not batch:
            return True
        after = batch[-1]
        page = _fetch_by_ids(context, walk, batch)
        if page.rows:
            walk = write_page(context, walk, page)
        kept = {row.account_id if isinstance(row, UserRecord) else row.group_id for row in page.rows}
        with context.looking(walk) as session:
            if walk.kind == "access":
                # A run may have given it a moment ago: what does not show proves nothing yet.
                kept |= find_lately_written(session, context.claim.tenant_id, batch, context.now() - SETTLING)
            remove_links(session, context.claim, walk, [one for one in batch if one not in kept])
            context.note_walk(session, walk)
    return False


def _fetch_by_ids(context: SliceContext, walk: Walk, ids: Sequence[str]) -> Page[UserRecord] | Page[GroupRecord]:
    """Some rows by id; the answer is checked against the question, since filters have been seen ignored."""
    api, directory_id = context.api, walk.directory_id
    resources, roles = [walk.resource_id or ""], [walk.role or ""]
    if walk.kind == "users":
        users = api.search_users(directory_id, account_ids=ids, expand=USER_EXPANDS)
        return settle_page(context, directory_id, Page(tuple(user for user in users.rows if user.account_id in ids)))
    if walk.kind == "access":
        users = api.search_users(directory_id, account_ids=ids, resource_ids=resources, role_ids=roles)
        return Page(tuple(user for user in users.rows if user.account_id in ids))
    if walk.kind == "grants":
        groups = api.search_groups(directory_id, group_ids=ids, resource_ids=resources, role_ids=roles)
    else:
        groups = api.search_groups(directory_id, group_ids=ids, expand=_GROUP_EXPANDS)
    return Page(tuple(group for group in groups.rows if group.group_id in ids))


def _check_removals(context: SliceContext, walk: Walk) -> None:
    with context.session() as session:
        seen = count_seen(session, context.claim, walk.position)
        unseen = 0 if walk.kind == "org_admins" else count_unseen(session, context.claim, walk)
    if walk.kind == "org_admins" and seen == 0 and not fetch_org_admins(context.api):
        raise WalkFailed(Fault("no_admins"))
    if unseen > tolerate(seen + unseen):
        counted = _count(context.api, walk)
        if counted > seen + tolerate(counted):
            raise WalkFailed(
                Fault("listed_short", {"counted": counted, "listed": seen}),
                f"Atlassian counts {counted} rows for {walk.title} but listed only {seen}.",
            )


def _count(api: AdminApi, walk: Walk) -> int:
    """Atlassian's own count for the same question."""
    count = api.count_groups if walk.kind in ("groups", "grants") else api.count_users
    if walk.kind in ("users", "groups"):
        return count(walk.directory_id)
    return count(walk.directory_id, role_ids=[walk.role or ""], resource_ids=[walk.resource_id or ""])


def _may_be_org_admin(user: UserRecord) -> bool:
    return user.platform_roles is None or ORG_ADMIN_ROLE in user.platform_roles


def _place(context: SliceContext, walk: Walk) -> UserPlace:
    return UserPlace(
        context.claim.tenant_id,
        walk.directory_id,
        walk.directory_row_id or 0,
        context.is_only_directory,
        context.service_accounts,
    )


def _write_rows(
    session: Session, context: SliceContext, walk: Walk, page: Page[UserRecord] | Page[GroupRecord]
) -> list[int]:
    tenant_id = context.claim.tenant_id
    users = [row for row in page.rows if isinstance(row, UserRecord)]
    groups = [row for row in page.rows if isinstance(row, GroupRecord)]
    if walk.kind in ("org_admins", "access"):
        people = ensure_users(session, tenant_id, users)
        if walk.kind == "access":
            # A run may have taken it a moment ago: what shows is the past.
            written = find_lately_written(session, tenant_id, people, context.now() - SETTLING)
            holders = [row for account_id, row in people.items() if account_id not in written]
            write_access(session, tenant_id, walk.app_row_id or 0, walk.role or "", holders)
        return list(people.values())
    if walk.kind == "groups":
        return list(write_groups(session, tenant_id, walk.directory_id, groups).values())
    rows = list(ensure_groups(session, tenant_id, groups, walk.directory_id).values())
    write_grants(session, tenant_id, walk.app_row_id or 0, walk.role or "", rows)
    return rows


def _refuse_circles(context: SliceContext, walk: Walk) -> None:
    """Cursors that never end would be followed for ever; stop well above anything a real walk needs."""
    people = context.expected_users
    if walk.rows > 3 * people + 1000 or walk.pages > 200 + people // 5:
        raise WalkFailed(Fault("endless"), f"Atlassian's list of {walk.title} does not end.")
