"""Count and page from the mirror's tables, in one statement: for what the sets of people cannot answer.

The statement first finds the numbers of all who match, once. Then one of two branches makes the page,
and PostgreSQL runs only that one: few matches are sorted; among many, the index in the
wanted order soon meets enough of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from app.directory.conditions.predicates import Predicate, User
from app.directory.conditions.query import build_match, is_about_own_row
from app.directory.searching.search_listing import Listing
from app.directory.searching.user_rows import select_columns
from app.domain.filters import FilterSpec
from app.models import DirectoryUser

FEW: Final = 2_000
"""Up to so many matches are sorted; beyond, an index in the wanted order is quicker."""
_MATCHED, _FEW, _MANY, _SHOWN = (aliased(DirectoryUser, name=name) for name in ("matched", "few", "many", "shown"))


@dataclass(frozen=True)
class TableQuestion:
    """Inputs of the listing's statement; `now` is aware."""

    tenant_id: int
    spec: FilterSpec
    now: datetime

    def build(self, listing: Listing) -> sa.Select[*tuple[Any, ...]]:
        """Rows of the page with the total in each; a single row of NULLs when the page is empty.

        Its parameters are those of the listing.
        """
        branches = self._find_by_row(listing) if is_about_own_row(self.spec) else self._find_by_links(listing)
        page = sa.union_all(*(listing.cut_page(branch) for branch in branches.pages)).subquery("page")
        head = sa.select(branches.total.label("total")).subquery("head")
        shown = sa.join(page, _SHOWN, sa.and_(_SHOWN.tenant_id == self.tenant_id, _SHOWN.id == page.c.id))
        columns = select_columns(self.tenant_id, _SHOWN, listing.scope)
        query = sa.select(head.c.total, page.c.id, *columns)
        query = query.select_from(sa.outerjoin(head, shown, sa.true()))
        return query.order_by(*listing.directed(page.c.key, page.c.id))

    def _find_by_row(self, listing: Listing) -> "_Branches":
        """For filters that judge a user's row alone: count as far as few, and only when there are more, all."""
        few = listing.list_users(_FEW).where(self._match(_FEW)).limit(FEW + 1).cte("found").prefix_with("MATERIALIZED")
        found = sa.select(sa.func.count()).select_from(few).scalar_subquery()
        everybody = sa.select(sa.func.count()).select_from(_MATCHED)
        everybody = everybody.where(_MATCHED.tenant_id == self.tenant_id, self._match(_MATCHED))
        total = _once(sa.case((found <= FEW, found), else_=everybody.scalar_subquery()), "counted")
        many = listing.list_users(_MANY).where(total > FEW, self._match(_MANY))
        return _Branches(total, (sa.select(few.c.id, few.c.key).where(total <= FEW), many))

    def _find_by_links(self, listing: Listing) -> "_Branches":
        """For filters that look into other tables: find all once, and judge nobody a second time."""
        query = sa.select(sa.func.array_agg(_MATCHED.id).label("ids")).where(
            _MATCHED.tenant_id == self.tenant_id, self._match(_MATCHED)
        )
        matched = query.cte("found").prefix_with("MATERIALIZED")
        total = sa.select(sa.func.coalesce(sa.func.cardinality(matched.c.ids), 0)).scalar_subquery()
        ids = sa.cast(sa.select(matched.c.ids).scalar_subquery(), ARRAY(sa.BigInteger))
        few = listing.list_users(_FEW).where(total <= FEW, _FEW.id == sa.any_(ids))
        among = _MANY.id.in_(sa.select(sa.func.unnest(ids))).is_(sa.true())  # IS TRUE: a hash, not a join
        return _Branches(total, (few, listing.list_users(_MANY).where(total > FEW, among)))

    def _match(self, user: User) -> Predicate:
        return build_match(self.spec, self.tenant_id, self.now, user)


@dataclass(frozen=True)
class _Branches:
    """How many match, and two lists of them (number, key) of which one is empty: for few and for many."""

    total: sa.ColumnElement[int]
    pages: tuple[sa.Select[*tuple[Any, ...]], sa.Select[*tuple[Any, ...]]]


def _once(value: sa.ColumnElement[Any], name: str) -> sa.ScalarSelect[Any]:
    """A value that is used at several places and computed at most once."""
    cte = sa.select(value.label("value")).cte(name).prefix_with("MATERIALIZED")
    return sa.select(cte.c.value).scalar_subquery()
