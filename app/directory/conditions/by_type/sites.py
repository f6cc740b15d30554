"""The condition `sites` as SQL and as bitmaps; twins of `app.domain.filters.conditions.sites`."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.directory.conditions.memberships import Membership, has_access
from app.directory.conditions.predicates import Predicate, Scope, SqlRuling, array_of, is_one_of
from app.directory.sets.set_scope import SetRuling, SetScope
from app.domain.filters.conditions.sites import Sites
from app.models import App, AppAccess


def rule_sql(condition: Sites, scope: Scope) -> SqlRuling:
    """Access to an app on any, all or none of the sites."""

    def apps_on(*conditions: Predicate) -> sa.Select[int]:
        return sa.select(App.id).where(App.tenant_id == scope.tenant_id, *conditions)

    def holds(sites: Collection[str]) -> Predicate:
        on_sites = apps_on(is_one_of(App.site_id, sites)).correlate(None)
        return has_access(scope, AppAccess.app_row_id == sa.any_(array_of(on_sites)))

    def lacks(sites: Collection[str]) -> Predicate:
        site = aliased(App)
        on_site = apps_on(App.site_id == site.site_id).correlate_except(App)
        chosen = (site.tenant_id == scope.tenant_id, is_one_of(site.site_id, sites))
        return scope.exists(*chosen, sa.not_(has_access(scope, AppAccess.app_row_id.in_(on_site))))

    return Membership(holds, lacks, scope.has_sites).rule(condition.match, condition.sites)


def rule_sets(condition: Sites, scope: SetScope) -> SetRuling:
    """In the bitmaps of any, all or none of the sites."""
    return scope.match_members("site", condition.match, condition.sites)
