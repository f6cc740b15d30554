"""The web process: `gunicorn wsgi:app`."""

from app.composition import create_app
from app.logs import configure_logging
from app.settings import load_settings

settings = load_settings()
configure_logging(settings.log_level)
app = create_app(settings)
