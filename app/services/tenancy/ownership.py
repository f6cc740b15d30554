"""One organization, one owner: who holds an organization, and how another installation takes its place.

A second set of schedules, protection or stop switch would know nothing of the first, so that the organization of a
key is bound to one tenant (a unique index says the last word). Taking over changes the places of the two tenants'
installations: everything stays where it is and the new installation acts for it, while the other one gets the empty
tenant and rests. It looks at two tenants; nothing of the holder is told but its site, its door and
since when, and that to somebody who has proved to be an admin of the organization.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.crypto import Keyring
from app.db import SystemSession
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.mistakes import mistake
from app.logs import get_logger
from app.models.tenants import AccessCheck, AuditEntry, Installation, OrganizationCredential, Tenant
from app.services.automation.slots import refresh_next_runs
from app.services.automation.timetable import place_daily_sync, put_off_daily_sync
from app.services.records.audit import Change, record_change
from app.services.tenancy.account_reports import system_token_place
from app.services.tenancy.organization import KeyProof, OrganizationView, PastedKey, store_key
from app.services.tenancy.tenant_endings import RETENTION
from app.services.tenancy.tenants import secret_place

_OWNER_LOCK_SPACE = 0x526F4F77
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """The installation that acts for an organization. `door`: connect or forge."""

    tenant_id: int
    site: str
    door: str
    since: datetime


def check_site(session: SystemSession, tenant_id: int, proof: KeyProof) -> None:
    """Refuse a key of an organization that does not contain the site of this installation. Raises Invalid.

    Anybody can own some organization: without this, a user of the site could bind it to theirs.
    """
    if not list_site_names(session, tenant_id) & proof.sites:
        _log.warning("key_of_another_organization", tenant_id=tenant_id)
        raise Invalid(mistake("/org_id", "site_elsewhere"), code="site_elsewhere")


def list_site_names(session: Session, tenant_id: int) -> frozenset[str]:
    """The cloud id and the hosts of the site of this installation, in lower case, as far as they are told."""
    installation = _find_newest(session, tenant_id)
    told = {installation.cloud_id, *(_host(url) for url in (installation.base_url, installation.display_url))}
    return frozenset(one.casefold() for one in told if one)


def find_holder(session: SystemSession, tenant_id: int, org_id: str) -> Holder | None:
    """The other tenant that holds the organization, None while nobody does."""
    query = sa.select(OrganizationCredential.tenant_id).where(
        OrganizationCredential.org_id == org_id, OrganizationCredential.tenant_id != tenant_id
    )
    holder_id = session.scalar(query)
    if holder_id is None:
        return None
    installation = _find_newest(session, holder_id)
    return Holder(holder_id, installation.base_url, installation.kind, installation.installed_at)


def refuse_held(session: SystemSession, tenant_id: int, org_id: str) -> None:
    """Raises Conflict that says who holds the organization, when another installation does."""
    holder = find_holder(session, tenant_id, org_id)
    if holder is not None:
        detail = (
            f"This organization is connected already: Rollcall on {holder.site} acts for it, since "
            f"{holder.since:%Y-%m-%d}. Take over from there, or go on working there."
        )
        since = holder.since.isoformat()
        raise Conflict("organization_held", detail, site=holder.site, door=holder.door, since=since)


def find_left_behind(session: SystemSession, tenant_id: int, org_id: str, now: datetime) -> Holder | None:
    """The tenant whose place this one once had, when the installation that took it over is uninstalled and its data
    is still kept; None otherwise. What was this one's own comes back to it, and to nobody else."""
    if session.get_one(Tenant, tenant_id).moved_at is None:
        return None
    site = _find_newest(session, tenant_id).base_url
    taken_over, key = aliased(AuditEntry), aliased(AuditEntry)
    last_key = (
        sa.select(key.after["org_id"].as_string())
        .where(key.tenant_id == Tenant.id, key.event == "organization.key_stored")
        .order_by(key.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(Tenant.id)
        .join(taken_over, taken_over.tenant_id == Tenant.id)
        .where(
            Tenant.status == "uninstalled",
            Tenant.uninstalled_at > now - RETENTION,
            taken_over.event == "organization.taken_over",
            taken_over.after["from"].as_string() == site,
            last_key == org_id,
        )
        .order_by(Tenant.uninstalled_at.desc())
        .limit(1)
    )
    left = session.scalar(query)
    if left is None:
        return None
    installation = _find_newest(session, left)
    return Holder(left, installation.base_url, installation.kind, installation.installed_at)


def is_successor(session: SystemSession, tenant_id: int, org_id: str) -> bool:
    """Whether the app of the holder is told to have become this Forge installation, of the same site.

    Nothing signs that: it answers whose place is meant, and never whether the caller may take it.
    """
    holder = find_holder(session, tenant_id, org_id)
    if holder is None:
        return False
    mine, theirs = _find_newest(session, tenant_id), _find_newest(session, holder.tenant_id)
    if (mine.kind, theirs.kind) != ("forge", "connect") or _host(theirs.base_url) != _host(mine.base_url):
        return False
    return theirs.forge_installation == mine.client_key


def take_over(
    session: SystemSession,
    keyring: Keyring,
    tenant_id: int,
    *,
    pasted: PastedKey,
    proof: KeyProof,
    by: str,
    now: datetime,
) -> tuple[int, OrganizationView]:
    """Let this installation act for everything of the tenant that holds the organization; returns that tenant's id.

    The caller has verified the key and that `by` is an admin of its organization. What an installation that has been
    uninstalled since took from this one comes back, its schedules unconfirmed. Raises NotFound when nobody (any
    more) holds it, Conflict when this tenant manages another organization, Invalid for a site that is elsewhere.
    """
    check_site(session, tenant_id, proof)
    # By organization: two sites that prove the same one at once must not both become its owner.
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_OWNER_LOCK_SPACE, sa.func.hashtext(proof.org_id))))
    holder = find_holder(session, tenant_id, proof.org_id)
    holder = holder or find_left_behind(session, tenant_id, proof.org_id, now)
    if holder is None:
        raise NotFound("other installation of this organization")
    # Installations first, as the lifecycle does, and each in the order of ids: nobody waits in a ring. Rows that point
    # at a tenant are written meanwhile: a worker does, while it holds a run that is touched afterwards.
    both = sorted((tenant_id, holder.tenant_id))
    installations = _lock_installations(session, both)
    rows = [session.get_one(Tenant, one, with_for_update={"key_share": True}) for one in both]
    tenants = {row.id: row for row in rows}
    mine, theirs = tenants[tenant_id], tenants[holder.tenant_id]
    is_awake = theirs.status != "uninstalled"
    if session.get(OrganizationCredential, tenant_id) is not None:
        raise Conflict("other_organization", "This installation manages another organization.")
    site = _find_newest(session, tenant_id).base_url
    _change_places(session, keyring, installations, mine, theirs)
    _put_to_rest(session, mine, site, now)
    _redirect(session, holder.site, site)
    if not is_awake:
        # Schedules that ended with an uninstall must not wake up by themselves.
        theirs.are_schedules_confirmed = False
    view = store_key(session, theirs.id, keyring, pasted=pasted, proof=proof, by=by, now=now)
    theirs.moved_to, theirs.moved_at = None, None
    place_daily_sync(theirs, now)
    session.flush()
    refresh_next_runs(session, theirs.id, now)
    moved = {"from": holder.site, "door": holder.door, "to": site}
    record_change(session, theirs.id, by, Change("organization.taken_over", site, after=moved))
    record_change(session, mine.id, by, Change("organization.moved_away", site, after=moved))
    session.flush()
    _log.warning("organization_taken_over", tenant_id=theirs.id, resting_tenant_id=mine.id)
    return theirs.id, view


def _lock_installations(session: SystemSession, tenant_ids: Sequence[int]) -> Sequence[Installation]:
    """As they are now: the host may have told of another secret since they were looked at."""
    query = sa.select(Installation).where(Installation.tenant_id.in_(tenant_ids)).order_by(Installation.id)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def _change_places(
    session: SystemSession, keyring: Keyring, installations: Sequence[Installation], mine: Tenant, theirs: Tenant
) -> None:
    """The installations of each tenant become the other's, with their secrets, their state and their licence."""
    for row in installations:
        old, new = (mine.id, theirs.id) if row.tenant_id == mine.id else (theirs.id, mine.id)
        secrets = {
            "encrypted_shared_secret": _reseal(
                keyring, row.encrypted_shared_secret, secret_place(old), secret_place(new)
            ),
            "encrypted_system_token": _reseal(
                keyring, row.encrypted_system_token, system_token_place(old), system_token_place(new)
            ),
        }
        move = sa.update(Installation).where(Installation.tenant_id == old, Installation.id == row.id)
        session.execute(move.values(tenant_id=new, **secrets).execution_options(synchronize_session=False))
        session.expunge(row)
    for name in ("status", "uninstalled_at", "license_ended_at"):
        ours, others = getattr(mine, name), getattr(theirs, name)
        setattr(mine, name, others)
        setattr(theirs, name, ours)
    session.execute(sa.delete(AccessCheck).where(AccessCheck.tenant_id.in_((mine.id, theirs.id))))
    session.flush()


def _reseal(keyring: Keyring, sealed: str | None, old_place: str, new_place: str) -> str | None:
    return None if sealed is None else keyring.encrypt(keyring.decrypt(sealed, old_place), new_place)


def _put_to_rest(session: SystemSession, tenant: Tenant, site: str, now: datetime) -> None:
    """Without a key nothing of it runs; its page says where the data went."""
    tenant.moved_to, tenant.moved_at = site, now
    put_off_daily_sync(tenant, None)
    session.flush()
    refresh_next_runs(session, tenant.id, now)


def _redirect(session: SystemSession, left: str, site: str) -> None:
    """Redirect installations that pointed at one which now rests itself."""
    moved = sa.update(Tenant).where(Tenant.moved_to == left).values(moved_to=site)
    session.execute(moved.execution_options(synchronize_session=False))


def _find_newest(session: Session, tenant_id: int) -> Installation:
    query = sa.select(Installation).where(Installation.tenant_id == tenant_id)
    newest = query.order_by(Installation.status == "uninstalled", Installation.id.desc()).limit(1)
    found = session.scalars(newest).one_or_none()
    if found is None:
        raise NotFound("installation")
    return found


def _host(url: str | None) -> str | None:
    return urlsplit(url).hostname if url else None
