"""Neighbour APIs of the admin API: user management (`/users/…/manage`) and SCIM (`/scim/directory/…`).

The app needs neither; rehearsals use them to change people as an identity provider or another tool would, and they
answer in the error shapes D and E (admin API contract 2, 11). No faults, limits or lag apply here; those that the
life of accounts has are `sandbox.adminapi`'s.
"""

from __future__ import annotations

from flask import Flask

from sandbox.neighbours.scim import build_scim_routes
from sandbox.neighbours.scim_protocol import ScimRefusalError, render_scim_error
from sandbox.neighbours.user_management import (
    ManagementRefusalError,
    build_user_management_routes,
    render_management_error,
)
from sandbox.world.state import World


def register(app: Flask, world: World) -> None:
    """Add the neighbour APIs' routes to the sandbox's web application."""
    app.register_error_handler(ManagementRefusalError, render_management_error)
    app.register_error_handler(ScimRefusalError, render_scim_error)
    app.register_blueprint(build_user_management_routes(world))
    app.register_blueprint(build_scim_routes(world))
