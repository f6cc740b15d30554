"""The condition `never_active` as SQL and as bitmaps; twins of `app.domain.filters.conditions.never_active`."""

import sqlalchemy as sa

from app.directory.conditions.app_tests import AppTest, combine_apps
from app.directory.conditions.predicates import Scope, SqlRuling
from app.directory.sets.set_scope import NOT_KNOWN, SetRuling, SetScope
from app.domain.filters.conditions.never_active import NeverActive


def rule_sql(condition: NeverActive, scope: Scope) -> SqlRuling:
    """Never active: overall, or in any or all of the chosen apps; if wanted, added at least so many days ago."""
    if condition.apps:
        test = AppTest(condition.apps, scope, sa.false(), sa.true())
        never = combine_apps(condition.match, test, test)
    else:
        is_known, last_active_at = scope.user.is_activity_known, scope.user.last_active_at
        never = SqlRuling(sa.and_(is_known, last_active_at.is_(None)), sa.and_(is_known, last_active_at.is_not(None)))
    if condition.added_before_days is None:
        return never
    cutoff = scope.days_ago(condition.added_before_days)
    added = SqlRuling(scope.user.added_at <= cutoff, scope.user.added_at > cutoff)
    no = sa.and_(scope.user.is_activity_known, sa.or_(never.no, added.no))
    return SqlRuling(sa.and_(never.yes, added.yes), no)


def rule_sets(condition: NeverActive, scope: SetScope) -> SetRuling:
    """No activity ever, and if wanted added at the cutoff or before."""
    if condition.apps:
        ruling = scope.match(condition.match, [_unused(app, scope) for app in condition.apps])
    else:
        ruling = ~scope.decide(scope.sets.ever("active"))
    if condition.added_before_days is not None:
        ruling = scope.all_of([ruling, scope.added_until(scope.days_ago(condition.added_before_days))])
    return scope.if_activity_known(ruling)


def _unused(app: str, scope: SetScope) -> SetRuling:
    there = scope.find_there(app)
    return NOT_KNOWN if there is None else scope.decide(there & ~scope.sets.ever("active", app))
