"""Saved filters, tasks, actions and schedules."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.blackouts import ForeseenSlot
from app.api.schemas.enumerations import Mode
from app.api.schemas.filters import Specification
from app.api.schemas.runs import Hold, RunSummary
from app.api.schemas.schedules import Schedule
from app.api.schemas.shapes import Body, In, Out, Person, RowId

Ids = Annotated[list[Annotated[str, Field(min_length=1, max_length=300)]], Field(min_length=1, max_length=100)]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class GroupsAction(Body):
    """Add to or remove from each of the groups."""

    type: Literal["add_to_groups", "remove_from_groups"]
    groups: Ids


class AppsAction(Body):
    """Take away every access to each of the apps that can be taken away.

    Groups that also give other apps are left only with `can_leave_shared_groups`.
    """

    type: Literal["remove_app_access"]
    apps: Ids
    can_leave_shared_groups: bool = False


class UserAction(Body):
    """Suspend in, or restore to, each of the user's directories."""

    type: Literal["suspend_user", "restore_user"]


class AccountAction(Body):
    """Act on the Atlassian account itself, where the organization manages it; nothing can follow in the list.

    A deletion deactivates at once and is for good after 14 days; a plan with one always waits for another admin.
    """

    type: Literal["deactivate_account", "activate_account", "delete_account", "cancel_deletion"]


Action = Annotated[GroupsAction | AppsAction | UserAction | AccountAction, Field(discriminator="type")]


class TaskReference(Out):
    """A task, named."""

    id: int
    name: str


class SavedFilter(Out):
    """Saved criteria, read back as a sentence."""

    id: int
    name: str
    specification: Specification
    sentence: str
    version: int
    created_by: Person
    updated_by: Person
    updated_at: datetime
    task_count: int


class SavedFilterList(Out):
    """All saved filters of the tenant by name."""

    items: list[SavedFilter]


class SavedFilterIn(Body):
    """A filter to save."""

    name: Name
    specification: Specification


class SavedFilterUpdate(SavedFilterIn):
    """An edit; `version` is the one that was read, so that nobody's edit is overwritten."""

    version: int


class FilterCopyIn(Body):
    """The name of the independent copy."""

    name: Name


class FilterDeletion(In):
    """`confirm=true` deletes although tasks use the filter; they stop."""

    confirm: bool = False


class SpecificationIn(Body):
    """A filter that need not be saved."""

    specification: Specification


class Unmatched(Out):
    """Entries of pasted lists that match nobody: how many, and the first of them as they were typed."""

    count: int
    entries: list[str]


class FilterDescription(Out):
    """A filter read back, how many users match now, and which entries of its lists match nobody."""

    sentence: str
    count: int
    unmatched: Unmatched


class NamedUser(Out):
    """A user in a list of names."""

    account_id: str
    name: str
    email: str | None


class FilterChange(Out):
    """How membership would change, with the first names of each side, and the tasks that use the filter."""

    added: int
    removed: int
    added_users: list[NamedUser]
    removed_users: list[NamedUser]
    tasks: list[TaskReference]


class TaskDraft(Body):
    """A task as it is being configured. Without `max_users` the limit is proposed from a preview; null: no limit.

    `is_confirmed`: false for a caller who has not asked yet whether the schedule may take something away from people;
    a save by which it begins to is then refused (409 with `affected_users` and `data_read_at`).
    `mode`: without it an edit leaves the mode as it is, and a new task is live.
    """

    name: Name
    filter_id: RowId | None = None
    actions: Annotated[list[Action], Field(max_length=20)]
    schedule: Schedule
    time_zone: Annotated[str, Field(max_length=64)] | None = None
    is_schedule_active: bool = False
    max_users: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    is_confirmed: bool = True
    mode: Mode | None = None


class TaskUpdate(TaskDraft):
    """An edit; `version` is the one that was read."""

    version: int


class ScheduleActiveIn(Body):
    """The toggle in the list; `is_confirmed` as in a task's draft."""

    is_schedule_active: bool
    is_confirmed: bool = True


class ModeIn(Body):
    """Draft, test or live; `is_confirmed` as in a task's draft."""

    mode: Mode
    is_confirmed: bool = True


class LastTest(Out):
    """Result of the newest test run; `is_current`: it was about the filter and the actions of now."""

    run_id: int
    finished_at: datetime | None
    matched_users: int
    planned_users: int
    would_change: int
    would_skip: int
    would_fail: int
    holds: list[Hold]
    is_current: bool


class FilterReference(Out):
    """The filter of a task, named."""

    id: int
    name: str


class Caution(Out):
    """Caution: something allowed but probably not meant, as a stable word, names and a sentence."""

    code: str
    text: str
    facts: dict[str, str]


class Task(Out):
    """An automated task with everything its row in the list shows.

    `names` are those of the groups and apps that it acts on, by id; what is gone has none.
    """

    id: int
    name: str
    mode: Mode
    filter: FilterReference | None
    actions: list[Action]
    action_sentences: list[str]
    names: dict[str, str]
    schedule: Schedule
    schedule_sentence: str
    time_zone: str
    is_schedule_active: bool
    max_users: int | None
    next_run_at: datetime | None
    next_slots: list[ForeseenSlot]
    no_next_run_code: str | None
    no_next_run_reason: str | None
    last_run: RunSummary | None
    last_test: LastTest | None
    updated_by: Person
    updated_at: datetime
    version: int
    warnings: list[Caution]


class TaskList(Out):
    """All tasks of the tenant by name."""

    items: list[Task]


class RepairIn(Body):
    """Request to repair a reference: the id that is gone and the one that takes its place, of one kind."""

    kind: Literal["group", "app", "site"]
    gone_id: Annotated[str, Field(min_length=1, max_length=300)]
    new_id: Annotated[str, Field(min_length=1, max_length=300)]


class ReferenceRepair(Out):
    """How many filters, tasks and protected entries name the new thing now."""

    filters: int
    tasks: int
    protected: int


class ScheduleIn(Body):
    """A schedule to try."""

    schedule: Schedule
    time_zone: Annotated[str, Field(max_length=64)] | None = None
    takes_away: bool = False
    """Whether the task takes something away, so that blackouts keep it from starting."""


class SchedulePreview(Out):
    """The next five runs, and in `slots` between them those that do not start."""

    sentence: str
    time_zone: str
    next_runs: list[datetime]
    slots: list[ForeseenSlot]
    warnings: list[Caution]
