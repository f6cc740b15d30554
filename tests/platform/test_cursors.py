"""Cursors of the pool say of their columns what psycopg says, and only when they are asked to."""

import psycopg
import pytest
from psycopg import Column

from app.db import Database
from app.db_cursors import PlainCursor

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

        assert (ours.description is None) == (theirs.description is None)
        assert _tell(ours.description or ()) == _tell(theirs.description or ())
        assert _tell((ours.description or ())[1:]) == _tell((theirs.description or ())[1:])
        assert len(ours.description or ()) == len(theirs.description or ())


def _tell(columns: "list[Column]") -> list[tuple[object, ...]]:
    return [(one.name, *one[1:]) for one in columns]
