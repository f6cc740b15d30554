"""Tests of a user in any or all of some apps, as SQL: shared by the conditions about activity.

In a chosen app a user is surely inactive when the last activity is old enough, or when there is access
without any activity and the user was added long enough ago. "Maybe inactive" adds those whose day of
adding is not known; who is not even maybe inactive is surely not inactive.
"""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.directory.conditions.predicates import MAX_SINGLE_TESTS, Predicate, Scope, SqlRuling, is_one_of
from app.models import App, AppAccess, AppActivity


class AppTest:
    """Whether a test holds in one, or in every one, of the chosen apps.

    used: the test on the user's row of AppActivity.
    unused: the test on a user who has access to the app and no activity in it.
    """

    def __init__(self, apps: tuple[str, ...], scope: Scope, used: Predicate, unused: Predicate) -> None:
        self.apps = frozenset(apps)
        self.scope = scope
        self._used = used
        self._unused = unused

    def in_any(self) -> Predicate:
        """It holds in one of the apps."""
        if len(self.apps) <= MAX_SINGLE_TESTS:
            return sa.or_(*(self._in_one(app) for app in sorted(self.apps)))
        scope = self.scope
        used = scope.exists(*scope.has_activity(self.apps), self._used)
        is_unused = scope.exists(*scope.has_access(self.apps), sa.not_(_is_used(scope, AppAccess.app_row_id)))
        return sa.or_(used, sa.and_(self._unused, is_unused))

    def in_all(self) -> Predicate:
        """The mirror has all of the apps, and it holds in each."""
        if len(self.apps) <= MAX_SINGLE_TESTS:
            return sa.and_(*(self._in_one(app) for app in sorted(self.apps)))
        return sa.and_(self.scope.has_apps(self.apps), sa.not_(self.fails_in_one()))

    def fails_in_one(self) -> Predicate:
        """The mirror has one of the apps in which it does not hold."""
        if len(self.apps) <= MAX_SINGLE_TESTS:
            fails = ((self.scope.has_apps({app}), self._in_one(app).is_not(sa.true())) for app in sorted(self.apps))
            return sa.or_(*(sa.and_(*one) for one in fails))
        scope, app = self.scope, aliased(App)
        access: sa.Select[int] = sa.select(sa.literal_column("1")).where(
            AppAccess.tenant_id == scope.tenant_id,
            AppAccess.user_id == scope.user.id,
            AppAccess.app_row_id == app.id,
        )
        is_unused = sa.and_(sa.exists(access.correlate_except(AppAccess)), sa.not_(_is_used(scope, app.id)))
        holds = sa.or_(_is_used(scope, app.id, self._used), sa.and_(self._unused, is_unused))
        return scope.exists(
            app.tenant_id == scope.tenant_id, is_one_of(app.resource_id, self.apps), holds.is_not(sa.true())
        )

    def _in_one(self, app: str) -> Predicate:
        """It holds in the app: two sets of users, each hashed once or probed by index, as PostgreSQL likes it."""
        scope = self.scope
        access = sa.select(AppAccess.user_id).where(*scope.of_app(AppAccess, app))
        activity = sa.select(AppActivity.user_id).where(*scope.of_app(AppActivity, app))
        unused = access.except_(activity).subquery()
        is_unused = sa.and_(self._unused, scope.exists(unused.c.user_id == scope.user.id))
        return sa.or_(scope.exists(*scope.has_activity({app}), self._used), is_unused)


def combine_apps(match: str, surely: AppTest, maybe: AppTest) -> SqlRuling:
    """Kleene's OR or AND over the apps; an app that the mirror does not have is unknown."""
    is_known = surely.scope.user.is_activity_known
    are_known = surely.scope.has_apps(surely.apps)
    if match == "any" or len(surely.apps) == 1:
        return SqlRuling(
            yes=sa.and_(is_known, surely.in_any()), no=sa.and_(is_known, are_known, sa.not_(maybe.in_any()))
        )
    return SqlRuling(
        yes=sa.and_(is_known, are_known, sa.not_(surely.fails_in_one())),
        no=sa.and_(is_known, maybe.fails_in_one()),
    )


def _is_used(scope: Scope, app_row_id: InstrumentedAttribute[int], *tests: Predicate) -> Predicate:
    """The user has activity in the app of the enclosing row, and it passes the tests."""
    query: sa.Select[int] = sa.select(sa.literal_column("1")).where(
        AppActivity.tenant_id == scope.tenant_id,
        AppActivity.user_id == scope.user.id,
        AppActivity.app_row_id == app_row_id,
        *tests,
    )
    return sa.exists(query.correlate_except(AppActivity))
