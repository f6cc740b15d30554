"""The conditions about the user's own row as SQL; twin of `app.domain.filters.identity`."""

import sqlalchemy as sa

from app.directory.conditions.predicates import (
    Predicate,
    Ruling,
    Scope,
    contains_pattern,
    ends_with_pattern,
    has_email,
    is_one_of,
    is_surely_not,
    search_text,
    texts,
)
from app.domain.filters.identity import (
    CLAIMS,
    STATUSES,
    AccountKind,
    Added,
    Claim,
    EmailDomain,
    People,
    Status,
    Text,
)
from app.domain.people.accounts import KINDS
from app.domain.words import fold_text


def rule_email_domain(condition: EmailDomain, scope: Scope) -> Ruling:
    """The domain is, or ends with, one of the texts; without an address it is not known."""
    domain = scope.user.email_domain
    if condition.match == "is":
        return _if_known(is_one_of(domain, condition.domains), domain.is_not(None))
    patterns = texts([ends_with_pattern(text) for text in condition.domains])
    return _if_known((sa.literal_column("'@'") + domain).like(sa.any_(patterns)), domain.is_not(None))


def rule_status(condition: Status, scope: Scope) -> Ruling:
    """The composite status; a word that is none of ours is not known."""
    status = scope.user.status
    return _if_known(is_one_of(status, condition.statuses), is_one_of(status, STATUSES))


def rule_claim(condition: Claim, scope: Scope) -> Ruling:
    """Managed or unmanaged; unknown when Atlassian did not say."""
    claim = scope.user.claim
    return _if_known(claim == condition.claim, is_one_of(claim, CLAIMS))


def rule_account_kind(condition: AccountKind, scope: Scope) -> Ruling:
    """The kind of account; not known where nothing tells it."""
    kind = scope.user.kind
    return _if_known(is_one_of(kind, condition.kinds), is_one_of(kind, KINDS))


def rule_added(condition: Added, scope: Scope) -> Ruling:
    """Added so many days ago, or more recently; unknown when Atlassian did not say."""
    added_at, cutoff = scope.user.added_at, scope.days_ago(condition.days)
    if condition.comparison == "at_least_days_ago":
        return Ruling(added_at <= cutoff, added_at > cutoff)
    return Ruling(added_at >= cutoff, added_at < cutoff)


def rule_text(condition: Text, scope: Scope) -> Ruling:
    """Name or email contains the text; whoever has it in neither may have it in what is not known."""
    user = scope.user
    found = search_text(user).like(contains_pattern(fold_text(condition.contains)))
    return _if_known(found, sa.and_(user.name != "", has_email(user)))


def rule_people(condition: People, scope: Scope) -> Ruling:
    """One of a list of account ids and emails."""
    tests = []
    if condition.account_ids:
        tests.append(is_one_of(scope.user.account_id, condition.account_ids))
    if condition.emails:
        tests.append(is_one_of(scope.user.address, condition.emails))
    found = sa.or_(sa.false(), *tests)
    return _if_known(found, has_email(scope.user) if condition.emails else sa.true())


def _if_known(predicate: Predicate, is_known: Predicate) -> Ruling:
    """Negate for known facts only: what is not so is surely not so where the facts that it is about are known."""
    return Ruling(yes=predicate, no=sa.and_(is_surely_not(predicate), is_known.is_(sa.true())))
