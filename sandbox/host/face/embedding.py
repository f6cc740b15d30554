"""The address under which the host shows one of the app's pages in an iframe.

Parameters are those of platform contract 3 and the viewer's language (``loc``), all of them under the
token's hash.  ``xdm_e`` names the origin of the host page, because that is where the framed script may
speak to.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.host.connect.descriptor import Page
from sandbox.host.installations import Installation
from sandbox.host.problems import HostProblem, not_found
from sandbox.host.tokens import mint_page_token

HOST_VERSION = "1001.0.0-SNAPSHOT"


def find_page(installation: Installation, module_key: str | None) -> Page:
    """The page module with that key, or the first one; HostProblem 404 when there is none."""
    pages = installation.app.pages
    if not pages:
        raise HostProblem(404, "No page", "The descriptor has no page to show.")
    if module_key is None:
        return pages[0]
    for page in pages:
        if page.key == module_key:
            return page
    raise not_found("page module", module_key)


@dataclass(frozen=True)
class Showing:
    """To whom a page is shown and where: the account, the host page's origin, the language, the time of the token."""

    account: str | None
    host_origin: str
    now: float
    locale: str = "en-US"


def build_frame_url(installation: Installation, page: Page, showing: Showing) -> str:
    """The page's absolute URL with the host's parameters and a token good for 180 s."""
    app = installation.app
    parameters = {
        "xdm_e": showing.host_origin,
        "xdm_c": f"channel-{app.key}__{page.key}",
        "cp": "",
        "xdm_deprecated_addon_key_do_not_use": app.key,
        "lic": installation.license,
        "cv": HOST_VERSION,
        "loc": showing.locale,
    }
    joint = "&" if "?" in page.url else "?"
    url = app.base_url + page.url + joint + urlencode(parameters)
    return f"{url}&jwt={mint_page_token(installation, showing.account, showing.now, url=url)}"
