"""Structured logging for every process: one JSON object a line, own and foreign loggers alike.

Context (tenant, run, request) is bound once per unit of work. Tokens, keys and bodies are never
passed to a logger; a last filter drops fields whose names say that they are secret.
"""

import logging
import secrets
import sys
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

_SECRET_WORDS = ("secret", "token", "api_key", "authorization", "password", "body")


def drop_secrets(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Replace the value of any field that is named like a secret."""
    for name in event:
        if any(word in name.lower() for word in _SECRET_WORDS):
            event[name] = "[dropped]"
    return event


def configure_logging(level: str, stream: TextIO | None = None) -> None:
    """Send all logging of this process to standard output (or `stream`) as JSON. Call once, in a composition root."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        drop_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    renderer = structlog.processors.JSONRenderer()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger for one module; pass `__name__`."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


def bind_context(**fields: Any) -> None:
    """Attach fields to every line of the present unit of work (request or job), forgetting older ones."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**fields)


def extend_context(**fields: Any) -> None:
    """Attach more to every line of the present unit of work: what is known of it only now."""
    structlog.contextvars.bind_contextvars(**fields)


def extended_context(**fields: Any) -> AbstractContextManager[None]:
    """Attach more to every line that is written inside; what is None is left out."""
    known = {name: value for name, value in fields.items() if value is not None}
    return structlog.contextvars.bound_contextvars(**known)


def make_request_id() -> str:
    """A new id of a request: 32 digits, as good for the id of its trace."""
    return secrets.token_hex(16)


def find_request_id() -> str | None:
    """The id of the request that is being answered; None outside of one."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return found if isinstance(found, str) else None
