"""Builds the sets of people from the mirror: the only code that gives out slots or writes a set.

It may run at any time, beside changes of the mirror. The notes of changes that are visible at its beginning are
removed at its end; whoever changes somebody later leaves a note that stays, and that person is judged by the
tables until the sets are built next. What is equal is not written again.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.sets.set_bits import pack_slots, read_numbers
from app.directory.sets.set_grams import Grams
from app.domain.people.seats import BILLABLE_ROLES, CUSTOMER_ROLE
from app.logs import get_logger

__all__ = ["build_sets", "give_out_slots"]

_log = get_logger(__name__)
STRETCH: Final = 1024
_BATCH: Final = 100
_GIVE_OUT: Final = sa.text("""
with free as (
    select s.slot, row_number() over (order by s.slot) as place
    from generate_series(0, (select count(*) from directory_users where tenant_id = :tenant) - 1) as s(slot)
    where not exists (select from directory_users u where u.tenant_id = :tenant and u.slot = s.slot)),
waiting as (
    select id, row_number() over (order by id) as place from directory_users
    where tenant_id = :tenant and slot is null),
given as (
    update directory_users u set slot = free.slot
    from waiting join free using (place) where u.tenant_id = :tenant and u.id = waiting.id
    returning u.slot)
insert into directory_changes (tenant_id, slot) select :tenant, slot from given
""")
_IS_CURRENT: Final = sa.text("""
select exists (select from directory_sets where tenant_id = :tenant and kind = 'told' and key = '')
    and exists (select from directory_sets where tenant_id = :tenant and kind = 'told' and key = 'seats')
    and not exists (select from directory_changes where tenant_id = :tenant)
    and not exists (select from directory_users where tenant_id = :tenant and slot is null)
""")
# `try`: building costs seconds, and who finds it being built answers from the tables meanwhile.
_LOCK: Final = sa.text("select pg_try_advisory_xact_lock(hashtextextended(:name, :tenant))")
_PEOPLE: Final = "directory_users u where u.tenant_id = :tenant and u.slot is not null"
_LINKS: Final = (
    "{table} l join directory_users u on u.tenant_id = :tenant and u.id = l.user_id and u.slot is not null"
    " where l.tenant_id = :tenant"
)
_ROLES: Final = """(
    select unnest(u.platform_roles) as role, u.slot from {people}
    union all select l.role, u.slot from {links}) u where true
"""
# Of whom is it known: the key "" is everybody, and tells sets of this making from older ones; "seats" is everybody
# again, and tells that there are sets of who uses an app and who takes a seat: the release before knows of none.
_TOLD: Final = """(
    select '' as key, u.slot from {people}
    union all select 'seats', u.slot from {people}
    union all select 'domain', u.slot from {people} and u.email_domain is not null
    union all select 'email', u.slot from {people} and u.email is not null and u.email <> ''
    union all select 'name', u.slot from {people} and u.name <> '') u where true
"""
# Kind of set → the key of each set, and where its people are.
_SETS: Final = {
    "told": ("u.key", _TOLD.format(people=_PEOPLE)),
    "added": ("''", f"{_PEOPLE} and u.added_at is not null"),
    "active": ("''", f"{_PEOPLE} and u.last_active_at is not null"),
    "used": ("l.app_row_id::text", _LINKS.format(table="app_activity")),
    "activity_known": ("''", f"{_PEOPLE} and u.is_activity_known"),
    "status": ("u.status", _PEOPLE),
    "kind": ("u.kind", f"{_PEOPLE} and u.kind is not null"),
    "claim": ("u.claim", f"{_PEOPLE} and u.claim is not null"),
    "domain": ("u.email_domain", f"{_PEOPLE} and u.email_domain is not null"),
    "role": ("u.role", _ROLES.format(people=_PEOPLE, links=_LINKS.format(table="app_access"))),
    "access": ("l.app_row_id::text", _LINKS.format(table="app_access")),
    "uses": ("l.app_row_id::text", f"{_LINKS.format(table='app_access')} and l.role <> '{CUSTOMER_ROLE}'"),
    "seat": ("l.app_row_id::text", f"{_LINKS.format(table='app_access')} and l.role in {BILLABLE_ROLES}"),
    "group": ("l.group_row_id::text", _LINKS.format(table="group_members")),
}
# Kind of moment → the key, the moment, and where they are. The app "" is the whole organization.
_MOMENTS: Final = (
    ("added", "''", "u.added_at", f"{_PEOPLE} and u.added_at is not null"),
    ("active", "''", "u.last_active_at", f"{_PEOPLE} and u.last_active_at is not null"),
    ("active", "l.app_row_id::text", "l.last_active_at", _LINKS.format(table="app_activity")),
)
_COMMON: Final = "select {key} as key, string_agg(int4send(u.slot), '') as slots from {people} group by 1"
_ORDERED: Final = """
select {key} as key, string_agg(int4send(u.slot), '' order by {moment}, u.slot) as slots,
    string_agg(int8send((extract(epoch from {moment}) * 1000000)::bigint), '' order by {moment}, u.slot) as moments
from {people} group by 1
"""
_TEXT: Final = "u.search_text"
_TEXTS: Final = "select u.slot, {text} as text from {people}"
_DIGEST: Final = "select md5(string_agg(u.slot || ' ' || {text}, chr(10) order by u.slot)) from {people}"
_TOP: Final = "select coalesce(max(u.slot), 0) + 1 from {people}"
_CHANGES: Final = "select id from directory_changes where tenant_id = :tenant"
_FORGET: Final = "delete from directory_changes where tenant_id = :tenant and id = any(cast(:ids as bigint[]))"
_WRITE_SETS: Final = sa.text("""
insert into directory_sets as s (tenant_id, kind, key, bits)
select :tenant, :kind, x.key, x.bits from unnest(cast(:keys as text[]), cast(:bits as bytea[])) as x(key, bits)
on conflict (tenant_id, kind, key) do update set bits = excluded.bits where s.bits is distinct from excluded.bits
""")
_DROP_SETS: Final = sa.text("""
delete from directory_sets where tenant_id = :tenant and kind = :kind and key <> all(cast(:keys as text[]))
""")
_WRITE_MOMENTS: Final = sa.text("""
insert into directory_moments as m (tenant_id, kind, key, position, first, before, moments, slots)
values (:tenant, :kind, :key, :position, :first, :before, :moments, :slots)
on conflict (tenant_id, kind, key, position) do update set
    first = excluded.first, before = excluded.before, moments = excluded.moments, slots = excluded.slots
where (m.before, m.moments, m.slots) is distinct from (excluded.before, excluded.moments, excluded.slots)
""")
_DROP_MOMENTS: Final = sa.text("""
delete from directory_moments m where tenant_id = :tenant and not exists (
    select from unnest(cast(:kinds as text[]), cast(:keys as text[]), cast(:counts as int[])) as x(kind, key, count)
    where x.kind = m.kind and x.key = m.key and m.position < x.count)
""")


def build_sets(database: Database, tenant_id: int) -> bool:
    """Bring the tenant's sets up to date, if they are not. False when somebody else is just doing that."""
    with database.tenant_session(tenant_id) as session:
        if session.scalar(_IS_CURRENT, {"tenant": tenant_id}):
            return True
        if not _take_turn(session, tenant_id):
            return False
        give_out_slots(session, tenant_id)
    with database.tenant_session(tenant_id) as session:
        if not _take_turn(session, tenant_id):
            return False
        _Build(session, tenant_id).run()
    return True


def _take_turn(session: Session, tenant_id: int) -> bool:
    """One at a time gives out slots or writes sets, until the end of its transaction."""
    return bool(session.scalar(_LOCK, {"name": "directory_sets", "tenant": tenant_id}))


def give_out_slots(session: Session, tenant_id: int) -> None:
    """A place for everybody who has none, noted as changed: no set has them yet.

    Not while a change is under way: then they get theirs next time.
    """
    if session.scalar(_LOCK, {"name": "directory_slots", "tenant": tenant_id}):
        session.execute(_GIVE_OUT, {"tenant": tenant_id})
    else:
        _log.info("directory_slots_busy", tenant_id=tenant_id)


class _Build:
    """One build, within one transaction whose every statement sees what was committed before it."""

    def __init__(self, session: Session, tenant_id: int) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._size = 0

    def run(self) -> None:
        given = {"tenant": self._tenant_id}
        seen = self._session.scalars(sa.text(_CHANGES), given).all()
        self._size = self._session.execute(sa.text(_TOP.format(people=_PEOPLE)), given).scalar_one()
        for kind, (key, people) in _SETS.items():
            self._write(kind, self._read(_COMMON.format(key=key, people=people)))
        self._write_moments()
        self._write_grams()
        self._session.execute(sa.text(_FORGET), given | {"ids": list(seen)})

    def _stream(self, statement: str, rows: int) -> Iterator[sa.Row[tuple[object, ...]]]:
        """Rows as they come: some kinds of sets are many, and large."""
        query = sa.text(statement).execution_options(yield_per=rows)
        yield from self._session.execute(query, {"tenant": self._tenant_id})

    def _read(self, statement: str) -> Iterator[tuple[str, "array[int]"]]:
        for row in self._stream(statement, rows=10):
            yield row.key, read_numbers(row.slots, 4)

    def _write(self, kind: str, sets: Iterable[tuple[str, "array[int]"]]) -> None:
        """Write the sets of one kind, and remove those that are no more."""
        keys: list[str] = []
        waiting = iter(sets)
        while some := list(islice(waiting, _BATCH)):
            given = [key for key, _slots in some]
            packed = [pack_slots(slots, self._size) for _key, slots in some]
            self._session.execute(_WRITE_SETS, {"tenant": self._tenant_id, "kind": kind, "keys": given, "bits": packed})
            keys += given
        self._session.execute(_DROP_SETS, {"tenant": self._tenant_id, "kind": kind, "keys": keys})

    def _write_moments(self) -> None:
        counts = [
            (kind, row.key, self._write_stretches(kind, row))
            for kind, key, moment, people in _MOMENTS
            for row in self._stream(_ORDERED.format(key=key, moment=moment, people=people), rows=1)
        ]
        given = {
            "tenant": self._tenant_id,
            "kinds": [kind for kind, _key, _count in counts],
            "keys": [key for _kind, key, _count in counts],
            "counts": [count for _kind, _key, count in counts],
        }
        self._session.execute(_DROP_MOMENTS, given)

    def _write_stretches(self, kind: str, row: sa.Row[tuple[object, ...]]) -> int:
        """Cut one order of people into stretches; returns how many there are."""
        slots, before = read_numbers(row.slots, 4), bytearray((self._size + 7) // 8)
        starts = range(0, len(slots), STRETCH)
        for position, start in enumerate(starts):
            end = start + STRETCH
            moments = row.moments[8 * start : 8 * end]
            given = {
                "kind": kind,
                "key": row.key,
                "position": position,
                "first": read_numbers(moments[:8], 8)[0],
                "before": bytes(before),
                "moments": moments,
                "slots": row.slots[4 * start : 4 * end],
            }
            self._session.execute(_WRITE_MOMENTS, {"tenant": self._tenant_id, **given})
            for slot in slots[start:end]:
                before[slot >> 3] |= 1 << (slot & 7)
        return len(starts)

    def _write_grams(self) -> None:
        """The letters of names and emails; skipped while no text has changed, for it takes longest."""
        given = {"tenant": self._tenant_id}
        digest = self._session.scalar(sa.text(_DIGEST.format(text=_TEXT, people=_PEOPLE)), given)
        key = f"{self._size} {digest}"
        known = sa.text("select key from directory_sets where tenant_id = :tenant and kind = 'text'")
        if self._session.scalar(known, given) == key:
            return
        grams = Grams()
        for row in self._stream(_TEXTS.format(text=_TEXT, people=_PEOPLE), rows=1000):
            grams.add(row.slot, row.text)
        self._write("gram", grams.sets())
        self._write("text", [(key, array("i"))])
