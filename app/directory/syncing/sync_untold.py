"""Untold facts of a page of users: their meaning, what is asked again, and when the page is not believed.

Empty lists may be left out or null (admin API contract 5.5). Who comes without one has none, provided that others come
with theirs and that nothing else was known. What the mirror knows is not gone because a page does not tell it; a page
that tells it of nobody is malformed, so that one bad walk changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from app.atlassian.admin import MAX_IDS_PER_SEARCH, USER_EXPANDS, AdminApi
from app.atlassian.errors import Malformed
from app.atlassian.paging import iter_pages
from app.atlassian.records import GroupReference, Page, UserRecord
from app.directory.known_people import STRANGER, KnownPerson, load_known
from app.directory.syncing.sync_context import SliceContext

INLINE_GROUPS_CAP: Final = 100
MAX_UNTOLD: Final = 5
MAX_LOOKUPS: Final = 20
Known = Mapping[str, KnownPerson]

# What is missing → whether a row tells it, and whether it was known before.
_SINGLES: Final[Mapping[str, tuple[Callable[[UserRecord], bool], Callable[[KnownPerson], bool]]]] = {
    "addresses": (lambda user: user.email is not None, lambda known: known.profile.email is not None),
    "statuses": (
        lambda user: bool(user.status or user.account_status or user.membership_status),
        lambda known: known.profile.status != "unknown",
    ),
    "memberships": (
        lambda user: user.membership_status is not None,
        lambda known: known.profile.membership_status is not None,
    ),
    "claims": (lambda user: user.claim_status is not None, lambda known: known.profile.claim is not None),
    "days of adding": (
        lambda user: user.added_at is not None or "added_at" in user.odd_moments,
        lambda known: known.profile.added_at is not None,
    ),
    "activity": (lambda user: user.activity is not None, lambda known: known.has_activity),
    "admin roles": (lambda user: user.platform_roles is not None, lambda known: bool(known.platform_roles)),
}


def settle_page(context: SliceContext, directory_id: str, page: Page[UserRecord]) -> Page[UserRecord]:
    """The page with what it leaves out found out, as far as that can be. Raises Malformed, AtlassianError."""
    users = page.rows
    _check_activity(context, users)
    if not any(_is_open(user) for user in users) and all(
        any(is_told(user) for user in users) for is_told, _was_known in _SINGLES.values()
    ):
        return page
    with context.session() as session:
        known = load_known(session, context.claim.tenant_id, [user.account_id for user in users])
    _refuse_silence(users, known)
    users = _settle_groups(context.api, directory_id, users, known)
    users = _settle_roles(context, directory_id, users, known)
    if any(user.activity is not None for user in users):
        users = tuple(_settle_activity(user, known) for user in users)
    return replace(page, rows=users)


def fetch_groups_of(api: AdminApi, directory_id: str, account_id: str) -> tuple[GroupReference, ...]:
    """All groups of one user in a directory, however many: the inline list of a search may end at 100."""
    pages = iter_pages(partial(api.search_groups, directory_id, account_ids=[account_id]))
    return tuple(GroupReference(group.group_id, group.name) for page in pages for group in page.rows)


def _is_open(user: UserRecord) -> bool:
    """A list is missing, or so long that it may have been cut."""
    groups = user.groups
    return None in (groups, user.activity, user.platform_roles) or len(groups or ()) == INLINE_GROUPS_CAP


def _check_activity(context: SliceContext, users: Sequence[UserRecord]) -> None:
    """Raise Malformed for a page on which nobody has any activity although others have."""
    if any(user.activity is not None for user in users):
        context.is_activity_told = True
    elif context.is_activity_told and len(users) > MAX_LOOKUPS:
        raise Malformed("Atlassian did not tell the activity of the users.")


def _refuse_silence(users: Sequence[UserRecord], known: Known) -> None:
    """Raise Malformed when the page tells of nobody what was known of more than a few of them."""
    for what, (is_told, was_known) in _SINGLES.items():
        if any(is_told(user) for user in users):
            continue
        lost = sum(was_known(known.get(user.account_id, STRANGER)) for user in users)
        if lost > MAX_UNTOLD:
            raise Malformed(f"Atlassian did not tell the {what} of the users.")


def _settle_groups(
    api: AdminApi, directory_id: str, users: Sequence[UserRecord], known: Known
) -> tuple[UserRecord, ...]:
    """Ask for the groups of those who were in some, or whose list may have been cut; the others are in none."""
    are_told = any(user.groups is not None for user in users)
    if not are_told and len(users) > MAX_IDS_PER_SEARCH:
        raise Malformed("Atlassian did not tell the groups of the users.")
    strangers = {user.account_id for user in users if not known.get(user.account_id, STRANGER).has_groups}
    groupless = {user.account_id for user in users if user.groups is None and are_told} & strangers
    missing = [user for user in users if user.groups is None and user.account_id not in groupless]
    if len(missing) > MAX_LOOKUPS:
        raise Malformed("Atlassian did not tell the groups of many users.")

    def settle(user: UserRecord) -> UserRecord:
        if user.account_id in groupless:
            return replace(user, groups=())
        if user.groups is None or len(user.groups) == INLINE_GROUPS_CAP:
            return replace(user, groups=fetch_groups_of(api, directory_id, user.account_id))
        return user

    return tuple(settle(user) for user in users)


def _settle_roles(
    context: SliceContext, directory_id: str, users: Sequence[UserRecord], known: Known
) -> tuple[UserRecord, ...]:
    """Ask again for those who held admin roles; who comes without any twice holds none, if admins come with theirs."""
    doubtful = [
        user.account_id
        for user in users
        if user.platform_roles is None and known.get(user.account_id, STRANGER).platform_roles
    ]
    told: dict[str, tuple[str, ...] | None] = {}
    for start in range(0, len(doubtful), MAX_IDS_PER_SEARCH):
        batch = doubtful[start : start + MAX_IDS_PER_SEARCH]
        again = context.api.search_users(directory_id, account_ids=batch, expand=USER_EXPANDS)
        told |= {user.account_id: user.platform_roles for user in again.rows if user.account_id in batch}
    if context.are_roles_told:
        told = {account_id: () if roles is None else roles for account_id, roles in told.items()}
    return tuple(
        replace(user, platform_roles=told[user.account_id]) if user.account_id in told else user for user in users
    )


def _settle_activity(user: UserRecord, known: Known) -> UserRecord:
    """Settle untold activity: of somebody never seen active it means never active; of anybody else it means nothing."""
    if user.activity is not None or known.get(user.account_id, STRANGER).has_activity:
        return user
    return replace(user, activity=())
