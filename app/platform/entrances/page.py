"""The page that the host shows in its iframe, and the files of the built front end.

The page itself holds no data; what it shows comes through the API. It is still refused to people who
may not use the app, because hosts show its link to more people than that (platform contract 6.3).
"""

import re
from pathlib import PurePosixPath

from flask import Flask, Response, send_from_directory

from app.domain.errors import Unavailable
from app.logs import get_logger
from app.platform.answers.compression import find_compressed
from app.platform.answers.headers import IMMUTABLE, NO_STORE
from app.platform.answers.refusal_pages import HOST_SCRIPT_PLACEHOLDER, host_script, refusal_page
from app.platform.context import PlatformContext, current_context
from app.platform.guards import connect_page, current_principal, find_access, public
from app.services.tenancy.organization import find_organization

# Vite writes a hash of the content into the name, so that a name never changes its meaning.
_HASHED_NAME = re.compile(r".+-[A-Za-z0-9_-]{8}\.[a-z0-9]+(?:\.map)?", re.ASCII)
_CONTENT_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_log = get_logger(__name__)


def register_page(app: Flask) -> None:
    """Add the page and its files; the page refers to them relative to its own address."""
    app.add_url_rule("/connect/admin", view_func=admin_page, methods=["GET"])
    app.add_url_rule("/connect/assets/<path:name>", view_func=asset, methods=["GET"])
    app.add_url_rule("/assets/<path:name>", view_func=asset, methods=["GET"])


@connect_page
def admin_page() -> Response:
    """The app's page, for admins; before a living key tells who is one, a refusal that offers the proof."""
    context = current_context()
    try:
        access = find_access()
    except Unavailable:
        return refusal_page("rights_unknown")
    if access.is_allowed:
        return _render_front_end(context)
    if access.set_up != "done":
        # Nobody is known to be an admin: a refusal, whose page offers to prove it with a key.
        response = _render_front_end(context)
        response.status_code = max(response.status_code, 403)
        return response
    _log.info("page_refused", reason="not an admin")
    return refusal_page("not_admin", _find_organization_name(context))


@public
def asset(name: str) -> Response:
    """A file of the front end; nothing outside its folder can be named."""
    folder = current_context().frontend_dir / "assets"
    suffix = PurePosixPath(name).suffix
    coding, sent_name = find_compressed(folder, name) or (None, name)
    response = send_from_directory(
        folder,
        sent_name,
        mimetype=_CONTENT_TYPES.get(suffix, "application/octet-stream"),
        download_name=PurePosixPath(name).name,
    )
    response.vary.add("Accept-Encoding")
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Cache-Control"] = IMMUTABLE if _HASHED_NAME.fullmatch(name) else NO_STORE
    return response


def _render_front_end(context: PlatformContext) -> Response:
    try:
        text = (context.frontend_dir / "index.html").read_text(encoding="utf-8")
    except FileNotFoundError:
        _log.error("front_end_missing", folder=str(context.frontend_dir))
        return refusal_page("not_built")
    meta = '<meta name="rollcall-host" content="connect">'
    text = text.replace(HOST_SCRIPT_PLACEHOLDER, meta + host_script(context), 1)
    return Response(text, content_type="text/html; charset=utf-8")


def _find_organization_name(context: PlatformContext) -> str | None:
    tenant_id = current_principal().tenant_id
    with context.database.tenant_session(tenant_id) as session:
        organization = find_organization(session, tenant_id, context.clock().date())
    return organization.name if organization else None
