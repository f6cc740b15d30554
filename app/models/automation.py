"""Tables of automation: saved filters and tasks."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.automation.modes import Mode
from app.models.mapping import Base, Json, TenantOwned, TenantRow, belongs_to, one_of


class SavedFilter(Base, TenantRow):
    """Saved criteria: says who. `version` grows with every edit and guards against lost updates."""

    __tablename__ = "saved_filters"
    __table_args__ = (sa.Index("uq_saved_filters_name", "tenant_id", sa.func.lower(sa.text("name")), unique=True),)

    name: Mapped[str]
    specification: Mapped[Json]
    version: Mapped[int] = mapped_column(server_default="1")
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    updated_by: Mapped[str]
    delegated_by: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class Task(Base, TenantRow):
    """An automated task: filter, ordered actions, schedule. Removed ones are kept for their runs."""

    __tablename__ = "tasks"
    __table_args__ = (
        belongs_to("saved_filters", "filter_id", on_delete="SET NULL (filter_id)"),
        sa.Index("ix_tasks_due", "next_run_at", postgresql_where=sa.text("next_run_at is not null")),
        sa.Index("ix_tasks_filter", "tenant_id", "filter_id"),
        one_of("mode", *Mode),
        sa.CheckConstraint("max_users is null or max_users > 0", name="max_users_positive"),
    )

    name: Mapped[str]
    mode: Mapped[Mode] = mapped_column(server_default=Mode.LIVE)
    """`app.domain.automation.modes`; the task of an earlier release is live."""
    filter_id: Mapped[int | None]
    actions: Mapped[list[Any]]
    schedule: Mapped[Json]
    time_zone: Mapped[str]
    is_schedule_active: Mapped[bool] = mapped_column(server_default=sa.false())
    max_users: Mapped[int | None]
    next_run_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    """A due slot that could not be computed is looked at again then; never a slot itself."""
    schedule_error: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    updated_by: Mapped[str]
    delegated_by: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    shaped_by: Mapped[str | None]
    """Who last chose its filter, actions or limit, and when; None: not known apart from who saved it last."""
    shaped_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class TaskOverlap(Base, TenantOwned):
    """How many people two tasks have in common that work against each other; a task may do so alone.

    Derived from the mirror and counted anew whenever that or one of the tasks has changed; `digest` is of what it was
    counted from, so that an older number is never shown as that of today.
    """

    __tablename__ = "task_overlaps"
    __table_args__ = (belongs_to("tasks", "task_id"), belongs_to("tasks", "other_id"))

    task_id: Mapped[int] = mapped_column(primary_key=True)
    other_id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    people: Mapped[int]
    """Who match both filters now."""
    circling: Mapped[int]
    """Who would be led to and fro: what the one does makes them match the other, and the other way round."""
    counted_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class Exemption(Base, TenantRow):
    """A person whom one task leaves alone: until a moment, or in its next run alone."""

    __tablename__ = "exemptions"
    __table_args__ = (
        belongs_to("tasks", "task_id"),
        sa.UniqueConstraint("tenant_id", "task_id", "account_id"),
        sa.Index("ix_exemptions_person", "tenant_id", "account_id"),
    )

    task_id: Mapped[int]
    account_id: Mapped[str]
    reason: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """None: it holds for the next run."""
    run_id: Mapped[int | None]
    """The run that was the next one. Not a foreign key: the run may be removed earlier."""
