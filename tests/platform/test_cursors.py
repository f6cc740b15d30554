"""Cursors of the pool say of their columns what psycopg says, and only when they are asked to."""

from typing import Any

import psycopg
import pytest

from app.db import Database, PlainCursor

STATEMENTS = (
    "select 1 as one, 'two' as two, null::timestamptz as three, array[1, 2] as four, 1.5::numeric(4, 1) as five",
    "select",
    "set local lock_timeout = '1s'",
    "values (1)",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_columns_are_described_as_psycopg_describes_them(database: Database, statement: str) -> None:
    with database.system_session() as session:
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        ours, theirs = driver.cursor(), psycopg.Cursor(driver)
        assert isinstance(ours, PlainCursor)
        assert ours.description is None
        ours.execute(statement)
        theirs.execute(statement)
        said: Any = ours.description
        known: Any = theirs.description

        assert (said is None) == (known is None)
        assert _tell(said) == _tell(known)
        assert len(said or ()) == len(known or ())
        assert [one.name for one in (said or ())[1:3]] == [one.name for one in (known or [])[1:3]]


def _tell(columns: Any) -> list[tuple[object, ...]]:
    return [(one.name, *one[1:]) for one in columns or ()]
