"""Connect's lifecycle endpoints: read the body of an authenticated event and hand it to the tenants.

The token has been verified at the edge; here the body is matched with it and with the address. Nothing
of the body is believed before, and nothing of it is ever logged (platform contract 1.2).
"""

import hashlib
import json
import re
from datetime import datetime
from typing import Any, Literal

from flask import Flask, Response, request

from app.domain.errors import FieldError
from app.logs import get_logger
from app.platform.answers.problems import describe_field_error, problem_response
from app.platform.answers.refusals import unauthorized_response
from app.platform.context import PlatformContext, current_context
from app.platform.edge import current_lifecycle_claims
from app.platform.guards import connect_lifecycle, connect_notification
from app.services.tenancy.install_tokens import use_install_token
from app.services.tenancy.tenants import InstalledEvent, record_installed, record_notification, record_uninstalled

_MIN_SECRET_CHARACTERS = 16
_MAX_SECRET_CHARACTERS = 512
_SITE_URL = re.compile(
    r"https://(?P<host>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)(?:/[a-z0-9_-]+)*/?",
    re.ASCII | re.IGNORECASE,
)
_PRODUCT = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)
_FORGE_INSTALLATION = re.compile(r"(?:ari:cloud:ecosystem::installation/)?(?P<id>[0-9A-Za-z-]{1,64})", re.ASCII)
_log = get_logger(__name__)


class UnusableBody(ValueError):
    """The body is not what the address takes; names the field."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.error = FieldError(pointer, detail)


class ForeignBody(ValueError):
    """The body speaks of somebody else than the token, or of a host that may not install us."""


def register_lifecycle(app: Flask) -> None:
    """Add the four lifecycle routes and what their refusals look like."""
    app.add_url_rule("/connect/installed", view_func=installed, methods=["POST"])
    app.add_url_rule("/connect/uninstalled", view_func=uninstalled, methods=["POST"])
    app.add_url_rule("/connect/enabled", view_func=enabled, methods=["POST"])
    app.add_url_rule("/connect/disabled", view_func=disabled, methods=["POST"])
    app.register_error_handler(UnusableBody, _refuse_body)
    app.register_error_handler(ForeignBody, _refuse_foreign)


@connect_lifecycle
def installed() -> Response:
    """Install, upgrade, new secret, site renamed: all the same event (platform contract 1.1)."""
    context = current_context()
    body = _read_body(context, "installed")
    now = context.clock()
    event = InstalledEvent(
        client_key=body["clientKey"],
        shared_secret=_read_secret(body),
        base_url=_read_site_url(body, context.settings.connect_hosts),
        display_url=_find_display_url(body),
        product_type=_find_product(body),
        signed_at=_get_signed_at(now),
        forge_installation=_find_forge_installation(body),
    )
    with context.database.system_session() as session:
        if _is_first_use(session, now):
            tenant_id = record_installed(session, context.keyring, event, now)
            _log.info("lifecycle_event", what="installed", tenant_id=tenant_id)
    return Response(status=204)


@connect_lifecycle
def uninstalled() -> Response:
    """The app was removed; an unknown installation is no error, there is just nothing to do."""
    context = current_context()
    body = _read_body(context, "uninstalled")
    now = context.clock()
    with context.database.system_session() as session:
        if _is_first_use(session, now):
            record_uninstalled(session, body["clientKey"], signed_at=_get_signed_at(now), now=now)
            _log.info("lifecycle_event", what="uninstalled")
    return Response(status=204)


@connect_notification
def enabled() -> Response:
    """The app may be used (again)."""
    return _note("enabled")


@connect_notification
def disabled() -> Response:
    """The app may not be used until it is enabled again."""
    return _note("disabled")


def _note(what: Literal["enabled", "disabled"]) -> Response:
    context = current_context()
    body = _read_body(context, what)
    with context.database.system_session() as session:
        record_notification(session, body["clientKey"], what, context.clock())
    _log.info("lifecycle_event", what=what)
    return Response(status=204)


def _read_body(context: PlatformContext, event: str) -> dict[str, Any]:
    """The body, when it is of this event, of our app and of the token's issuer."""
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise UnusableBody("", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise UnusableBody("", "The body is not a JSON object.")
    if body.get("key") != context.settings.app_key:
        raise UnusableBody("/key", "The key is not this app's.")
    if body.get("eventType") != event:
        raise UnusableBody("/eventType", f"This address takes {event} only.")
    if not isinstance(body.get("clientKey"), str):
        raise UnusableBody("/clientKey", "The clientKey is missing.")
    if body["clientKey"] != current_lifecycle_claims().issuer:
        raise ForeignBody("clientKey is not the issuer")
    return body


def _is_first_use(session: Any, now: datetime) -> bool:
    """Whether there is anything to do. Raises ForeignBody for a token that came with another body before."""
    token = request.headers["Authorization"].split()[-1].encode()
    expires_at = datetime.fromtimestamp(current_lifecycle_claims().expires_at, tz=now.tzinfo)
    digest, body_digest = hashlib.sha256(token).digest(), hashlib.sha256(request.get_data()).digest()
    use = use_install_token(session, digest, body_digest, expires_at, now)
    if use == "foreign":
        raise ForeignBody("the token came with another body before")
    return use == "first"


def _get_signed_at(now: datetime) -> datetime:
    return datetime.fromtimestamp(current_lifecycle_claims().issued_at, tz=now.tzinfo)


def _read_secret(body: dict[str, Any]) -> str:
    """HS256 is only as strong as its secret. Atlassian promises no length: what can be guessed is refused."""
    secret = body.get("sharedSecret")
    if not isinstance(secret, str) or not _MIN_SECRET_CHARACTERS <= len(secret) <= _MAX_SECRET_CHARACTERS:
        raise UnusableBody("/sharedSecret", "The shared secret must have 16 to 512 characters.")
    if not secret.isascii() or not secret.isprintable() or "-----BEGIN" in secret:
        raise UnusableBody("/sharedSecret", "The shared secret has characters that no secret has.")
    return secret


def _read_site_url(body: dict[str, Any], allowed_hosts: tuple[str, ...]) -> str:
    base_url = body.get("baseUrl")
    if not isinstance(base_url, str):
        raise UnusableBody("/baseUrl", "The baseUrl is missing.")
    matched = _SITE_URL.fullmatch(base_url) if len(base_url) <= 255 else None
    if matched is None or not _is_allowed_host(matched["host"].lower(), allowed_hosts):
        raise ForeignBody("baseUrl is not of an allowed host")
    return base_url.removesuffix("/")


def _is_allowed_host(host: str, allowed_hosts: tuple[str, ...]) -> bool:
    """`*.example.com` allows every host below example.com and not example.com itself."""
    return any(host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed for allowed in allowed_hosts)


def _find_display_url(body: dict[str, Any]) -> str | None:
    """A custom domain, for links only; anything that is no plain https URL is dropped."""
    url = body.get("displayUrl")
    is_usable = isinstance(url, str) and len(url) <= 255 and _SITE_URL.fullmatch(url)
    return url.removesuffix("/") if isinstance(url, str) and is_usable else None


def _find_product(body: dict[str, Any]) -> str | None:
    product = body.get("productType")
    return product if isinstance(product, str) and _PRODUCT.fullmatch(product) else None


def _find_forge_installation(body: dict[str, Any]) -> str | None:
    """The same app's installation through Forge, as its tokens name it; whatever is no id was not told."""
    told = body.get("installationId")
    matched = _FORGE_INSTALLATION.fullmatch(told) if isinstance(told, str) else None
    return f"ari:cloud:ecosystem::installation/{matched['id']}" if matched else None


def _refuse_body(refusal: UnusableBody) -> Response:
    error = describe_field_error(refusal.error)
    return problem_response(400, "invalid_body", "Bad Request", refusal.error.detail, errors=[error])


def _refuse_foreign(refusal: ForeignBody) -> Response:
    _log.warning("request_refused", endpoint=request.endpoint, reason=str(refusal))
    return unauthorized_response(is_page=False)
