"""Many rows of a table in one statement, given as one JSON value: for loops that write hundreds of them in a turn.

A statement with a parameter for every cell is made, sent and read anew each time, which costs more than the rows.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from app.models import Base

Rows = Sequence[Mapping[str, object]]
"""Rows with the same columns each."""


def insert_many(session: Session, model: type[Base], rows: Rows) -> Sequence[sa.Row[Any]]:
    """Insert rows; those that a unique index refuses are left out. Gives the primary keys of the others."""
    if not rows:
        return []
    return session.execute(_build_insert(model, tuple(rows[0])), {"given": _to_json(rows)}).all()


def update_many(session: Session, model: type[Base], rows: Rows) -> None:
    """Set what the rows say beside their primary keys. Objects of the session are left as they are."""
    if rows:
        session.execute(_build_update(model, tuple(rows[0])), {"given": _to_json(rows)})


@lru_cache(maxsize=32)
def _build_insert(model: type[Base], names: tuple[str, ...]) -> ReturningInsert[Any]:
    given = _read_given(model, names)
    keys = [column for column in _find_table(model).columns if column.primary_key]
    query = sa.select(*(given.c[name] for name in names))
    return insert(_find_table(model)).from_select(list(names), query).on_conflict_do_nothing().returning(*keys)


@lru_cache(maxsize=32)
def _build_update(model: type[Base], names: tuple[str, ...]) -> sa.Update:
    given, columns = _read_given(model, names), _find_table(model).columns
    keys = {column.name for column in columns if column.primary_key}
    return (
        sa.update(_find_table(model))
        .where(*(columns[name] == given.c[name] for name in names if name in keys))
        .values({name: given.c[name] for name in names if name not in keys})
    )


def _find_table(model: type[Base]) -> sa.Table:
    # The table, not its class: with that every row would pass the machinery for objects.
    return cast("sa.Table", model.__table__)


def _read_given(model: type[Base], names: tuple[str, ...]) -> sa.TableValuedAlias:
    columns = [sa.column(name, _find_table(model).columns[name].type) for name in names]
    rows = sa.func.jsonb_to_recordset(sa.bindparam("given", type_=JSONB))
    return rows.table_valued(*columns).render_derived("given", with_types=True)


def _to_json(rows: Rows) -> list[dict[str, object]]:
    return [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        for row in rows
    ]
