"""The condition `people` as SQL and as bitmaps; twins of `app.domain.filters.conditions.people`."""

import sqlalchemy as sa

from app.directory.conditions.predicates import Scope, SqlRuling, has_email, if_known, is_one_of
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.people import People


def rule_sql(condition: People, scope: Scope) -> SqlRuling:
    """One of a list of account ids and emails."""
    tests = []
    if condition.account_ids:
        tests.append(is_one_of(scope.user.account_id, condition.account_ids))
    if condition.emails:
        tests.append(is_one_of(scope.user.address, condition.emails))
    found = sa.or_(sa.false(), *tests)
    return if_known(found, has_email(scope.user) if condition.emails else sa.true())


def rule_sets(condition: People, scope: SetScope) -> SetRuling:
    """Listed by id or address."""
    told = scope.sets.get("told", "email") if condition.emails else scope.sets.everybody
    return scope.decide(scope.sets.listed(condition.account_ids, condition.emails), told)
