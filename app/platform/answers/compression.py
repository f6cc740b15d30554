"""Makes answers small: the front end's files have compressed copies, JSON and pages are compressed as they go.

A compressed answer betrays a secret in it to somebody who can repeat a text of their own beside it and watch the
length (BREACH). There is nothing to betray here: no answer carries a token or a key, and a stranger's page cannot
make a browser send an authorised request, because authorisation travels in a header and never in a cookie.
"""

import gzip
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.security import safe_join

PRECOMPRESSED = {"br": ".br", "gzip": ".gz"}
"""What the build writes beside each file, the smaller one first."""
_TYPES = ("application/json", "application/problem+json", "text/html")
_SMALLEST_BYTES = 1024
_LEVEL = 5


def register_compression(app: Flask) -> None:
    """Compress JSON and pages for callers who can read that. Call it before headers are added to answers."""
    app.after_request(_compress)


def find_compressed(folder: Path, name: str) -> tuple[str, str] | None:
    """The coding and the name of a file's compressed copy that the caller can read, or None."""
    for coding, suffix in PRECOMPRESSED.items():
        path = safe_join(str(folder), f"{name}{suffix}")
        if path is not None and request.accept_encodings.quality(coding) > 0 and _is_file(Path(path)):
            return coding, f"{name}{suffix}"
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no file can have such a name
        return False


def _compress(response: Response) -> Response:
    if response.mimetype not in _TYPES or response.is_streamed or response.direct_passthrough:
        return response  # exports are streamed: their first line is to arrive at once
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or not request.accept_encodings.quality("gzip"):
        return response
    content = response.get_data()
    if len(content) >= _SMALLEST_BYTES:
        response.set_data(gzip.compress(content, _LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
