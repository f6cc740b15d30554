"""The few questions that a web request waits for at Atlassian: is this key right, and what is this person.

Adapts the Atlassian client to what the services ask for; decides nothing. Each call is bounded in time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.atlassian import errors as atlassian
from app.atlassian.admin import AdminApi, open_admin_api
from app.atlassian.admin_rights import fetch_admin_roles, is_scoped_key
from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.atlassian.records import WorkspaceRecord
from app.atlassian.throttle import Throttle
from app.crypto import Keyring
from app.db import Database
from app.directory.group_reading import find_named_groups, open_reading, read_groups
from app.domain.doctor import Finding, examine
from app.domain.errors import NotFound, Unavailable
from app.domain.people.directory import ORG_ADMIN_ROLE
from app.domain.rights import read_reach
from app.examination import look
from app.logs import get_logger
from app.services.tenancy.access import AdminRoles
from app.services.tenancy.organization import KeyProof, get_key, mark_key_dead
from app.settings import Settings

logger = get_logger(__name__)

USER_TOKEN_PREFIX = "ATATT"  # noqa: S105 - a public prefix (admin API contract 1), not a secret
MAX_WAIT_SECONDS = 3.0
READING_SECONDS = 4.0
EXAMINING_SECONDS = 20.0
READ_AT_ONCE = 1_000
"""Members of groups that a preview waits for: some ten calls, once in a minute."""
DOUBT_SECONDS = 0.7
"""Before each of the looks that follow a 401: somebody is waiting for the page."""


@dataclass(frozen=True, slots=True)
class ProversThrottle:
    """The pace of somebody who says which organization it is about and has not proved it.

    Apart from the organization's own, or anybody who knows its id could use its allowance up.
    """

    throttle: Throttle
    account_id: str

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """Wait for the prover's turn. Raises RateLimited."""
        self.throttle.acquire(self._name(org_id), family, max_wait_seconds)

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Tell what an answer said, to the prover's pace alone."""
        self.throttle.report(self._name(org_id), family, limits)

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """The prover waits."""
        self.throttle.pause(self._name(org_id), family, limits)

    def _name(self, org_id: str) -> str:
        return f"{org_id}~{self.account_id}"


@dataclass(frozen=True, slots=True)
class AtlassianGateway:
    """Asks Atlassian on behalf of a web request."""

    settings: Settings
    database: Database
    keyring: Keyring
    throttle: Throttle

    def fetch_roles(self, tenant_id: int, account_id: str) -> AdminRoles:
        """Fetch a person's admin roles from Atlassian now. Raises Unavailable when it cannot be asked."""
        try:
            api = self._open_for(tenant_id)
            platform_roles = fetch_admin_roles(api, account_id)
            held = self._fetch_app_roles(api, account_id, platform_roles)
            return AdminRoles(platform_roles, frozenset(role for _resource, role in held), read_reach(held))
        except (atlassian.AtlassianError, NotFound) as error:
            if isinstance(error, atlassian.KeyRejected):
                self._record_death(tenant_id, error)
            logger.warning("roles could not be read", tenant_id=tenant_id, error=type(error).__name__)
            raise Unavailable("atlassian_unavailable", "Atlassian could not confirm your admin rights.") from error

    def verify_key(self, org_id: str, api_key: str, account_id: str) -> KeyProof:
        """Verify a pasted key and the person who pastes it by asking Atlassian (product chapter 2)."""
        try:
            api = self._open(org_id, api_key, throttle=ProversThrottle(self.throttle, account_id))
            organization = api.fetch_organization()
            if is_scoped_key(api):
                return KeyProof("scoped_key")
            roles = fetch_admin_roles(api, account_id)
            sites = _name_sites(api.fetch_workspaces())
        except atlassian.KeyRejected:
            return KeyProof("user_token" if api_key.startswith(USER_TOKEN_PREFIX) else "wrong_key")
        except atlassian.InsufficientScope:
            return KeyProof("scoped_key")
        except (atlassian.NotFound, atlassian.Refused, atlassian.BadRequest):
            return KeyProof("wrong_organization")
        except atlassian.AtlassianError as error:
            logger.warning("key could not be verified", error=type(error).__name__)
            return KeyProof("unavailable")
        return KeyProof(None, organization.name, ORG_ADMIN_ROLE in roles, organization.org_id, sites)

    def read_groups(self, tenant_id: int, group_ids: Collection[str]) -> None:
        """Read the members of a few groups again, the smallest first; what cannot be read in a moment stays as it is,
        and whoever shows it says of when it is."""
        if not group_ids:
            return
        try:
            api = self._open_for(tenant_id)
            with self.database.tenant_session(tenant_id) as session:
                groups = find_named_groups(session, tenant_id, group_ids)
            with api.transport.limited_to(READING_SECONDS):
                reading = open_reading(self.database, tenant_id, api, now=_now, may_write=lambda: None)
                if reading is not None:
                    read_groups(reading, groups, READ_AT_ONCE, lambda: False)
        except atlassian.KeyRejected as error:
            self._record_death(tenant_id, error)
        except (atlassian.AtlassianError, NotFound) as error:
            logger.warning("groups not read", tenant_id=tenant_id, error=type(error).__name__)

    def examine(self, tenant_id: int) -> list[Finding]:
        """Examine the tenant's organization for the doctor. Raises Unavailable, NotFound without a key."""
        api = self._open_for(tenant_id)
        try:
            with api.transport.limited_to(EXAMINING_SECONDS):
                return examine(look(api))
        except atlassian.AtlassianError as error:
            if isinstance(error, atlassian.KeyRejected):
                self._record_death(tenant_id, error)
            raise Unavailable("atlassian_unavailable", "Atlassian could not be asked.") from error

    def _record_death(self, tenant_id: int, error: atlassian.KeyRejected) -> None:
        with self.database.tenant_session(tenant_id) as session:
            mark_key_dead(session, tenant_id, error.key_version, error.detail, _now())

    def _open_for(self, tenant_id: int) -> AdminApi:
        """The API by the tenant's own key. Raises NotFound without one."""
        with self.database.tenant_session(tenant_id) as session:
            key = get_key(session, tenant_id, self.keyring)
        return self._open(key.org_id, key.api_key, key.version)

    def _open(
        self, org_id: str, api_key: str, key_version: str | None = None, throttle: Throttle | None = None
    ) -> AdminApi:
        return open_admin_api(
            self.settings.atlassian_api_base,
            org_id,
            api_key,
            throttle or self.throttle,
            pool_size=2,
            max_wait_seconds=MAX_WAIT_SECONDS,
            key_version=key_version,
            doubt_seconds=DOUBT_SECONDS,
        )

    def _fetch_app_roles(
        self, api: AdminApi, account_id: str, platform_roles: frozenset[str]
    ) -> frozenset[tuple[str, str]]:
        """(resource id, role) on apps and sites; not asked for organization admins, who may do everything anyway."""
        if ORG_ADMIN_ROLE in platform_roles:
            return frozenset()
        found: set[tuple[str, str]] = set()
        for directory in api.iter_directories():
            try:
                records = api.fetch_user_role_assignments(directory.directory_id, account_id)
            except atlassian.NotFound:
                continue
            found.update((record.resource_id, grant.role) for record in records for grant in record.grants)
        return frozenset(found)


def _now() -> datetime:
    return datetime.now(UTC)


def _name_sites(workspaces: Sequence[WorkspaceRecord]) -> frozenset[str]:
    """Hosts and cloud ids of the sites that hold the apps, in lower case (admin API contract 4 and 7.10)."""
    hosts = (urlsplit(one.host_url).hostname for one in workspaces if one.host_url)
    clouds = (one.resource_id.rpartition("::site/")[2] for one in workspaces if "::site/" in one.resource_id)
    return frozenset(name.casefold() for name in (*hosts, *clouds) if name)
