"""The condition `status` as SQL and as bitmaps; twins of `app.domain.filters.conditions.status`."""

from app.directory.conditions.predicates import Scope, SqlRuling, if_known, is_one_of
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.status import STATUSES, Status


def rule_sql(condition: Status, scope: Scope) -> SqlRuling:
    """The composite status; a word that is none of ours is not known."""
    status = scope.user.status
    return if_known(is_one_of(status, condition.statuses), is_one_of(status, STATUSES))


def rule_sets(condition: Status, scope: SetScope) -> SetRuling:
    """In the bitmap of one of the statuses."""
    return scope.one_of("status", condition.statuses, STATUSES)
