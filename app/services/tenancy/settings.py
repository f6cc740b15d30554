"""A tenant's settings and its protected list."""

from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import TenantSession
from app.directory.facts import load_catalogue
from app.domain.automation.cautions import Caution
from app.domain.automation.gone import warn_of_gone_protection
from app.domain.automation.schedules import WEEKDAYS, parse_time_zone
from app.domain.engine.protection import Protection
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.mistakes import mistake
from app.domain.people.directory import Catalogue
from app.domain.people.pasted import spell_address
from app.domain.people.typed_domains import read_domain
from app.domain.rights import Right
from app.domain.words import strip_unseen
from app.domain.zones import find_zone
from app.models import DirectoryUser, ProtectedEntry, Tenant
from app.services.automation.protected_people import count_people, list_domains
from app.services.automation.slots import refresh_next_runs
from app.services.automation.timetable import place_daily_sync
from app.services.browser.people import People, Person, read_gone_names, read_group_names
from app.services.notices.notifications import tell_of_four_eyes_off, tell_of_stop
from app.services.records.audit import Change, record_change
from app.services.tenancy.authority import require_right
from app.services.tenancy.quotas import require_room_for_protected

_PROTECTION: Final = (
    select(Tenant.young_account_days, ProtectedEntry.kind, ProtectedEntry.value, ProtectedEntry.includes_subdomains)
    .outerjoin(
        ProtectedEntry,
        and_(
            ProtectedEntry.tenant_id == Tenant.id,
            or_(ProtectedEntry.expires_at.is_(None), ProtectedEntry.expires_at > bindparam("now")),
        ),
    )
    .where(Tenant.id == bindparam("tenant"))
)
"""Built once: a run asks before every few calls."""


@dataclass(frozen=True, slots=True)
class SettingsView:
    """Settings of a tenant as an admin sees them."""

    time_zone: str
    language: str
    daily_sync_hour: int
    inactivity_days: int
    young_account_days: int
    restored_grace_days: int
    limit_percent: int
    limit_people: int
    is_four_eyes_required: bool
    blackout_weekdays: list[str]
    is_sync_hour_quiet: bool
    are_product_admins_allowed: bool
    are_user_access_admins_allowed: bool
    is_stopped: bool
    are_schedules_confirmed: bool
    run_retention_days: int
    change_retention_months: int
    are_activity_days_kept: bool

    @property
    def is_time_zone_known(self) -> bool:
        """False for a stored name that the zone data no longer has; UTC holds until another is chosen."""
        return find_zone(self.time_zone) is not None


@dataclass(frozen=True, slots=True)
class ProtectedView:
    """One entry of the protected list, named. gone: it is a group that no longer exists.

    address_unknown: of a domain, how many people it spares because their address is not known.
    never_matches: it is a domain, taken by an earlier release, at which no account can be.
    """

    id: int
    kind: str
    value: str
    label: str
    includes_subdomains: bool
    people_count: int
    reason: str
    created_by: Person
    created_at: datetime
    expires_at: datetime | None
    address_unknown: int | None
    never_matches: bool
    gone: Caution | None = None


@dataclass(frozen=True, slots=True)
class NewProtectedEntry:
    """New protected entry: user, group or domain, the reason and an end."""

    kind: str
    value: str
    reason: str
    expires_at: datetime | None = None
    includes_subdomains: bool = False


def get_tenant(session: Session, tenant_id: int, *, lock: bool = False) -> Tenant:
    """The tenant's row. Raises NotFound."""
    # Rows that point at the tenant may be written meanwhile: a scheduler does, while it holds tasks that we wait for.
    tenant = session.get(Tenant, tenant_id, with_for_update={"key_share": True} if lock else None)
    if tenant is None:
        raise NotFound("tenant")
    return tenant


def get_settings(session: Session, tenant_id: int) -> SettingsView:
    """The present settings."""
    tenant = get_tenant(session, tenant_id)
    return SettingsView(**{name: getattr(tenant, name) for name in SettingsView.__dataclass_fields__})


def update_settings(
    session: TenantSession, tenant_id: int, changes: dict[str, Any], *, by: str, now: datetime
) -> SettingsView:
    """Apply the given changes and what follows from them (next daily sync, next runs). Raises Invalid, Forbidden."""
    # Anybody who is let in may stop everything; every other switch, and lifting the stop, is an organization admin's.
    require_right(session, Right.STOP if changes == {"is_stopped": True} else Right.CONFIGURE)
    if "time_zone" in changes:
        parse_time_zone(changes["time_zone"])
    if "blackout_weekdays" in changes:
        changes = changes | {"blackout_weekdays": [day for day in WEEKDAYS if day in changes["blackout_weekdays"]]}
    before = asdict(get_settings(session, tenant_id))
    tenant = get_tenant(session, tenant_id, lock=True)
    for name, value in changes.items():
        setattr(tenant, name, value)
    if {"time_zone", "daily_sync_hour"} & changes.keys() and tenant.next_daily_sync_at is not None:
        place_daily_sync(tenant, now)
    session.flush()
    if {"is_stopped", "are_schedules_confirmed"} & changes.keys():
        refresh_next_runs(session, tenant_id, now)
    after = get_settings(session, tenant_id)
    changed = {name: value for name, value in asdict(after).items() if before[name] != value}
    if old := {name: before[name] for name in changed}:
        record_change(session, tenant_id, by, Change("settings.updated", None, old, changed))
    if changed.get("is_stopped"):
        tell_of_stop(session, by=by, now=now)
    if changed.get("is_four_eyes_required") is False:
        tell_of_four_eyes_off(session, by=by, now=now)
    return after


def list_protected(session: Session, tenant_id: int) -> list[ProtectedView]:
    """The protected list, named where the mirror knows a name."""
    rows = session.scalars(
        select(ProtectedEntry).where(ProtectedEntry.tenant_id == tenant_id).order_by(ProtectedEntry.id)
    ).all()
    people = People(session, tenant_id, [row.created_by for row in rows] + [row.value for row in rows])
    listed = [row.value for row in rows if row.kind == "group"]
    gone = {one: f"{name} (gone)" for one, name in read_gone_names(session, tenant_id, listed).items()}
    groups = gone | (present := read_group_names(session, tenant_id, listed))
    catalogue = load_catalogue(session, tenant_id) if set(listed) - present.keys() else Catalogue()
    told = {one: warn_of_gone_protection(one, catalogue) for one in listed if one not in present}
    counts = count_people(session, tenant_id, rows)
    unknown = _count_unknown_addresses(session, tenant_id) if any(row.kind == "domain" for row in rows) else 0
    views = [_protected_view(row, people, groups, counts, unknown) for row in rows]
    return [replace(view, gone=told.get(view.value)) if view.kind == "group" else view for view in views]


def add_protected(
    session: Session, tenant_id: int, entry: NewProtectedEntry, *, by: str, now: datetime
) -> ProtectedView:
    """Protect a user, group or domain.

    Raises NotFound for what the mirror does not know, Conflict when listed, Invalid for an end that has passed.
    """
    if entry.expires_at is not None and entry.expires_at <= now:
        raise Invalid(mistake("/expires_at", "moment_passed"))
    value = strip_unseen(entry.value)
    if entry.kind == "domain":
        value, problem = read_domain(value, with_subdomains=entry.includes_subdomains)
        if problem is not None:
            raise Invalid(mistake("/value", problem, text=value))
    if entry.kind == "user":
        value = _find_account(session, tenant_id, value)
    if entry.kind == "group" and not read_group_names(session, tenant_id, [value]):
        raise NotFound("group")
    present = select(ProtectedEntry.id).where(
        ProtectedEntry.tenant_id == tenant_id, ProtectedEntry.kind == entry.kind, ProtectedEntry.value == value
    )
    if session.scalar(present):
        raise _already_protected()
    row = ProtectedEntry(
        tenant_id=tenant_id,
        kind=entry.kind,
        value=value,
        reason=entry.reason,
        created_by=by,
        expires_at=entry.expires_at,
        includes_subdomains=entry.includes_subdomains and entry.kind == "domain",
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise _already_protected() from None
    require_room_for_protected(session, tenant_id)
    session.refresh(row)
    after = _snapshot(row)
    record_change(session, tenant_id, by, Change("protection.added", value, after=after))
    people, groups = People(session, tenant_id, [by, value]), read_group_names(session, tenant_id, [value])
    counts = count_people(session, tenant_id, [row])
    return _protected_view(row, people, groups, counts, _count_unknown_addresses(session, tenant_id))


def _count_unknown_addresses(session: Session, tenant_id: int) -> int:
    query = select(func.count()).where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.email_domain.is_(None))
    return session.scalar(query) or 0


def _already_protected() -> Conflict:
    return Conflict("already_protected", "This is on the protected list already.")


def remove_protected(session: Session, tenant_id: int, entry_id: int, *, by: str) -> None:
    """Take an entry off the list. Raises NotFound."""
    row = session.get(ProtectedEntry, (tenant_id, entry_id))
    if row is None:
        raise NotFound("protected entry")
    before = _snapshot(row)
    record_change(session, tenant_id, by, Change("protection.removed", row.value, before=before))
    session.delete(row)


def _snapshot(row: ProtectedEntry) -> dict[str, Any]:
    expires_at = None if row.expires_at is None else row.expires_at.isoformat()
    shown = {"kind": row.kind, "value": row.value, "reason": row.reason, "expires_at": expires_at}
    return shown | ({"includes_subdomains": True} if row.includes_subdomains else {})


def load_protection(
    session: Session, tenant_id: int, now: datetime, *, delegates: AbstractSet[str] = frozenset()
) -> Protection:
    """The safety rules that hold now, for plans and runs; `delegates` are behind the run. Raises NotFound."""
    listed: dict[str, set[str]] = {"user": set(), "group": set(), "domain": set()}
    rows = session.connection().execute(_PROTECTION, {"tenant": tenant_id, "now": now}).all()
    if not rows:
        raise NotFound("tenant")
    for _age, kind, value, includes_subdomains in rows:
        if kind == "domain":
            listed[kind] |= list_domains(value, includes_subdomains=includes_subdomains)
        elif kind is not None:
            listed[kind].add(value)
    return Protection(
        listed["user"], listed["group"], listed["domain"], rows[0].young_account_days, delegates=delegates
    )


def _find_account(session: Session, tenant_id: int, value: str) -> str:
    query = select(DirectoryUser.account_id).where(
        DirectoryUser.tenant_id == tenant_id,
        or_(DirectoryUser.account_id == value, DirectoryUser.address.in_(spell_address(value))),
    )
    account_id = session.scalar(query.limit(1))
    if account_id is None:
        raise NotFound("user")
    return account_id


def _is_impossible(row: ProtectedEntry) -> bool:
    return read_domain(row.value, with_subdomains=row.includes_subdomains)[1] is not None


def _protected_view(
    row: ProtectedEntry, people: People, groups: dict[str, str], counts: dict[int, int], unknown: int
) -> ProtectedView:
    label = row.value
    if row.kind == "user":
        label = people.get(row.value).name or row.value
    elif row.kind == "group":
        label = groups.get(row.value, row.value)
    return ProtectedView(
        id=row.id,
        kind=row.kind,
        value=row.value,
        label=label,
        includes_subdomains=row.includes_subdomains,
        people_count=counts.get(row.id, 0),
        reason=row.reason,
        created_by=people.get(row.created_by),
        created_at=row.created_at,
        expires_at=row.expires_at,
        address_unknown=unknown if row.kind == "domain" else None,
        never_matches=row.kind == "domain" and _is_impossible(row),
    )
