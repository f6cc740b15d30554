"""Rollcall's own processes on one machine: how each is called, started, found ready and stopped."""

import signal
import sys
from collections.abc import Mapping

from local.processes import ROOT, Program
from local.settings import HOST, LocalSettings
from local.web import answers_ok

WEB_CONFIG = ROOT / "gunicorn.conf.py"
WORKERS = 2
SEED = "rehearsal"
FORGE_APP_ID = "ari:cloud:ecosystem::app/5f1c7a52-6a0e-4d0b-9c39-2b8f6f2f7a11"
"""The app id of the checked-in `manifest.yml`, which the sandbox installs."""
_SANDBOX_RANK, _WEB_RANK, _WORKER_RANK, _SCHEDULER_RANK = 2, 3, 4, 5
_SLICE_GRACE_SECONDS = 75.0
"""A worker ends after its slice of a run, which takes at most 60 s."""


def build_environment(settings: LocalSettings, stores: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of all processes; `stores` are DATABASE_URL, REDIS_URL, ENCRYPTION_KEYS.

    What the operator set in `environ` goes over our own, except what must fit together here.
    """
    sandbox = settings.sandbox_url
    return {
        "LOG_LEVEL": "INFO",
        **environ,
        **stores,
        "ENV": "development",
        "BASE_URL": settings.base_url,
        "CONNECT_KEYS_URL": f"{sandbox}/keys",
        "CONNECT_SCRIPT_URL": f"{sandbox}/connect/all.js",
        "ATLASSIAN_API_BASE": sandbox,
        "FORGE_APP_ID": FORGE_APP_ID,
        "FORGE_JWKS_URL": f"{sandbox}/forge/jwks.json",
        "FORGE_ENVIRONMENTS": "DEVELOPMENT,STAGING,PRODUCTION",
        "CONNECT_SITES_URL": sandbox,
        "CONNECT_LICENSING": "required",
        "FORGE_LICENSING": "told",
        "TRUSTED_PROXIES": "0",
        # The sandbox shows each site under an origin of its own.
        "FRAME_ANCESTORS": f"{sandbox} http://*.localhost:{settings.sandbox_port}",
        "PAGE_LINK": f"{sandbox}/o/{{org_id}}/apps/rollcall?door=connect#!{{path}}",
        "FORGE_PAGE_LINK": f"{sandbox}/o/{{org_id}}/apps/forge/{{installation_id}}#!{{path}}",
        "SANDBOX_URL": sandbox,
        "REHEARSAL_URL": sandbox,
        "PYTHONUNBUFFERED": "1",
    }


def build_migration(environment: Mapping[str, str]) -> Program:
    """Return the program that brings the database to the newest migration and ends."""
    return Program("migrate", _python("alembic", "upgrade", "head"), environment)


def build_services(settings: LocalSettings, environment: Mapping[str, str]) -> tuple[Program, ...]:
    """Return sandbox, web, workers and scheduler, in the order in which they are started."""
    workers = (
        Program(
            f"worker-{number}",
            _python("worker"),
            environment,
            death_signal=signal.SIGKILL,
            grace_seconds=_SLICE_GRACE_SECONDS,
            stop_rank=_WORKER_RANK,
        )
        for number in range(1, WORKERS + 1)
    )
    scheduler = Program(
        "scheduler",
        _python("worker.scheduler"),
        environment,
        death_signal=signal.SIGKILL,
        stop_rank=_SCHEDULER_RANK,
    )
    return (_build_sandbox(settings, environment), _build_web(settings, environment), *workers, scheduler)


def _build_sandbox(settings: LocalSettings, environment: Mapping[str, str]) -> Program:
    port = settings.sandbox_port
    data = str(settings.data / "sandbox")
    return Program(
        "sandbox",
        _python("sandbox", "serve", "--port", str(port), "--data", data, "--seed", SEED),
        environment,
        is_ready=lambda: answers_ok(port, "/_sandbox/health"),
        stop_rank=_SANDBOX_RANK,
    )


def _build_web(settings: LocalSettings, environment: Mapping[str, str]) -> Program:
    port = settings.port
    return Program(
        "web",
        _python("gunicorn", "--config", str(WEB_CONFIG), "--bind", f"{HOST}:{port}", "wsgi:app"),
        environment,
        is_ready=lambda: answers_ok(port, "/health/ready"),
        grace_seconds=35.0,
        stop_rank=_WEB_RANK,
    )


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)
