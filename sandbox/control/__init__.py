"""The control plane `/_sandbox/*`: how people, scripts and tests drive the sandbox.

It bypasses the admin API's rules on purpose, changes the world only through `World.commit`, and is never reachable
by the app.
"""

from __future__ import annotations

from flask import Flask

from sandbox.control.organization_routes import build_organization_routes
from sandbox.control.problems import ControlProblem, render_problem
from sandbox.control.world_routes import build_world_routes
from sandbox.world.state import World


def register(app: Flask, world: World) -> None:
    """Add the control plane's routes to the sandbox's web application."""
    app.register_error_handler(ControlProblem, render_problem)
    app.register_blueprint(build_world_routes(world))
    app.register_blueprint(build_organization_routes(world))
