"""Tables that are away: every statement about one fails, while the rest of the database works."""

import sqlalchemy as sa

from app.db import Database


def rename_table(database: Database, table: str, new: str) -> None:
    """Take a table away under another name, or bring it back under its own."""
    with database.system_session() as session:
        session.execute(sa.text(f"alter table {table} rename to {new}"))
