"""The dashboard's numbers as SQL over the mirror's tables: of everybody, or of those alone whom no set knows.

Builds statements and runs none. Both parts are JSON in one row, so that they are of one moment.
"""

from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from app.directory.conditions.predicates import Predicate, is_one_of, texts
from app.directory.searching.search_listing import TENANT
from app.domain.people.accounts import NON_PERSONS
from app.domain.people.seats import BILLABLE_ROLES, CUSTOMER_ROLE, SEATLESS_APPS
from app.models import App, AppAccess, AppActivity, DirectoryChange, DirectoryUser

CUTOFF: Final = sa.bindparam("cutoff", type_=sa.DateTime(timezone=True))
"""Who was last active then or before is inactive."""
SITE: Final = sa.bindparam("site", type_=sa.Text)
"""The site whose apps are counted, where one is asked for."""

LIMIT: Final = sa.bindparam("limit", type_=sa.Integer)


@lru_cache(maxsize=4)
def build_numbers(*, is_of_site: bool, is_outside_sets: bool = False) -> sa.Select[*tuple[Any, ...]]:
    """One row: `apps`, a JSON list with one object an app, by site and name; `statuses`, how many users have each.

    is_outside_sets: of those alone who have changed since the sets were built, or are in none yet.
    """
    apps, statuses = _count_apps(is_of_site, is_outside_sets), _count_statuses(is_of_site, is_outside_sets)
    return sa.select(apps.label("apps"), statuses.label("statuses"))


def _count_apps(is_of_site: bool, is_outside_sets: bool) -> sa.ScalarSelect[list[dict[str, object]]]:
    user, used, access = DirectoryUser, AppActivity, _access(is_outside_sets)
    is_known = user.is_activity_known
    is_app = is_one_of(App.key, SEATLESS_APPS).is_not(sa.true())
    uses = sa.and_(user.id.is_not(None), access.c.is_user, is_app)
    counts = {
        "active": sa.and_(uses, is_known, used.last_active_at > CUTOFF),
        "inactive": sa.and_(uses, is_known, used.last_active_at <= CUTOFF),
        "never": sa.and_(uses, is_known, used.user_id.is_(None)),
        "unknown": sa.and_(uses, sa.not_(is_known)),
        "total": user.id.is_not(None),
        "billable": sa.and_(uses, access.c.is_billable, user.status == "active"),
    }
    source = (
        sa.join(App, access, access.c.app_row_id == App.id, isouter=True)
        .outerjoin(user, sa.and_(user.tenant_id == TENANT, user.id == access.c.user_id, _is_person()))
        .outerjoin(
            used,
            sa.and_(used.tenant_id == TENANT, used.user_id == user.id, used.app_row_id == access.c.app_row_id),
        )
    )
    names = (App.resource_id, App.name, App.site_id, App.site_name)
    query = sa.select(*names, *(sa.func.count().filter(test).label(name) for name, test in counts.items()))
    query = query.select_from(source).where(App.tenant_id == TENANT, *_on_site(is_of_site)).group_by(*names)
    rows = query.order_by(App.site_name, App.name, App.resource_id).subquery("counted")
    listed = sa.func.json_agg(sa.func.row_to_json(sa.literal_column("counted")))
    return sa.select(sa.func.coalesce(listed, sa.literal_column("'[]'::json"))).select_from(rows).scalar_subquery()


def _access(is_outside_sets: bool) -> sa.Subquery:
    """Each user once for each app, whether one of the roles there takes a seat, and whether one is not a customer's."""
    is_billable = sa.func.bool_or(AppAccess.role == sa.any_(texts(BILLABLE_ROLES))).label("is_billable")
    is_user = sa.func.bool_or(AppAccess.role != CUSTOMER_ROLE).label("is_user")
    query = sa.select(AppAccess.app_row_id, AppAccess.user_id, is_billable, is_user).where(
        AppAccess.tenant_id == TENANT
    )
    if is_outside_sets:
        query = query.where(AppAccess.user_id == sa.any_(_outside()))
    return query.group_by(AppAccess.app_row_id, AppAccess.user_id).subquery()


def _count_statuses(is_of_site: bool, is_outside_sets: bool) -> sa.ScalarSelect[dict[str, int]]:
    mine = (DirectoryUser.tenant_id == TENANT, _is_person())
    query = sa.select(DirectoryUser.status, sa.func.count().label("users")).where(*mine)
    if is_outside_sets:
        query = query.where(DirectoryUser.id == sa.any_(_outside()))
    if is_of_site:
        apps = sa.select(App.id).where(App.tenant_id == TENANT, *_on_site(is_of_site))
        on_site = sa.select(AppAccess.user_id).where(AppAccess.tenant_id == TENANT, AppAccess.app_row_id.in_(apps))
        query = query.where(DirectoryUser.id.in_(on_site))
    rows = query.group_by(DirectoryUser.status).subquery()
    counted = sa.func.json_object_agg(rows.c.status, rows.c.users)
    return sa.select(sa.func.coalesce(counted, sa.literal_column("'{}'::json"))).scalar_subquery()


def _outside() -> Any:
    """The numbers of those whom no set knows as they are now; an array, so that the indexes are asked for each.

    Not of more than `LIMIT` of a kind: so many are not counted so, and whoever reads the answer knows it.
    """
    noted = sa.select(DirectoryChange.slot).where(DirectoryChange.tenant_id == TENANT).limit(LIMIT)
    changed = sa.select(DirectoryUser.id).where(
        DirectoryUser.tenant_id == TENANT, DirectoryUser.slot == sa.any_(sa.func.array(noted.scalar_subquery()))
    )
    waiting = sa.select(DirectoryUser.id).where(DirectoryUser.tenant_id == TENANT, DirectoryUser.slot.is_(None))
    outside = sa.union_all(sa.select(changed.subquery()), sa.select(waiting.limit(LIMIT).subquery()))
    return sa.func.array(outside.scalar_subquery())


def _is_person() -> Predicate:
    """Accounts that are nobody use nothing and take no seat (admin API contract 5.6)."""
    return is_one_of(DirectoryUser.kind, NON_PERSONS).is_not(sa.true())


def _on_site(is_of_site: bool) -> tuple[Predicate, ...]:
    return (App.site_id == SITE,) if is_of_site else ()
