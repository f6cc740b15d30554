"""Puts the web process together: the only place where its parts meet. `wsgi.py` calls `create_app`."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask

from app.api import ApiContext, register_api
from app.atlassian.throttle import open_throttle
from app.atlassian_gateway import AtlassianGateway
from app.counters import CountedThrottle, open_counters
from app.crypto import Keyring
from app.db import Database
from app.health import register_health
from app.metrics import register_metrics
from app.platform import PlatformContext, register_platform
from app.platform.answers.progress import open_progress
from app.platform.authentication.install_keys import InstallKeys
from app.platform.authentication.invocation_keys import InvocationKeys
from app.platform.limits.in_flight import InFlight
from app.platform.limits.shared_budgets import SharedBudget, open_budget_store
from app.platform.limits.throttle import Throttle
from app.rehearsal import find_rehearsal_key
from app.services.notices.channels import ChannelRules
from app.settings import Settings

ROOT = Path(__file__).parent.parent
STATEMENT_SECONDS = 30
"""After Forge's 25 seconds nobody waits for an answer any more."""


def create_app(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Flask:
    """A web application for the given settings. Connections are opened when first used."""
    app = Flask("rollcall", static_folder=None)
    keyring = Keyring.parse(settings.encryption_keys)
    database = Database(
        settings.database_url,
        keyring=keyring,
        max_overflow=15,
        statement_seconds=STATEMENT_SECONDS,
        must_be_bound=settings.is_production,
    )
    budgets = open_budget_store(settings.redis_url)
    counters = open_counters(settings.redis_url)
    throttle = CountedThrottle(open_throttle(settings.redis_url), counters)
    gateway = AtlassianGateway(settings, database, keyring, throttle)
    register_platform(
        app,
        PlatformContext(
            settings=settings,
            database=database,
            keyring=keyring,
            clock=clock,
            install_keys=InstallKeys(settings.connect_keys_url),
            invocation_keys=InvocationKeys(settings.forge_jwks_url),
            roles_lookup=gateway.fetch_roles,
            frontend_dir=ROOT / "frontend" / "dist",
            descriptor_path=ROOT / "atlassian-connect.json",
            throttle=SharedBudget("address", Throttle(), budgets),
            refused_throttle=SharedBudget("refused", Throttle(per_second=2, burst=500), budgets),
            tenant_throttle=SharedBudget("tenant", Throttle(per_second=200, burst=2000), budgets),
            recheck_throttle=SharedBudget("recheck", Throttle(per_second=0.1, burst=10), budgets),
            proof_throttle=SharedBudget("proof", Throttle(per_second=1 / 120, burst=20), budgets),
            change_throttle=SharedBudget("change", Throttle(per_second=5, burst=1000), budgets),
            in_flight=InFlight(),
        ),
    )
    rules = ChannelRules(is_email_available=settings.smtp_url is not None, allows_loopback=not settings.is_production)
    rehearsal = None if settings.rehearsal_url is None else partial(find_rehearsal_key, settings.rehearsal_url)
    register_api(
        app,
        ApiContext(
            database,
            keyring,
            clock,
            gateway.verify_key,
            gateway.examine,
            gateway.read_groups,
            rules,
            open_progress(settings.redis_url),
            rehearsal,
        ),
    )
    register_health(app, database, settings)
    register_metrics(app, settings, database, counters=counters, clock=clock)
    return app
