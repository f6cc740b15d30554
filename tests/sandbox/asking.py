"""Calls and facts that several tests of the sandbox stand on: a full app, a suspension, a fault's choices."""

from __future__ import annotations

from typing import Any

from sandbox.faults import KINDS
from sandbox.world.directory import App
from tests.sandbox.ground import Sandbox

V2_SEARCH = ("POST", "{d}/users/search")


def fill_app(sandbox: Sandbox, free: int = 0) -> App:
    """Leave `free` seats in Jira Service Management."""
    app = sandbox.org.apps[sandbox.app_id("jira-servicedesk")]
    app.seat_limit = len(sandbox.org.occupants(app)) + free
    return app


def choices(kind: str, name: str) -> tuple[Any, ...]:
    value = KINDS[kind][name]
    assert isinstance(value, tuple)
    return value


def suspend(user: str) -> tuple[str, str]:
    return "POST", f"{{d}}/users/{user}/suspend"


def is_suspended(sandbox: Sandbox, user: str) -> bool:
    return sandbox.org.directory_status(user, sandbox.directory_id) == "suspended"
