"""Plans that are only looked at: of a draft, of a task, of a bulk operation; and the bulk operation itself."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.api.schemas.automation import Action, Caution, TaskDraft
from app.api.schemas.enumerations import PlannedOutcome
from app.api.schemas.filters import Specification
from app.api.schemas.runs import Hold
from app.api.schemas.shapes import Body, Detail, In, Out, RowId, Typed


class PlannedOperation(Out):
    """Planned operation of a preview: a step that a run would do, or skip with its reason."""

    action: str
    target_kind: str
    target_id: str
    target_name: str
    outcome: PlannedOutcome
    reason: str | None
    reason_text: str | None
    is_failing: bool
    details: list[Detail]


class PlannedUser(Out):
    """One user's plan."""

    account_id: str
    name: str
    email: str | None
    operations: list[PlannedOperation]


WatchName = Annotated[str, Field(pattern=r"^[a-z0-9-]{8,40}$")]
"""What whoever waits for totals calls them; it is looked for under `preview-progress`."""


class PreviewIn(TaskDraft):
    """A draft to preview; `task_id` is the task that it edits, `cursor` continues the list of users.

    Without totals the first page comes at once. `watch`: how far the totals are can be asked for by this name.
    """

    watch: WatchName | None = None

    task_id: RowId | None = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    has_totals: bool = True


class Preview(Out):
    """Preview of a run on the present mirror. Nothing is written.

    Totals are exact over all matching users and given with the first page only, null when they were not asked for; how
    many match comes with the first page of a task's or a bulk operation's preview in any case.
    `holds`: why a run of this size would wait for a release, apart from the task's own limit.
    `groups_read_at`: as of when the members of the groups that are named are known at least; null when none is named.
    """

    matched_users: int | None
    affected_users: int | None
    failing_users: int | None
    planned_operations: int | None
    skipped: dict[str, int] | None
    failed: dict[str, int] | None
    users: list[PlannedUser]
    next_cursor: str | None
    warnings: list[Caution]
    data_read_at: datetime | None
    groups_read_at: datetime | None
    holds: list[Hold] | None


class UndoPreviewQuery(In):
    """Page of an undo's preview; `has_totals` as for tasks."""

    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    has_totals: bool = True


class UndoQuery(In):
    """How to undo; `is_emergency`: without waiting for a release, however many people it changes, and on any day."""

    is_emergency: bool = False


class PreviewProgress(Out):
    """How many people the totals of a preview have looked at so far; null while nothing is known of them."""

    looked_at: int | None


class PreviewProgressQuery(In):
    """Of which preview: the `watch` that it was asked for with."""

    watch: WatchName


class BulkIn(Body):
    """A bulk operation: on `account_ids`, or on all who match `specification` and `text` but `excluded`."""

    account_ids: Annotated[list[str], Field(max_length=10_000)] = Field(default_factory=list)
    specification: Specification | None = None
    text: Annotated[str | None, Field(max_length=200), Typed] = None
    excluded: Annotated[list[str], Field(max_length=10_000)] = Field(default_factory=list)
    actions: Annotated[list[Action], Field(max_length=20)]
    max_users: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    is_emergency: bool = False
    """On a blackout day, too. Organization admins only."""


class BulkPreviewIn(BulkIn):
    """A bulk operation to preview; `cursor` continues the list of users, `has_totals` and `watch` as for tasks."""

    watch: WatchName | None = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    has_totals: bool = True
