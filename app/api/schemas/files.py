"""Shapes of downloads: what to export, and files in parts."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.filters import Specification
from app.api.schemas.shapes import Body, In, Out, Typed


class ExportIn(Body):
    """Export request: filter, columns and form of the file."""

    specification: Specification | None = None
    text: Annotated[str | None, Field(max_length=200), Typed] = None
    format: Literal["csv", "json"] = "csv"


class ExportPartIn(ExportIn):
    """A part of an export: the first one, or the one behind a cursor."""

    cursor: Annotated[str, Field(max_length=4000)] | None = None


class ResultPartQuery(In):
    """A part of a run's result: the first one, or the one behind a cursor."""

    format: Literal["csv", "json"] = "json"
    cursor: Annotated[str, Field(max_length=4000)] | None = None


class FilePart(Out):
    """A piece of a file. `next_cursor` is null when the file is complete; `done` of `total` rows are written.

    is_mixed: the file is complete, and what it tells of has changed since its first part.
    """

    text: str
    next_cursor: str | None
    done: int
    total: int
    is_mixed: bool
