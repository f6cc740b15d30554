"""Runs, their operations and results."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.schemas.blackouts import Blackout
from app.api.schemas.enumerations import RunMode, RunState, Trigger
from app.api.schemas.shapes import Body, Detail, In, Out, Outage, Person, RowId

Outcome = Literal[
    "planned", "started", "succeeded", "skipped", "failed", "would_change", "would_skip", "would_fail",
]  # fmt: skip
ThingState = Literal[
    "member", "not_member", "held", "not_held", "access", "no_access",
    "active", "suspended", "deactivated", "for_deletion", "unknown",
]  # fmt: skip


class RunCounts(Out):
    """How many users matched and were affected, and operations by outcome and reason.

    `failing`: how many of the planned ones are known to fail; `failing_users`: who has such steps in the plan.
    Of a test run nothing was done, skipped or failed: its steps are told by `would_change`, `would_skip` and
    `would_fail`, and the reasons are those of what would be.
    """

    matched: int = 0
    affected: int = 0
    planned: int = 0
    failing: int = 0
    failing_users: int = 0
    succeeded: int = 0
    skipped: int = 0
    failed: int = 0
    would_change: int = 0
    would_skip: int = 0
    would_fail: int = 0
    total: int = 0
    skipped_by_reason: dict[str, int] = Field(default_factory=dict)
    failed_by_reason: dict[str, int] = Field(default_factory=dict)


class WaitsFor(Out):
    """The run in front that a run waits for, as both would change the same of so many people."""

    run_id: int
    task_id: int | None
    name: str
    people: int
    since: datetime


class RunSummary(Out):
    """A run in a list."""

    id: int
    task_id: int | None
    name: str
    trigger: Trigger
    mode: RunMode
    """`test`: nobody was changed by it."""
    state: RunState
    reason: str | None
    reason_text: str | None
    scheduled_for: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    requested_by: Person | None
    planned_users: int | None
    """How many people the plan changes; of a test run, would change."""
    counts: RunCounts
    blackout: Blackout | None
    """Why it did not start, when that was a blackout."""
    waits_for: WaitsFor | None
    """Told while it waits for a run in front that has people and things in common with it."""
    came_back: int
    """How many of its steps somebody else has changed back since."""


class RunPage(Out):
    """Runs, newest first."""

    items: list[RunSummary]
    next_cursor: str | None


class Hold(Out):
    """One reason why a plan waits.

    people: who would be changed, or, where the history of the task speaks, who matched. limit: the number that this is
    beyond. basis: of how many active people the limit is a share, or how many runs it is the most of.
    """

    reason: Literal["deletion", "over_limit", "over_share", "unusual", "ramp_stopped"]
    people: int
    limit: int
    basis: int | None


class Hand(Out):
    """Hand in a held plan: a person who asked for the run, chose filter, actions or limit of its task, saved its
    filter, or saved the task last."""

    person: Person
    part: Literal["requested", "shaped_task", "saved_filter", "saved_task"]


class Release(Out):
    """Rule of release of a held plan: people who may and who may not.

    rule: `one_admin` when no other organization admin is known, so that the rule rests. is_allowed: whether the caller
    may. is_stop_gap: every organization admin had a hand in the plan, so that some of them may all the same.
    taken_out: the first of the people who were taken out of the plan.
    """

    rule: Literal["applies", "off", "one_admin"]
    is_allowed: bool
    is_stop_gap: bool
    hands: list[Hand]
    may_release: list[Person]
    taken_out: list[Person]
    taken_out_users: int


class LookedAt(Out):
    """Steps by what a look long after the run found.

    came_back: how many of the confirmed ones a later sync found changed back by somebody else; compared_at: when the
    newest sync began with which the run was compared.
    """

    confirmed: int
    not_applied: int
    unchecked: int
    came_back: int
    compared_at: datetime | None


class Run(RunSummary):
    """A run with what was frozen at its start and what can be done with it now."""

    specification: dict[str, Any]
    filter_name: str | None
    filter_sentence: str | None
    action_sentences: list[str]
    max_users: int | None
    failed_users: int | None
    eta_seconds: int | None
    waiting: Outage | None
    can_cancel: bool
    can_approve: bool
    can_undo: bool
    undo_of: int | None
    undone_by: int | None
    plan_hash: str | None
    """The digest of a held plan, with which it is released."""
    release: Release | None
    """Told of a plan that is held."""
    cancel_requested_at: datetime | None
    approved_by: Person | None
    held_until: datetime | None
    holds: list[Hold]
    data_read_at: datetime | None
    groups_read_at: datetime | None
    looked_at: LookedAt | None
    remains: dict[str, int]
    """People who keep access to an app that a step was about, by what it remains through (the kinds of Detail), and
    `not_known` where that could not be read."""
    first_people: int | None
    """So many people are changed first, the others only if nothing fails with them; null: all at once."""


class RunQuery(In):
    """Filter and cursor of the list of runs."""

    task_id: RowId | None = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25


class EmergencyQuery(In):
    """How to start; `is_emergency`: on a blackout day, too. Organization admins only."""

    is_emergency: bool = False


class ApprovalIn(Body):
    """The frozen plan that was looked at; `is_emergency`: on a blackout day, too."""

    plan_hash: Annotated[str, Field(max_length=200)]
    is_emergency: bool = False


AccountId = Annotated[str, Field(min_length=1, max_length=200)]


class PeopleIn(Body):
    """People of a held plan."""

    account_ids: Annotated[list[AccountId], Field(min_length=1, max_length=500)]


class Changed(Out):
    """One thing of a person, before and after; id of a role: its app and itself. `unknown`: the log does not tell."""

    kind: Literal["group", "role", "status", "app", "account"]
    id: str
    name: str
    before: ThingState
    after: ThingState


class PersonChanges(Out):
    """Before and after of a person in a run, from before its first write to them to after its last one."""

    person: Person
    first_at: datetime | None
    last_at: datetime | None
    changes: list[Changed]


class PersonChangesPage(Out):
    """People whom a run changed, in the order of its plan."""

    items: list[PersonChanges]
    next_cursor: str | None


class PersonChangesQuery(In):
    """Page of the people of a run: filter and cursor."""

    account_id: str | None = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25


class Operation(Out):
    """One line of a run's log."""

    position: int
    account_id: str
    user_name: str | None
    user_email: str | None
    action: str
    target_kind: str
    target_id: str
    target_name: str
    outcome: Outcome
    reason: str | None
    reason_text: str | None
    error: str | None
    details: list[Detail]
    started_at: datetime | None
    duration_ms: int | None
    later_run: int | None
    """The run that changed this: since the one that is taken back, or while this one was active."""
    changes: list[Changed]
    """What it changed of the person: each thing before and after."""
    came_back_at: datetime | None
    """When a sync found that somebody else has changed this back."""


class OperationQuery(In):
    """Filter and cursor of a run's operations; `has_come_back`: those alone that somebody else has changed back."""

    outcome: Outcome | None = None
    account_id: str | None = None
    has_come_back: bool = False
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class OperationPage(Out):
    """Operations in the order of the plan."""

    items: list[Operation]
    next_cursor: str | None
