"""The sandbox's platform hosts and its face.

Keys host, Connect host, token minting and the host page that plays Atlassian Administration
(platform contract 9).  ``register`` is the only way in; tokens for scripts come from
``sandbox.host.tokens.fetch_token``.
"""

from __future__ import annotations

from flask import Flask, Response, request

from sandbox.host.attack.routes import build_attack_routes
from sandbox.host.connect.connect_routes import build_connect_routes
from sandbox.host.face.frame import render_problem
from sandbox.host.face.host_page import build_face
from sandbox.host.forge.routes import build_forge_routes
from sandbox.host.hosts import build_hosts
from sandbox.host.privacy import build_privacy_routes
from sandbox.host.problems import HostProblem
from sandbox.world.state import World


def register(app: Flask, world: World) -> None:
    """Add the platform hosts' routes to the sandbox's web application."""
    hosts = build_hosts(world)
    app.extensions["sandbox_hosts"] = hosts
    app.register_error_handler(HostProblem, _refuse)
    app.register_blueprint(build_connect_routes(hosts))
    app.register_blueprint(build_face(hosts))
    app.register_blueprint(build_attack_routes(hosts))
    app.register_blueprint(build_forge_routes(hosts))
    app.register_blueprint(build_privacy_routes(hosts))


def _refuse(problem: HostProblem) -> Response:
    wants_page = request.method == "GET" and request.accept_mimetypes.best == "text/html"
    return render_problem(problem) if wants_page else problem.as_response()
