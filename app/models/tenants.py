"""Tables of the customer: tenant, installations of the app, organization credential, rights of people."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.mapping import Base, Json, TenantOwned, TenantRow, one_of


class Tenant(Base):
    """The owner of everything else, with its settings. One tenant manages one organization."""

    __tablename__ = "tenants"
    __table_args__ = (
        one_of("status", "active", "disabled", "uninstalled"),
        one_of("language", "en", "de"),
        sa.CheckConstraint(
            "blackout_weekdays <@ array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']",
            name="blackout_weekdays_words",
        ),
        sa.Index(
            "ix_tenants_due",
            "next_daily_sync_at",
            postgresql_where=sa.text("next_daily_sync_at is not null and status = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    status: Mapped[str] = mapped_column(server_default="active")
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    uninstalled_at: Mapped[datetime | None]
    time_zone: Mapped[str] = mapped_column(server_default="UTC")
    language: Mapped[str] = mapped_column(server_default="en")
    """What emails and messages of its channels are written in."""
    daily_sync_hour: Mapped[int] = mapped_column(sa.SmallInteger, server_default="3")
    next_daily_sync_at: Mapped[datetime | None]
    inactivity_days: Mapped[int] = mapped_column(sa.SmallInteger, server_default="30")
    young_account_days: Mapped[int] = mapped_column(sa.SmallInteger, server_default="7")
    restored_grace_days: Mapped[int] = mapped_column(sa.SmallInteger, server_default="14")
    """How long tasks take nothing from whom an undo or a bulk restore gave something back; 0: not at all."""
    limit_percent: Mapped[int] = mapped_column(sa.SmallInteger, server_default="5")
    """How many percent of its active people one run may change unasked; 100: no limit."""
    limit_people: Mapped[int] = mapped_column(server_default="10")
    """So many people one run may always change unasked, however small the organization is."""
    is_four_eyes_required: Mapped[bool] = mapped_column(server_default=sa.true())
    """Whether a held plan is released by another person than those who had a hand in it."""
    blackout_weekdays: Mapped[list[str]] = mapped_column(sa.ARRAY(sa.Text), server_default="{}")
    """On these days of every week no run that takes something away starts."""
    is_sync_hour_quiet: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether such runs wait out the hour of the daily sync."""
    are_product_admins_allowed: Mapped[bool] = mapped_column(server_default=sa.false())
    are_user_access_admins_allowed: Mapped[bool] = mapped_column(server_default=sa.false())
    is_stopped: Mapped[bool] = mapped_column(server_default=sa.false())
    are_schedules_confirmed: Mapped[bool] = mapped_column(server_default=sa.true())
    run_retention_days: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    """How long finished runs are kept; 0: for ever."""
    change_retention_months: Mapped[int] = mapped_column(sa.SmallInteger, server_default="13")
    """How long what changed about people is kept, and on which days they were active."""
    are_activity_days_kept: Mapped[bool] = mapped_column(server_default=sa.true())
    mirror_synced_at: Mapped[datetime | None]
    mirror_took_seconds: Mapped[int | None] = mapped_column(sa.Integer)
    """How long the sync that ended then had been reading: what it read first is older by so much."""
    mirror_form: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    """Which form of the mirror that sync wrote, so that what an earlier release did not read is not taken for known."""
    license_ended_at: Mapped[datetime | None]
    """When the host first said that there is no licence; None while there is one, or none is needed."""
    unsafe_actions: Mapped[list[Any] | None]
    """Actions that rely on something that the last examination contradicted; None: never examined."""
    contradicted_facts: Mapped[list[Any] | None]
    """Names of the facts that were contradicted and have not been seen to hold since; None: never examined."""
    examined_at: Mapped[datetime | None]
    report_due_at: Mapped[datetime | None]
    """When the next part of the mirrored accounts is reported to Atlassian; None: at once."""
    report_cursor: Mapped[int] = mapped_column(server_default="0")
    """The row of the mirror up to which this cycle has reported."""
    report_attempt: Mapped[int] = mapped_column(server_default="0")
    """The fencing number of the report: it grows with every claim."""
    report_lease_until: Mapped[datetime | None]
    upkeep_trouble: Mapped[str | None]
    """Which of the chores over all tenants failed for this one, and when it did last."""
    upkeep_trouble_at: Mapped[datetime | None]
    moved_to: Mapped[str | None]
    """The site whose installation took over what this tenant's had; the tenant rests since."""
    moved_at: Mapped[datetime | None]


class Installation(Base, TenantRow):
    """One installation of the app on a site, as told by the lifecycle; its secret is encrypted."""

    __tablename__ = "installations"
    __table_args__ = (
        one_of("kind", "connect", "forge"),
        one_of("status", "active", "disabled", "uninstalled"),
        sa.UniqueConstraint("kind", "client_key"),
    )

    kind: Mapped[str]
    client_key: Mapped[str]
    encrypted_shared_secret: Mapped[str | None]
    base_url: Mapped[str]
    display_url: Mapped[str | None]
    product_type: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="active")
    is_licensed: Mapped[bool | None]
    installed_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    signed_at: Mapped[datetime | None]
    """When the last accepted lifecycle event was signed; an earlier one that arrives later is ignored."""
    cloud_id: Mapped[str | None]
    environment: Mapped[str | None]
    forge_installation: Mapped[str | None]
    """Connect only: the Forge installation that the host named beside the clientKey. Its token does not sign it."""
    environment_id: Mapped[str | None]
    """Forge only: the part of the addresses of its pages; told by every token."""
    app_version: Mapped[str | None]
    last_seen_at: Mapped[datetime | None]
    """Forge only: when a token last showed that the installation is alive (the hourly heartbeat at the latest)."""
    encrypted_system_token: Mapped[str | None]
    """Forge only: the app's own OAuth token of the last heartbeat, with which accounts are reported."""
    system_token_at: Mapped[datetime | None]


class Tombstone(Base):
    """A tenant that was purged after its retention: only that it was, and when. Belongs to nobody."""

    __tablename__ = "tombstones"
    __table_args__ = (one_of("kind", "connect", "forge"),)

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    kind: Mapped[str]
    client_key_sha256: Mapped[str]
    purged_at: Mapped[datetime]


class UsedInstallToken(Base):
    """An install token that was accepted, as a hash, and the hash of the body that it came with. Belongs to nobody."""

    __tablename__ = "used_install_tokens"
    __table_args__ = (sa.Index("ix_used_install_tokens_expires_at", "expires_at"),)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    body_digest: Mapped[bytes]
    expires_at: Mapped[datetime]


class OrganizationCredential(Base, TenantOwned):
    """The organization's admin API key, encrypted; there is at most one per tenant, and one per organization.

    An uninstalled tenant has none, so that every row here is that of the one tenant that acts.
    """

    __tablename__ = "organization_credentials"
    __table_args__ = (one_of("status", "verified", "dead"), sa.UniqueConstraint("org_id"))

    org_id: Mapped[str]
    org_name: Mapped[str]
    encrypted_api_key: Mapped[str]
    key_fingerprint: Mapped[str]
    expires_on: Mapped[date]
    status: Mapped[str] = mapped_column(server_default="verified")
    dead_reason: Mapped[str | None]
    verified_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    verified_by: Mapped[str]


class AccessCheck(Base, TenantOwned):
    """Last answer of Atlassian about one person's admin roles, and its time (at most 60 s old when used)."""

    __tablename__ = "access_checks"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    roles: Mapped[Json]
    checked_at: Mapped[datetime]


class AuditEntry(Base, TenantRow):
    """One change made in the app: who did what, and what it was before and after."""

    __tablename__ = "audit_entries"
    __table_args__ = (sa.Index("ix_audit_entries_recent", "tenant_id", sa.text("id desc")),)

    at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    account_id: Mapped[str | None]
    event: Mapped[str]
    subject: Mapped[str | None]
    before: Mapped[Json | None]
    after: Mapped[Json | None]


class ProtectedEntry(Base, TenantRow):
    """A user, group or email domain that no task may touch, with the reason and an optional end."""

    __tablename__ = "protected_entries"
    __table_args__ = (
        one_of("kind", "user", "group", "domain"),
        sa.UniqueConstraint("tenant_id", "kind", "value"),
    )

    kind: Mapped[str]
    value: Mapped[str]
    includes_subdomains: Mapped[bool] = mapped_column(server_default=sa.false())
    reason: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    expires_at: Mapped[datetime | None]


class BlackoutEntry(Base, TenantRow):
    """A day, or a range of days, on which no run that takes something away starts, with a short note."""

    __tablename__ = "blackout_entries"
    __table_args__ = (sa.CheckConstraint("last_on >= first_on", name="last_on_follows"),)

    first_on: Mapped[date]
    last_on: Mapped[date]
    note: Mapped[str]


class RestoredUser(Base, TenantRow):
    """A user whom an undo or a bulk restore gave something back: the last time, by whom and in which run."""

    __tablename__ = "restored_users"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "account_id"),
        sa.Index("ix_restored_users_recent", "tenant_id", "restored_at"),
    )

    account_id: Mapped[str]
    run_id: Mapped[int]
    """Not a foreign key: the run may be removed before the time is over."""
    restored_by: Mapped[str | None]
    restored_at: Mapped[datetime]
