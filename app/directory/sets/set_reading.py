"""Reads from the sets what a filter asks about: whatever it is, in one statement that PostgreSQL plans once.

`Sets` is asked twice. The first time it knows nothing and writes down what it is asked; then `load` fetches that.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.conditions.predicates import contains_pattern, ends_with_pattern
from app.directory.sets.set_bits import (
    Bits,
    count_microseconds,
    list_slots,
    make_bits,
    read_bits,
    read_numbers,
    select_until,
    write_bits,
)
from app.directory.sets.set_grams import BREAK, LONGEST, cut_term

MAX_QUESTIONS: Final = 300
MAX_CHANGES: Final = 5_000
_FEW: Final = 2_000


class Unanswerable(Exception):
    """The sets cannot answer: they were never built, too much has changed since, or too much is asked."""


class Wish(NamedTuple):
    """One thing that is asked for."""

    kind: str
    key: str
    until: int = 0


_EVERYBODY: Final = Wish("told", "")
# What may be asked for, by parameter. A statement has the parts that somebody asks about, and so few shapes.
_PARTS: Final = {
    "keys": """
select x.kind, x.key, 0::bigint as until, s.bits, null::bytea as moments, null::bytea as slots
from unnest(cast(:kinds as text[]), cast(:keys as text[])) as x(kind, key)
join directory_sets s on s.tenant_id = :tenant and s.kind = x.kind and s.key = x.key
""",
    "groups": """
select 'group', g.group_id, 0, coalesce(s.bits, ''), null, null from directory_groups g
left join directory_sets s on s.tenant_id = :tenant and s.kind = 'group' and s.key = g.id::text
where g.tenant_id = :tenant and g.group_id = any(cast(:groups as text[]))
""",
    "apps": """
select x.kind, a.resource_id, 0, coalesce(s.bits, ''), null, null
from unnest(cast(:app_kinds as text[]), cast(:apps as text[])) as x(kind, app)
join apps a on a.tenant_id = :tenant and a.resource_id = x.app
left join directory_sets s on s.tenant_id = :tenant and s.kind = x.kind and s.key = a.id::text
""",
    "sites": """
select 'site', a.site_id, 0, coalesce(s.bits, ''), null, null from apps a
left join directory_sets s on s.tenant_id = :tenant and s.kind = 'access' and s.key = a.id::text
where a.tenant_id = :tenant and a.site_id = any(cast(:sites as text[]))
""",
    "patterns": """
select x.kind, x.pattern, 0, s.bits, null, null
from unnest(cast(:like_kinds as text[]), cast(:patterns as text[])) as x(kind, pattern)
join directory_sets s on s.tenant_id = :tenant and s.kind || ' like' = x.kind and '@' || s.key like x.pattern
""",
    "untils": """
select x.kind, x.app, x.until, m.before, m.moments, m.slots
from unnest(cast(:moment_kinds as text[]), cast(:moment_apps as text[]), cast(:untils as bigint[]))
    as x(kind, app, until)
left join apps a on a.tenant_id = :tenant and a.resource_id = x.app
cross join lateral (
    select m.before, m.moments, m.slots from directory_moments m
    where m.tenant_id = :tenant and m.kind = x.kind and m.key = coalesce(a.id::text, '') and m.first <= x.until
    order by m.position desc limit 1) m
where x.app = '' or a.id is not null
""",
}
_OUTSIDE: Final = """
select 'changed', '', 0, null, null, (select string_agg(int4send(c.slot::int), '') from (
    select slot from directory_changes where tenant_id = :tenant limit :limit) c)
union all
select 'waiting', '', count(*), null, null, null from (
    select from directory_users where tenant_id = :tenant and slot is null limit :limit) w
"""
_TEXT: Final = "u.search_text like :pattern"
_VERIFY: Final = "select string_agg(int4send(u.slot), '') from directory_users u where u.tenant_id = :tenant and "
_VERIFY_FEW: Final = sa.text(f"{_VERIFY} u.slot = any(cast(:slots as int[])) and {_TEXT}")
_VERIFY_MANY: Final = sa.text(
    f"{_VERIFY} case when u.slot < :size then get_bit(cast(:bits as bytea), u.slot) = 1 else false end and {_TEXT}"
)
_PEOPLE: Final = sa.text("""
select string_agg(int4send(u.slot), '') from directory_users u where u.tenant_id = :tenant and u.slot is not null
    and (u.account_id = any(cast(:account_ids as text[])) or u.address = any(cast(:emails as text[])))
""")


class Sets:
    """Sets of people that a filter asks for; before `load` the answers mean nothing."""

    def __init__(self) -> None:
        self._wishes: set[Wish] = {_EVERYBODY, Wish("activity_known", "")}
        self._texts: set[str] = set()
        self._people: set[tuple[frozenset[str], frozenset[str]]] = set()
        self._found: dict[Any, Bits] = {}
        self.changed_slots: tuple[int, ...] = ()
        self.has_waiting = False
        self.everybody: Bits = 0

    @property
    def activity_known(self) -> Bits:
        """Those whose activity could be read."""
        return self._found.get(Wish("activity_known", ""), 0)

    def find(self, kind: str, key: str) -> Bits | None:
        """Those in the group, site or app (`access`) with Atlassian's id; None when the mirror has no such thing."""
        return self._ask(Wish(kind, key))

    def get(self, kind: str, key: str) -> Bits:
        """Those with the status, claim, kind, domain or role, or of whom something is known (`told`)."""
        return self._ask(Wish(kind, key)) or 0

    def like(self, kind: str, pattern: str) -> Bits:
        """Those in a set of the kind whose key, with an @ before it, is LIKE the pattern."""
        return self._ask(Wish(f"{kind} like", pattern)) or 0

    def until(self, kind: str, app: str, moment: datetime) -> Bits:
        """Those added, or last active in the app ("": anywhere), at the moment or before."""
        return self._ask(Wish(kind, app, count_microseconds(moment))) or 0

    def ever(self, kind: str, app: str = "") -> Bits:
        """Those of whom it is known when they were added, or last active in the app ("": anywhere)."""
        return self._ask(Wish("used", app) if app else Wish(kind, "")) or 0

    def ending(self, text: str) -> Bits:
        """Those whose domain, with an @ before it, ends with the text."""
        return self.like("domain", ends_with_pattern(text))

    def containing(self, term: str) -> Bits:
        """Those whose name or email contains the term (folded)."""
        if BREAK in term:
            raise Unanswerable
        if len(term) == 1:
            return self.like("gram", contains_pattern(term) if term != "@" else "@%@%")
        if len(term) <= LONGEST:
            return self.get("gram", term)
        for piece in cut_term(term):
            self._ask(Wish("gram", piece))
        self._texts.add(term)
        return self._found.get(term, 0)

    def listed(self, account_ids: frozenset[str], emails: frozenset[str]) -> Bits:
        """Those with one of the account ids or emails."""
        self._people.add((account_ids, emails))
        return self._found.get((account_ids, emails), 0)

    def load(self, session: Session, tenant_id: int) -> None:
        """Fetch what was asked for. Raises Unanswerable."""
        if len(self._wishes) > MAX_QUESTIONS:
            raise Unanswerable
        wishes = self._list_wishes()
        statement = _build_load(tuple(part for part in _PARTS if wishes[part]))
        for row in session.execute(statement, {"tenant": tenant_id, "limit": MAX_CHANGES + 1} | wishes).all():
            self._take_over(row)
        if _EVERYBODY not in self._found:
            raise Unanswerable
        self.everybody = self._found[_EVERYBODY] & ~make_bits(self.changed_slots)
        for term in self._texts:
            self._found[term] = self._verify(session, tenant_id, term)
        for account_ids, emails in self._people:
            given = {"tenant": tenant_id, "account_ids": list(account_ids), "emails": list(emails)}
            self._found[account_ids, emails] = _read_slots(session.scalar(_PEOPLE, given))

    def _ask(self, wish: Wish) -> Bits | None:
        self._wishes.add(wish)
        return self._found.get(wish)

    def _list_wishes(self) -> dict[str, list[Any]]:
        def keys(kind: str) -> list[str]:
            return [wish.key for wish in self._wishes if wish.kind == kind]

        moments = [wish for wish in self._wishes if wish.until]
        likes = [wish for wish in self._wishes if wish.kind.endswith(" like")]
        apps = [wish for wish in self._wishes if wish.kind in ("access", "used")]
        named = ("group", "access", "used", "site")
        sets = [wish for wish in self._wishes if wish not in moments and wish not in likes and wish.kind not in named]
        return {
            "kinds": [wish.kind for wish in sets],
            "keys": [wish.key for wish in sets],
            "groups": keys("group"),
            "app_kinds": [wish.kind for wish in apps],
            "apps": [wish.key for wish in apps],
            "sites": keys("site"),
            "like_kinds": [wish.kind for wish in likes],
            "patterns": [wish.key for wish in likes],
            "moment_kinds": [wish.kind for wish in moments],
            "moment_apps": [wish.key for wish in moments],
            "untils": [wish.until for wish in moments],
        }

    def _take_over(self, row: Any) -> None:
        if row.kind == "waiting":
            self.has_waiting = row.until > 0
            if row.until > MAX_CHANGES:
                raise Unanswerable
        elif row.kind == "changed":
            self.changed_slots = tuple(read_numbers(row.slots or b"", 4))
            if len(self.changed_slots) > MAX_CHANGES:
                raise Unanswerable
        elif row.moments is not None:
            bits = select_until(row.bits, row.moments, row.slots, row.until)
            self._found[Wish(row.kind, row.key, row.until)] = bits
        else:
            wish = Wish(row.kind, row.key)
            self._found[wish] = self._found.get(wish, 0) | read_bits(row.bits)

    def _verify(self, session: Session, tenant_id: int, term: str) -> Bits:
        """Of those who have all pieces of the term, those who have the term."""
        candidates = self.everybody
        for piece in cut_term(term):
            candidates &= self.get("gram", piece)
        if not candidates:
            return 0
        given: dict[str, Any] = {"tenant": tenant_id, "pattern": contains_pattern(term)}
        if candidates.bit_count() <= _FEW:
            slots = list_slots(candidates)
            return _read_slots(session.scalar(_VERIFY_FEW, given | {"slots": slots}))
        bits = write_bits(candidates)
        return _read_slots(session.scalar(_VERIFY_MANY, given | {"bits": bits, "size": 8 * len(bits)}))


@cache
def _build_load(parts: tuple[str, ...]) -> sa.TextClause:
    return sa.text("union all".join([*(_PARTS[part] for part in parts), _OUTSIDE]))


def _read_slots(sent: bytes | None) -> Bits:
    return make_bits(read_numbers(sent or b"", 4))


def union(sets: Iterable[Bits]) -> Bits:
    """Those who are in one of the sets."""
    result = 0
    for one in sets:
        result |= one
    return result
