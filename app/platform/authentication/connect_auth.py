"""Turns a request of a Connect host into who sent it, by the one kind of token its door accepts.

Finds the token, the installation it claims and that installation's secret; the verification itself is
in `app.platform.authentication.tokens`. A token from a cookie or a body is never looked at.
"""

import re
from dataclasses import replace

from flask import request

from app.crypto import CryptoError
from app.logs import get_logger
from app.platform.authentication.install_keys import UnknownInstallKey
from app.platform.authentication.jws import TokenRefused
from app.platform.authentication.qsh import UnusualTarget, compute_qsh
from app.platform.authentication.tokens import (
    Claims,
    read_issuer,
    read_kid,
    verify_context_token,
    verify_install_token,
    verify_page_token,
)
from app.platform.context import PlatformContext
from app.platform.licences import no_license
from app.platform.principal import Principal
from app.services.tenancy.tenants import FoundInstallation, find_installation, record_license, secret_place

_AUTHORIZATION = re.compile(r"JWT +(?P<token>[\w-]+\.[\w-]+\.[\w-]*)", re.ASCII | re.IGNORECASE)
_log = get_logger(__name__)


def verify_install_request(context: PlatformContext) -> Claims:
    """`installed` and `uninstalled`: signed with a key of Atlassian's key host, meant for us.

    Raises TokenRefused, KeyHostUnavailable or KeyHostBusy.
    """
    token = _get_header_token()
    kid = read_kid(token)
    request_hash = _hash_request(context)
    try:
        key = context.install_keys.get_key(kid)
    except UnknownInstallKey as error:
        raise TokenRefused(str(error)) from error
    return verify_install_token(
        token, key, now=context.clock(), request_hash=request_hash, audience=context.settings.base_url
    )


def verify_notification_request(context: PlatformContext) -> Claims:
    """`enabled` and `disabled`: signed with the secret of an installation that is not uninstalled."""
    token = _get_header_token()
    _found, secret = _find_secret(context, read_issuer(token, "HS256"))
    return verify_page_token(token, secret, now=context.clock(), request_hash=_hash_request(context))


def verify_page_request(context: PlatformContext) -> Principal:
    """A page: the token is in the query or in the header, never in both. Notes the licence."""
    token = _get_page_token()
    found, secret = _find_secret(context, read_issuer(token, "HS256"))
    claims = verify_page_token(token, secret, now=context.clock(), request_hash=_hash_request(context))
    principal = _make_principal(found, claims)
    is_licensed = _read_license(principal.is_licensed)
    if found is None or is_licensed is None:
        return principal
    has_ended = context.settings.is_connect_license_required and not is_licensed
    if (is_licensed, has_ended) != (found.is_licensed, found.has_license_ended):
        with context.database.system_session() as session:
            record_license(session, found, context.clock(), is_licensed=is_licensed, has_ended=has_ended)
    return replace(principal, is_licensed=is_licensed)


def verify_api_request(context: PlatformContext) -> Principal:
    """A call of our own page to the API: a context token in the header. Raises Forbidden after the licence's end."""
    token = _get_header_token()
    found, secret = _find_secret(context, read_issuer(token, "HS256"))
    principal = _make_principal(found, verify_context_token(token, secret, now=context.clock()))
    if context.settings.is_connect_license_required and found is not None and found.has_license_ended:
        raise no_license()
    return principal


def _get_header_token() -> str:
    if "jwt" in request.args:
        raise TokenRefused("a token in the query is not taken here")
    matched = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    if matched is None:
        raise TokenRefused("no token")
    return matched["token"]


def _get_page_token() -> str:
    tokens = request.args.getlist("jwt")
    if not tokens:
        return _get_header_token()
    if len(tokens) > 1 or "Authorization" in request.headers:
        raise TokenRefused("two tokens")
    return tokens[0]


def _find_secret(context: PlatformContext, client_key: str) -> tuple[FoundInstallation | None, str | None]:
    """The installation of an issuer and its secret; None for both unless tokens may be accepted.

    A disabled installation has its secret, for `enabled`; it has no principals.
    """
    with context.database.system_session() as session:
        found = find_installation(session, client_key)
    if found is None or found.encrypted_shared_secret is None:
        return None, None
    try:
        place = secret_place(found.tenant_id)
        return found, context.keyring.decrypt(found.encrypted_shared_secret, place)
    except CryptoError:
        _log.error("shared_key_unreadable", tenant_id=found.tenant_id)
        return None, None


def _make_principal(found: FoundInstallation | None, claims: Claims) -> Principal:
    if found is None or not found.is_active:
        raise TokenRefused("the installation is not active")
    if claims.account_id is None:
        raise TokenRefused("nobody is logged in")
    return Principal(
        tenant_id=found.tenant_id,
        installation_id=found.installation_id,
        account_id=claims.account_id,
        surface="connect",
        is_licensed=found.is_licensed,
    )


def _hash_request(context: PlatformContext) -> str:
    """The hash of the present request, from its raw target: the decoded one has lost what was signed."""
    target = request.environ.get("RAW_URI")
    if not isinstance(target, str):
        raise TokenRefused("the server does not tell the raw request target")
    try:
        return compute_qsh(request.method, target, path=request.path, base_url=context.settings.base_url)
    except UnusualTarget as error:
        raise TokenRefused(str(error)) from error


def _read_license(known: bool | None) -> bool | None:
    told = request.args.getlist("lic")
    return told == ["active"] if told else known
