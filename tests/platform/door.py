"""The app's edge in front of a few views of each kind, with everything behind it real but Atlassian."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.crypto import Keyring
from app.db import Database
from app.domain.errors import Unavailable
from app.models.tenants import Installation, OrganizationCredential
from app.platform import PlatformContext
from app.platform.authentication.install_keys import InstallKeys
from app.platform.authentication.invocation_keys import InvocationKeys
from app.platform.limits.in_flight import InFlight
from app.platform.limits.throttle import Throttle
from app.services.tenancy.access import AdminRoles
from app.services.tenancy.tenants import find_installation
from app.settings import Settings
from tests.platform.door_app import build_app
from tests.platform.forge import APP_ID, FORGE, ForgeSite, bearer
from tests.platform.host import BASE_URL, Signer, Site
from tests.platform.keyhost import KeyHost, make_key

ROOT = Path(__file__).parents[2]
ORG_ADMIN = AdminRoles(platform_roles=frozenset({"atlassian/org-admin"}))
PRODUCT_ADMIN = AdminRoles(app_roles=frozenset({"atlassian/user", "atlassian/admin"}))
NOBODY = AdminRoles()
ENCRYPTION_KEYS = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SCRIPT_URL = "http://host.test/connect/all.js"
INDEX = "<!doctype html><html><head><!--host-script--></head><body>the front end</body></html>"
JWKS = "jwks.json"
SIGNER = Signer("11111111-2222-4333-8444-555555555555", make_key())
_NUMBERS = itertools.count(1)


class Clock:
    """The app's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    @property
    def seconds(self) -> float:
        return self.now.timestamp()


class Roster:
    """What Atlassian would answer about people, and how often it was asked."""

    def __init__(self) -> None:
        self.roles: dict[str, AdminRoles] = {}
        self.is_down = False
        self.asked: list[tuple[int, str]] = []

    def __call__(self, tenant_id: int, account_id: str) -> AdminRoles:
        self.asked.append((tenant_id, account_id))
        if self.is_down:
            raise Unavailable("atlassian_down", "Atlassian does not answer.")
        return self.roles.get(account_id, NOBODY)


class Door:
    """An app of one test, its host, and short words for what they do to each other."""

    def __init__(
        self, database: Database, key_host: KeyHost, frontend: Path, *,
        throttle: Throttle | None = None, tenant_throttle: Throttle | None = None,
        refused_throttle: Throttle | None = None, **settings: Any,
    ) -> None:  # fmt: skip
        self.clock, self.roster, self.keys, self.database = Clock(), Roster(), key_host, database
        self.keyring = Keyring.parse(ENCRYPTION_KEYS)
        self.settings = make_settings(key_host.url, **settings)
        context = PlatformContext(
            settings=self.settings,
            database=database,
            keyring=self.keyring,
            clock=self.clock,
            install_keys=InstallKeys(key_host.url, timeout_seconds=0.4),
            invocation_keys=InvocationKeys(f"{key_host.url}/{JWKS}", timeout_seconds=0.4),
            roles_lookup=self.roster,
            frontend_dir=frontend,
            descriptor_path=ROOT / "atlassian-connect.json",
            throttle=throttle or Throttle(per_second=1000, burst=10_000),
            refused_throttle=refused_throttle or Throttle(per_second=1000, burst=10_000),
            tenant_throttle=tenant_throttle or Throttle(per_second=1000, burst=10_000),
            recheck_throttle=Throttle(per_second=0.1, burst=10),
            proof_throttle=Throttle(per_second=1000, burst=10_000),
            change_throttle=Throttle(per_second=1000, burst=10_000),
            in_flight=InFlight(),
        )
        self.app = build_app(context)
        self.client: FlaskClient = self.app.test_client()
        key_host.publish(SIGNER.kid, SIGNER.key)
        key_host.answers[JWKS] = (200, FORGE.jwks())

    @property
    def now(self) -> float:
        return self.clock.seconds

    def new_site(self, name: str = "acme") -> Site:
        number = next(_NUMBERS)
        return Site(f"client-{number}", f"{number:02}-secret-of-{name}".ljust(48, "x"), f"https://{name}.atlassian.net")

    def tell(self, event: str, body: Any, token: str | None) -> TestResponse:
        """Send one lifecycle event with any body and token."""
        headers = {} if token is None else {"Authorization": f"JWT {token}"}
        return self.client.post(f"/connect/{event}", json=body, headers=headers)

    def signed(self, event: str, site: Site, **changes: Any) -> TestResponse:
        """Send `installed` or `uninstalled` as the host does; `changes` are claims of the token."""
        token = SIGNER.token(site.client_key, self.now, f"/connect/{event}", **changes)
        return self.tell(event, site.payload(event), token)

    def notified(self, event: str, site: Site) -> TestResponse:
        """Send `enabled` or `disabled` as the host does."""
        token = site.page_token(self.now, f"/connect/{event}", None, method="POST")
        return self.tell(event, site.payload(event), token)

    def installed(self, name: str = "acme") -> Site:
        """A new site that has installed the app."""
        site = self.new_site(name)
        assert self.signed("installed", site).status_code == 204
        return site

    def set_up(self, name: str = "acme", admin: str = "admin-1") -> Site:
        """A new site with an organization key and one organization admin."""
        site = self.installed(name)
        self.store_credential(site)
        self.roster.roles[admin] = ORG_ADMIN
        return site

    def store_credential(self, site: Site, status: str = "verified") -> None:
        self.store_tenant_credential(self.tenant_of(site), status)

    def store_tenant_credential(self, tenant_id: int, status: str = "verified") -> None:
        with self.database.tenant_session(tenant_id) as session:
            session.merge(
                OrganizationCredential(
                    tenant_id=tenant_id,
                    org_id=f"org-{tenant_id}",
                    org_name="Acme <Corp>",
                    encrypted_api_key=self.keyring.encrypt("an api key", "anywhere"),
                    key_fingerprint="00000000",
                    expires_on=self.clock.now.date() + timedelta(days=90),
                    status=status,
                    verified_by="admin-1",
                )
            )

    def tenant_of(self, site: Site) -> int:
        with self.database.system_session() as session:
            found = find_installation(session, site.client_key)
        assert found is not None
        return found.tenant_id

    def open_page(self, site: Site, account_id: str | None = "admin-1", query: str = "", **claims: Any) -> TestResponse:
        """Open the page as the host's iframe does: the token is the last parameter."""
        target = f"/connect/admin?{query}"
        token = site.page_token(self.now, target, account_id, **claims)
        return self.get(f"{target}{'&' if query else ''}jwt={token}")

    def call(self, method: str, path: str, token: str | None) -> TestResponse:
        headers = {} if token is None else {"Authorization": f"JWT {token}"}
        return self.client.open(path, method=method, headers=headers)

    def forge_call(self, token: str | None, method: str = "GET", path: str = "/api/v1/things") -> TestResponse:
        """Call the API as Forge's proxy does."""
        return self.client.open(path, method=method, headers=bearer(token), json={} if method != "GET" else None)

    def forge_event(self, what: str, token: str | None, body: Any = None) -> TestResponse:
        """Send `lifecycle`, `uninstall` or `tick`."""
        return self.client.post(f"/forge/{what}", json={} if body is None else body, headers=bearer(token))

    def page_call(self, site: ForgeSite, account_id: str | None = "admin-1", **changes: Any) -> TestResponse:
        """Read through the Forge door; `path` and `method` say what, the rest are claims."""
        path, method = changes.pop("path", "/api/v1/things"), changes.pop("method", "GET")
        return self.forge_call(FORGE.sign(site.page_claims(self.now, account_id, **changes)), method, path)

    def tell_event(self, what: str, site: ForgeSite, body: Any = None, **changes: Any) -> TestResponse:
        """Send an event as Forge does."""
        return self.forge_event(what, FORGE.sign(site.event_claims(self.now, **changes)), body)

    def forge_tenant(self, site: ForgeSite) -> int | None:
        """The tenant of a Forge installation, if any."""
        with self.database.system_session() as session:
            return session.scalar(sa.select(Installation.tenant_id).where(Installation.client_key == site.ari))

    def set_up_forge(self, site: ForgeSite, admin: str = "admin-1") -> int:
        """Open the app on a site, store a key and make one person an organization admin there."""
        assert self.page_call(site, path="/api/v1/me").status_code == 200
        tenant_id = self.forge_tenant(site)
        assert tenant_id is not None
        self.roster.roles[admin] = ORG_ADMIN
        self.store_tenant_credential(tenant_id)
        return tenant_id

    def read(self, site: Site, account_id: str = "admin-1", **claims: Any) -> TestResponse:
        return self.call("GET", "/api/v1/things", site.context_token(self.now, account_id, **claims))

    def change(self, site: Site, account_id: str = "admin-1", **claims: Any) -> TestResponse:
        return self.call("POST", "/api/v1/things", site.context_token(self.now, account_id, **claims))

    def get(self, target: str, **headers: str) -> TestResponse:
        return self.client.get(target, headers=headers, buffered=True)


def refusal_code(answer: TestResponse) -> object:
    """The `code` of a refusal, which is of the one type that its door carries."""
    is_forge = "bearer " in answer.request.headers.get("Authorization", "").lower()
    assert answer.content_type == f"application/{'json' if is_forge else 'problem+json'}"
    return answer.get_json()["code"]


def make_settings(keys_url: str, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "base_url": BASE_URL,
        "database_url": "unused",
        "redis_url": "unused",
        "encryption_keys": "unused",
        "is_production": False,
        "connect_keys_url": keys_url,
        "connect_script_url": SCRIPT_URL,
        "forge_app_id": APP_ID,
        "forge_environments": ("DEVELOPMENT", "STAGING", "PRODUCTION"),
        "frame_ancestors": ("https://*.atlassian.net", "https://admin.atlassian.com"),
    }
    return Settings(**(values | changes))
