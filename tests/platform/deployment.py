"""The composed app on a port of this machine, with a running sandbox as its Atlassian."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from app.composition import create_app
from descriptor.description import EXAMPLE_APP_ID
from local.web import find_free_port
from tests.ground.sandbox import SandboxClient
from tests.platform.door import ENCRYPTION_KEYS, make_settings


@contextmanager
def deployed(sandbox: SandboxClient, database_url: str, redis_url: str) -> Iterator[str]:
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
    app = create_app(settings)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["rollcall_platform"].database.dispose()
