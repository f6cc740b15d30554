"""The same mirror in Polars: in this process and in memory, asked with Polars' own expressions, if it is installed."""

import importlib
from datetime import timedelta
from typing import Any

import psycopg

from bench.directory.directories import NOW
from bench.directory.duck import TABLES
from bench.directory.filter_questions import Numbers

_PAGE = 50


class Polar:
    """Frames of one tenant; Polars itself uses all cores."""

    def __init__(self, polars: Any, frames: dict[str, Any], numbers: Numbers) -> None:
        self._pl, self._frames = polars, frames
        self._conditions = self._write(numbers)

    def ask(self, question: str) -> int:
        """Count and the page as the User Browser shows it, with groups and apps, fetched; returns the count."""
        frames, pl = self._frames, self._pl
        found = frames["directory_users"].filter(self._conditions[question])
        page = found.sort("name", "id").head(_PAGE).select("id", "account_id", "name", "email", "status")
        ids = page["id"].implode()
        grants = frames["group_grants"]["group_row_id"].unique().implode()
        groups = (
            frames["group_members"]
            .filter(pl.col("user_id").is_in(ids))
            .join(frames["directory_groups"], left_on="group_row_id", right_on="id")
            .with_columns(grants=pl.col("group_row_id").is_in(grants))
            .group_by("user_id")
            .agg(pl.struct("group_id", "name", "grants").alias("groups"))
        )
        apps = (
            frames["app_access"]
            .filter(pl.col("user_id").is_in(ids))
            .join(frames["apps"], left_on="app_row_id", right_on="id")
            .group_by("user_id")
            .agg(pl.struct("resource_id", "name", "site_name", "role").alias("apps"))
        )
        shown = page.join(groups, left_on="id", right_on="user_id", how="left", maintain_order="left")
        shown.join(apps, left_on="id", right_on="user_id", how="left", maintain_order="left").rows()
        return int(found.height)

    def _write(self, numbers: Numbers) -> dict[str, Any]:
        """The questions of `bench.directory.filter_questions`, by their names."""
        col, stale, unused = self._pl.col, NOW - timedelta(days=90), NOW - timedelta(days=30)
        known = col("is_activity_known")
        text = (col("name") + "\n" + col("email").fill_null("")).str.to_lowercase()
        first, second = (self._is_inactive(numbers.apps[number]) for number in (0, 1))

        def member(*chosen: int) -> Any:
            return self._users_of("group_members", col("group_row_id").is_in([numbers.groups[one] for one in chosen]))

        guest = self._users_of("app_access", col("role") == "atlassian/guest")
        acme = (col("status") == "active") & (col("email_domain") == "acme.com")
        return {
            "everybody": self._pl.lit(value=True),
            "active status": col("status") == "active",
            "inactive 90 days overall": known & (col("last_active_at").fill_null(col("added_at")) <= stale),
            "never active, added 30 days ago": known & col("last_active_at").is_null() & (col("added_at") <= unused),
            "name or email contains": text.str.contains("surname0123", literal=True),
            "inactive 90 days in one app": known & first,
            "inactive in any of two apps": known & (first | second),
            "inactive in all of two apps": known & first & second,
            "in any of three groups": member(40, 77, 130),
            "in none of two groups": ~member(12, 60),
            "(external or guest) and not in a group": ((col("claim") == "unmanaged") | guest) & ~member(3),
            "stale licences": known & acme & second & member(40, 77, 130) & ~member(12, 60),
        }

    def _is_inactive(self, app: int) -> Any:
        col, stale = self._pl.col, NOW - timedelta(days=90)
        mine = col("app_row_id") == app
        never = self._users_of("app_access", mine) & ~self._users_of("app_activity", mine)
        stopped = self._users_of("app_activity", mine & (col("last_active_at") <= stale))
        return stopped | ((col("added_at") <= stale) & never)

    def _users_of(self, table: str, condition: Any) -> Any:
        """Whether a user is among those of another table's rows that meet a condition."""
        ids = self._frames[table].filter(condition)["user_id"].unique().implode()
        return self._pl.col("id").is_in(ids)


def open_polar(source: "psycopg.Connection[Any]", tenant_id: int, numbers: Numbers) -> Polar | None:
    """Copy one tenant's rows over; None when Polars is not installed."""
    try:
        polars = importlib.import_module("polars")
    except ImportError:
        return None
    frames = {}
    for table, columns in TABLES.items():
        names = [column.split()[0] for column in columns.split(", ")]
        statement = f"select {', '.join(names)} from {table} where tenant_id = {tenant_id}".encode()
        rows = source.execute(statement).fetchall()
        frames[table] = polars.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return Polar(polars, frames, numbers)
