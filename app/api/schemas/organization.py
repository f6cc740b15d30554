"""Schemas of the caller and the organization: key, mirror's age, protected list, audit log."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.automation import Caution
from app.api.schemas.enumerations import SyncKind, SyncState
from app.api.schemas.notifications import Recipients
from app.api.schemas.shapes import Body, Day, Fault, In, Moment, Out, Outage, Person, Typed
from app.domain.notices.words import Language
from app.domain.rights import Right

KeyStatus = Literal["verified", "dead"]
SetupStep = Literal["first_sync", "ready"]
VISIBLE = r"^[!-~]*$"
"""Nothing else can stand in the header that a key is sent in."""


class Organization(Out):
    """The connected organization. The key itself is never shown again."""

    org_id: str
    name: str
    key_fingerprint: str
    expires_on: date
    days_left: int
    key_status: KeyStatus
    dead_reason: str | None


class OrganizationIn(Body):
    """Request to connect an organization: id, key and its expiry."""

    org_id: Annotated[str, Field(min_length=1, max_length=100)]
    api_key: Annotated[str, Field(min_length=1, max_length=4000, pattern=VISIBLE)]
    expires_on: Day
    time_zone: Annotated[str, Field(max_length=64)] | None = None
    """The zone that schedules are thought of in; taken, as what follows, when the organization is first connected."""
    language: Language | None = None
    """What emails are written in: that of the page they are asked for on."""
    inactivity_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    recipients: Recipients | None = None
    """Whom emails tell of what needs somebody, once they have confirmed."""


class RehearsalKey(Out):
    """Key of the rehearsal organization of a development server."""

    org_id: str
    api_key: str
    expires_on: date


class TimeZone(Out):
    """A zone with what somebody may call it: other names, countries, abbreviations, distance to UTC now."""

    name: str
    aliases: list[str]
    countries: list[str]
    country_names: list[str]
    words: list[str]
    offset_minutes: int


class TimeZoneList(Out):
    """The zones that can be chosen, by name, UTC last. Their aliases are accepted, too."""

    items: list[TimeZone]


class Me(Out):
    """The caller's rights and how far the set-up has come."""

    account_id: str
    name: str | None
    is_allowed: bool
    is_org_admin: bool
    rights: list[Right]
    refusal: str | None
    setup: SetupStep
    time_zone: str
    is_time_zone_known: bool
    organization: Organization | None
    is_stopped: bool
    are_schedules_confirmed: bool


class SyncProgress(Out):
    """How far a sync is; `eta_seconds` is null until it can be told honestly."""

    users_done: int = 0
    users_total: int | None = None
    groups_done: int = 0
    groups_total: int | None = None
    walks_done: int = 0
    walks_total: int | None = None
    calls_done: int = 0
    calls_expected: int | None = None
    eta_seconds: int | None = None


class Sync(Out):
    """One refresh of the mirror."""

    id: int
    kind: SyncKind
    state: SyncState
    progress: SyncProgress
    requested_by: Person | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    fault: Fault | None
    api_calls: int
    waiting: Outage | None


class Mirror(Out):
    """The age of the data, and the syncs that say why."""

    synced_at: datetime | None
    age_seconds: int | None
    active_sync: Sync | None
    last_sync: Sync | None


class ProtectedEntry(Out):
    """A user, group or domain that no task may touch; people_count: of the mirror, now.

    address_unknown: how many a domain spares for want of their address. never_matches: no account can be at it. gone:
    the group no longer exists; says whether another one of its name can take its place.
    """

    id: int
    kind: Literal["user", "group", "domain"]
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
    gone: Caution | None


class ProtectedEntryIn(Body):
    """New protected entry: user, group or domain, the reason and an end."""

    kind: Literal["user", "group", "domain"]
    value: Annotated[str, Field(min_length=1, max_length=320), Typed]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    expires_at: Moment | None = None
    includes_subdomains: bool = False


class ProtectedList(Out):
    """All protected entries."""

    items: list[ProtectedEntry]


class RestoredUser(Out):
    """A user from whom tasks take nothing for a time, because an undo or a bulk restore gave something back."""

    id: int
    user: Person
    run_id: int
    restored_by: Person | None
    restored_at: datetime
    spared_until: datetime


class RestoredPage(Out):
    """A page of them."""

    items: list[RestoredUser]
    next_cursor: str | None


class RestoredQuery(In):
    """Page of restored users: its cursor."""

    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class AuditEntry(Out):
    """One change made in the app."""

    id: int
    at: datetime
    by: Person | None
    event: str
    subject: str | None
    before: dict[str, object] | None
    after: dict[str, object] | None


class AuditPage(Out):
    """Audit entries, newest first."""

    items: list[AuditEntry]
    next_cursor: str | None


class AuditFilterQuery(In):
    """Filter of the audit log: by whom, about what, from when until when (the moment itself not)."""

    account_id: Annotated[str, Field(max_length=300)] | None = None
    subject: Annotated[str | None, Field(max_length=200), Typed] = None
    since: Moment | None = None
    until: Moment | None = None


class AuditQuery(AuditFilterQuery):
    """Page of the audit log: its filter, and the cursor."""

    cursor: str | None = None


class AuditExportQuery(AuditQuery):
    """A part of the audit log as a file: the first one, or the one behind a cursor."""

    format: Literal["csv", "jsonl"] = "csv"


class LogFault(Out):
    """The first thing that is wrong: what was altered, is missing or was added, or which seal does not follow."""

    kind: Literal["altered", "missing", "added", "chain", "head", "key"]
    what: Literal["audit", "run", "seal"]
    id: int


class LogProof(Out):
    """Proof of the log. `head` is worth keeping elsewhere; `unsealed` rows are older than the seals.

    keyed: seals that nobody could make who can only write to the database.
    """

    seals: int
    rows: int
    unsealed: int
    keyed: int
    head: str | None
    fault: LogFault | None


class EarlierInstallation(Out):
    """An uninstalled one whose data is still kept."""

    id: int
    uninstalled_at: datetime
    task_count: int


class EarlierInstallations(Out):
    """The latest first."""

    items: list[EarlierInstallation]
