"""People whom a task leaves alone, and what every task would do to one person."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.automation import FilterReference
from app.api.schemas.enumerations import Mode
from app.api.schemas.previews import PlannedOperation
from app.api.schemas.shapes import Body, Moment, Out, Person


class ExemptionIn(Body):
    """New exemption of a person from a task: reason and end; without an end it is for the next run alone."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    expires_at: Moment | None = None


class Exemption(Out):
    """A person whom a task leaves alone. expires_at: null for its next run alone."""

    task_id: int
    user: Person
    reason: str
    created_by: Person
    created_at: datetime
    expires_at: datetime | None


class ExemptionList(Out):
    """All that hold now, the newest first."""

    items: list[Exemption]


class TaskProspect(Out):
    """One task and the person: what it would do to them at `at`, the moment of its next run, or now without one.

    mode: of a draft or a test it is told what it would do if it were live.
    prospect: `change` something would be changed; `fail` it would fail; `spared` a safety rule or an exemption spares
    them; `nothing` all is so already; `no_match`; `not_readable` the task has no filter, or cannot be understood;
    `not_looked_at` so many tasks name them that this one was not planned.
    """

    task_id: int
    task_name: str
    mode: Mode
    filter: FilterReference | None
    next_run_at: datetime | None
    no_next_run_code: str | None
    at: datetime
    prospect: Literal["change", "fail", "spared", "nothing", "no_match", "not_readable", "not_looked_at"]
    operations: list[PlannedOperation]
    exemption: Exemption | None


class ProspectList(Out):
    """All tasks by name."""

    items: list[TaskProspect]
