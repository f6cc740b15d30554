"""Tables of runs and their operations. The rows are the queue of record and the log in one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.automation.frozen import RunSpecification, read_specification
from app.domain.automation.modes import RUN_MODES, Mode
from app.domain.engine.runs import ACTIVE
from app.domain.states import Confirmation, RunState, StepOutcome, Trigger
from app.logs import find_request_id
from app.models.mapping import Base, Json, TenantOwned, TenantRow, belongs_to, one_of

ACTIVE_RUN_STATES = tuple(state for state in RunState if state in ACTIVE)
WORKABLE_RUN_STATES = tuple(state for state in ACTIVE_RUN_STATES if state is not RunState.HELD)
_ACTIVE = ", ".join(f"'{state}'" for state in ACTIVE_RUN_STATES)
_WORKABLE = ", ".join(f"'{state}'" for state in WORKABLE_RUN_STATES)


class Run(Base, TenantRow):
    """One execution. Unique per (task, slot); at most one active run of a task at a time.

    `attempt` is the fencing number: it grows with every claim, and every later write of the worker
    that claimed the run names it. `specification` is what was frozen at the start.
    """

    __tablename__ = "runs"
    __table_args__ = (
        belongs_to("tasks", "task_id"),
        one_of("trigger", *Trigger),
        one_of("state", *RunState),
        one_of("mode", *RUN_MODES),
        # Writes are recorded for runs that are running alone: whatever goes wrong, a test run makes none.
        sa.CheckConstraint("mode = 'live' or state not in ('held', 'running')", name="test_changes_nobody"),
        sa.UniqueConstraint("tenant_id", "task_id", "scheduled_for"),
        sa.Index(
            "uq_runs_active_task",
            "tenant_id",
            "task_id",
            unique=True,
            postgresql_where=sa.text(f"state in ({_ACTIVE})"),
        ),
        sa.Index("ix_runs_workable", "last_slice_at", "id", postgresql_where=sa.text(f"state in ({_WORKABLE})")),
        sa.Index("ix_runs_recent", "tenant_id", sa.text("id desc")),
        sa.Index("ix_runs_finished", "finished_at", "state"),
        sa.Index("ix_runs_closing", "finished_at", "id", postgresql_where=sa.text("closing_reason is not null")),
        sa.Index(
            "ix_runs_unsealed",
            "finished_at",
            "id",
            postgresql_where=sa.text("sealed_at is null and finished_at is not null"),
        ),
        sa.Index(
            "ix_runs_unchecked",
            "finished_at",
            "id",
            postgresql_where=sa.text("checked_at is null and finished_at is not null"),
        ),
        sa.Index(
            "ix_runs_came_back", "tenant_id", "came_back_at", postgresql_where=sa.text("came_back_at is not null")
        ),
        sa.Index("ix_runs_task_recent", "tenant_id", "task_id", sa.text("id desc")),
    )

    task_id: Mapped[int | None]
    trigger: Mapped[Trigger]
    mode: Mapped[Mode] = mapped_column(server_default=Mode.LIVE)
    """A test run ends with its plan. A trigger makes one of every run of a task that is not live."""
    scheduled_for: Mapped[datetime | None]
    state: Mapped[RunState] = mapped_column(server_default=RunState.QUEUED)
    reason: Mapped[str | None]
    specification: Mapped[Json]
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
    lined_up_at: Mapped[datetime | None]
    """When its plan was first to be carried out: its place among the runs of the tenant, which it keeps."""
    waits_for_run: Mapped[int | None]
    """The run before it that would touch the same things of so many people; both end together."""
    waits_for_people: Mapped[int | None]
    waits_for_since: Mapped[datetime | None]
    clear_of_runs: Mapped[list[int] | None] = mapped_column(sa.ARRAY(sa.BigInteger))
    """The runs before it of which was found that they have nothing in common with it, and which sync that rests on."""
    clear_since: Mapped[datetime | None]
    plan_hash: Mapped[str | None]
    plan_cursor: Mapped[int] = mapped_column(server_default="0")
    matched_users: Mapped[int | None]
    planned_users: Mapped[int | None]
    first_people: Mapped[int | None]
    """So many people are changed before the others, which go on only if nothing failed; None: all at once."""
    counts: Mapped[Json] = mapped_column(server_default="{}")
    cancel_requested_at: Mapped[datetime | None]
    cancel_requested_by: Mapped[str | None]
    approved_by: Mapped[str | None]
    passes_blackout: Mapped[bool | None]
    """Whoever released it let it begin on a blackout day, too: beside the plan, which stays what was looked at."""
    holds: Mapped[list[Any] | None]
    """Every reason why the plan was held: `app.domain.engine.holds.Hold`."""
    held_until: Mapped[datetime | None]
    """A held plan is approved until then, or not at all."""
    sync_asked_at: Mapped[datetime | None]
    """When the run last began to wait for a sync."""
    data_read_at: Mapped[datetime | None]
    """Of when the data is that the run was planned with, or went on with: the end of the last whole sync."""
    groups_read_at: Mapped[datetime | None]
    """Since when at the latest the groups that its filter and actions name are known; None: not read apart."""
    closing_reason: Mapped[str | None]
    """The run has ended and its log is closed piece by piece: what stands there as planned was skipped for this."""
    requested_by: Mapped[str | None]
    request_id: Mapped[str | None] = mapped_column(default=find_request_id)
    """Of the request that asked for it, for logs and traces; None: it was due."""
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]
    """When the ended run got its seal in the chain of the log."""
    check_after: Mapped[datetime | None]
    """Until then nobody looks whether the run held: a worker may be at it, or Atlassian did not answer."""
    checked_at: Mapped[datetime | None]
    """When it was last looked at, long after the run, what became of everything that it changed."""
    compared_at: Mapped[datetime | None]
    """When the sync began with which it was last compared what the run had changed."""
    came_back: Mapped[int | None]
    """How many of its steps somebody else has changed back, as far as syncs have seen it."""
    came_back_at: Mapped[datetime | None]
    """When such a thing was last seen."""
    log_removed_at: Mapped[datetime | None]
    """When retention began to remove the operations: what is left of the log is not the whole of it."""

    @property
    def frozen(self) -> RunSpecification:
        """Specification as it was frozen at the start, read: also what another release wrote."""
        return read_specification(self.specification)


class Operation(Base, TenantOwned):
    """A step applied to one user and one target. Written before the run starts, outcome recorded one by one."""

    __tablename__ = "operations"
    __table_args__ = (
        belongs_to("runs", "run_id"),
        one_of("outcome", *StepOutcome),
        one_of("confirmation", *Confirmation),
        sa.UniqueConstraint("tenant_id", "run_id", "account_id", "action_index", "target_id"),
        sa.Index("ix_operations_outcome", "tenant_id", "run_id", "outcome", "position"),
        sa.Index(
            "ix_operations_open",
            "tenant_id",
            "run_id",
            "position",
            postgresql_where=sa.text("outcome in ('planned', 'started')"),
        ),
        sa.Index(
            "ix_operations_partly",
            "tenant_id",
            "run_id",
            postgresql_where=sa.text("outcome = 'planned' and steps is not null"),
        ),
        sa.Index(
            "ix_operations_came_back",
            "tenant_id",
            "run_id",
            "position",
            postgresql_where=sa.text("came_back_at is not null"),
        ),
        sa.Index("ix_operations_account_finished", "tenant_id", "account_id", "finished_at"),
    )

    run_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    action_index: Mapped[int] = mapped_column(sa.SmallInteger)
    action: Mapped[str]
    target_kind: Mapped[str]
    target_id: Mapped[str]
    target_name: Mapped[str]
    directory_id: Mapped[str | None]
    outcome: Mapped[StepOutcome] = mapped_column(server_default=StepOutcome.PLANNED)
    reason: Mapped[str | None]
    planned_reason: Mapped[str | None]
    """The reason in the plan of a step that was taken out of it, for when it is put back."""
    is_changing: Mapped[bool | None]
    """Whether the plan counts its user as changed by it; None: planned by an earlier release, or not planned to."""
    error: Mapped[str | None]
    before: Mapped[Json | None]
    steps: Mapped[list[Any] | None]
    attempt: Mapped[int | None]
    started_at: Mapped[datetime | None]
    doubts: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    """How often it was tried without an answer that says what became of it."""
    in_doubt_until: Mapped[datetime | None]
    """Until then a look that shows nothing proves nothing; None when it is not in doubt."""
    finished_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]
    confirmation: Mapped[Confirmation | None]
    """What a look long after the write found; None: nobody has looked yet."""
    confirmed_at: Mapped[datetime | None]
    came_back_at: Mapped[datetime | None]
    """When a sync first read that somebody else has changed back what was seen to hold."""
    came_back_through: Mapped[dict[str, Any] | None]
    """Through what access that was taken is there again, as `store_remains` makes it."""
