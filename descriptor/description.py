"""The one description of the app: its name, its pages, where Connect and Forge tell it of its life.

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


IS_LICENSED = True
"""Whether Connect asks for a licence; a Forge manifest is made with one or without."""

REMOTE_KEY = "rollcall-backend"
API_ENDPOINT = "rollcall-api"
RESOURCE_KEY = "rollcall-page-files"
RESOURCE_PATH = "frontend/dist"
# Nothing real is called in Jira's name, but Forge makes no token at all without one real scope; this is the
# smallest one. The app's own token is asked for with the heartbeat alone, to report whose data is kept.
FORGE_SCOPES = ("read:jira-user", "read:app-system-token", "report:personal-data")


@dataclass(frozen=True, slots=True)
class ForgePage:
    """A Custom UI page; `layout` is the frame that Jira puts around it.

    use: what makes it the target of a button in Atlassian's list of connected apps; such a page has no link of its own.
    """

    kind: str
    key: str
    label: str
    layout: str | None = None
    use: str | None = None


@dataclass(frozen=True, slots=True)
class ForgeEvent:
    """Forge event to the back end: a module, the endpoint that it calls and that endpoint's path.

    has_system_token: the app's own OAuth token comes along.
    """

    kind: str
    key: str
    endpoint: str
    path: str
    events: tuple[str, ...] = ()
    interval: str | None = None
    has_system_token: bool = False


FORGE_PAGES = (
    ForgePage("jira:adminPage", "rollcall-admin", NAME, "blank"),
    ForgePage("jira:adminPage", "rollcall-configure", NAME, "blank", "useAsConfig"),
    ForgePage("jira:adminPage", "rollcall-welcome", NAME, "blank", "useAsGetStarted"),
    # No display condition: the one there is asks for Jira's administrators, and organization admins need not be that.
    ForgePage("jira:globalPage", "rollcall-page", NAME, "blank"),
)

FORGE_EVENTS = (
    ForgeEvent(
        "trigger",
        "rollcall-installed",
        "rollcall-lifecycle",
        "/forge/lifecycle",
        events=("avi:forge:installed:app", "avi:forge:upgraded:app"),
    ),
    # Which installation ends is in the token: nothing depends on a payload.
    ForgeEvent("preUninstall", "rollcall-uninstall", "rollcall-uninstalling", "/forge/uninstall"),
    # A sign of life, not our scheduler. No filter: the end of a licence is learnt from it.
    ForgeEvent(
        "scheduledTrigger",
        "rollcall-heartbeat",
        "rollcall-tick",
        "/forge/tick",
        interval="hour",
        has_system_token=True,
    ),
)

EXAMPLE_APP_ID = "ari:cloud:ecosystem::app/5f1c7a52-6a0e-4d0b-9c39-2b8f6f2f7a11"
EXAMPLE_BASE_URL = "https://rollcall.example.com"
"""What stands in the checked-in manifest, and on one's own machine."""
