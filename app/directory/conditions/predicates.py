"""Ready-made pieces of SQL over the mirror, for one tenant and one alias of its users.

Builds expressions and runs none. Ids of Atlassian become our own numbers in subselects without
correlation, which PostgreSQL runs once per statement.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.filters.verdicts import Ruling
from app.models import App, AppAccess, AppActivity, DirectoryGroup, DirectoryUser, GroupMember

User = type[DirectoryUser]
"""An alias of the users' table."""
Predicate = sa.ColumnElement[bool]
_LIKE_SIGNS: Final = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


MAX_SINGLE_TESTS: Final = 6
"""Up to so many ids each gets a test of its own, which PostgreSQL plans better than one test over all."""


SqlRuling = Ruling[Predicate]


@dataclass(frozen=True)
class Scope:
    """Scope of a predicate: the tenant, the moment (aware) and the alias of the users' table."""

    tenant_id: int
    now: datetime
    user: User

    def days_ago(self, days: int) -> sa.ColumnElement[datetime]:
        """The moment `days` × 24 hours ago."""
        return sa.literal(self.now - timedelta(days=days), sa.DateTime(timezone=True))

    def exists(self, *conditions: Predicate) -> Predicate:
        """EXISTS over the tables that the conditions name, seen from the user."""
        return sa.exists(sa.select(sa.literal_column("1")).where(*conditions).correlate(self.user))

    def app_ids(self, apps: Collection[str]) -> sa.Select[int]:
        """Our numbers of apps known by resource id."""
        query = sa.select(App.id).where(App.tenant_id == self.tenant_id, is_one_of(App.resource_id, apps))
        return query.correlate(None)

    def group_ids(self, groups: Collection[str]) -> sa.Select[int]:
        """Our numbers of groups known by Atlassian's id."""
        query = sa.select(DirectoryGroup.id).where(
            DirectoryGroup.tenant_id == self.tenant_id, is_one_of(DirectoryGroup.group_id, groups)
        )
        return query.correlate(None)

    def has_access(self, apps: Collection[str]) -> tuple[Predicate, ...]:
        """Conditions on AppAccess: the user's, on one of the apps."""
        return (
            AppAccess.tenant_id == self.tenant_id,
            AppAccess.user_id == self.user.id,
            is_among(AppAccess.app_row_id, self.app_ids(apps), len(apps)),
        )

    def has_activity(self, apps: Collection[str]) -> tuple[Predicate, ...]:
        """Conditions on AppActivity: the user's, in one of the apps."""
        return (
            AppActivity.tenant_id == self.tenant_id,
            AppActivity.user_id == self.user.id,
            is_among(AppActivity.app_row_id, self.app_ids(apps), len(apps)),
        )

    def of_app(self, link: type[AppAccess] | type[AppActivity], app: str) -> tuple[Predicate, ...]:
        """Conditions on the rows of all users that belong to one app."""
        return link.tenant_id == self.tenant_id, is_among(link.app_row_id, self.app_ids({app}), 1)

    def is_member(self, groups: Collection[str]) -> tuple[Predicate, ...]:
        """Conditions on GroupMember: the user, in one of the groups."""
        return (
            GroupMember.tenant_id == self.tenant_id,
            GroupMember.user_id == self.user.id,
            is_among(GroupMember.group_row_id, self.group_ids(groups), len(groups)),
        )

    def has_apps(self, apps: Collection[str]) -> Predicate:
        """The mirror has all of the apps."""
        return _count(self.app_ids(apps)) == len(apps)

    def has_groups(self, groups: Collection[str]) -> Predicate:
        """The mirror has all of the groups."""
        return _count(self.group_ids(groups)) == len(groups)

    def has_sites(self, sites: Collection[str]) -> Predicate:
        """The mirror has an app on each of the sites."""
        query = sa.select(App.site_id).where(App.tenant_id == self.tenant_id, is_one_of(App.site_id, sites))
        return _count(query.distinct()) == len(sites)


def _count(query: sa.Select[Any]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(query.subquery()).correlate(None).scalar_subquery()


def texts(values: Collection[str]) -> sa.ColumnElement[list[str]]:
    """A list of texts as one parameter, however long."""
    return sa.literal(sorted(values), ARRAY(sa.Text))


def is_one_of(column: InstrumentedAttribute[Any] | sa.ColumnElement[Any], values: Collection[str]) -> Predicate:
    """The column is one of the texts."""
    if len(values) == 1:
        return column == next(iter(values))
    return column == sa.any_(texts(values))


def is_among(column: InstrumentedAttribute[int], ids: sa.Select[int], count: int) -> Predicate:
    """The column is one of at most `count` numbers; a single one is compared as such, for better plans."""
    if count == 1:
        return column == ids.scalar_subquery()
    return column == sa.any_(array_of(ids))


def array_of(ids: sa.Select[int]) -> sa.ColumnElement[list[int]]:
    """The numbers that a subselect yields, as an array; made once when nothing in it is correlated."""
    return sa.func.array(ids.scalar_subquery(), type_=ARRAY(sa.BigInteger))


def is_surely_not(predicate: Predicate) -> Predicate:
    """The opposite of an EXISTS or of what may be NULL.

    Written so that PostgreSQL hashes the subselect or probes an index: as NOT EXISTS it becomes a join, which
    takes the time of a product when the number of members is guessed too low.
    """
    return predicate.is_not(sa.true())


def if_known(predicate: Predicate, is_known: Predicate) -> SqlRuling:
    """Negate for known facts only: what is not so is surely not so where the facts that it is about are known."""
    return SqlRuling(yes=predicate, no=sa.and_(is_surely_not(predicate), is_known.is_(sa.true())))


def contains_pattern(text: str) -> str:
    """The LIKE pattern of texts that contain `text` as it is written."""
    return f"%{text.translate(_LIKE_SIGNS)}%"


def ends_with_pattern(text: str) -> str:
    """The LIKE pattern of texts that end with `text` as it is written."""
    return f"%{text.translate(_LIKE_SIGNS)}"


def search_text(user: User) -> sa.ColumnElement[str]:
    """Name and email as they are compared (`app.domain.words.fold_text`); a line end keeps the two apart."""
    return sa.type_coerce(user.search_text, sa.Text)


def has_email(user: User) -> Predicate:
    """The address is known."""
    return sa.and_(user.email.is_not(None), user.email != "")


def value_or(column: Any, stand_in: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The column, or the stand-in where it is NULL, as the indexes have it.

    CASE and not coalesce(): under row-level security PostgreSQL looks into an index only by what cannot
    give a value away, and takes coalesce() for something that can.
    """
    return sa.case((column.is_(None), stand_in), else_=column)
