"""What the app logs at its finest level, as it would be printed, and the search for secrets in it."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from app.logs import configure_logging

TOKEN = re.compile(r"eyJ[\w-]{10,}|[\w-]{20,}\.[\w-]{20,}\.[\w-]{10,}")
"""Anything that looks like a JSON web token, or like a part of one."""


@contextmanager
def captured_logs() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile."""
    root, printed = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    configure_logging("DEBUG")
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(printed)
    try:
        yield printed
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
