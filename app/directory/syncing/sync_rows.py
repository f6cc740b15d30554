"""The rows that carry a sync from slice to slice: the fence, the walks, the pages. No network, no rules.

Every transaction that changes the mirror ends with `record_page` or `update_sync`, which hold the fence: when
another worker has claimed the sync meanwhile, the transaction fails as a whole.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.changes import Question, ask
from app.domain.freshness import MIRROR_FORM
from app.domain.states import SyncState, WalkState
from app.models import App, Directory, Sync, SyncPage, SyncWalk, Tenant

ACTIVE_STATES: Final = (SyncState.QUEUED, SyncState.RUNNING)


class SyncFenceLost(Exception):
    """Another worker has claimed the sync, or it has ended; nothing of this transaction is kept."""


@dataclass(frozen=True, slots=True)
class ClaimedSync:
    """A sync that this worker holds. `attempt` is the fencing number of the claim."""

    tenant_id: int
    sync_id: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Walk:
    """One cursor walk as it stands in the database. `cursor` None with pages read means: all pages are read."""

    position: int
    kind: Literal["users", "groups", "org_admins", "grants", "access"]
    directory_id: str
    directory_row_id: int | None
    app_row_id: int | None
    resource_id: str | None
    role: str | None
    state: WalkState
    cursor: str | None
    pages: int
    rows: int
    expected_rows: int | None
    faults: int
    faulty_since: datetime | None
    restarts: int
    not_before: datetime | None
    error: str | None
    fault: dict[str, Any] | None

    @property
    def is_read(self) -> bool:
        """True when the last page has been written."""
        return self.pages > 0 and self.cursor is None

    @property
    def question(self) -> Question:
        """Question of the walk, told apart from those of other walks."""
        return ask(self.kind, self.directory_id, self.app_row_id, self.role)

    @property
    def title(self) -> str:
        """Title of the walk, for people and logs."""
        return _TITLES[self.kind]


_RECORD_PAGE: Final = sa.text("""
with page as (
    insert into sync_pages (tenant_id, sync_id, position, page, row_ids)
    values (:tenant, :sync, :position, :page, cast(:row_ids as bigint[]))),
moved as (
    update sync_walks set cursor = :cursor, pages = :pages, rows = :rows, faults = 0, faulty_since = null,
        not_before = null
    where tenant_id = :tenant and sync_id = :sync and position = :position)
update syncs set progress = cast(:progress as jsonb), api_calls = :api_calls
where tenant_id = :tenant and id = :sync and attempt = :attempt and state in ('queued', 'running')
returning id
""")
_TITLES: Final[Mapping[str, str]] = {
    "users": "users",
    "groups": "groups",
    "org_admins": "organization admins",
    "grants": "the groups that grant an app",
    "access": "the users of an app",
}


def list_looked_at(session: Session, claim: ClaimedSync) -> dict[Question, bool]:
    """List the questions of the last complete sync, and whether each was answered.

    None where another form of the mirror was read then.
    """
    last = (
        sa.select(Sync.id)
        .join(Tenant, Tenant.id == Sync.tenant_id)
        .where(
            Sync.tenant_id == claim.tenant_id,
            Sync.id < claim.sync_id,
            Sync.state == SyncState.SUCCEEDED,
            Tenant.mirror_form >= MIRROR_FORM,
        )
        .order_by(Sync.id.desc())
        .limit(1)
    )
    is_answered = sa.and_(SyncWalk.state == WalkState.DONE, SyncWalk.error.is_(None))
    query = sa.select(SyncWalk.kind, SyncWalk.directory_id, SyncWalk.app_row_id, SyncWalk.role, is_answered).where(
        SyncWalk.tenant_id == claim.tenant_id, SyncWalk.sync_id == last.scalar_subquery()
    )
    rows = session.execute(query).all()
    return {ask(kind, directory_id, app, role): answered for kind, directory_id, app, role, answered in rows}


def fetch_sync(session: Session, claim: ClaimedSync) -> Sync:
    """The sync, if the claim still holds. Raises SyncFenceLost."""
    found = session.scalar(
        sa.select(Sync).where(
            Sync.tenant_id == claim.tenant_id,
            Sync.id == claim.sync_id,
            Sync.attempt == claim.attempt,
            Sync.state.in_(ACTIVE_STATES),
        )
    )
    if found is None:
        raise SyncFenceLost
    return found


def update_sync(session: Session, claim: ClaimedSync, **values: Any) -> None:
    """Change the sync under the fence. Raises SyncFenceLost when the claim no longer holds."""
    changed = session.execute(
        sa.update(Sync)
        .where(
            Sync.tenant_id == claim.tenant_id,
            Sync.id == claim.sync_id,
            Sync.attempt == claim.attempt,
            Sync.state.in_(ACTIVE_STATES),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
        .returning(Sync.id)
    ).first()
    if changed is None:
        raise SyncFenceLost


def list_walks(session: Session, claim: ClaimedSync) -> list[Walk]:
    """All walks of the sync, in the order in which they were planned."""
    columns = (
        SyncWalk.position,
        SyncWalk.kind,
        SyncWalk.directory_id,
        Directory.id.label("directory_row_id"),
        SyncWalk.app_row_id,
        App.resource_id,
        SyncWalk.role,
        SyncWalk.state,
        SyncWalk.cursor,
        SyncWalk.pages,
        SyncWalk.rows,
        SyncWalk.expected_rows,
        SyncWalk.faults,
        SyncWalk.faulty_since,
        SyncWalk.restarts,
        SyncWalk.not_before,
        SyncWalk.error,
        SyncWalk.fault,
    )
    rows = session.execute(
        sa.select(*columns)
        .select_from(SyncWalk)
        .outerjoin(
            Directory,
            (Directory.tenant_id == SyncWalk.tenant_id) & (Directory.directory_id == SyncWalk.directory_id),
        )
        .outerjoin(App, (App.tenant_id == SyncWalk.tenant_id) & (App.id == SyncWalk.app_row_id))
        .where(SyncWalk.tenant_id == claim.tenant_id, SyncWalk.sync_id == claim.sync_id)
        .order_by(SyncWalk.position)
    )
    return [Walk(**row) for row in rows.mappings()]


def insert_walks(session: Session, claim: ClaimedSync, walks: Sequence[Mapping[str, Any]]) -> None:
    """Plan the walks; `position` is given by the order."""
    session.execute(
        sa.insert(SyncWalk),
        [
            {"tenant_id": claim.tenant_id, "sync_id": claim.sync_id, "position": position, **walk}
            for position, walk in enumerate(walks)
        ],
    )


def update_walk(session: Session, claim: ClaimedSync, position: int, **values: Any) -> None:
    """Change one walk."""
    session.execute(
        sa.update(SyncWalk)
        .where(
            SyncWalk.tenant_id == claim.tenant_id,
            SyncWalk.sync_id == claim.sync_id,
            SyncWalk.position == position,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def record_page(
    session: Session,
    claim: ClaimedSync,
    walk: Walk,
    row_ids: Sequence[int],
    *,
    progress: Mapping[str, Any],
    api_calls: int,
) -> None:
    """Note a page under the fence: which mirror rows it brought, and where `walk` stands after it.

    One statement, the last of its transaction. Raises SyncFenceLost when the claim no longer holds.
    """
    given = {
        "tenant": claim.tenant_id,
        "sync": claim.sync_id,
        "attempt": claim.attempt,
        "position": walk.position,
        "page": walk.pages - 1,
        "row_ids": list(row_ids),
        "cursor": walk.cursor,
        "pages": walk.pages,
        "rows": walk.rows,
        "progress": json.dumps(progress),
        "api_calls": api_calls,
    }
    if session.execute(_RECORD_PAGE, given).first() is None:
        raise SyncFenceLost


def forget_pages(session: Session, claim: ClaimedSync, position: int | None = None) -> None:
    """Drop the pages of one walk, or of all walks of this tenant's syncs."""
    statement = sa.delete(SyncPage).where(SyncPage.tenant_id == claim.tenant_id)
    if position is not None:
        statement = statement.where(SyncPage.sync_id == claim.sync_id, SyncPage.position == position)
    session.execute(statement.execution_options(synchronize_session=False))


def count_seen(session: Session, claim: ClaimedSync, position: int) -> int:
    """How many different mirror rows the walk has brought."""
    statement = sa.text(
        "select count(distinct seen.id) from sync_pages p, unnest(p.row_ids) as seen(id)"
        " where p.tenant_id = :tenant and p.sync_id = :sync and p.position = :position"
    )
    given = {"tenant": claim.tenant_id, "sync": claim.sync_id, "position": position}
    return int(session.execute(statement, given).scalar_one())
