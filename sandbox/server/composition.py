"""Puts the sandbox's web parts together. Nothing but composition belongs here."""

from __future__ import annotations

import importlib.util

from flask import Flask

from sandbox.adminapi import register as register_admin_api
from sandbox.control import register as register_control_plane
from sandbox.neighbours import register as register_neighbours
from sandbox.world.state import World


def create_app(world: World) -> Flask:
    """Return the WSGI application of one world; the world is kept in `app.extensions["sandbox"]`."""
    app = Flask("sandbox", static_folder=None)
    app.extensions["sandbox"] = world
    register_admin_api(app, world)
    register_control_plane(app, world)
    register_neighbours(app, world)
    if importlib.util.find_spec("sandbox.host") is not None:
        host = importlib.import_module("sandbox.host")
        host.register(app, world)
    return app
