"""The web process: `gunicorn wsgi:app`."""

from app.composition import create_app
from app.logs import configure_logging
from app.settings import Settings

settings = Settings.from_env()
configure_logging(settings.log_level)
app = create_app(settings)
