"""Registry of SQL by condition of a filter."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.directory.conditions import activity_rulings, identity_rulings, membership_rulings
from app.directory.conditions.predicates import Ruling, Scope
from app.domain.filters import activity, identity, membership
from app.domain.filters.conditions import Condition

RULES: Final[Mapping[type[Condition], Callable[[Any, Scope], Ruling]]] = {
    activity.Inactive: activity_rulings.rule_inactive,
    activity.NeverActive: activity_rulings.rule_never_active,
    membership.Apps: membership_rulings.rule_apps,
    membership.Groups: membership_rulings.rule_groups,
    membership.Roles: membership_rulings.rule_roles,
    membership.Sites: membership_rulings.rule_sites,
    identity.EmailDomain: identity_rulings.rule_email_domain,
    identity.Status: identity_rulings.rule_status,
    identity.Claim: identity_rulings.rule_claim,
    identity.AccountKind: identity_rulings.rule_account_kind,
    identity.Added: identity_rulings.rule_added,
    identity.Text: identity_rulings.rule_text,
    identity.People: identity_rulings.rule_people,
}
"""One rule for every condition of `app.domain.filters.CONDITIONS`; a test compares the two lists."""


def rule_condition(condition: Condition, scope: Scope) -> Ruling:
    """When the condition surely holds for a row of the scope's users, and when it surely does not."""
    return RULES[type(condition)](condition, scope)
