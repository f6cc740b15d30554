"""The frame around every page of the face: navigation, switchers of account, language and theme, headers.

Renders; decides nothing about a page's content.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from sandbox.host.face.viewer import LOCALES, Viewer
from sandbox.host.hosts import Hosts
from sandbox.host.problems import HostProblem

NAVIGATION = (
    ("", (("overview", "Overview", "home"),)),
    ("Directory", (("users", "Users", "user"), ("groups", "Groups", "users"))),
    ("Apps", (("apps/rollcall", "Rollcall", "roll"), ("connected-apps", "Connected apps", "app"))),
    ("Security", (("audit-log", "Audit log", "log"),)),
    ("Organization settings", (("api-keys", "API keys", "key"),)),
    (
        "Sandbox",
        (
            ("sandbox/requests", "Requests", "pulse"),
            ("sandbox/faults", "Faults", "bolt"),
            ("sandbox/switches", "Switches", "switch"),
            ("sandbox/scenarios", "Scenarios and reset", "flask"),
            ("sandbox/time", "Time", "clock"),
            ("sandbox/attacks", "Attacks", "shield"),
        ),
    ),
)
_AVATAR_TONES = 6


def render_page(hosts: Hosts, template: str, viewer: Viewer, section: str, **values: object) -> Response:
    """Render one page; ``section`` is the path of its entry in the navigation."""
    with hosts.world.lock:
        organizations = list(hosts.world.organizations.values())
        sites = [site.name for site in hosts.people.get_organization(viewer.org_id).sites.values()]
    content = render_template(
        template,
        viewer=viewer,
        section=section,
        navigation=NAVIGATION,
        organizations=organizations,
        sites=sites,
        choices=hosts.people.sign_in_choices(viewer.org_id),
        switch_account=lambda account: viewer.link("", account=account),
        switch_locale=lambda locale: viewer.link("", locale=locale),
        locales=LOCALES,
        **values,
    )
    return make_response(content)


def render_problem(problem: HostProblem) -> Response:
    """A refusal as a small page of its own, for people who follow a stale link."""
    response = make_response(render_template("problem.html", problem=problem), problem.status)
    return _protect(response)


def dress(routes: Blueprint) -> None:
    """Give a blueprint of the face its filters and its security headers."""
    routes.add_app_template_filter(_avatar_tone, "avatar_tone")
    routes.after_request(_protect)


def allow_frame(response: Response, app_origin: str, *fetched: str) -> None:
    """Let this one page frame the app's origin, and fetch from the named origins."""
    response.headers["Content-Security-Policy"] = _policy(app_origin, " ".join(fetched))


def _avatar_tone(name: str) -> int:
    return sum(map(ord, name)) % _AVATAR_TONES


def _policy(frames: str, fetched: str = "") -> str:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self' {fetched}; font-src 'self'; form-action 'self'; frame-src {frames}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _protect(response: Response) -> Response:
    """Pages with tokens in them are not kept, not framed and name nobody in their requests."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", _policy("'none'"))
        response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
