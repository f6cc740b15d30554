"""A filter as one SELECT over the mirror: the SQL twin of `app.domain.filters.matches`; the two must agree.

Builds statements and runs none. The tree is compiled twice over: into what surely holds and what surely
does not, so that NOT only makes the two change places and the unknown stays outside of both.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.directory.conditions.predicates import Ruling, Scope, User, is_one_of
from app.directory.conditions.rulings import rule_condition
from app.domain.filters import FilterSpec, Op, find_audience
from app.domain.filters.activity import Inactive, NeverActive
from app.domain.filters.conditions import Condition
from app.domain.filters.membership import Apps, Groups, Roles, Sites
from app.domain.filters.specification import Node
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
    return sa.and_(_rule(spec.root, Scope(tenant_id, now, user)).yes, _is_in_audience(spec, user))


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
    return not any(
        isinstance(condition, Apps | Groups | Roles | Sites)
        or (isinstance(condition, Inactive | NeverActive) and condition.apps)
        for _pointer, condition in spec.iter_conditions()
    )


def _rule(node: Node, scope: Scope) -> Ruling:
    if isinstance(node, Condition):
        return rule_condition(node, scope)
    rulings = [_rule(child, scope) for child in node.of]
    if node.op is Op.NOT:
        return ~rulings[0]
    all_yes = sa.and_(sa.true(), *(ruling.yes for ruling in rulings))
    any_no = sa.or_(sa.false(), *(ruling.no for ruling in rulings))
    if node.op is Op.AND:
        return Ruling(yes=all_yes, no=any_no)
    any_yes = sa.or_(sa.false(), *(ruling.yes for ruling in rulings))
    all_no = sa.and_(sa.true(), *(ruling.no for ruling in rulings))
    return Ruling(yes=any_yes, no=all_no)
