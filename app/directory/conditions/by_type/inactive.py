"""The condition `inactive` as SQL and as bitmaps; twins of `app.domain.filters.conditions.inactive`."""

from datetime import datetime

import sqlalchemy as sa

from app.directory.conditions.app_tests import AppTest, combine_apps
from app.directory.conditions.predicates import Scope, SqlRuling
from app.directory.sets.set_scope import NOT_KNOWN, Bits, SetRuling, SetScope
from app.domain.filters.conditions.inactive import Inactive
from app.models import AppActivity


def rule_sql(condition: Inactive, scope: Scope) -> SqlRuling:
    """Last active at least so many days ago: overall, or in any or all of the chosen apps."""
    is_known, cutoff = scope.user.is_activity_known, scope.days_ago(condition.days)
    if not condition.apps:
        dated_at = sa.func.coalesce(scope.user.last_active_at, scope.user.added_at)
        return SqlRuling(sa.and_(is_known, dated_at <= cutoff), sa.and_(is_known, dated_at > cutoff))
    was_added = scope.user.added_at <= cutoff
    surely = AppTest(condition.apps, scope, AppActivity.last_active_at <= cutoff, was_added)
    maybe = AppTest(condition.apps, scope, AppActivity.last_active_at <= cutoff, was_added.is_not(sa.false()))
    return combine_apps(condition.match, surely, maybe)


def rule_sets(condition: Inactive, scope: SetScope) -> SetRuling:
    """Last active at the cutoff or before; in an app nobody counts who is not there."""
    cutoff = scope.days_ago(condition.days)
    if condition.apps:
        rulings = [_inactive_in(app, cutoff, scope) for app in condition.apps]
        return scope.if_activity_known(scope.match(condition.match, rulings))
    return scope.if_activity_known(_dated(scope.sets.everybody, "", cutoff, scope))


def _inactive_in(app: str, cutoff: datetime, scope: SetScope) -> SetRuling:
    there = scope.find_there(app)
    dated = _dated(there or 0, app, cutoff, scope)  # asked also while the answer to `there` is not yet known
    if there is None:
        return NOT_KNOWN
    return SetRuling(dated.yes, dated.no | scope.sets.everybody & ~there)


def _dated(people: Bits, app: str, cutoff: datetime, scope: SetScope) -> SetRuling:
    """Last active at the cutoff or before; who was never active is dated by the day they were added."""
    sets = scope.sets
    used, added = sets.ever("active", app), scope.added_until(cutoff)
    old = people & (sets.until("active", app, cutoff) | added.yes & ~used)
    return SetRuling(old, people & (used | added.yes | added.no) & ~old)
