"""Tellings: one row of Atlassian's user search on top of what was known of the person. Pure.

The one rule for the sync and for the look before acting, so that a preview and its run judge the same facts: a value
that a row leaves out stays as it was; one that it gives as null has no value (admin API contract 5.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from app.atlassian.records import UserRecord
from app.domain.filters import email_domain_of
from app.domain.people.accounts import PERSON, SERVICE_ACCOUNT, find_kind
from app.domain.people.erasure import FORMER_USER

CLOSED: Final = "closed"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Profile:
    """The single values of a person; None, and an empty name, is not known. Named as the mirror's columns."""

    name: str = ""
    email: str | None = None
    status: str = "unknown"
    account_status: str | None = None
    membership_status: str | None = None
    claim: str | None = None
    management_source: str | None = None
    added_at: datetime | None = None
    account_type: str | None = None
    kind: str | None = None
    odd_moments: Mapping[str, str] = field(default_factory=dict)

    @property
    def email_domain(self) -> str | None:
        """The domain of the address, as filters compare it."""
        return email_domain_of(self.email)


UNHEARD: Final = Profile()
"""Of somebody of whom nothing is known yet."""


def tell_profile(record: UserRecord, known: Profile = UNHEARD, *, is_service_account: bool | None = None) -> Profile:
    """Merge a row into a profile. is_service_account: what Atlassian's own list says, None when it says nothing."""

    def pick(name: str, told: Value, before: Value) -> Value:
        return told if name in record.told else before

    account_status = pick("account_status", record.account_status, known.account_status)
    membership_status = pick("membership_status", record.membership_status, known.membership_status)
    is_closed = account_status == CLOSED
    email = pick("email", record.email.lower() if record.email else None, known.email)
    account_type = pick("account_type", record.account_type, known.account_type)
    return Profile(
        # Of a closed account nothing new is kept; what is there stays until it is erased everywhere.
        name=known.name or FORMER_USER if is_closed else pick("name", record.name, known.name or record.name),
        email=known.email if is_closed else email,
        status=_tell_status(record, known, account_status, membership_status),
        account_status=account_status,
        membership_status=membership_status,
        claim=pick("claim_status", record.claim_status, known.claim),
        management_source=pick("management_source", record.management_source, known.management_source),
        added_at=pick("added_at", record.added_at, known.added_at),
        account_type=account_type,
        kind=_tell_kind(account_type, email_domain_of(email), known.kind, is_service_account),
        odd_moments=_tell_odd_moments(record, known),
    )


def _tell_status(record: UserRecord, known: Profile, account_status: str | None, membership_status: str | None) -> str:
    """Atlassian's composite status, or the one that follows from its parts (admin API contract 5.2)."""
    if record.status:
        return record.status
    has_changed = (account_status, membership_status) != (known.account_status, known.membership_status)
    if "status" not in record.told and not has_changed:
        return known.status
    if account_status in ("inactive", CLOSED):
        return "deactivated"
    by_membership = {"suspended": "suspended", "no_membership": "not_invited", "active": "active"}
    return by_membership.get(membership_status or "", "unknown")


def _tell_kind(
    account_type: str | None, email_domain: str | None, before: str | None, is_service_account: bool | None
) -> str | None:
    kind = find_kind(account_type, email_domain, is_service_account=bool(is_service_account))
    if kind is None or (is_service_account is None and before == SERVICE_ACCOUNT and kind == PERSON):
        return before  # the list that told it cannot be read today
    return kind


def _tell_odd_moments(record: UserRecord, known: Profile) -> dict[str, str]:
    odd = dict(record.odd_moments)
    if "added_at" not in record.told and "added_at" not in odd and "added_at" in known.odd_moments:
        odd["added_at"] = known.odd_moments["added_at"]
    if record.activity is None:
        singles = ("added_at", "deactivated_on")
        odd |= {app: text for app, text in known.odd_moments.items() if app not in singles}
    return odd
