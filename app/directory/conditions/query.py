"""A filter as one SELECT over the mirror: the SQL twin of `app.domain.filters.matches`; the two must agree.

Builds statements and runs none. The tree is compiled twice over: into what surely holds and what surely
does not, so that NOT only makes the two change places and the unknown stays outside of both.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.directory.conditions.by_type import RULES
from app.directory.conditions.predicates import Predicate, Scope, SqlRuling, User, is_one_of
from app.domain.filters import FilterSpec, find_audience
from app.domain.filters.condition import Condition
from app.domain.filters.tree import Algebra, Rulings, fold
from app.domain.people.accounts import NON_PERSONS
from app.models import DirectoryUser


def build_user_query(spec: FilterSpec, tenant_id: int, now: datetime) -> sa.Select[int]:
    """Select the internal ids of the tenant's users that surely match at `now` (aware).

    One column `id`, no order; made over an alias of its own, so that it can stand inside any other statement.
    """
    user = aliased(DirectoryUser)
    is_match = build_match(spec, tenant_id, now, user)
    return sa.select(user.id).where(user.tenant_id == tenant_id, is_match)


def build_match(spec: FilterSpec, tenant_id: int, now: datetime, user: User) -> sa.ColumnElement[bool]:
    """The condition that a row of `user` (an alias of DirectoryUser, restricted to the tenant) surely matches."""
    return sa.and_(fold(spec.root, _SqlRulings(Scope(tenant_id, now, user))).yes, _is_in_audience(spec, user))


def _is_in_audience(spec: FilterSpec, user: User) -> sa.ColumnElement[bool]:
    """People, and whoever else the filter asks for: see `app.domain.filters.audience`."""
    audience = find_audience(spec)
    if audience.is_everybody:
        return sa.true()
    tests: list[sa.ColumnElement[bool]] = [is_one_of(user.kind, NON_PERSONS).is_not(sa.true())]
    if audience.account_ids:
        tests.append(is_one_of(user.account_id, audience.account_ids))
    if audience.emails:
        tests.append(is_one_of(user.address, audience.emails))
    return sa.or_(*tests)


def is_about_own_row(spec: FilterSpec) -> bool:
    """True when the filter asks nothing but the user's own row, so that judging one more user costs next to nothing."""
    return all(condition.is_about_own_row for _pointer, condition in spec.iter_conditions())


class _SqlRulings(Rulings[Predicate], Algebra[SqlRuling]):
    """SQL of the rows that surely match, and of those that surely do not."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def leaf(self, condition: Condition) -> SqlRuling:
        return RULES[condition.type].sql(condition, self._scope)

    def every(self, sides: Iterable[Predicate]) -> Predicate:
        return sa.and_(sa.true(), *sides)

    def some(self, sides: Iterable[Predicate]) -> Predicate:
        return sa.or_(sa.false(), *sides)
