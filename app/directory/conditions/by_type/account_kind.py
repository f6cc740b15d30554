"""The condition `account_kind` as SQL and as bitmaps; twins of `app.domain.filters.conditions.account_kind`."""

from app.directory.conditions.predicates import Scope, SqlRuling, if_known, is_one_of
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.account_kind import AccountKind
from app.domain.people.accounts import KINDS


def rule_sql(condition: AccountKind, scope: Scope) -> SqlRuling:
    """The kind of account; not known where nothing tells it."""
    kind = scope.user.kind
    return if_known(is_one_of(kind, condition.kinds), is_one_of(kind, KINDS))


def rule_sets(condition: AccountKind, scope: SetScope) -> SetRuling:
    """In the bitmap of one of the kinds."""
    return scope.one_of("kind", condition.kinds, KINDS)
