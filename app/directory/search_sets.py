"""Who matches a filter, from the sets of people; and the page of them.

Whoever has changed since the sets were built, or is in none yet, is judged by the mirror's tables instead.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from app.directory.predicates import Predicate, User
from app.directory.query import build_match
from app.directory.search_listing import Listing
from app.directory.set_bits import Bits, list_slots, write_bits
from app.directory.set_reading import Sets, Unanswerable
from app.directory.set_rulings import rule_sets
from app.directory.user_rows import ActivityScope, select_columns
from app.domain.filters import FilterSpec
from app.models import DirectoryUser

FEW: Final = 200
"""Up to so many matches are looked up and sorted; beyond, an index in the wanted order soon meets a page of them."""
_MATCHED, _LISTED, _SHOWN = (aliased(DirectoryUser, name=name) for name in ("matched", "listed", "shown"))


@dataclass(frozen=True)
class Found:
    """Those who match: a set of slots, and the numbers of those who were judged by the tables."""

    bits: Bits
    ids: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """How many they are."""
        return self.bits.bit_count() + len(self.ids)

    def includes(self, user: User) -> Predicate:
        """The condition that a row of `user` is one of them."""
        if self.total <= FEW:
            is_in_set: Predicate = user.slot == sa.any_(sa.literal(list_slots(self.bits), ARRAY(sa.Integer)))
        else:
            packed = write_bits(self.bits)
            is_set = sa.func.get_bit(sa.literal(packed, sa.LargeBinary), user.slot) == 1
            is_in_set = sa.case((user.slot < 8 * len(packed), is_set), else_=sa.false())
        if not self.ids:
            return is_in_set
        return sa.or_(is_in_set, user.id == sa.any_(sa.literal(list(self.ids), ARRAY(sa.BigInteger))))


def find_in_sets(session: Session, tenant_id: int, spec: FilterSpec, now: datetime) -> Found | None:
    """Who matches at `now` (aware); None when the sets cannot tell."""
    sets = Sets()
    try:
        rule_sets(spec, sets, now)
        sets.load(session, tenant_id)
    except Unanswerable:
        return None
    bits = rule_sets(spec, sets, now)
    if not sets.changed_slots and not sets.has_waiting:
        return Found(bits)
    is_outside = sa.or_(
        _MATCHED.slot == sa.any_(sa.literal(sorted(set(sets.changed_slots)), ARRAY(sa.Integer))),
        _MATCHED.slot.is_(None),
    )
    is_match = build_match(spec, tenant_id, now, _MATCHED)
    query = sa.select(_MATCHED.id).where(_MATCHED.tenant_id == tenant_id, is_outside, is_match)
    return Found(bits, tuple(session.scalars(query)))


def build_page(tenant_id: int, found: Found, listing: Listing, scope: ActivityScope) -> sa.Select[*tuple[Any, ...]]:
    """The rows of the page, and one more if there is one."""
    page = listing.cut_page(listing.list_users(_LISTED).where(found.includes(_LISTED))).subquery("page")
    shown = sa.join(page, _SHOWN, sa.and_(_SHOWN.tenant_id == tenant_id, _SHOWN.id == page.c.id))
    query = sa.select(page.c.id, *select_columns(tenant_id, _SHOWN, scope)).select_from(shown)
    return query.order_by(*listing.directed(page.c.key, page.c.id))
