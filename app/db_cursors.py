"""Cursors that describe their columns when they are asked to: for connections of the pool.

SQLAlchemy looks at the description of every answer to see whether it has rows; what the columns are it knows of
statements that it has sent before. psycopg asks for five properties of each column, each time: a twelfth of what a
small request costs.
"""

from collections.abc import Sequence
from typing import Any, overload

import psycopg
from psycopg import Column
from psycopg.pq import ExecStatus

_WITH_ROWS = (ExecStatus.TUPLES_OK, ExecStatus.SINGLE_TUPLE, ExecStatus.TUPLES_CHUNK)


class _Columns(Sequence[Column]):
    """The columns of an answer, each described when it is looked at."""

    def __init__(self, cursor: "PlainCursor", count: int) -> None:
        self._cursor, self._places = cursor, range(count)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Column: ...
    @overload
    def __getitem__(self, place: slice) -> list[Column]: ...
    def __getitem__(self, place: int | slice) -> Column | list[Column]:
        found = self._places[place]
        return [Column(self._cursor, one) for one in found] if isinstance(found, range) else Column(self._cursor, found)


class PlainCursor(psycopg.Cursor[Any]):
    """A cursor whose description costs nothing until somebody reads it."""

    @property
    def description(self) -> Any:
        """The columns of the present answer; None where it has no rows."""
        answer = self.pgresult
        if answer is None or not (answer.nfields or answer.status in _WITH_ROWS):
            return None
        return _Columns(self, answer.nfields)
