"""Observations of the doctor: rows as Atlassian sent them, and their envelopes. Nothing is judged here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Envelope of one answer's body. at: when, by Atlassian's own clock where it tells it."""

    at: datetime
    content_type: str = ""
    limit: str | None = None
    remaining: str | None = None
    reset: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Observations of one reading; None or empty for what could not be read.

    refused: names of questions that Atlassian answered with a refusal, as `app.examination` calls them.
    person: somebody of the walk who is in groups; by_id, any_group, detail, groups_of and assignments are about them.
    """

    asked_for: str | None = None
    answered_for: str | None = None
    at: datetime | None = None
    envelopes: Sequence[Envelope] = ()
    refused: frozenset[str] = frozenset()
    organizations: int | None = None
    directories: Sequence[Row] = ()
    workspaces: Sequence[Row] = ()

    users: Sequence[Row] = ()
    pages: Sequence[frozenset[str]] = ()
    cursors: Sequence[str] = ()
    page_size: int | None = None
    is_whole_directory: bool = False
    user_count: int | None = None
    without_ids: Sequence[Row] | None = None

    person: Row | None = None
    detail: Row | None = None
    by_id: Sequence[Row] | None = None
    any_group: Sequence[Row] | None = None
    groups_of: Sequence[Row] | None = None
    assignments: Sequence[Row] | None = None
    role_holders: Sequence[Row] | None = None

    groups: Sequence[Row] = ()
    group_members: Sequence[Row] | None = None
    group_id: str | None = None

    roster: Sequence[Row] | None = None
    everywhere: Sequence[Row] | None = None
    admin_groups: int | None = None
    admin_assignments: Sequence[Row] | None = None

    @property
    def apps(self) -> frozenset[str]:
        """The ids of the list of apps."""
        return frozenset(str(row["id"]) for row in self.workspaces if row.get("id"))


def read_account(row: Row) -> str:
    """Read the account of a row; anything there, as text."""
    return str(row.get("accountId"))


def list_nested(rows: Sequence[Row] | None, name: str) -> list[Row]:
    """The rows inside rows: groups, activity, roles."""
    inner = (row.get(name) for row in rows or ())
    return [one for found in inner if isinstance(found, list) for one in found if isinstance(one, Mapping)]


def read_tail(identifier: object) -> str:
    """An id without the ARI that it may stand in."""
    return str(identifier).rpartition("/")[2]
