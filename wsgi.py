"""The web process: `gunicorn wsgi:app`."""

from app.composition import create_app
from app.db import UNBOUND, is_unbound
from app.logs import configure_logging
from app.settings import load_settings
from app.traces import open_traces

settings = load_settings()
configure_logging(settings.log_level)
if settings.is_production and is_unbound(settings.database_url):
    raise SystemExit(f"rollcall: {UNBOUND}")
open_traces(settings.traces, "rollcall-web")
app = create_app(settings)
