"""The conditions about apps, groups, roles and sites as SQL; twin of `app.domain.filters.membership`.

What the mirror does not have makes neither members nor non-members.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.directory.conditions.predicates import (
    MAX_SINGLE_TESTS,
    Predicate,
    Ruling,
    Scope,
    array_of,
    is_one_of,
    is_surely_not,
    texts,
)
from app.domain.filters.membership import Apps, Groups, Roles, Sites
from app.models import App, AppAccess, DirectoryGroup, GroupMember


@dataclass(frozen=True)
class _Kind:
    """Kind of membership that users have: of groups, apps, sites or directories.

    holds: the user belongs to one of the ids.
    lacks: there is one of the ids, known to the mirror, that the user does not belong to.
    are_known: the mirror has all of the ids.
    """

    holds: Callable[[Collection[str]], Predicate]
    lacks: Callable[[Collection[str]], Predicate]
    are_known: Callable[[Collection[str]], Predicate]

    def rule(self, match: str, ids: Collection[str]) -> Ruling:
        """Any, all or none of the ids."""
        wanted = frozenset(ids)
        if match == "all" and len(wanted) > 1:
            return Ruling(yes=self._holds_all(wanted), no=self.lacks(wanted))
        held = self.holds(wanted)
        ruling = Ruling(yes=held, no=sa.and_(self.are_known(wanted), is_surely_not(held)))
        return ~ruling if match == "none" else ruling

    def _holds_all(self, wanted: Collection[str]) -> Predicate:
        if len(wanted) <= MAX_SINGLE_TESTS:
            return sa.and_(*(self.holds({one}) for one in sorted(wanted)))
        return sa.and_(self.are_known(wanted), sa.not_(self.lacks(wanted)))


def rule_groups(condition: Groups, scope: Scope) -> Ruling:
    """Member of any, all or none of the groups."""

    def lacks(groups: Collection[str]) -> Predicate:
        group = aliased(DirectoryGroup)
        membership = _correlated(
            GroupMember,
            GroupMember.tenant_id == scope.tenant_id,
            GroupMember.user_id == scope.user.id,
            GroupMember.group_row_id == group.id,
        )
        chosen = (group.tenant_id == scope.tenant_id, is_one_of(group.group_id, groups))
        return scope.exists(*chosen, sa.not_(membership))

    kind = _Kind(lambda groups: scope.exists(*scope.is_member(groups)), lacks, scope.has_groups)
    return kind.rule(condition.match, condition.groups)


def rule_apps(condition: Apps, scope: Scope) -> Ruling:
    """Access to any, all or none of the apps."""

    def lacks(apps: Collection[str]) -> Predicate:
        app = aliased(App)
        chosen = (app.tenant_id == scope.tenant_id, is_one_of(app.resource_id, apps))
        return scope.exists(*chosen, sa.not_(_has_access(scope, AppAccess.app_row_id == app.id)))

    kind = _Kind(lambda apps: scope.exists(*scope.has_access(apps)), lacks, scope.has_apps)
    return kind.rule(condition.match, condition.apps)


def rule_sites(condition: Sites, scope: Scope) -> Ruling:
    """Access to an app on any, all or none of the sites."""

    def apps_on(*conditions: Predicate) -> sa.Select[int]:
        return sa.select(App.id).where(App.tenant_id == scope.tenant_id, *conditions)

    def holds(sites: Collection[str]) -> Predicate:
        on_sites = apps_on(is_one_of(App.site_id, sites)).correlate(None)
        return _has_access(scope, AppAccess.app_row_id == sa.any_(array_of(on_sites)))

    def lacks(sites: Collection[str]) -> Predicate:
        site = aliased(App)
        on_site = apps_on(App.site_id == site.site_id).correlate_except(App)
        chosen = (site.tenant_id == scope.tenant_id, is_one_of(site.site_id, sites))
        return scope.exists(*chosen, sa.not_(_has_access(scope, AppAccess.app_row_id.in_(on_site))))

    return _Kind(holds, lacks, scope.has_sites).rule(condition.match, condition.sites)


def rule_roles(condition: Roles, scope: Scope) -> Ruling:
    """Any or none of the roles, in the organization or on any app."""
    on_apps = _has_access(scope, is_one_of(AppAccess.role, condition.roles))
    held = sa.or_(scope.user.platform_roles.overlap(texts(condition.roles)), on_apps)
    ruling = Ruling(yes=held, no=is_surely_not(held))
    return ~ruling if condition.match == "none" else ruling


def _has_access(scope: Scope, *conditions: Predicate) -> Predicate:
    mine = (AppAccess.tenant_id == scope.tenant_id, AppAccess.user_id == scope.user.id)
    return _correlated(AppAccess, *mine, *conditions)


def _correlated(table: Any, *conditions: Predicate) -> Predicate:
    """EXISTS over one table; every other name belongs to an enclosing statement."""
    return sa.exists(sa.select(sa.literal_column("1")).where(*conditions).correlate_except(table))
