"""The dashboard's numbers: who uses which app, and who costs a licence; from the sets of people, or from the tables."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.directory.searching.number_tables import build_numbers
from app.directory.sets.set_numbers import Counted, count_in_sets
from app.domain.errors import NotFound
from app.domain.filters.reading import is_storable
from app.domain.people.directory import AppFacts


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
    found = count_in_sets(session, tenant_id, cutoff, site_id)
    return _read(found or _count_in_tables(session, tenant_id, cutoff, site_id), site_id)


def load_numbers_of_tables(
    session: Session, tenant_id: int, now: datetime, *, inactivity_days: int, site_id: str | None = None
) -> DirectoryNumbers:
    """The same numbers without a look at the sets. Raises NotFound."""
    return _read(_count_in_tables(session, tenant_id, now - timedelta(days=inactivity_days), site_id), site_id)


def _count_in_tables(session: Session, tenant_id: int, cutoff: datetime, site_id: str | None) -> Counted:
    statement = build_numbers(is_of_site=site_id is not None)
    found = session.execute(statement, {"tenant": tenant_id, "cutoff": cutoff, "site": site_id}).one()
    return Counted(found.apps, found.statuses)


def _read(found: Counted, site_id: str | None) -> DirectoryNumbers:
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
