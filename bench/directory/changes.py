"""Cost of noting what changes about people: rows and bytes a year, and what the triggers add to a day of writes.

    python -m bench.directory.changes [--users 10000]

A synthetic mirror lives through some days by a churn that is stated below, written as a sync writes it. Each day is
lived twice, by other people, with the triggers of the spans and without them, in turn. Who was where on each day by the
spans is compared with a copy of every day, for some of the people.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from bench.directory.directories import GROUPS, NOW, Mirror, load
from bench.engine.large_plans import open_database
from bench.figures import Figure, note
from local.embedded.postgres import SUPERUSER
from local.stores import UNSAFE_POSTGRES, Stores

DAYS: Final = 8
YEAR: Final = 365
PEOPLE: Final = 100_000
CHURN: Final = {"left": 3.0, "joined": 3.0, "lost": 1.0, "gained": 1.0, "moved": 0.5, "gone": 0.3}
"""Of a thousand people a day: who leaves a group, joins one, loses an app, gains one, is suspended or restored, goes.
As many as go come back on the next day."""
ACTIVE: Final = 300
"""Of a thousand people are active in an app on a day."""
COPIED: Final = 1_000
"""The past of about so many people is compared."""
_TABLES: Final = ("group_members", "app_access", "directory_users")
_CHANGES: Final = {
    "left": """
        delete from group_members m using (
            select p.id, (select min(g.group_row_id) from group_members g where g.tenant_id = 1 and g.user_id = p.id)
            from unnest(%(people)s::bigint[]) as p(id)) as x(user_id, group_row_id)
        where m.tenant_id = 1 and m.user_id = x.user_id and m.group_row_id = x.group_row_id""",
    "joined": """
        insert into group_members (tenant_id, group_row_id, user_id)
        select 1, %(group)s, u.id from directory_users u where u.tenant_id = 1 and u.id = any(%(people)s)
        on conflict do nothing""",
    "lost": "delete from app_access where tenant_id = 1 and user_id = any(%(people)s) and app_row_id = %(app)s",
    "gained": """
        insert into app_access (tenant_id, app_row_id, role, user_id)
        select 1, %(app)s, 'atlassian/user', u.id from directory_users u
        where u.tenant_id = 1 and u.id = any(%(people)s) on conflict do nothing""",
    "moved": """
        update directory_users set status = case status when 'active' then 'suspended' else 'active' end
        where tenant_id = 1 and id = any(%(people)s)""",
}
_VANISH: Final = (
    "delete from group_members where tenant_id = 1 and user_id = any(%(people)s)",
    "delete from app_access where tenant_id = 1 and user_id = any(%(people)s)",
    "delete from directory_users where tenant_id = 1 and id = any(%(people)s)",
)
_APPEAR: Final = """
insert into directory_users (tenant_id, account_id, name, status)
select 1, 'newcomer ' || %(day)s || '-' || n, 'Newcomer', 'active' from generate_series(1, %(count)s) n
"""
_ACTIVE: Final = """
insert into activity_days (tenant_id, user_id, app_row_id, year, days)
select 1, a.user_id, min(a.app_row_id), 2026, set_bit(repeat('0', 366)::bit(366), %(day)s, 1)
from app_activity a join directory_users u on u.id = a.user_id
where a.tenant_id = 1 and a.user_id = any(%(people)s) group by a.user_id
on conflict (tenant_id, user_id, app_row_id, year) do update set days = activity_days.days | excluded.days
"""
_FACTS: Final = """
select u.account_id, 'group' as kind, g.group_id as thing, '' as detail from group_members m
join directory_users u on u.id = m.user_id join directory_groups g on g.id = m.group_row_id
where u.tenant_id = 1 and abs(hashtext(u.account_id)) %% %(share)s = 0
union all
select u.account_id, 'app', a.resource_id, x.role from app_access x
join directory_users u on u.id = x.user_id join apps a on a.id = x.app_row_id
where u.tenant_id = 1 and abs(hashtext(u.account_id)) %% %(share)s = 0
union all
select account_id, 'presence', '', '' from directory_users
where tenant_id = 1 and abs(hashtext(account_id)) %% %(share)s = 0
"""
_TOLD: Final = """
with now as materialized (select * from copies where day = %(last)s),
known as (select distinct account_id, kind, thing, detail from copies
    union select account_id, kind, thing_id, detail from change_spans
    where kind <> 'status' and abs(hashtext(account_id)) %% %(share)s = 0),
told as (select k.* from known k where case
    when exists (select from change_spans s where (s.account_id, s.kind, s.thing_id, s.detail)
        = (k.account_id, k.kind, k.thing, k.detail))
    then exists (select from change_spans s where (s.account_id, s.kind, s.thing_id, s.detail)
        = (k.account_id, k.kind, k.thing, k.detail)
        and (s.began_at is null or s.began_at <= %(at)s) and (s.ended_at is null or %(at)s < s.ended_at))
    else exists (select from now n where (n.account_id, n.kind, n.thing, n.detail)
        = (k.account_id, k.kind, k.thing, k.detail)) end),
copied as (select account_id, kind, thing, detail from copies where day = %(day)s)
select count(*) from ((table told except table copied) union all (table copied except table told)) different
"""


class Days:
    """The days of one mirror."""

    def __init__(self, connection: "psycopg.Connection[Any]", users: int) -> None:
        self._connection, self._users, self._dice = connection, users, random.Random(7)
        self._share = max(1, users // COPIED)
        connection.execute("create table copies (day int, account_id text, kind text, thing text, detail text)")
        connection.execute("update tenants set mirror_synced_at = %s", [NOW])
        self._groups = self._ids("select id from directory_groups where tenant_id = 1 order by id")
        self._apps = self._ids("select id from apps where tenant_id = 1 order by id")
        self._copy(0)

    def live(self, day: int, *, are_spans_noted: bool) -> float:
        """A day's changes; gives the seconds that they took. Committed, so that triggers can be switched."""
        word = sql.SQL("enable" if are_spans_noted else "disable")
        for table in _TABLES:
            for event in ("insert", "delete", *(["update"] if table == "directory_users" else [])):
                name = sql.Identifier(f"note_span_{event}")
                switch = sql.SQL("alter table {} {} trigger {}").format(sql.Identifier(table), word, name)
                self._connection.execute(switch)
        self._connection.execute("select set_config('rollcall.look_at', %s, true)", [str(NOW + timedelta(days=day))])
        people = {what: self._choose(share) for what, share in CHURN.items()}
        given = {"group": self._groups[day % GROUPS], "app": self._apps[day % len(self._apps)], "day": day}
        began = time.perf_counter()
        for what, statement in _CHANGES.items():
            self._connection.execute(statement, given | {"people": people[what]})
        for statement in _VANISH:
            self._connection.execute(statement, {"people": people["gone"]})
        self._connection.execute(_APPEAR, {"day": day, "count": len(people["gone"])})
        self._connection.commit()
        return time.perf_counter() - began

    def note_activity(self, day: int) -> float:
        """The days on which people were active, as a sync notes them; gives the seconds."""
        began = time.perf_counter()
        self._connection.execute(_ACTIVE, {"day": day % 366, "people": self._choose(ACTIVE)})
        self._connection.commit()
        return time.perf_counter() - began

    def compare(self, days: Sequence[int]) -> int:
        """On how many facts spans and copies do not agree."""
        given = {"share": self._share, "last": days[-1]}
        rows = [
            self._connection.execute(_TOLD, given | {"day": day, "at": NOW + timedelta(days=day)}).fetchone()
            for day in days
        ]
        return sum(int(row[0]) for row in rows if row)

    def copy(self, day: int) -> None:
        """Keep what is so on a day."""
        self._copy(day)

    def _copy(self, day: int) -> None:
        statement = f"insert into copies select %(day)s, f.* from ({_FACTS}) f"
        self._connection.execute(statement, {"day": day, "share": self._share})
        self._connection.commit()

    def _choose(self, of_a_thousand: float) -> list[int]:
        ids = self._ids("select id from directory_users where tenant_id = 1 order by id")
        return self._dice.sample(ids, max(1, round(of_a_thousand * self._users / 1_000)))

    def _ids(self, statement: str) -> list[int]:
        return [int(row[0]) for row in self._connection.execute(statement)]


def main() -> None:
    """Load, live, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=10_000)
    users = parser.parse_args().users
    with tempfile.TemporaryDirectory(prefix="rb-") as folder, Stores(Path(folder), UNSAFE_POSTGRES) as stores:
        open_database(stores).dispose()
        url = stores.postgres.url("bench", SUPERUSER).replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(url) as connection:
            connection.execute("delete from tenants")
            load(connection, [Mirror(1, users)])
            _report(connection, Days(connection, users), users)


def _report(connection: "psycopg.Connection[Any]", days: Days, users: int) -> None:
    noted: list[float] = []
    for day in range(1, DAYS + 1):
        noted.append(days.live(day, are_spans_noted=True))
        days.copy(day)
    differences = days.compare(range(DAYS + 1))
    ratios = []
    for day in range(DAYS + 1, 2 * DAYS + 1):
        pair = [days.live(2 * day + turn, are_spans_noted=bool((turn + day) % 2)) for turn in (0, 1)]
        without, with_spans = pair if day % 2 == 0 else pair[::-1]
        ratios.append(with_spans / without)
    activity = [days.note_activity(day) for day in range(DAYS)]
    spans, span_bytes = _measure(connection, "change_spans")
    kept, kept_bytes = _measure(connection, "activity_days")
    a_day = spans / (2 * DAYS) * PEOPLE / users
    print(f"{users:,} people, {DAYS} days, of a thousand people a day: {CHURN}, {ACTIVE} active")
    print(f"facts on which spans and daily copies do not agree: {differences}")
    print(f"a day's writes with spans / without: {statistics.median(ratios):.2f} (of {len(ratios)} pairs)")
    note(Figure("facts on which spans and daily copies differ", differences, at_most=0))
    note(Figure("a day's writes with spans, times those without", statistics.median(ratios), at_most=1.5))
    print(f"a day's writes with spans: {statistics.median(noted):.2f} s")
    print(f"a day's activity: {statistics.median(activity):.2f} s")
    print(f"a span: {span_bytes / spans:.0f} bytes with indexes")
    print(f"the days of one person and app, a year: {kept_bytes / kept:.0f} bytes")
    print(f"{PEOPLE:,} people, a year: {a_day * YEAR:,.0f} spans, {a_day * YEAR * span_bytes / spans / 1e6:,.0f} MB")
    print(f"  and {kept_bytes / kept * PEOPLE * 3 / 1e6:,.0f} MB for days of activity in three apps each")


def _measure(connection: "psycopg.Connection[Any]", table: str) -> tuple[int, int]:
    """Rows, and bytes with indexes."""
    statement = sql.SQL("select count(*), pg_total_relation_size({}::regclass) from {}")
    row = connection.execute(statement.format(sql.Literal(table), sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


if __name__ == "__main__":
    main()
