"""The conditions about the user's own row as SQL; twin of `app.domain.filters.identity`."""

import sqlalchemy as sa

from app.directory.predicates import (
    Predicate,
    Ruling,
    Scope,
    contains_pattern,
    ends_with_pattern,
    is_one_of,
    is_surely_not,
    search_text,
    texts,
)
from app.domain.filters.identity import Added, Claim, EmailDomain, People, Status, Text
from app.domain.words import fold_text


def rule_email_domain(condition: EmailDomain, scope: Scope) -> Ruling:
    """The domain is, or ends with, one of the texts; no address is at no domain."""
    domain = scope.user.email_domain
    if condition.match == "is":
        return _two_valued(is_one_of(domain, condition.domains))
    patterns = texts([ends_with_pattern(text) for text in condition.domains])
    return _two_valued((sa.literal_column("'@'") + domain).like(sa.any_(patterns)))


def rule_status(condition: Status, scope: Scope) -> Ruling:
    """The composite status."""
    return _two_valued(is_one_of(scope.user.status, condition.statuses))


def rule_claim(condition: Claim, scope: Scope) -> Ruling:
    """Managed or unmanaged; unknown when Atlassian did not say."""
    return Ruling(scope.user.claim == condition.claim, scope.user.claim != condition.claim)


def rule_added(condition: Added, scope: Scope) -> Ruling:
    """Added so many days ago, or more recently; unknown when Atlassian did not say."""
    added_at, cutoff = scope.user.added_at, scope.days_ago(condition.days)
    if condition.comparison == "at_least_days_ago":
        return Ruling(added_at <= cutoff, added_at > cutoff)
    return Ruling(added_at >= cutoff, added_at < cutoff)


def rule_text(condition: Text, scope: Scope) -> Ruling:
    """Name or email contains the text."""
    return _two_valued(search_text(scope.user).like(contains_pattern(fold_text(condition.contains))))


def rule_people(condition: People, scope: Scope) -> Ruling:
    """One of a list of account ids and emails."""
    tests = []
    if condition.account_ids:
        tests.append(is_one_of(scope.user.account_id, condition.account_ids))
    if condition.emails:
        tests.append(is_one_of(scope.user.address, condition.emails))
    return _two_valued(sa.or_(sa.false(), *tests))


def _two_valued(predicate: Predicate) -> Ruling:
    """For conditions without an unknown: what is not so, also for want of a value, is surely not so."""
    return Ruling(yes=predicate, no=is_surely_not(predicate))
