"""The platform edge: who is calling? Tokens, guards, lifecycle, headers; everything behind gets a `Principal`.

`register_platform` is all that the composition root needs; views are marked with `app.platform.guards`.
"""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.platform.answers.bodies import guard_bodies
from app.platform.answers.compression import register_compression
from app.platform.answers.forge_answers import register_forge_answers
from app.platform.answers.headers import register_headers
from app.platform.answers.packing import unpack_bodies
from app.platform.answers.problems import register_problem_handlers
from app.platform.answers.sizes import register_answer_bound
from app.platform.context import PlatformContext, attach_context
from app.platform.edge import register_edge
from app.platform.entrances.confirmations import register_confirmations
from app.platform.entrances.descriptor import register_descriptor
from app.platform.entrances.forge_events import register_forge_events
from app.platform.entrances.lifecycle import register_lifecycle
from app.platform.entrances.page import register_page
from app.platform.limits.apart import register_apart
from app.platform.limits.bounds import MAX_BODY_BYTES
from app.platform.limits.in_flight import keep_places
from app.platform.principal import Principal

__all__ = ["PlatformContext", "Principal", "register_platform"]


def register_platform(app: Flask, context: PlatformContext) -> None:
    """Put the edge around an app. Call it before other `before_request` hooks and views are added."""
    attach_context(app, context)
    register_apart(app)
    app.wsgi_app = keep_places(guard_bodies(unpack_bodies(app.wsgi_app, MAX_BODY_BYTES)))  # type: ignore[method-assign, assignment]
    proxies = context.settings.trusted_proxies
    if proxies:
        # Only the caller's address is taken over, as the limit per address needs it; host, scheme and path are not.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    # An address has one spelling; a redirect would carry a token on to the next request.
    app.url_map.merge_slashes = False
    if app.config["MAX_CONTENT_LENGTH"] is None:
        app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    register_headers(app, context.settings)
    register_compression(app)
    register_problem_handlers(app)
    register_edge(app)
    register_lifecycle(app)
    register_forge_events(app)
    register_forge_answers(app)
    register_page(app)
    register_descriptor(app)
    register_confirmations(app)
    register_answer_bound(app)
