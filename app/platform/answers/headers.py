"""Headers of every answer, whatever its status (platform contract 6.4).

No `X-Frame-Options`: it would forbid the frame that the page lives in; `frame-ancestors` says who may
frame it. No cookie is ever set, so there is nothing to protect with one.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, g

from app.settings import Settings

NO_STORE = "no-cache, no-store"
IMMUTABLE = "public, max-age=31536000, immutable"


def register_headers(app: Flask, settings: Settings) -> None:
    """Add the security headers to every answer of the app, errors included."""
    fixed = build_headers(settings)

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers[name] = value
        if g.get("has_form"):
            policy = fixed["Content-Security-Policy"].replace("form-action 'none'", "form-action 'self'")
            response.headers["Content-Security-Policy"] = policy
        if response.status_code not in (200, 304) or response.headers.get("Cache-Control") != IMMUTABLE:
            response.headers["Cache-Control"] = NO_STORE
        for name in ("X-Frame-Options", "Set-Cookie"):
            response.headers.pop(name, None)
        return response


def build_headers(settings: Settings) -> dict[str, str]:
    """The headers that do not depend on the answer."""
    return {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Content-Security-Policy": _build_policy(settings),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def _build_policy(settings: Settings) -> str:
    script = urlsplit(settings.connect_script_url)
    directives = {
        "default-src": "'none'",
        "script-src": f"'self' {script.scheme}://{script.netloc}",
        # The design system writes style elements at run time.
        "style-src": "'self' 'unsafe-inline'",
        "connect-src": "'self'",
        "img-src": "'self' data: https:",
        "font-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "object-src": "'none'",
        "frame-ancestors": " ".join(settings.frame_ancestors),
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())
