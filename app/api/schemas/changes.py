"""Shapes of the list of changes: who joined or left, was suspended or restored, came or went."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.shapes import In, Moment, Out, Typed
from app.domain.changes import Change, ChangeKind

Id = Annotated[str, Field(max_length=500)]


class ChangeFilterQuery(In):
    """Filter of changes: found from when until when (the moment itself not), of a kind, about what and whom, by whom.

    cause: `ours` is a run of Rollcall, `others` somebody else. `q`: a part of a name or an address, or an account id.
    """

    since: Moment | None = None
    until: Moment | None = None
    kind: ChangeKind | None = None
    change: Change | None = None
    group_id: Id | None = None
    app: Id | None = None
    account_id: Id | None = None
    cause: Literal["ours", "others"] | None = None
    q: Annotated[str | None, Field(max_length=200), Typed] = None


class ChangeQuery(ChangeFilterQuery):
    """Page of changes: their filter, and the cursor."""

    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ChangeExportQuery(ChangeFilterQuery):
    """Export of changes: their filter, and the file's form."""

    format: Literal["csv", "json"] = "csv"


class ChangeExportPartQuery(ChangeExportQuery):
    """A part of the file: the first one, or the one behind a cursor."""

    cursor: Annotated[str, Field(max_length=400)] | None = None


class ChangedUser(Out):
    """The person; without a name when the directory does not have them any more."""

    account_id: str
    name: str | None
    email: str | None


class ChangedThing(Out):
    """The group or app, by its last known name; `gives_access`: it is a group that gives an app."""

    id: str
    name: str | None
    is_gone: bool
    gives_access: bool


class ChangeRun(Out):
    """The run that did it; without a name once it was removed."""

    id: int
    name: str | None


class ChangeEntry(Out):
    """One change. It happened after `after` and by `at`: between two looks at the directory, or when a run did it.

    role: of an app. status: what began or ended.
    """

    at: datetime
    after: datetime
    change: Change
    kind: ChangeKind
    user: ChangedUser
    thing: ChangedThing | None
    role: str | None
    status: str | None
    cause: Literal["ours", "others"]
    run: ChangeRun | None


class ChangePage(Out):
    """Changes, the newest first. since: from when on; yesterday, unless it was asked for something else."""

    total: int
    since: datetime
    items: list[ChangeEntry]
    next_cursor: str | None
