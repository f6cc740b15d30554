"""Settings of `python -m local`, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from local.errors import LocalError
from local.processes import ROOT

HOST = "127.0.0.1"
"""Everything listens on loopback only: the sandbox and its host page have no sign-in."""


@dataclass(frozen=True)
class LocalSettings:
    """Ports, the data folder, and the stores to use instead of the embedded ones."""

    port: int
    sandbox_port: int
    data: Path
    database_url: str | None = None
    redis_url: str | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read PORT, SANDBOX_PORT, DATA_DIR, DATABASE_URL, REDIS_URL. Raises LocalError for a bad one."""
        settings = cls(
            port=_parse_port(environ, "PORT", 8080),
            sandbox_port=_parse_port(environ, "SANDBOX_PORT", 8090),
            data=(ROOT / (environ.get("DATA_DIR") or ".data")).resolve(),
            database_url=environ.get("DATABASE_URL") or None,
            redis_url=environ.get("REDIS_URL") or None,
        )
        if settings.port == settings.sandbox_port:
            raise LocalError("PORT and SANDBOX_PORT must differ: the page is framed across origins.")
        return settings

    @property
    def base_url(self) -> str:
        """The app's own URL."""
        return f"http://{HOST}:{self.port}"

    @property
    def sandbox_url(self) -> str:
        """The URL of the sandbox: host page, admin API, keys."""
        return f"http://{HOST}:{self.sandbox_port}"


def _parse_port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise LocalError(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)
