"""Under which origin the host page of a site is shown: one per tenant, as on the real platform (platform contract 9.2).

A site called `acme` lives at `http://acme.localhost:<port>`. That is another site than the app's own address, so that
browsers treat the framed app as third-party: no cookies of the host, storage in a partition of its own. Names under
`.localhost` lead to this machine in every browser; programs that cannot resolve them keep to the plain address.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request, redirect
from werkzeug.wrappers import Response

PLAIN_HOST = "127.0.0.1"
UI_HOST = "localhost"
"""Forge's Custom UI is served under this name of the machine: another origin than any host page."""
_TENANT_DOMAIN = "localhost"


def read_origin(request: Request) -> str:
    """The origin under which the request came."""
    parts = urlsplit(request.host_url)
    return f"{parts.scheme}://{parts.netloc}"


def read_site(request: Request) -> str | None:
    """The name of the site under whose origin the request came, None under a plain address."""
    site, dot, domain = (urlsplit(request.host_url).hostname or "").partition(".")
    return site if dot and domain == _TENANT_DOMAIN else None


def site_origin(request: Request, site: str) -> str:
    """The origin of a site's host page."""
    return _with_host(request, f"{site}.{_TENANT_DOMAIN}")


def ui_origin(request: Request) -> str:
    """The origin of Custom UI."""
    return _with_host(request, UI_HOST)


def move_to_site(request: Request, site: str) -> Response | None:
    """A redirect to where this page of the site belongs, None when it is there already.

    A browser that opens the plain address is sent to the tenant's origin; a program is served where it asked.
    """
    host = urlsplit(request.host_url).hostname
    is_program = host == PLAIN_HOST and request.headers.get("Sec-Fetch-Mode") != "navigate"
    if is_program or read_site(request) == site:
        return None
    return redirect(request.url.replace(read_origin(request), site_origin(request, site), 1))


def page_origin(request: Request, site: str) -> str:
    """The host page's origin as seen from a request for Custom UI: named by it, else the site's own.

    Only an origin that may show the site is believed.
    """
    named = request.args.get("host")
    own = site_origin(request, site)
    return named if named in {own, _with_host(request, PLAIN_HOST)} else own


def _with_host(request: Request, host: str) -> str:
    parts = urlsplit(request.host_url)
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
