"""Search by bitmaps: users who match a filter, from the sets of people, and a page of them.

Whoever has changed since the sets were built, or is in none yet, is judged by the mirror's tables instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from app.directory.conditions.predicates import Predicate, User
from app.directory.conditions.query import build_match
from app.directory.searching.search_listing import TENANT, Listing
from app.directory.searching.user_rows import select_app_names, select_columns, select_group_names
from app.directory.sets.set_bits import Bits, list_slots, write_bits
from app.directory.sets.set_reading import Sets, Unanswerable
from app.directory.sets.set_rulings import rule_sets
from app.domain.filters import FilterSpec
from app.models import DirectoryGroup, DirectoryUser

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

    @property
    def are_few(self) -> bool:
        """True when they are quicker looked up than met on the way."""
        return self.total <= FEW

    def read_parameters(self) -> dict[str, Any]:
        """The parameters of `includes`."""
        if self.are_few:
            return {"slots": list_slots(self.bits), "ids": list(self.ids)}
        packed = write_bits(self.bits)
        return {"bits": packed, "size": 8 * len(packed), "ids": list(self.ids)}


def includes(user: User, *, are_few: bool) -> Predicate:
    """The condition that a row of `user` is among some found ones; what was found comes as parameters."""
    if are_few:
        is_in_set: Predicate = user.slot == sa.any_(sa.bindparam("slots", type_=ARRAY(sa.Integer)))
    else:
        is_set = sa.func.get_bit(sa.bindparam("bits", type_=sa.LargeBinary), user.slot) == 1
        is_in_set = sa.case((user.slot < sa.bindparam("size", type_=sa.Integer), is_set), else_=sa.false())
    return sa.or_(is_in_set, user.id == sa.any_(sa.bindparam("ids", type_=ARRAY(sa.BigInteger))))


def find_in_sets(session: Session, tenant_id: int, spec: FilterSpec, now: datetime) -> Found | None:
    """Find the users who match at `now` (aware); None when the sets cannot tell."""
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


def fetch_page(session: Session, found: Found, listing: Listing, parameters: dict[str, Any]) -> Sequence[Any]:
    """The rows of the page, and one more if there is one. parameters: those of the listing.

    The first row brings the names of all groups and apps in `names_of_groups` and `names_of_apps`.
    """
    statement = _build_page(listing, are_few=found.are_few)
    return session.execute(statement, parameters | found.read_parameters()).all()


@lru_cache(maxsize=256)
def _build_page(listing: Listing, *, are_few: bool) -> sa.Select[*tuple[Any, ...]]:
    page = listing.cut_page(listing.list_users(_LISTED).where(includes(_LISTED, are_few=are_few))).subquery("page")
    shown = sa.join(page, _SHOWN, sa.and_(_SHOWN.tenant_id == TENANT, _SHOWN.id == page.c.id))
    query = sa.select(page.c.id, page.c.key, *select_columns(TENANT, _SHOWN, listing.scope)).select_from(shown)
    rows = query.cte("rows").prefix_with("MATERIALIZED")
    order = listing.directed(rows.c.key, rows.c.id)
    is_first = sa.func.row_number().over(order_by=order) == 1
    groups = select_group_names(TENANT, DirectoryGroup.id.in_(sa.select(sa.func.unnest(rows.c.group_rows))))
    apps = select_app_names(TENANT, sa.true())
    return sa.select(
        *(column for column in rows.c if column is not rows.c.key),  # -infinity is no moment for Python
        sa.case((is_first, groups)).label("names_of_groups"),
        sa.case((is_first, apps)).label("names_of_apps"),
    ).order_by(*order)
