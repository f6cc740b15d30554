"""Forge events: installed, upgraded, about to be uninstalled, and the hourly heartbeat.

The token was verified at the edge. Each event ends in rows of our database and nothing else, so that it is
answered within Forge's 5 seconds whatever Redis or Atlassian do, and so that a retry finds it done. Nothing of
a body is ever logged.
"""

import json
import re
from typing import Any

from flask import Flask, Response, request

from app.domain.errors import FieldError, Invalid
from app.logs import get_logger
from app.platform.authentication.forge_auth import describe_visit
from app.platform.authentication.invocation_tokens import Invocation
from app.platform.authentication.jws import is_account_id
from app.platform.context import current_context
from app.platform.edge import current_invocation
from app.platform.guards import forge_event
from app.services.tenancy.account_reports import keep_system_token
from app.services.tenancy.forge_tenants import admit_visit, end_installation, touch_visit

_SYSTEM_TOKEN = "x-forge-oauth-system"  # noqa: S105 - the name of a header
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
_MOST_NAMES = 40
_OPAQUE = re.compile(r"[\x21-\x7e]{1,16384}")
_log = get_logger(__name__)


def register_forge_events(app: Flask) -> None:
    """Add the routes that the manifest's endpoints name."""
    app.add_url_rule("/forge/lifecycle", view_func=forge_lifecycle, methods=["POST"])
    app.add_url_rule("/forge/uninstall", view_func=forge_uninstall, methods=["POST"])
    app.add_url_rule("/forge/tick", view_func=forge_tick, methods=["POST"])


@forge_event
def forge_lifecycle() -> Response:
    """Installed or upgraded. Only `installed` makes a tenant, and the first page call does as well."""
    context, invocation = current_context(), current_invocation()
    body = _read_body(invocation)
    visit, now = describe_visit(context, invocation), context.clock()
    is_upgraded = not {"upgraderAccountId", "permissions"}.isdisjoint(body)
    is_installed = "id" in body and not is_upgraded
    installer = body.get("installerAccountId")
    with context.database.system_session() as session:
        if is_installed:
            admit_visit(session, visit, now, by=installer if is_account_id(installer) else None)
        else:
            touch_visit(session, visit, now)
    if is_installed or is_upgraded:
        _log.info("forge_event", what="installed" if is_installed else "upgraded")
    else:
        # It is answered with 2xx, so it does not come again: somebody has to read this.
        names = [name for name in sorted(body) if _NAME.fullmatch(name)][:_MOST_NAMES]
        _log.error("forge_event_not_understood", members=names)
    return Response(status=204)


@forge_event
def forge_uninstall() -> Response:
    """`preUninstall` has an address of its own: which installation ends is in the token, and nothing is read here."""
    context, invocation = current_context(), current_invocation()
    with context.database.system_session() as session:
        has_ended = end_installation(session, invocation.installation, context.clock())
    _log.info("forge_event", what="uninstall", has_ended=has_ended)
    return Response(status=204)


@forge_event
def forge_tick() -> Response:
    """The heartbeat: the installation is alive. One that is unknown or uninstalled is not brought back by it.

    It brings the token with which accounts are reported (`worker.account_reports`); it is kept unread, encrypted.
    """
    context, invocation = current_context(), current_invocation()
    token, now = request.headers.get(_SYSTEM_TOKEN, ""), context.clock()
    with context.database.system_session() as session:
        is_known = touch_visit(session, describe_visit(context, invocation), now)
        if is_known and _OPAQUE.fullmatch(token):
            keep_system_token(session, context.keyring, invocation.installation, token, now)
    return Response(status=204)


def _read_body(invocation: Invocation) -> dict[str, Any]:
    """The event, first or repeated, when it is of the token's own installation. Raises Invalid."""
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Invalid(FieldError("", "The body is not JSON.")) from None
    if not isinstance(body, dict):
        raise Invalid(FieldError("", "The body is not a JSON object."))
    while isinstance(wrapped := body.get("payload"), dict):
        body = wrapped  # an event that Forge sends again comes in one more layer, whatever stands beside it
    told = body.get("id")
    if told is not None and told not in (invocation.installation, invocation.installation.rpartition("/")[2]):
        raise Invalid(FieldError("/id", "The event is of another installation than the token."))
    return body
