"""The condition `roles` as SQL and as bitmaps; twins of `app.domain.filters.conditions.roles`."""

import sqlalchemy as sa

from app.directory.conditions.memberships import has_access
from app.directory.conditions.predicates import Scope, SqlRuling, is_one_of, is_surely_not, texts
from app.directory.sets.set_reading import union
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.roles import Roles
from app.models import AppAccess


def rule_sql(condition: Roles, scope: Scope) -> SqlRuling:
    """Any or none of the roles, in the organization or on any app."""
    on_apps = has_access(scope, is_one_of(AppAccess.role, condition.roles))
    held = sa.or_(scope.user.platform_roles.overlap(texts(condition.roles)), on_apps)
    ruling = SqlRuling(yes=held, no=is_surely_not(held))
    return ~ruling if condition.match == "none" else ruling


def rule_sets(condition: Roles, scope: SetScope) -> SetRuling:
    """In the bitmap of one of the roles, or in none."""
    held = scope.decide(union(scope.sets.get("role", role) for role in condition.roles))
    return held if condition.match == "any" else ~held
