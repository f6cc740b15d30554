"""Turns a request of Forge into who sent it, by the one kind of invocation token its door accepts.

Finds the token and the key that signed it; the rules are in `invocation_tokens` beside it. A token that is not
right is `TokenRefused` (401, which Forge reserves for that); what we refuse to a right one is `Forbidden`. The
`x-forge-oauth-*` headers that come along are not read here.
"""

import re

from flask import request

from app.domain.errors import Forbidden
from app.logs import get_logger
from app.platform.authentication.invocation_keys import UnknownInvocationKey
from app.platform.authentication.invocation_tokens import Invocation, read_kid, verify_invocation
from app.platform.authentication.jws import TokenRefused
from app.platform.context import PlatformContext
from app.platform.licences import no_license
from app.platform.principal import Principal
from app.services.tenancy.forge_tenants import Visit, admit_visit

_AUTHORIZATION = re.compile(r"Bearer +(?P<token>[\w-]+\.[\w-]+\.[\w-]*)", re.ASCII | re.IGNORECASE)
_log = get_logger(__name__)
_TRACE = re.compile(r"[0-9a-f]{16}(?:[0-9a-f]{16})?")


def is_forge_request() -> bool:
    """Whether the present request wants in by the Forge door: it says `Bearer`, as Connect never does."""
    return request.headers.get("Authorization", "")[:7].lower() == "bearer "


def verify_event_request(context: PlatformContext) -> Invocation:
    """A lifecycle event or the heartbeat. Raises TokenRefused or KeyHostUnavailable."""
    return _verify(context, is_page=False)


def verify_page_call(context: PlatformContext) -> Principal:
    """A call of our own page to the API. Makes the tenant when this is the first that is heard of it.

    Raises TokenRefused, KeyHostUnavailable, and Forbidden for nobody, without a licence, and after the uninstall.
    """
    invocation = _verify(context, is_page=True)
    if invocation.account_id is None:
        raise Forbidden("nobody_logged_in", "Log in to Atlassian first, then open Rollcall again.")
    visit = describe_visit(context, invocation, is_page=True)
    with context.database.system_session() as session:
        found = admit_visit(session, visit, context.clock())
    if found.is_uninstalled:
        raise Forbidden("app_uninstalled", "Rollcall was uninstalled from this site. Install it again to use it.")
    if visit.has_license_ended:
        raise no_license()
    return Principal(
        found.tenant_id, found.installation_id, invocation.account_id, "forge", is_licensed=invocation.is_licensed
    )


def describe_visit(context: PlatformContext, invocation: Invocation, *, is_page: bool = False) -> Visit:
    """Describe the visit of a token for the tenants' use cases."""
    return Visit(
        installation=invocation.installation,
        environment=invocation.environment,
        cloud_id=invocation.cloud_id,
        site_url=invocation.site_url,
        app_version=invocation.app_version,
        is_licensed=invocation.is_licensed,
        has_license_ended=_has_license_ended(context, invocation, is_page),
        environment_id=invocation.environment_id,
    )


def read_trace() -> dict[str, str]:
    """Forge's own ids of the present request, for the log; what does not look like one is left out."""
    told = {"trace_id": "x-b3-traceid", "span_id": "x-b3-spanid"}
    values = {name: request.headers.get(header, "") for name, header in told.items()}
    return {name: value for name, value in values.items() if _TRACE.fullmatch(value)}


def _verify(context: PlatformContext, *, is_page: bool) -> Invocation:
    app_id = context.settings.forge_app_id
    if app_id is None:
        raise TokenRefused("this deployment has no Forge door")
    token = _get_token()
    try:
        key = context.invocation_keys.get_key(read_kid(token))
    except UnknownInvocationKey as error:
        raise TokenRefused(str(error)) from error
    environments = context.settings.forge_environments
    return verify_invocation(token, key, now=context.clock(), app_id=app_id, environments=environments, is_page=is_page)


def _get_token() -> str:
    if "jwt" in request.args:
        raise TokenRefused("a token in the query is not taken here")
    matched = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    if matched is None:
        raise TokenRefused("no token, or more than one")
    return matched["token"]


def _has_license_ended(context: PlatformContext, invocation: Invocation, is_page: bool) -> bool | None:
    """Whether one is needed and there is none; None when what Forge tells cannot be understood: then nothing ends.

    Forge tells the licence of apps sold on the Marketplace, in production, and nowhere else (platform contract 4.3).
    That it comes with events is promised nowhere: one that says nothing neither ends a licence nor brings it back.
    """
    how = context.settings.forge_licensing
    if how == "off" or invocation.environment != "PRODUCTION":
        return False
    if invocation.is_license_unclear:
        _log.error("forge_license_not_understood", installation=invocation.installation)
        return None
    if invocation.is_licensed is None:
        return how == "required" if is_page else None
    return not invocation.is_licensed
