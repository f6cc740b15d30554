"""The dashboard's numbers from the sets of people: what costs a count over everybody's access is a few operations.

In one statement, so of one moment: whoever has changed since the sets were built, or is in none yet, is counted there
by the mirror's tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.directory.searching.number_tables import build_numbers
from app.directory.sets.set_bits import Bits, count_microseconds, make_bits, read_bits, read_numbers, select_until
from app.directory.sets.set_reading import MAX_CHANGES, union
from app.domain.people.accounts import NON_PERSONS
from app.domain.people.seats import SEATLESS_APPS

NAMES: Final = ("resource_id", "name", "site_id", "site_name")
_FACTS: Final = ", ".join(f"'{name}', a.{name}" for name in (*NAMES, "key"))
_ON_SITE: Final = "and a.site_id = :site"
_LOAD: Final = """
select s.kind, s.key, s.bits, null::bytea as moments, null::bytea as slots, null::jsonb as told
from directory_sets s
where s.tenant_id = :tenant and (s.kind in ('activity_known', 'status', 'kind') or s.kind = 'told' and s.key = 'seats')
union all
select s.kind, s.key, s.bits, null, null, null from apps a
join directory_sets s on s.tenant_id = :tenant and s.key = a.id::text and s.kind in ('access', 'uses', 'seat', 'used')
where a.tenant_id = :tenant {site}
union all
select 'until', a.id::text, m.before, m.moments, m.slots, null from apps a
cross join lateral (
    select m.before, m.moments, m.slots from directory_moments m
    where m.tenant_id = :tenant and m.kind = 'active' and m.key = a.id::text and m.first <= :until
    order by m.position desc limit 1) m
where a.tenant_id = :tenant {site}
union all
select 'app', a.id::text, null, null, null, jsonb_build_object(
    'place', row_number() over (order by a.site_name, a.name, a.resource_id), {facts}) from apps a
where a.tenant_id = :tenant {site}
union all
select 'changed', '', null, null, (select string_agg(int4send(c.slot::int), '') from (
    select slot from directory_changes where tenant_id = :tenant limit :limit) c), null
union all
select 'waiting', '', null, null, null, to_jsonb(count(*)) from (
    select from directory_users where tenant_id = :tenant and slot is null limit :limit) w
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers of the dashboard: one object an app, by site and name, and how many users have each status."""

    apps: list[dict[str, Any]]
    statuses: dict[str, int]


@dataclass(slots=True)
class _Read:
    """The sets of one moment, by kind and key; the apps, and the numbers of those whom no set knows."""

    sets: dict[tuple[str, str], Bits] = field(default_factory=dict)
    apps: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: tuple[int, ...] = ()
    waiting: int = 0
    outside: Mapping[str, Any] = field(default_factory=dict)

    def get(self, kind: str, key: str = "") -> Bits:
        """The people of a set; nobody where there is none."""
        return self.sets.get((kind, key), 0)


def count_in_sets(session: Session, tenant_id: int, cutoff: datetime, site_id: str | None) -> Counted | None:
    """The numbers, exactly as the tables tell them; None when the sets cannot tell."""
    until = count_microseconds(cutoff)
    read = _load(session, tenant_id, cutoff, until, site_id)
    if ("told", "seats") not in read.sets or max(len(read.changed), read.waiting) > MAX_CHANGES:
        return None
    everybody = read.get("told", "seats") & ~make_bits(read.changed)
    people = everybody & ~union(read.get("kind", kind) for kind in NON_PERSONS)
    outside = {app["resource_id"]: app for app in read.outside["apps"]}
    apps = sorted(read.apps.items(), key=lambda one: one[1]["place"])
    counted = [_count_app(read, key, app, people, outside[app["resource_id"]]) for key, app in apps]
    if site_id is not None:
        people &= union(read.get("access", key) for key in read.apps)
    return Counted(counted, _count_statuses(read, people))


def _count_app(
    read: _Read, key: str, app: Mapping[str, Any], people: Bits, outside: Mapping[str, Any]
) -> dict[str, Any]:
    known, used, until = read.get("activity_known"), read.get("used", key), read.get("until", key)
    uses = 0 if app["key"] in SEATLESS_APPS else people & read.get("uses", key)
    groups = {
        "active": uses & known & used & ~until,
        "inactive": uses & known & until,
        "never": uses & known & ~used,
        "unknown": uses & ~known,
        "total": people & read.get("access", key),
        "billable": uses & read.get("seat", key) & read.get("status", "active"),
    }
    counts = {name: bits.bit_count() + int(outside[name]) for name, bits in groups.items()}
    return {name: app[name] for name in NAMES} | counts


def _count_statuses(read: _Read, people: Bits) -> dict[str, int]:
    counts = {key: (bits & people).bit_count() for (kind, key), bits in read.sets.items() if kind == "status"}
    for status, users in read.outside["statuses"].items():
        counts[status] = counts.get(status, 0) + users
    return {status: users for status, users in counts.items() if users}


def _load(session: Session, tenant_id: int, cutoff: datetime, until: int, site_id: str | None) -> _Read:
    given = {"tenant": tenant_id, "cutoff": cutoff, "until": until, "limit": MAX_CHANGES + 1, "site": site_id}
    read = _Read()
    for row in session.execute(_build_load(is_of_site=site_id is not None), given):
        if row.kind == "app":
            read.apps[row.key] = row.told
        elif row.kind == "outside":
            read.outside = row.told
        elif row.kind == "changed":
            read.changed = tuple(read_numbers(row.slots or b"", 4))
        elif row.kind == "waiting":
            read.waiting = row.told
        elif row.kind == "until":
            read.sets[row.kind, row.key] = select_until(row.bits, row.moments, row.slots, until)
        else:
            read.sets[row.kind, row.key] = read_bits(row.bits)
    return read


@lru_cache(maxsize=2)
def _build_load(*, is_of_site: bool) -> sa.CompoundSelect[*tuple[Any, ...]]:
    columns = (
        sa.column("kind", sa.Text), sa.column("key", sa.Text), sa.column("bits", sa.LargeBinary),
        sa.column("moments", sa.LargeBinary), sa.column("slots", sa.LargeBinary), sa.column("told", JSONB),
    )  # fmt: skip
    text = _LOAD.format(site=_ON_SITE if is_of_site else "", facts=_FACTS)
    in_sets = sa.text(text).columns(*columns).cte("in_sets")
    outside = build_numbers(is_of_site=is_of_site, is_outside_sets=True).subquery("outside")
    told = sa.func.jsonb_build_object(*_pairs({"apps": outside.c.apps, "statuses": outside.c.statuses}))
    nothing = sa.null()
    by_tables = sa.select(sa.literal("outside"), sa.literal(""), nothing, nothing, nothing, told)
    return sa.union_all(sa.select(in_sets), by_tables.select_from(outside))


def _pairs(values: Mapping[str, Any]) -> Iterable[Any]:
    for name, value in values.items():
        yield sa.literal_column(f"'{name}'")
        yield value
