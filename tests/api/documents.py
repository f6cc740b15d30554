"""The checked-in document of the API."""

from pathlib import Path

from app.api import openapi

PATH = Path(openapi.__file__).with_name("openapi.json")
