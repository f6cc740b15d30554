"""What a caller who may not enter gets to read: one constant answer per kind, and pages for people.

An API call gets problem+json, a page in an iframe gets HTML that says what to do. The answers never say
whether an installation exists or what was wrong with a token (platform contract 1.3).
"""

import html

from flask import Response

from app.platform.problems import problem_response

_RETRY_SECONDS = "5"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 14px/1.5 system-ui, sans-serif; margin: 10vh auto; max-width: 34rem; padding: 0 1.5rem }}
h1 {{ font-size: 1.4rem }}
</style>
</head>
<body class="ac-content">
<main><h1>{title}</h1><p>{detail}</p></main>
{script}
</body>
</html>
"""


def unauthorized_response(*, is_page: bool, is_forge: bool = False) -> Response:
    """The one answer to a token that is missing, malformed, forged, late or of the wrong kind."""
    if is_page:
        response = page_response(401, "Please open Rollcall again", "Your visit has expired. Reload the page.")
    else:
        response = problem_response(
            401, "unauthorized", "Unauthorized", "The request carries no valid token for this address."
        )
    response.headers["WWW-Authenticate"] = "Bearer" if is_forge else "JWT"
    return response


def busy_response() -> Response:
    """The answer when somebody asks for more than their share."""
    response = problem_response(
        429, "too_many_requests", "Too Many Requests", "Too many requests. Try again in a few seconds."
    )
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def key_host_response() -> Response:
    """The answer when Atlassian's key host cannot be asked: the admin may try the installation again."""
    response = problem_response(
        503, "key_host_unavailable", "Service Unavailable",
        "The signature cannot be checked at the moment. Try again in a minute.",
    )  # fmt: skip
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def not_admin_page(organization_name: str | None, script_url: str) -> Response:
    """The page for somebody without the right to use the app: says whom to ask."""
    organization = f"the organization {organization_name}" if organization_name else "your organization"
    detail = (
        f"Rollcall changes who has access in {organization}, so only its admins can open it. "
        "Ask an organization admin to do what you need, or to let product admins or user access admins "
        "in under Settings. Organization admins are listed in Atlassian Administration."
    )
    return page_response(403, "You need to be an organization admin", detail, script_url)


def unavailable_page(detail: str, script_url: str) -> Response:
    """The page while Atlassian cannot be asked who may enter."""
    response = page_response(503, "Rollcall cannot check your rights right now", detail, script_url)
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def page_response(status: int, title: str, detail: str, script_url: str | None = None) -> Response:
    """A small page; texts are escaped. `script_url` is the host's script, which gives the frame its size."""
    script = f'<script src="{html.escape(script_url)}"></script>' if script_url else ""
    text = _PAGE.format(title=html.escape(title), detail=html.escape(detail), script=script)
    return Response(text, status=status, content_type="text/html; charset=utf-8")
