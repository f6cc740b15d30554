"""The dashboard's numbers: who uses which app, and who costs a licence; in one statement over the mirror."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.conditions.predicates import is_one_of, texts
from app.domain.errors import NotFound
from app.domain.filters.reading import is_storable
from app.domain.people.accounts import NON_PERSONS
from app.domain.people.directory import AppFacts
from app.domain.people.seats import BILLABLE_ROLES, CUSTOMER_ROLE, SEATLESS_APPS
from app.models import App, AppAccess, AppActivity, DirectoryUser


@dataclass(frozen=True, slots=True)
class AppNumbers:
    """One app: who has access (`total`), its users among them by activity, and how many of those take a seat.

    active + inactive + never + unknown = users: customers of a help center and administrators are none, since they
    take no seat and are no waste when they are idle. `inactive`: last active at least the threshold ago; `never`: no
    activity; `unknown`: activity could not be read. `billable`: active status and a billable role; suspended users
    are not billed (admin API contract 8, W3).
    """

    resource_id: str
    label: str
    site_id: str
    site_name: str
    active: int
    inactive: int
    never: int
    unknown: int
    total: int
    billable: int


@dataclass(frozen=True, slots=True)
class DirectoryNumbers:
    """The organization's people, or those of one site of it, at a glance."""

    apps: tuple[AppNumbers, ...]
    users: int
    users_by_status: dict[str, int]


def load_numbers(
    session: Session, tenant_id: int, now: datetime, *, inactivity_days: int, site_id: str | None = None
) -> DirectoryNumbers:
    """Numbers at `now` (aware) against the threshold in days; with a site: its apps, and who has access to one.

    Raises NotFound for a site that the organization does not have.
    """
    if site_id is not None and not is_storable(site_id):
        raise NotFound("site")
    cutoff = now - timedelta(days=inactivity_days)
    apps, statuses = _count_apps(tenant_id, cutoff, site_id), _count_statuses(tenant_id, site_id)
    found = session.execute(sa.select(apps.label("apps"), statuses.label("statuses"))).one()
    if site_id is not None and not found.apps:
        raise NotFound("site")
    by_status = dict(sorted(found.statuses.items()))
    return DirectoryNumbers(
        apps=tuple(_read_app(**counts) for counts in found.apps),
        users=sum(by_status.values()),
        users_by_status=by_status,
    )


def _read_app(**counts: object) -> AppNumbers:
    names = {name: str(counts.pop(name)) for name in ("resource_id", "name", "site_id", "site_name")}
    facts = AppFacts(**names)
    numbers = {name: int(str(count)) for name, count in counts.items()}
    return AppNumbers(facts.resource_id, facts.label, facts.site_id, facts.site_name, **numbers)


def _count_apps(tenant_id: int, cutoff: datetime, site_id: str | None) -> sa.ScalarSelect[list[dict[str, object]]]:
    """A JSON list with one object an app, by site and name."""
    user, used, access = DirectoryUser, AppActivity, _access(tenant_id)
    is_known = user.is_activity_known
    is_app = is_one_of(App.key, SEATLESS_APPS).is_not(sa.true())
    uses = sa.and_(user.id.is_not(None), access.c.is_user, is_app)
    counts = {
        "active": sa.and_(uses, is_known, used.last_active_at > cutoff),
        "inactive": sa.and_(uses, is_known, used.last_active_at <= cutoff),
        "never": sa.and_(uses, is_known, used.user_id.is_(None)),
        "unknown": sa.and_(uses, sa.not_(is_known)),
        "total": user.id.is_not(None),
        "billable": sa.and_(uses, access.c.is_billable, user.status == "active"),
    }
    source = (
        sa.join(App, access, access.c.app_row_id == App.id, isouter=True)
        .outerjoin(user, sa.and_(user.tenant_id == tenant_id, user.id == access.c.user_id, _is_person()))
        .outerjoin(
            used,
            sa.and_(used.tenant_id == tenant_id, used.user_id == user.id, used.app_row_id == access.c.app_row_id),
        )
    )
    names = (App.resource_id, App.name, App.site_id, App.site_name)
    query = sa.select(*names, *(sa.func.count().filter(test).label(name) for name, test in counts.items()))
    query = query.select_from(source).where(App.tenant_id == tenant_id, *_on_site(site_id)).group_by(*names)
    rows = query.order_by(App.site_name, App.name, App.resource_id).subquery("counted")
    listed = sa.func.json_agg(sa.func.row_to_json(sa.literal_column("counted")))
    return sa.select(sa.func.coalesce(listed, sa.literal_column("'[]'::json"))).select_from(rows).scalar_subquery()


def _access(tenant_id: int) -> sa.Subquery:
    """Each user once for each app, whether one of the roles there takes a seat, and whether one is not a customer's."""
    is_billable = sa.func.bool_or(AppAccess.role == sa.any_(texts(BILLABLE_ROLES))).label("is_billable")
    is_user = sa.func.bool_or(AppAccess.role != CUSTOMER_ROLE).label("is_user")
    query = sa.select(AppAccess.app_row_id, AppAccess.user_id, is_billable, is_user)
    return query.where(AppAccess.tenant_id == tenant_id).group_by(AppAccess.app_row_id, AppAccess.user_id).subquery()


def _count_statuses(tenant_id: int, site_id: str | None) -> sa.ScalarSelect[dict[str, int]]:
    """A JSON object: how many users have each status."""
    mine = (DirectoryUser.tenant_id == tenant_id, _is_person())
    query = sa.select(DirectoryUser.status, sa.func.count().label("users")).where(*mine)
    if site_id is not None:
        apps = sa.select(App.id).where(App.tenant_id == tenant_id, *_on_site(site_id))
        on_site = sa.select(AppAccess.user_id).where(AppAccess.tenant_id == tenant_id, AppAccess.app_row_id.in_(apps))
        query = query.where(DirectoryUser.id.in_(on_site))
    rows = query.group_by(DirectoryUser.status).subquery()
    counted = sa.func.json_object_agg(rows.c.status, rows.c.users)
    return sa.select(sa.func.coalesce(counted, sa.literal_column("'{}'::json"))).scalar_subquery()


def _is_person() -> sa.ColumnElement[bool]:
    """Accounts that are nobody use nothing and take no seat (admin API contract 5.6)."""
    return is_one_of(DirectoryUser.kind, NON_PERSONS).is_not(sa.true())


def _on_site(site_id: str | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if site_id is None else (App.site_id == site_id,)
