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
    "directory_groups": "tenant_id bigint, id bigint, group_id text, name text",
    "group_grants": "tenant_id bigint, group_row_id bigint, app_row_id bigint, role text",
    "apps": "tenant_id bigint, id bigint, resource_id text, name text, site_id text, site_name text",
    "app_activity": "tenant_id bigint, user_id bigint, app_row_id bigint, last_active_at timestamptz",
}


class Duck:
    """One connection, used by one thread; DuckDB itself uses all cores."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def ask(self, tenant_id: int, condition: str) -> int:
        """Count and the page as the User Browser shows it, with groups and apps, fetched; returns the count."""
        page = (
            f"with p as materialized ({self._list(tenant_id, condition)})"
            f"""
            select p.*, g.groups, a.apps from p
            left join (
                select m.user_id, list(struct_pack(id := g.group_id, name := g.name, grants := exists (
                    select 1 from group_grants x where x.tenant_id = g.tenant_id and x.group_row_id = g.id))) as groups
                from group_members m join directory_groups g on g.tenant_id = m.tenant_id and g.id = m.group_row_id
                where m.tenant_id = {tenant_id} and m.user_id in (select id from p) group by 1) g on g.user_id = p.id
            left join (
                select x.user_id, list(struct_pack(id := a.resource_id, name := a.name, site := a.site_name,
                    role := x.role)) as apps
                from app_access x join apps a on a.tenant_id = x.tenant_id and a.id = x.app_row_id
                where x.tenant_id = {tenant_id} and x.user_id in (select id from p) group by 1) a on a.user_id = p.id
            order by p.name, p.id"""
        )
        return self._fetch(page)

    def ask_for_names(self, tenant_id: int, condition: str) -> int:
        """Count and page with nothing but number, name, email and status; fetched; returns the count."""
        return self._fetch(self._list(tenant_id, condition))

    def _list(self, tenant_id: int, condition: str) -> str:
        return f"""
            with f as materialized (
                select u.id, u.name, u.email, u.status from directory_users u
                where u.tenant_id = {tenant_id} and {condition}
            )
            select (select count(*) from f) as total, * from f order by name, id limit 50
        """

    def _fetch(self, statement: str) -> int:
        rows = self._connection.execute(statement).fetchall()
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
