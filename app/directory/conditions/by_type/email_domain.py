"""The condition `email_domain` as SQL and as bitmaps; twins of `app.domain.filters.conditions.email_domain`."""

import sqlalchemy as sa

from app.directory.conditions.predicates import Scope, SqlRuling, ends_with_pattern, if_known, is_one_of, texts
from app.directory.sets.set_reading import union
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.email_domain import EmailDomain


def rule_sql(condition: EmailDomain, scope: Scope) -> SqlRuling:
    """The domain is, or ends with, one of the texts; without an address it is not known."""
    domain = scope.user.email_domain
    if condition.match == "is":
        return if_known(is_one_of(domain, condition.domains), domain.is_not(None))
    patterns = texts([ends_with_pattern(text) for text in condition.domains])
    return if_known((sa.literal_column("'@'") + domain).like(sa.any_(patterns)), domain.is_not(None))


def rule_sets(condition: EmailDomain, scope: SetScope) -> SetRuling:
    """In the bitmap of one of the domains, or of those with such an ending."""
    told = scope.sets.get("told", "domain")
    if condition.match == "is":
        return scope.decide(union(scope.sets.get("domain", one) for one in condition.domains), told)
    return scope.decide(union(scope.sets.ending(one) for one in condition.domains), told)
