"""Belonging to any, all or none of some ids as SQL: what the conditions about apps, groups, roles and sites share.

What the mirror does not have makes neither members nor non-members.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.directory.conditions.predicates import MAX_SINGLE_TESTS, Predicate, Scope, SqlRuling, is_surely_not
from app.models import AppAccess


@dataclass(frozen=True)
class Membership:
    """Kind of membership that users have: of groups, apps, sites or directories.

    holds: the user belongs to one of the ids.
    lacks: there is one of the ids, known to the mirror, that the user does not belong to.
    are_known: the mirror has all of the ids.
    """

    holds: Callable[[Collection[str]], Predicate]
    lacks: Callable[[Collection[str]], Predicate]
    are_known: Callable[[Collection[str]], Predicate]

    def rule(self, match: str, ids: Collection[str]) -> SqlRuling:
        """Any, all or none of the ids."""
        wanted = frozenset(ids)
        if match == "all" and len(wanted) > 1:
            return SqlRuling(yes=self._holds_all(wanted), no=self.lacks(wanted))
        held = self.holds(wanted)
        ruling = SqlRuling(yes=held, no=sa.and_(self.are_known(wanted), is_surely_not(held)))
        return ~ruling if match == "none" else ruling

    def _holds_all(self, wanted: Collection[str]) -> Predicate:
        if len(wanted) <= MAX_SINGLE_TESTS:
            return sa.and_(*(self.holds({one}) for one in sorted(wanted)))
        return sa.and_(self.are_known(wanted), sa.not_(self.lacks(wanted)))


def has_access(scope: Scope, *conditions: Predicate) -> Predicate:
    """The user has a role on an app, and the row of it passes the conditions."""
    mine = (AppAccess.tenant_id == scope.tenant_id, AppAccess.user_id == scope.user.id)
    return is_there(AppAccess, *mine, *conditions)


def is_there(table: Any, *conditions: Predicate) -> Predicate:
    """EXISTS over one table; every other name belongs to an enclosing statement."""
    return sa.exists(sa.select(sa.literal_column("1")).where(*conditions).correlate_except(table))
