"""The composed app on a port of this machine, with a running sandbox as its Atlassian."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from werkzeug.serving import WSGIRequestHandler, make_server

from app.composition import create_app
from descriptor.description import EXAMPLE_APP_ID
from local.web import find_free_port
from tests.ground.sandbox import SandboxClient
from tests.ground.serving import serving
from tests.platform.door import ENCRYPTION_KEYS, make_settings


class QuietHandler(WSGIRequestHandler):
    """Keeps no log of requests, as gunicorn does not: a page's address holds a token."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing."""


@contextmanager
def deployed(
    sandbox: SandboxClient, database_url: str, redis_url: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[str]:
    """The app's address while it runs. `clock` gives aware UTC."""
    url = f"http://127.0.0.1:{(port := find_free_port())}"
    settings = make_settings(
        f"{sandbox.base_url}/keys",
        base_url=url,
        database_url=database_url,
        redis_url=redis_url,
        encryption_keys=ENCRYPTION_KEYS,
        forge_app_id=EXAMPLE_APP_ID,
        forge_jwks_url=f"{sandbox.base_url}/forge/jwks.json",
        atlassian_api_base=sandbox.base_url,
    )
    app = create_app(settings, clock=clock)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
    try:
        with serving(server):
            yield url
    finally:
        app.extensions["rollcall_platform"].database.dispose()
