"""Serving a Custom UI build the way Forge's own file host does: static files under its content security policy.

The policy has the directives and sources of platform contract 4.5, except for Atlassian's own media and API hosts,
which do not exist here: what is allowed in the sandbox is allowed in Forge, and not the other way round.
"""

from __future__ import annotations

from pathlib import Path

from flask import Response, send_from_directory
from werkzeug.exceptions import NotFound

from sandbox.host.forge.installations import ForgeInstallation
from sandbox.host.forge.manifest import UiModule
from sandbox.host.problems import HostProblem, not_found

_CDN = "https://forge.cdn.prod.atlassian-dev.net"
_ANCESTORS = "*.atlassian.net bitbucket.org *.jira.com *.atlassian.com *.frontend.public.atl-paas.net"
SANDBOX = (
    "allow-popups allow-popups-to-escape-sandbox allow-downloads allow-forms allow-modals "
    "allow-pointer-lock allow-same-origin allow-scripts"
)


def build_policy(installation: ForgeInstallation, host_origin: str) -> str:
    """The content security policy of a page; ``host_origin`` stands where Forge names the site."""
    manifest = installation.manifest
    remotes = " ".join(installation.remote_url(key) for key in manifest.client_remotes)
    styles = " ".join(f"'{item}'" for item in manifest.styles if item == "unsafe-inline")
    directives = (
        "default-src 'self'",
        f"frame-ancestors 'self' {_ANCESTORS} {host_origin}",
        f"frame-src 'self' {host_origin}",
        "font-src 'self'",
        f"img-src 'self' data: blob: {host_origin}",
        f"media-src 'self' data: blob: {host_origin}",
        f"connect-src 'self' {host_origin} {_CDN} {remotes}".rstrip(),
        f"script-src 'self' {_CDN}",
        f"style-src 'self' {host_origin} {_CDN} {styles}".rstrip(),
        "form-action 'self'",
        f"sandbox {SANDBOX}",
    )
    return "; ".join(directives)


def serve_file(installation: ForgeInstallation, page: UiModule, path: str, host_origin: str) -> Response:
    """One file of the page's build, with the bridge put into HTML; HostProblem 404 when it is not there."""
    folder = Path(installation.static_dir or installation.manifest.resources[page.resource])
    if not folder.is_dir():
        raise HostProblem(404, "No build", f"The folder {folder} of the resource {page.resource} does not exist.")
    try:
        response = send_from_directory(folder.absolute(), path)
    except NotFound as problem:
        raise not_found("file", path) from problem
    if response.mimetype == "text/html":
        response.direct_passthrough = False
        response.set_data(_with_bridge(response.get_data(as_text=True), host_origin))
    response.headers["Content-Security-Policy"] = build_policy(installation, host_origin)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _with_bridge(text: str, host_origin: str) -> str:
    """The page with the bridge's script before all others."""
    script = f'<script src="/_face/bridge.js" data-host="{host_origin}"></script>'
    head = text.lower().find("<head>")
    if head < 0:
        return script + text
    cut = head + len("<head>")
    return text[:cut] + script + text[cut:]
