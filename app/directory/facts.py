"""Loads what filters and plans judge from the mirror: users in the shape of `UserFacts`, and the catalogue.

Reads only, and no mapped objects: nothing of it stays in the session. A chunk of users costs five
statements, never one per user.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.conditions.predicates import is_one_of
from app.directory.conditions.query import build_user_query
from app.directory.fact_statements import ACTIVITY, GROUPS, MEMBERSHIPS, ROLES, ROWS
from app.domain.automation.gone import tell_apart
from app.domain.filters import FilterSpec
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts
from app.domain.states import SyncState
from app.models import (
    App,
    Directory,
    DirectoryGroup,
    DirectoryUser,
    GoneThing,
    GroupGrant,
    Sync,
)

CHUNK_SIZE: Final = 500


def load_catalogue(session: Session, tenant_id: int) -> Catalogue:
    """Names and properties of all groups (with what they grant), apps and directories of the tenant."""
    names = sa.select(Directory.directory_id, Directory.name).where(Directory.tenant_id == tenant_id)
    gone = sa.select(GoneThing.thing_id, GoneThing.name).where(GoneThing.tenant_id == tenant_id)
    apps = _load_apps(session, tenant_id)
    return Catalogue(
        groups=tell_apart(_load_groups(session, tenant_id), apps),
        apps=apps,
        gone={row.thing_id: row.name for row in session.execute(gone)},
        directories={row.directory_id: row.name for row in session.execute(names)},
        sandbox_apps=_load_sandbox_apps(session, tenant_id),
    )


def load_named(session: Session, tenant_id: int, ids: Collection[str]) -> Catalogue:
    """The part of the catalogue that these groups, apps and sites need to be named and warned of, for lists that are
    shown often: what it costs follows from what is named, not from how many groups there are.

    With a group come those of its name, which it is told apart from; with one that is gone those that can take its
    place; with an app the groups that give it.
    """
    if not ids:
        return Catalogue()
    given = {"tenant": tenant_id, "ids": sorted(ids)}
    rows = [row_id for (row_id,) in session.execute(_ROWS_NAMED, given)]
    gone = sa.select(GoneThing.thing_id, GoneThing.name).where(
        GoneThing.tenant_id == tenant_id, is_one_of(GoneThing.thing_id, ids)
    )
    apps = _load_apps(session, tenant_id)
    return Catalogue(
        groups=tell_apart(_load_groups(session, tenant_id, rows), apps),
        apps=apps,
        gone={row.thing_id: row.name for row in session.execute(gone)},
    )


_ROWS_NAMED: Final = sa.text(
    """
with named as (
    select name from directory_groups where tenant_id = :tenant and group_id = any(:ids)
    union select name from gone_things where tenant_id = :tenant and kind = 'group' and thing_id = any(:ids)
)
select id from directory_groups where tenant_id = :tenant and name in (select name from named)
union
select g.group_row_id from group_grants g join apps a on a.tenant_id = g.tenant_id and a.id = g.app_row_id
where g.tenant_id = :tenant and a.resource_id = any(:ids)
"""
)


def _load_sandbox_apps(session: Session, tenant_id: int) -> frozenset[str]:
    """Load the sandbox apps that the sync whose numbers these are has left out."""
    newest = sa.select(Sync.plan["skipped_resources"]).where(
        Sync.tenant_id == tenant_id, Sync.state == SyncState.SUCCEEDED
    )
    return frozenset(session.scalar(newest.order_by(Sync.id.desc()).limit(1)) or ())


def load_users(session: Session, tenant_id: int, account_ids: Collection[str]) -> dict[str, UserFacts]:
    """The users with the given account ids, by account id; those the mirror does not have are left out."""
    if not account_ids:
        return {}
    ids = sorted(find_rows(session, tenant_id, account_ids).values())
    return {facts.account_id: facts for _id, facts in _load_chunk(session, tenant_id, ids)}


def find_rows(session: Session, tenant_id: int, account_ids: Collection[str]) -> dict[str, int]:
    """The internal ids of the given accounts; those the mirror does not have are left out."""
    query = sa.select(DirectoryUser.account_id, DirectoryUser.id).where(
        DirectoryUser.tenant_id == tenant_id, is_one_of(DirectoryUser.account_id, account_ids)
    )
    return {row.account_id: row.id for row in session.execute(query).all()} if account_ids else {}


def iter_matching_users(
    session: Session,
    tenant_id: int,
    spec: FilterSpec,
    now: datetime,
    *,
    after_id: int = 0,
    chunk_size: int = CHUNK_SIZE,
) -> Iterator[list[tuple[int, UserFacts]]]:
    """All users who match at `now` (aware), in chunks ordered by internal id, each user with that id.

    The filter is evaluated once, at the start; facts are read chunk by chunk, so the caller may commit in
    between. To resume, give the last id that was handled as `after_id`.
    """
    ids = find_matching(session, tenant_id, spec, now, after_id=after_id)
    yield from iter_chunks(session, tenant_id, ids, chunk_size=chunk_size)


def find_matching(
    session: Session, tenant_id: int, spec: FilterSpec, now: datetime, *, after_id: int = 0
) -> Sequence[int]:
    """The internal ids of all users who match, in their order."""
    matched = build_user_query(spec, tenant_id, now).subquery()
    newer = sa.select(sa.func.array_agg(matched.c.id)).where(matched.c.id > after_id)
    return array("q", sorted(session.scalar(newer) or ()))


def iter_chunks(
    session: Session, tenant_id: int, ids: Sequence[int], *, chunk_size: int = CHUNK_SIZE
) -> Iterator[list[tuple[int, UserFacts]]]:
    """The users with the given internal ids, in chunks, each user with that id."""
    for start in range(0, len(ids), chunk_size):
        chunk = _load_chunk(session, tenant_id, list(ids[start : start + chunk_size]))
        if chunk:
            yield chunk


def load_next_matching(
    session: Session, tenant_id: int, spec: FilterSpec, now: datetime, *, after_id: int, count: int
) -> list[tuple[int, UserFacts]]:
    """At most `count` users who match, ordered by internal id and later than `after_id`; the others are not read."""
    matched = build_user_query(spec, tenant_id, now).subquery()
    query = sa.select(matched.c.id).where(matched.c.id > after_id).order_by(matched.c.id).limit(count)
    ids = session.scalars(query).all()
    return _load_chunk(session, tenant_id, ids) if ids else []


def load_matching_among(
    session: Session, tenant_id: int, spec: FilterSpec, now: datetime, *, account_ids: Collection[str], up_to: int
) -> list[tuple[int, UserFacts]]:
    """Those of some users who match, ordered by internal id, which is at most `up_to`."""
    matched = build_user_query(spec, tenant_id, now).subquery()
    query = (
        sa.select(matched.c.id)
        .join(DirectoryUser, sa.and_(DirectoryUser.tenant_id == tenant_id, DirectoryUser.id == matched.c.id))
        .where(matched.c.id <= up_to, is_one_of(DirectoryUser.account_id, account_ids))
        .order_by(matched.c.id)
    )
    ids = session.scalars(query).all() if account_ids else ()
    return _load_chunk(session, tenant_id, ids) if ids else []


def _load_groups(session: Session, tenant_id: int, among: Sequence[int] | None = None) -> dict[str, GroupFacts]:
    """All groups, or those of some rows."""
    if among is not None and not among:
        return {}
    grants = sa.select(GroupGrant.group_row_id, App.resource_id, GroupGrant.role).where(
        GroupGrant.tenant_id == tenant_id, App.tenant_id == tenant_id, App.id == GroupGrant.app_row_id
    )
    if among is not None:
        grants = grants.where(GroupGrant.group_row_id.in_(among))
    granted: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for group_row_id, resource_id, role in session.execute(grants):
        granted[group_row_id].add((resource_id, role))
    groups = sa.select(
        DirectoryGroup.id,
        DirectoryGroup.group_id,
        DirectoryGroup.name,
        DirectoryGroup.directory_id,
        DirectoryGroup.is_externally_managed,
        DirectoryGroup.grants_org_admin,
    ).where(DirectoryGroup.tenant_id == tenant_id)
    if among is not None:
        groups = groups.where(DirectoryGroup.id.in_(among))
    return {
        row.group_id: GroupFacts(
            row.group_id,
            row.name,
            row.directory_id,
            row.is_externally_managed,
            frozenset(granted[row.id]),
            row.grants_org_admin,
        )
        for row in session.execute(groups)
    }


def _load_apps(session: Session, tenant_id: int) -> dict[str, AppFacts]:
    apps = sa.select(App.resource_id, App.name, App.site_id, App.site_name, App.key).where(App.tenant_id == tenant_id)
    return {row.resource_id: AppFacts(*row) for row in session.execute(apps)}


def _load_chunk(session: Session, tenant_id: int, ids: Sequence[int]) -> list[tuple[int, UserFacts]]:
    """The users with the given internal ids, in the order of the ids."""
    loader = _ChunkLoader(session, tenant_id, ids)
    directories, groups = loader.load(MEMBERSHIPS), loader.load(GROUPS)
    app_roles, activity = loader.load(ROLES), loader.load(ACTIVITY)
    return [
        (
            row.id,
            UserFacts(
                account_id=row.account_id,
                name=row.name,
                email=row.email,
                status=row.status,
                claim=row.claim,
                management_source=row.management_source,
                kind=row.kind,
                added_at=row.added_at,
                is_activity_known=row.is_activity_known,
                platform_roles=frozenset(row.platform_roles),
                directories=dict(directories.get(row.id, ())),
                groups=frozenset(group_id for (group_id,) in groups.get(row.id, ())),
                app_roles=frozenset(app_roles.get(row.id, ())),
                activity=dict(activity.get(row.id, ())),
            ),
        )
        for row in loader.load_rows()
    ]


_Links = dict[int, Iterable[tuple[Any, ...]]]


class _ChunkLoader:
    """Reads the rows of some users, table by table."""

    def __init__(self, session: Session, tenant_id: int, ids: Sequence[int]) -> None:
        self._session = session
        self._given = {"tenant": tenant_id, "ids": list(ids)}

    def load_rows(self) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        """The users' own rows, by id."""
        return self._session.connection().execute(ROWS, self._given).all()

    def load(self, links: sa.Select[Any]) -> _Links:
        """One kind of links, by user."""
        rows = self._session.connection().execute(links, self._given)
        return {user_id: zip(*given, strict=True) for user_id, *given in rows}
