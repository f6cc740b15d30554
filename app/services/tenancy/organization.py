"""Connecting an organization: verify the pasted key with Atlassian, then store it encrypted.

The key is proved to be unscoped, alive and of that organization, and the person who pastes it to be
an organization admin there (product rule 2). The network is talked to before the transaction opens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.crypto import Keyring, fingerprint
from app.db import TenantSession
from app.domain.automation.schedules import parse_time_zone
from app.domain.errors import Conflict, FieldError, Invalid, NotFound, Unavailable
from app.domain.mistakes import mistake
from app.models import OrganizationCredential, Tenant
from app.services.automation.slots import refresh_next_runs
from app.services.notices.notifications import tell_key_died
from app.services.records.audit import Change, record_change

MAX_KEY_DAYS = 366


@dataclass(frozen=True, slots=True)
class KeyProof:
    """Proof of a pasted key by Atlassian. `problem` is one of the words in KEY_PROBLEMS, or None.

    org_id: as Atlassian writes it, which alone tells whether two keys are of one organization. sites: hosts and
    cloud ids of the organization's sites, in lower case.
    """

    problem: str | None = None
    org_name: str = ""
    is_org_admin: bool = False
    org_id: str = ""
    sites: frozenset[str] = frozenset()


class KeyVerifier(Protocol):
    """Asks Atlassian about a key; never raises for what Atlassian answers, only returns a KeyProof."""

    def __call__(self, org_id: str, api_key: str, account_id: str) -> KeyProof:
        """Ask about a key on behalf of the person who pasted it."""


KEY_PROBLEMS: Final[Mapping[str, FieldError]] = {
    error.code: error
    for error in (
        mistake("/api_key", "wrong_key"),
        mistake("/api_key", "user_token"),
        mistake("/api_key", "scoped_key"),
        mistake("/org_id", "wrong_organization"),
    )
}


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """The connected organization, without its key."""

    org_id: str
    name: str
    key_fingerprint: str
    expires_on: date
    days_left: int
    key_status: str
    dead_reason: str | None


@dataclass(frozen=True, slots=True)
class PastedKey:
    """Key as an admin pasted it."""

    org_id: str
    api_key: str
    expires_on: date
    time_zone: str | None = None
    inactivity_days: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A live key in plain text. `version` tells it from every other key that stood or will stand in its place."""

    org_id: str
    api_key: str = field(repr=False)
    version: str


def verify_key(pasted: PastedKey, account_id: str, verify: KeyVerifier, today: date) -> KeyProof:
    """Check a pasted key, first by itself and then with Atlassian.

    Raises Invalid (naming the field), Forbidden-like Invalid when the person is no organization
    admin, Unavailable when Atlassian could not be asked. Stores nothing.
    """
    _check_expiry(pasted.expires_on, today)
    if pasted.time_zone is not None:
        parse_time_zone(pasted.time_zone)
    if not pasted.org_id.replace("-", "").isalnum():
        raise Invalid(mistake("/org_id", "bad_org_id"))
    proof = verify(pasted.org_id, pasted.api_key, account_id)
    problem = KEY_PROBLEMS.get(proof.problem or "")
    if problem is not None:
        raise Invalid(problem, code=problem.code)
    if proof.problem is not None:
        raise Unavailable("atlassian_unavailable", "Atlassian could not be asked. Nothing was stored; try again.")
    if not proof.is_org_admin:
        raise Invalid(mistake("/api_key", "not_org_admin"), code="not_org_admin")
    return proof


def _check_expiry(expires_on: date, today: date) -> None:
    if expires_on <= today:
        raise Invalid(mistake("/expires_on", "expired_key"), code="expired_key")
    if (expires_on - today).days > MAX_KEY_DAYS:
        raise Invalid(mistake("/expires_on", "too_long_lived"))


def store_key(
    session: Session,
    tenant_id: int,
    keyring: Keyring,
    *,
    pasted: PastedKey,
    proof: KeyProof,
    by: str,
    now: datetime,
) -> OrganizationView:
    """Store a verified key in place of an older one. Another organization than before is refused (Conflict)."""
    # Two who paste at once in one installation come one after the other, also while there is no key to lock.
    tenant = session.get_one(Tenant, tenant_id, with_for_update={"key_share": True})
    row = session.get(OrganizationCredential, tenant_id, with_for_update=True)
    if row is not None and row.org_id != (proof.org_id or pasted.org_id):
        detail = f"This installation manages {row.org_name}. Install the app again to manage another organization."
        raise Conflict("other_organization", detail, organization=row.org_name)
    before = None if row is None else {"key_fingerprint": row.key_fingerprint, "expires_on": str(row.expires_on)}
    if row is None:
        row = OrganizationCredential(tenant_id=tenant_id)
        session.add(row)
        tenant.moved_to, tenant.moved_at = None, None
        if pasted.time_zone is not None:
            tenant.time_zone = pasted.time_zone
        if pasted.inactivity_days is not None:
            tenant.inactivity_days = pasted.inactivity_days
        if pasted.language is not None:
            tenant.language = pasted.language
    row.org_id, row.org_name = proof.org_id or pasted.org_id, proof.org_name
    row.encrypted_api_key = keyring.encrypt(pasted.api_key, key_place(tenant_id))
    row.key_fingerprint, row.expires_on = fingerprint(pasted.api_key), pasted.expires_on
    row.status, row.dead_reason = "verified", None
    row.verified_at, row.verified_by = now, by
    after = {"key_fingerprint": row.key_fingerprint, "expires_on": str(row.expires_on), "org_id": row.org_id}
    try:
        session.flush()
    except IntegrityError as error:
        # Two installations connected at once; the index lets one of them.
        if "uq_organization_credentials_org_id" not in str(error.orig):
            raise
        raise Conflict("organization_held", "This organization was connected elsewhere at this moment.") from None
    record_change(session, tenant_id, by, Change("organization.key_stored", row.org_name, before, after))
    session.flush()
    return _view(row, now.date())


def key_place(tenant_id: int) -> str:
    """Place of the key, for its encryption."""
    return f"organization_credentials.api_key:{tenant_id}"


def find_organization(session: Session, tenant_id: int, today: date) -> OrganizationView | None:
    """The connected organization, or None before the set-up."""
    row = session.get(OrganizationCredential, tenant_id)
    return _view(row, today) if row else None


def get_key(session: Session, tenant_id: int, keyring: Keyring) -> StoredKey:
    """The key of a live credential. Raises NotFound when there is none or it is dead."""
    row = session.get(OrganizationCredential, tenant_id)
    if row is None or row.status != "verified":
        raise NotFound("organization key")
    return StoredKey(row.org_id, keyring.decrypt(row.encrypted_api_key, key_place(tenant_id)), _version(row))


def find_key_moment(session: Session, tenant_id: int) -> datetime:
    """When the present key was stored; the beginning of time without one."""
    query = select(OrganizationCredential.verified_at).where(OrganizationCredential.tenant_id == tenant_id)
    return session.scalar(query) or datetime.min.replace(tzinfo=UTC)


def _version(row: OrganizationCredential) -> str:
    """The same key stored again is another version: Atlassian accepted it then."""
    return f"{row.key_fingerprint}@{row.verified_at.isoformat()}"


def mark_key_dead(session: TenantSession, tenant_id: int, version: str | None, reason: str, now: datetime) -> bool:
    """Atlassian answers 401 to everything: remember it, so that nothing is tried again with this key.

    True when the key that was refused is the stored one, dead now; False when another has been stored since, which
    lives on. The tenant's next runs are gone with a dead key.
    """
    # A new key may have been pasted while the old one was being refused: read it anew, and judge its version.
    row = session.get(OrganizationCredential, tenant_id, with_for_update=True, populate_existing=True)
    if row is None or _version(row) != version:
        return False
    if row.status == "verified":
        row.status, row.dead_reason = "dead", reason
        record_change(session, tenant_id, None, Change("organization.key_died", row.org_name, after={"reason": reason}))
        tell_key_died(session, row)
        session.flush()
        refresh_next_runs(session, tenant_id, now)
    return True


def _view(row: OrganizationCredential, today: date) -> OrganizationView:
    return OrganizationView(
        org_id=row.org_id,
        name=row.org_name,
        key_fingerprint=row.key_fingerprint,
        expires_on=row.expires_on,
        days_left=(row.expires_on - today).days,
        key_status=row.status,
        dead_reason=row.dead_reason,
    )
