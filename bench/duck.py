"""The same mirror in DuckDB, in this process and in memory, if DuckDB can be imported."""

import importlib
import tempfile
from pathlib import Path
from typing import Any

import psycopg

TABLES = {
    "directory_users": "tenant_id bigint, id bigint, account_id text, name text, email text, email_domain text, "
    "status text, claim text, added_at timestamptz, is_activity_known boolean, last_active_at timestamptz",
    "group_members": "tenant_id bigint, group_row_id bigint, user_id bigint",
    "app_access": "tenant_id bigint, app_row_id bigint, role text, user_id bigint",
    "app_activity": "tenant_id bigint, user_id bigint, app_row_id bigint, last_active_at timestamptz",
}


class Duck:
    """One connection, used by one thread; DuckDB itself uses all cores."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def ask(self, tenant_id: int, condition: str) -> int:
        """Count and first page (four columns only), fetched; returns the count."""
        rows = self._connection.execute(f"""
            with f as materialized (
                select u.id, u.name, u.email, u.status from directory_users u
                where u.tenant_id = {tenant_id} and {condition}
            )
            select (select count(*) from f), * from f order by name, id limit 50
        """).fetchall()
        return int(rows[0][0]) if rows else 0


def open_duck(source: "psycopg.Connection[Any]") -> Duck | None:
    """Copy the tables over; None when DuckDB is not installed."""
    try:
        duckdb = importlib.import_module("duckdb")
    except ImportError:
        return None
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    with tempfile.TemporaryDirectory() as folder:
        for table, columns in TABLES.items():
            names = ", ".join(column.split()[0] for column in columns.split(", "))
            path = Path(folder) / f"{table}.csv"
            statement = f"copy (select {names} from {table}) to stdout (format csv, header)"
            with path.open("wb") as file, source.cursor().copy(statement) as copy:
                for block in copy:
                    file.write(block)
            connection.execute(f"create table {table} ({columns})")
            connection.execute(f"copy {table} from '{path}' (header)")
    return Duck(connection)
