"""The condition `apps` as SQL and as bitmaps; twins of `app.domain.filters.conditions.apps`."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.directory.conditions.memberships import Membership, has_access
from app.directory.conditions.predicates import Predicate, Scope, SqlRuling, is_one_of
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.apps import Apps
from app.models import App, AppAccess


def rule_sql(condition: Apps, scope: Scope) -> SqlRuling:
    """Access to any, all or none of the apps."""

    def lacks(apps: Collection[str]) -> Predicate:
        app = aliased(App)
        chosen = (app.tenant_id == scope.tenant_id, is_one_of(app.resource_id, apps))
        return scope.exists(*chosen, sa.not_(has_access(scope, AppAccess.app_row_id == app.id)))

    kind = Membership(lambda apps: scope.exists(*scope.has_access(apps)), lacks, scope.has_apps)
    return kind.rule(condition.match, condition.apps)


def rule_sets(condition: Apps, scope: SetScope) -> SetRuling:
    """In the bitmaps of any, all or none of the apps."""
    return scope.match_members("access", condition.match, condition.apps)
