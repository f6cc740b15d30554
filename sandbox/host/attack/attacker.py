"""The one who fires: mints whatever token a case asks for, sends it, keeps what came back.

The victim is an installation that stays as it is.  Tenants that a case installs are strangers'
ones, made up for the case and uninstalled after it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sandbox.host.attack.case import Attempt
from sandbox.host.attack.forged import Signer, build_token, hmac_signer, rsa_signer, without_none
from sandbox.host.attack.sender import Sender
from sandbox.host.connect.lifecycle import build_payload
from sandbox.host.connect.qsh import CONTEXT_QSH, compute_qsh
from sandbox.host.face.embedding import Showing, build_frame_url, find_page
from sandbox.host.hosts import Hosts
from sandbox.host.installations import Installation, new_secret
from sandbox.host.outgoing import Outgoing, split_url
from sandbox.host.tokens import CONTEXT_SECONDS, LIFECYCLE_SECONDS, PAGE_SECONDS

Headers = tuple[tuple[str, str], ...]
_DEFAULT_API_PATH = "/api/v1/tasks"


class Attacker(Sender):
    """Fires the requests of one case at the app behind one installation."""

    def __init__(self, hosts: Hosts, victim: Installation, options: dict[str, Any]) -> None:
        super().__init__(hosts, options)
        self.victim = victim
        self.secrets.append(victim.shared_secret)
        self.account: str = (
            hosts.people.resolve_account(victim.org_id, options.get("account", "organization-admin")) or ""
        )
        self._strangers: list[Installation] = []

    # -- tenants ----------------------------------------------------------------------------------------------

    def new_stranger(self, **changes: Any) -> Installation:
        """A made-up tenant of the same app, known to nobody yet."""
        name = f"stranger-{uuid.uuid4().hex[:12]}"
        stranger = replace(
            self.victim,
            client_key=str(uuid.uuid4()),
            site=name,
            cloud_id=str(uuid.uuid4()),
            shared_secret=new_secret(),
            previous_secret=None,
            **changes,
        )
        self._strangers.append(stranger)
        self.secrets.append(stranger.shared_secret)
        return stranger

    def install(self, stranger: Installation, name: str = "install a stranger's tenant") -> Installation:
        """Install a made-up tenant soundly, as the ground for what follows."""
        self.lifecycle(name, stranger, expected=(200, 204))
        return stranger

    def clean_up(self) -> None:
        """Uninstall every made-up tenant; what comes back is nobody's business."""
        for stranger in self._strangers:
            token = self.signed(stranger, "uninstalled")
            self._send(self._lifecycle_request(stranger, "uninstalled", token, {}))

    # -- tokens -----------------------------------------------------------------------------------------------

    def signed(self, tenant: Installation, event: str = "installed", **changes: Any) -> str:
        """An RS256 lifecycle token. ``header`` and ``signer`` are replaced whole, other names are claims.

        A claim that is None is left out.
        """
        key = self.hosts.install_keys.current()
        header = changes.pop("header", {"typ": "JWT", "alg": "RS256", "kid": key.kid})
        signer: Signer = changes.pop("signer", rsa_signer(key.private_key))
        claims = {
            "iss": tenant.client_key,
            "aud": [tenant.app.base_url],
            "iat": self.now(),
            "exp": self.now() + LIFECYCLE_SECONDS,
            "qsh": compute_qsh("POST", tenant.app.lifecycle.get(event, f"/connect/{event}")),
            "jti": uuid.uuid4().hex,
        }
        return build_token(header, without_none(claims | changes), signer)

    def shared(self, tenant: Installation, qsh: Any, **changes: Any) -> str:
        """An HS256 token with that hash; ``header``, ``signer`` and None as in ``signed``."""
        header = changes.pop("header", {"typ": "JWT", "alg": "HS256"})
        signer: Signer = changes.pop("signer", hmac_signer(tenant.shared_secret))
        seconds = CONTEXT_SECONDS if qsh == CONTEXT_QSH else PAGE_SECONDS
        claims = {
            "iss": tenant.client_key,
            "sub": self.account,
            "iat": self.now(),
            "exp": self.now() + seconds,
            "qsh": qsh,
            "context": {},
        }
        return build_token(header, without_none(claims | changes), signer)

    # -- requests ---------------------------------------------------------------------------------------------

    def lifecycle(self, name: str, tenant: Installation, *, expected: Sequence[int] = (401,), **how: Any) -> Attempt:
        """POST a lifecycle event.

        ``event``, ``token`` (None for none at all), ``body`` (replaced fields of the payload), ``raw``
        (the whole body as bytes) and ``content_type`` say how.
        """
        event = how.get("event", "installed")
        token = how["token"] if "token" in how else self.signed(tenant, event)
        return self.fire(name, self._lifecycle_request(tenant, event, token, how), expected)

    def page_url(self, tenant: Installation, account: str | None = None) -> str:
        """A sound page address for the account, with its token."""
        module = find_page(tenant, self.options.get("module"))
        origin = str(self.options.get("host_origin", "http://127.0.0.1:8090"))
        return build_frame_url(tenant, module, Showing(account or self.account, origin, self.hosts.clock()))

    def page_target(self, tenant: Installation) -> str:
        """The page's address without a token: what a page token is computed over."""
        return self.page_url(tenant).partition("&jwt=")[0]

    def page(self, name: str, url: str, *, expected: Sequence[int] = (401,), headers: Headers = ()) -> Attempt:
        """GET a page by its whole address."""
        origin, target = split_url(self._reachable(url))
        return self.fire(name, Outgoing("GET", origin, target, headers), expected)

    def page_with(self, name: str, token: str, *, expected: Sequence[int] = (401,)) -> Attempt:
        """GET the victim's page with a token in the query."""
        return self.page(name, f"{self.page_target(self.victim)}&jwt={token}", expected=expected)

    def api(self, name: str, token: str | None, *, expected: Sequence[int] = (401,), **how: Any) -> Attempt:
        """Call the API with a token in the header.

        ``path``, ``method``, ``scheme``, ``headers`` and ``raw`` say how.
        """
        path = str(how.get("path") or self.options.get("api_path") or _DEFAULT_API_PATH)
        headers: Headers = tuple(how.get("headers", ()))
        if token is not None:
            headers += (("Authorization", f"{how.get('scheme', 'JWT')} {token}"),)
        origin, target = split_url(self.victim.app_url + path)
        return self.fire(name, Outgoing(how.get("method", "GET"), origin, target, headers, how.get("raw")), expected)

    def expect_unharmed(self) -> None:
        """The victim's own page must still open with its own secret."""
        self.page("the victim's own token still works", self.page_url(self.victim), expected=(200, 403))

    # -- inside -----------------------------------------------------------------------------------------------

    def _lifecycle_request(self, tenant: Installation, event: str, token: str | None, how: dict[str, Any]) -> Outgoing:
        payload = without_none(build_payload(tenant, event) | how.get("body", {}))
        raw = how["raw"] if "raw" in how else json.dumps(payload).encode("utf-8")
        headers = [("Content-Type", how.get("content_type", "application/json"))]
        if token is not None:
            headers.append(("Authorization", f"JWT {token}"))
        path = tenant.app.lifecycle.get(event, f"/connect/{event}")
        origin, target = split_url(tenant.app_url + path)
        return Outgoing("POST", origin, target, tuple(headers), raw)

    def _reachable(self, url: str) -> str:
        """The address under which the sandbox itself reaches the app."""
        return self.victim.app_url + url.removeprefix(self.victim.app.base_url)
