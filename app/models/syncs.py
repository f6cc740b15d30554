"""Syncs of the mirror, their walks (so that they continue where they died) and what their pages brought."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.states import SyncKind, SyncState, WalkState
from app.logs import find_request_id
from app.models.mapping import Base, Json, TenantOwned, TenantRow, belongs_to, one_of

ACTIVE_SYNC_STATES = (SyncState.QUEUED, SyncState.RUNNING)


class Sync(Base, TenantRow):
    """One refresh of the mirror; at most one is active per tenant.

    `plan` is what was found out at its start (see `app.directory.syncing.sync_plan`), `progress` is for people.
    """

    __tablename__ = "syncs"
    __table_args__ = (
        one_of("kind", *SyncKind),
        one_of("state", *SyncState),
        sa.Index(
            "uq_syncs_active", "tenant_id", unique=True, postgresql_where=sa.text("state in ('queued', 'running')")
        ),
        sa.Index("ix_syncs_open", "created_at", postgresql_where=sa.text("state in ('queued', 'running')")),
        sa.Index("ix_syncs_recent", "tenant_id", sa.text("id desc")),
    )

    kind: Mapped[SyncKind]
    state: Mapped[SyncState] = mapped_column(server_default=SyncState.QUEUED)
    attempt: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    enqueued_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    last_slice_at: Mapped[datetime | None]
    failed_slices: Mapped[int] = mapped_column(server_default="0")
    deaths: Mapped[int] = mapped_column(server_default="0")
    """How many workers in a row took it and never gave it back."""
    waiting_since: Mapped[datetime | None]
    """Since when Atlassian has failed without any progress between; `waiting_reason` says how."""
    waiting_reason: Mapped[str | None]
    requested_by: Mapped[str | None]
    request_id: Mapped[str | None] = mapped_column(default=find_request_id)
    """Of the request, or of the request for the run, that asked for it; None: it was due."""
    cancelled_by: Mapped[str | None]
    """Who ended it by hand; such an end is no failure to be told of."""
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]
    fault: Mapped[Json | None]
    plan: Mapped[Json] = mapped_column(server_default="{}")
    progress: Mapped[Json] = mapped_column(server_default="{}")
    api_calls: Mapped[int] = mapped_column(server_default="0")


class SyncWalk(Base, TenantOwned):
    """One cursor walk of a sync: what it reads and how far it came, page by page.

    `rows` counts rows as they came, repeated ones included. `expected_rows` is Atlassian's own count for users and
    groups, and an estimate for access. `faults` counts failures in a row, `faulty_since` dates the first of them,
    `restarts` how often a lost cursor made
    it begin again.
    """

    __tablename__ = "sync_walks"
    __table_args__ = (
        belongs_to("syncs", "sync_id"),
        one_of("kind", "users", "groups", "org_admins", "grants", "access"),
        one_of("state", *WalkState),
    )

    sync_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    directory_id: Mapped[str]
    app_row_id: Mapped[int | None]
    role: Mapped[str | None]
    state: Mapped[WalkState] = mapped_column(server_default=WalkState.PENDING)
    cursor: Mapped[str | None]
    pages: Mapped[int] = mapped_column(server_default="0")
    rows: Mapped[int] = mapped_column(server_default="0")
    expected_rows: Mapped[int | None]
    faults: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    faulty_since: Mapped[datetime | None]
    restarts: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    not_before: Mapped[datetime | None]
    error: Mapped[str | None]
    fault: Mapped[Json | None]


class SyncPage(Base, TenantOwned):
    """The mirror rows that one page of a walk brought: one short row a page instead of one a user.

    What a complete walk has not brought is removed at its end.
    """

    __tablename__ = "sync_pages"
    __table_args__ = (belongs_to("syncs", "sync_id"),)

    sync_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    row_ids: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger))
