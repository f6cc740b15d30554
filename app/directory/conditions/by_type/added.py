"""The condition `added` as SQL and as bitmaps; twins of `app.domain.filters.conditions.added`."""

from datetime import timedelta

from app.directory.conditions.predicates import Scope, SqlRuling
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.added import Added


def rule_sql(condition: Added, scope: Scope) -> SqlRuling:
    """Added so many days ago, or more recently; unknown when Atlassian did not say."""
    added_at, cutoff = scope.user.added_at, scope.days_ago(condition.days)
    if condition.comparison == "at_least_days_ago":
        return SqlRuling(added_at <= cutoff, added_at > cutoff)
    return SqlRuling(added_at >= cutoff, added_at < cutoff)


def rule_sets(condition: Added, scope: SetScope) -> SetRuling:
    """Added at the cutoff or before, or not before it."""
    cutoff = scope.days_ago(condition.days)
    if condition.comparison == "at_least_days_ago":
        return scope.added_until(cutoff)
    return ~scope.added_until(cutoff - timedelta(microseconds=1))
