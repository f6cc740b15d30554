"""The one description of the app: its name, its pages, where the host tells it of its life.

Pure data, independent of the form in which a platform wants it. Paths are relative to the base URL and plain
(`[A-Za-z0-9/_-]`), so that every implementation computes the same request hash (platform contract 1.4).
"""

from dataclasses import dataclass

BASE_URL = "${base_url}"
"""Filled in when the descriptor is served."""
APP_KEY = "${app_key}"

NAME = "Rollcall"
SUMMARY = (
    "Keeps an organization's users and licences in order: saved filters, automated tasks, and a log of every change."
)
VENDOR_NAME = "Rollcall"
ADMIN_PATH = "/connect/admin"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the host shows in an iframe. `kind` is the name of the module in the descriptor."""

    kind: str
    key: str
    label: str
    location: str | None = None
    condition: str | None = None
    path: str = ADMIN_PATH


SECTION_KEY = "rollcall-section"

PAGES = (
    Page("adminPages", "rollcall-admin", NAME, f"admin_plugins_menu/{SECTION_KEY}", "user_is_admin"),
    Page("generalPages", "rollcall-page", NAME, "system.top.navigation.bar", "user_is_logged_in"),
    Page("configurePage", "rollcall-configure", "Configure"),
    Page("postInstallPage", "rollcall-welcome", "Get started"),
)

LIFECYCLE = {
    "installed": "/connect/installed",
    "uninstalled": "/connect/uninstalled",
    "enabled": "/connect/enabled",
    "disabled": "/connect/disabled",
}

# The app calls no product API as itself: it needs no scope (least privilege).
SCOPES = ("NONE",)
