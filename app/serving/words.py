"""Gunicorn's own words: one JSON object a line like everything else, and never the line of a request.

A request that is none (an odd byte, a line that is too long) may hold a token in its address; what is answered and
logged is the kind of fault alone, under the headers of every other answer (platform contract 6.4).
"""

import json
from http import HTTPStatus
from typing import Any, Final

from gunicorn import glogging  # type: ignore[import-untyped]
from gunicorn.http import errors  # type: ignore[import-untyped]

from app.logs import configure_logging

HEADERS: Final = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-cache, no-store",
    "Content-Type": "application/json",
    "Connection": "close",
}
_STATUSES: Final = (
    (errors.LimitRequestLine, 414),
    (errors.LimitRequestHeaders, 431),
    (errors.ExpectationFailed, 417),
    (errors.UnsupportedTransferCoding, 501),
    (errors.ForbiddenProxyRequest, 403),
    (errors.ParseException, 400),
)
FAILED: Final = 500


class JsonLogger(glogging.Logger):  # type: ignore[misc]
    """Hands gunicorn's lines to the handler of the process."""

    def setup(self, cfg: Any) -> None:
        """Take gunicorn's own handlers away."""
        super().setup(cfg)
        configure_logging(cfg.loglevel.upper())  # until the application has said which level it wants
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
        self.error_log.propagate = True

    def debug(self, msg: object, *_args: object, **_kwargs: object) -> None:
        """Say gunicorn's own words alone: what it fills in is a path of a request, or its settings with a secret."""
        words = str(msg).partition("\n")[0]
        self.error_log.debug("%s", words.replace("%s", "…"))


def find_status(error: BaseException) -> int:
    """Find the status for a request that could not be read, or whose answer failed outside of the application."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), FAILED)


def build_refusal(status: int) -> bytes:
    """The whole answer, as it goes over the wire."""
    phrase = HTTPStatus(status).phrase
    return _build(status, phrase, phrase.lower().replace(" ", "_").replace("-", "_"), f"{phrase}.")


def _build(status: int, phrase: str, code: str, detail: str) -> bytes:
    problem = {"type": "about:blank", "title": phrase, "status": status, "detail": detail, "code": code}
    body = json.dumps(problem)
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in HEADERS.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode("ascii")


TOO_LARGE: Final = _build(413, "Content Too Large", "body_too_large", "The request body is too large.")
"""The refusal of a body that is larger than its address takes, by the same code as the application's own."""
