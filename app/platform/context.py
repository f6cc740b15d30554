"""Platform context, given to the edge by the composition root. Nothing here opens or reads anything."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask, current_app

from app.crypto import Keyring
from app.db import Database
from app.platform.authentication.install_keys import InstallKeys
from app.platform.authentication.invocation_keys import InvocationKeys
from app.platform.limits.doubted import DoubtedAddresses
from app.platform.limits.in_flight import InFlight
from app.platform.limits.shared_budgets import Budget
from app.platform.limits.throttle import Throttle
from app.services.tenancy.access import RolesLookup
from app.settings import Settings

_EXTENSION = "rollcall_platform"


@dataclass(frozen=True, slots=True)
class PlatformContext:
    """Everything the edge works with.

    clock: aware UTC now. roles_lookup: asks Atlassian live, raises Unavailable.
    frontend_dir: the built front end (`index.html`, `assets/`).
    descriptor_path: the template `atlassian-connect.json`.
    throttle: limits, by address, callers of the endpoints that anybody may call.
    refused_throttle: limits, by address, calls of the API and events whose token was refused.
    tenant_throttle: limits, by tenant, calls of the API.
    recheck_throttle: limits how often a refused person makes us ask Atlassian again.
    proof_throttle: limits how often a person of a tenant lets us try a pasted key at Atlassian.
    change_throttle: limits, by tenant, what is written, and with it the audit log.
    in_flight: how many requests of a tenant and a person are served at a time.
    doubted: addresses of which few more tokens are looked at.
    public_throttle: limits, by address, what is open to everybody; counted by each process, since Redis is not asked.
    """

    settings: Settings
    database: Database
    keyring: Keyring
    clock: Callable[[], datetime]
    install_keys: InstallKeys
    invocation_keys: InvocationKeys
    roles_lookup: RolesLookup
    frontend_dir: Path
    descriptor_path: Path
    throttle: Budget
    refused_throttle: Budget
    tenant_throttle: Budget
    recheck_throttle: Budget
    proof_throttle: Budget
    change_throttle: Budget
    in_flight: InFlight
    doubted: DoubtedAddresses = field(default_factory=DoubtedAddresses)
    public_throttle: Budget = field(default_factory=lambda: Throttle(per_second=200, burst=3000))


def attach_context(app: Flask, context: PlatformContext) -> None:
    """Make the context of this app findable in its requests."""
    app.extensions[_EXTENSION] = context


def current_context() -> PlatformContext:
    """The context of the app that serves the present request."""
    context = current_app.extensions[_EXTENSION]
    assert isinstance(context, PlatformContext)  # noqa: S101 - only attach_context writes it
    return context
