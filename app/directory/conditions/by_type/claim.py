"""The condition `claim` as SQL and as bitmaps; twins of `app.domain.filters.conditions.claim`."""

from app.directory.conditions.predicates import Scope, SqlRuling, if_known, is_one_of
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.claim import CLAIMS, Claim


def rule_sql(condition: Claim, scope: Scope) -> SqlRuling:
    """Managed or unmanaged; unknown when Atlassian did not say."""
    claim = scope.user.claim
    return if_known(claim == condition.claim, is_one_of(claim, CLAIMS))


def rule_sets(condition: Claim, scope: SetScope) -> SetRuling:
    """In the bitmap of the claim."""
    return scope.one_of("claim", (condition.claim,), CLAIMS)
