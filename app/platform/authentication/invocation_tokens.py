"""Verifies Forge's invocation tokens: RS256 under a key of the configured set, for our app, alive, in one piece.

All rules of platform contract 4.3. Two kinds: of a page (with a person) and of an event (without, and not of one of
our pages); each opens its own kind of door. Never logs a token; the words of a refusal are for our log alone.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from app.platform.authentication.jws import (
    TokenRefused,
    decode,
    get_time,
    is_account_id,
    naming_claims,
    read_header,
    require_life,
)

ENVIRONMENTS: Final = ("DEVELOPMENT", "STAGING", "PRODUCTION")
ISSUER: Final = "forge/invocation-token"
LEEWAY_SECONDS: Final = 10
LIFE_SECONDS: Final = 60 * 60
"""A cap of ours: Forge says 25 seconds and promises nothing."""
MAX_TOKEN_CHARACTERS: Final = 32 * 1024
_KID = re.compile(r"[\x21-\x7e]{1,256}")
_INSTALLATION = re.compile(r"ari:cloud:ecosystem::installation/[0-9A-Za-z-]{1,64}")
_API_BASE = re.compile(r"https://[a-z0-9.-]{1,100}/ex/[a-z]{1,20}/(?P<cloud_id>[0-9A-Za-z-]{1,64})/?")
_SITE_URL = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_ENVIRONMENT_ID = re.compile(r"(?:ari:cloud:ecosystem::environment/[0-9A-Za-z-]{1,64}/)?(?P<id>[0-9A-Za-z-]{1,64})")
PAGE_MODULES: Final = frozenset({"jira:adminPage", "jira:globalPage"})
"""The kinds of our pages in the manifest: whatever names one of them is a call from a page."""
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,40}")
_LONGEST_ID = 256


@dataclass(frozen=True, slots=True)
class Invocation:
    """Verified invocation token: its claims that are used.

    installation: ARI, by which all data is keyed. environment: one of the allowed ones. environment_id: the part
    of page addresses. account_id: None for events, and when nobody is logged in. is_licensed: None where Forge tells
    nothing, or nothing that can be understood (`is_license_unclear`).
    """

    installation: str
    environment: str
    cloud_id: str
    site_url: str | None
    app_version: str | None
    issued_at: float
    account_id: str | None
    is_licensed: bool | None
    is_license_unclear: bool = False
    environment_id: str | None = None


def read_kid(token: str) -> str:
    """The `kid` of an unverified invocation token. Raises TokenRefused when it is no RS256 token with one."""
    kid = read_header(token, "RS256", max_characters=MAX_TOKEN_CHARACTERS).get("kid")
    if not isinstance(kid, str) or not _KID.fullmatch(kid):
        raise TokenRefused("the header has no kid")
    return kid


def verify_invocation(
    token: str, key: RSAPublicKey, *, now: datetime, app_id: str, environments: tuple[str, ...], is_page: bool
) -> Invocation:
    """Verify a token of a page's call (`is_page`) or of an event. Raises TokenRefused."""
    claims = decode(token, key, "RS256", max_characters=MAX_TOKEN_CHARACTERS)
    with naming_claims(claims):
        return _read_invocation(claims, now, app_id, environments, is_page)


def _read_invocation(
    claims: dict[str, Any], now: datetime, app_id: str, environments: tuple[str, ...], is_page: bool
) -> Invocation:
    _require_frame(claims, now, app_id)
    app = _get_part(claims, "app")
    if app.get("id") != app_id:
        raise TokenRefused("app.id is not the audience")
    _require_no_label(claims, app)
    context = _find_context(claims, is_page)
    _require_door(claims, app, context, is_page)
    is_licensed = _find_license(app)
    return Invocation(
        installation=_get_installation(app),
        environment=_get_environment(app, environments),
        cloud_id=_get_cloud_id(app, context),
        site_url=_find_text(context.get("siteUrl"), _SITE_URL) if is_page else None,
        app_version=_find_text(app.get("appVersion"), _VERSION),
        issued_at=get_time(claims, "iat"),
        account_id=_find_account(claims) if is_page else None,
        is_licensed=is_licensed,
        is_license_unclear=is_licensed is None and app.get("license") is not None,
        environment_id=_find_environment_id(app),
    )


def _require_frame(claims: dict[str, Any], now: datetime, app_id: str) -> None:
    """Issuer, audience, life and id of the token itself."""
    if claims.get("iss") != ISSUER:
        raise TokenRefused("the issuer is not Forge")
    if claims.get("aud") not in (app_id, [app_id]):
        raise TokenRefused("the audience is not this app (FORGE_APP_ID)")
    get_time(claims, "nbf")
    require_life(claims, now, LIFE_SECONDS, LEEWAY_SECONDS)
    token_id = claims.get("jti")
    if not isinstance(token_id, str) or not 0 < len(token_id) <= _LONGEST_ID:
        raise TokenRefused("jti is missing")


def _require_no_label(claims: dict[str, Any], app: dict[str, Any]) -> None:
    """`icLabel` marks an isolated cloud, whose data this deployment may not hold."""
    context = claims.get("context")
    parts = (claims, app, context if isinstance(context, dict) else {})
    if any(part.get("icLabel") is not None for part in parts):
        raise TokenRefused("the token is of an isolated cloud")


def _find_context(claims: dict[str, Any], is_page: bool) -> dict[str, Any]:
    """Find the context of a token; an event may say anything there, or nothing."""
    context = claims.get("context")
    if isinstance(context, dict):
        return context
    if is_page and context is not None:
        raise TokenRefused("context is no object")
    return {}


def _require_door(claims: dict[str, Any], app: dict[str, Any], context: dict[str, Any], is_page: bool) -> None:
    """A page's token at a page's door, an event's at an event's.

    A page chooses the path of its calls and can aim at an event's address, also when nobody is logged in.
    """
    module, extension = app.get("module"), context.get("extension")
    kinds = [part.get("type") for part in (module, extension) if isinstance(part, dict)]
    has_person, is_of_page = (
        claims.get("principal") is not None,
        any(isinstance(kind, str) and kind in PAGE_MODULES for kind in kinds),
    )
    if is_page and not (has_person or is_of_page):
        raise TokenRefused("the token is of an event: there is no principal")
    if not is_page and (has_person or is_of_page):
        raise TokenRefused("the token is of a page: it has a principal or names a page")


def _get_part(claims: dict[str, Any], name: str) -> dict[str, Any]:
    part = claims.get(name)
    if not isinstance(part, dict):
        raise TokenRefused(f"{name} is missing")
    return part


def _get_installation(app: dict[str, Any]) -> str:
    """`app.installationId` and `app.installation.id`: at least one is there, and they agree."""
    installation = app.get("installation")
    nested = installation.get("id") if isinstance(installation, dict) else None
    told = [one for one in (app.get("installationId"), nested) if one is not None]
    if not told or not all(isinstance(one, str) and _INSTALLATION.fullmatch(one) for one in told):
        raise TokenRefused("the installation is missing or malformed")
    if len(set(told)) > 1:
        raise TokenRefused("two installations in one token")
    return str(told[0])


def _get_environment(app: dict[str, Any], allowed: tuple[str, ...]) -> str:
    environment = _get_part(app, "environment").get("type")
    if not isinstance(environment, str) or environment not in allowed:
        told = environment if environment in ENVIRONMENTS else "something else"
        raise TokenRefused(f"the environment is {told}, and FORGE_ENVIRONMENTS does not name it")
    return environment


def _get_cloud_id(app: dict[str, Any], context: dict[str, Any]) -> str:
    """The cloud id of `app.apiBaseUrl`; the context's, if there is one, must be the same."""
    base = app.get("apiBaseUrl")
    matched = _API_BASE.fullmatch(base) if isinstance(base, str) else None
    if matched is None:
        raise TokenRefused("apiBaseUrl is missing or malformed")
    told = context.get("cloudId")
    if told is not None and told != matched["cloud_id"]:
        raise TokenRefused("two cloud ids in one token")
    return matched["cloud_id"]


def _find_account(claims: dict[str, Any]) -> str | None:
    principal = claims.get("principal")
    if principal is not None and not is_account_id(principal):
        raise TokenRefused("principal is no account id")
    return principal


def _find_license(app: dict[str, Any]) -> bool | None:
    """`active`, or `isActive` where there is none: what Forge said before April 2026. Only a boolean counts."""
    told = app.get("license")
    if not isinstance(told, dict):
        return None
    is_active = told.get("active") if "active" in told else told.get("isActive")
    return is_active if isinstance(is_active, bool) else None


def _find_environment_id(app: dict[str, Any]) -> str | None:
    told = _get_part(app, "environment").get("id")
    matched = _ENVIRONMENT_ID.fullmatch(told) if isinstance(told, str) else None
    return matched and matched["id"]


def _find_text(value: object, pattern: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None
