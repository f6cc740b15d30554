"""`python -m local`: everything on this machine, from the stores to the one URL to open."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress

from local.embedded.connections import check_database, check_redis
from local.embedded.postgres import PostgresServer
from local.embedded.redis import RedisServer
from local.errors import LocalError
from local.folders import take_lock
from local.keys import get_encryption_keys
from local.output import Console
from local.processes import Program
from local.services import build_environment, build_migration, build_services
from local.settings import LocalSettings
from local.supervisor import StopAskedError, Supervisor
from local.web import install_app, is_port_free

STORES_TIMEOUT_SECONDS = 60.0
SERVICES_TIMEOUT_SECONDS = 120.0
PORT_WAIT_SECONDS = 3.0
Build = Callable[[LocalSettings, Mapping[str, str]], tuple[Program, ...]]


def main(build: Build = build_services) -> int:
    """Run until stopped; return the exit code. `build` makes the programs beside the stores."""
    try:
        settings = LocalSettings.from_env()
        settings.data.mkdir(parents=True, exist_ok=True)
        with closing(os.fdopen(take_lock(settings.data / "lock"), "r+")):
            return run(settings, Console(settings.data / "logs"), build)
    except (LocalError, OSError) as error:
        print(f"rollcall: {error}", file=sys.stderr)
        return 1


def run(settings: LocalSettings, console: Console, build: Build = build_services) -> int:
    """Start everything in order, keep it alive until asked to stop, and end it in order."""
    check_ports(settings)
    supervisor = Supervisor(console)
    supervisor.listen_to_signals()
    try:
        with suppress(StopAskedError):
            start_everything(supervisor, settings, console, build)
            supervisor.watch()
    finally:
        console.say("stopping; Ctrl-C once more does not wait for work in progress")
        supervisor.stop_all()
        supervisor.close()
    return 0


def start_everything(
    supervisor: Supervisor, settings: LocalSettings, console: Console, build: Build = build_services
) -> None:
    """Stores, migrations, services, installation of the app; then say where it is.

    Raises LocalError when a step fails, StopAskedError when asked to stop meanwhile.
    """
    began_at = time.monotonic()
    stores = start_stores(supervisor, settings)
    stores["ENCRYPTION_KEYS"] = os.environ.get("ENCRYPTION_KEYS") or get_encryption_keys(
        settings.data / "encryption-keys"
    )
    environment = build_environment(settings, stores, os.environ)
    if supervisor.run_to_end(build_migration(environment)) != 0:
        raise LocalError(f"The migrations failed; see {console.path_of('migrate')}.")
    for program in build(settings, environment):
        supervisor.start(program)
    supervisor.wait_until_ready(SERVICES_TIMEOUT_SECONDS)
    install_app(settings.sandbox_port, settings.base_url)
    supervisor.show_output()
    seconds = time.monotonic() - began_at
    console.say(f"ready in {seconds:.1f} s. Open this address (Ctrl-C stops everything):")
    console.say(f"    {settings.sandbox_url}/")


def start_stores(supervisor: Supervisor, settings: LocalSettings) -> dict[str, str]:
    """Start the stores that no variable names; return the variables that name both of them."""
    redis = None if settings.redis_url else RedisServer(settings.data / "redis")
    postgres = None if settings.database_url else PostgresServer(settings.data / "postgres")
    for server in (redis, postgres):
        if server is not None:
            supervisor.start(server.prepare())
    if settings.redis_url:
        check_redis(settings.redis_url)
    if settings.database_url:
        check_database(settings.database_url)
    supervisor.wait_until_ready(STORES_TIMEOUT_SECONDS)
    if postgres is not None:
        postgres.create_app_database()
    return {
        "DATABASE_URL": settings.database_url or (postgres.url() if postgres else ""),
        "REDIS_URL": settings.redis_url or (redis.url if redis else ""),
    }


def check_ports(settings: LocalSettings, wait_seconds: float = PORT_WAIT_SECONDS) -> None:
    """Raise LocalError, naming the variable to change, when a port is taken.

    Waits a moment before that: the processes of a supervisor that was killed may still be ending.
    """
    deadline = time.monotonic() + wait_seconds
    for name, port in (("PORT", settings.port), ("SANDBOX_PORT", settings.sandbox_port)):
        while not is_port_free(port):
            if time.monotonic() >= deadline:
                raise LocalError(
                    f"Port {port} is taken by another program. Stop that one, "
                    f"or choose another port: make run {name}={port + 1}"
                )
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
