"""Registry of the SQL and the bitmaps of each type of condition, which stand side by side in a module each."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from app.directory.conditions.by_type import (
    account_kind,
    added,
    apps,
    claim,
    email_domain,
    groups,
    inactive,
    never_active,
    people,
    roles,
    sites,
    status,
    text,
)
from app.directory.conditions.predicates import Scope, SqlRuling
from app.directory.sets.set_scope import SetRuling, SetScope


class Rules(NamedTuple):
    """How a condition becomes SQL, and how it becomes bitmaps."""

    sql: Callable[[Any, Scope], SqlRuling]
    sets: Callable[[Any, SetScope], SetRuling]


RULES: Final[Mapping[str, Rules]] = {
    "account_kind": Rules(account_kind.rule_sql, account_kind.rule_sets),
    "added": Rules(added.rule_sql, added.rule_sets),
    "apps": Rules(apps.rule_sql, apps.rule_sets),
    "claim": Rules(claim.rule_sql, claim.rule_sets),
    "email_domain": Rules(email_domain.rule_sql, email_domain.rule_sets),
    "groups": Rules(groups.rule_sql, groups.rule_sets),
    "inactive": Rules(inactive.rule_sql, inactive.rule_sets),
    "never_active": Rules(never_active.rule_sql, never_active.rule_sets),
    "people": Rules(people.rule_sql, people.rule_sets),
    "roles": Rules(roles.rule_sql, roles.rule_sets),
    "sites": Rules(sites.rule_sql, sites.rule_sets),
    "status": Rules(status.rule_sql, status.rule_sets),
    "text": Rules(text.rule_sql, text.rule_sets),
}
"""By the type of the condition, as in `app.domain.filters.CONDITIONS`; a guard test compares the two."""
