"""The organization admin API as Atlassian's documents and measurements describe it (admin API contract 1 to 10).

`register` is the way in. Operations refuse by raising `answers.Refusal`; everything around them is `gateway`.
"""

from __future__ import annotations

from flask import Flask

from sandbox.adminapi.gateway import Gateway
from sandbox.adminapi.wire.wsgi import mount
from sandbox.world.state import World


def register(app: Flask, world: World) -> None:
    """Let the application answer `/admin/…`."""
    gateway = Gateway(world)
    app.extensions["sandbox_gateway"] = gateway
    app.wsgi_app = mount(app.wsgi_app, gateway)  # type: ignore[assignment, method-assign]
