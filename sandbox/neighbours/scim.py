"""SCIM: what an identity provider does to synced users and groups (admin API contract 11, error shape E).

Its directory id and key are others than the admin API's. Changes are visible at once. Only `eq` filters exist.
"""

from __future__ import annotations

from flask import Blueprint

from sandbox.neighbours.scim_discovery import add_discovery_routes
from sandbox.neighbours.scim_groups import add_group_routes
from sandbox.neighbours.scim_users import add_user_routes
from sandbox.world.state import World


def build_scim_routes(world: World) -> Blueprint:
    """Return the blueprint."""
    routes = Blueprint("scim", __name__, url_prefix="/scim/directory/<directory_id>")
    add_user_routes(routes, world)
    add_group_routes(routes, world)
    add_discovery_routes(routes, world)
    return routes
