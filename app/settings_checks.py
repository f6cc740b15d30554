"""Checks of settings: nothing that opens a door by a slip of the pen, nothing that cannot be used."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = re.compile(rf"({_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
_PATTERN: Final = re.compile(rf"(\*\.)?{_DOMAIN.pattern}")
_AT_HOME: Final = ("localhost", "local", "internal", "lan", "home", "intranet", "corp")
"""Last labels of names that no public server has."""
_SHORTEST_TOKEN: Final = 16
_HEADER: Final = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")


def is_public_https(url: str) -> bool:
    """True for a https address of a public name or number, with nothing in it but host, port and path."""
    if not _is_plain(url):
        return False
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or "@" in parts.netloc or parts.query or parts.fragment or "\\" in url:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return is_public_name(host)


def is_public_name(host: str) -> bool:
    """True for a name that can be a public server's: no bare word, no number in disguise, no name of a home network."""
    return bool(_DOMAIN.fullmatch(host)) and len(host) < 254 and host.lower().rpartition(".")[2] not in _AT_HOME


class SettingsError(ValueError):
    """The environment cannot be used; the message names the variable and what it should be."""


@dataclass(frozen=True, slots=True)
class TraceTarget:
    """Target of a process's traces. share: of all traces, so much of one is kept."""

    endpoint: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    share: float = 1.0


def parse_token(value: str) -> str | None:
    """The token that opens the metrics. Raises SettingsError."""
    if value == "none":
        return None
    if len(value) < _SHORTEST_TOKEN or not value.isascii():
        raise SettingsError(f"METRICS_TOKEN must be none or at least {_SHORTEST_TOKEN} ASCII characters long")
    return value


def parse_traces(values: Mapping[str, str]) -> TraceTarget | None:
    """The variables of OpenTelemetry, under its own names; None without an endpoint. Raises SettingsError."""
    endpoint = values["OTEL_EXPORTER_OTLP_ENDPOINT"]
    if endpoint == "none":
        return None
    parts = urlsplit(endpoint)
    if not _is_plain(endpoint) or parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise SettingsError("OTEL_EXPORTER_OTLP_ENDPOINT must be none or look like http://collector:4318")
    try:
        share = float(values["OTEL_TRACES_SAMPLER_ARG"])
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise SettingsError("OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1")
    return TraceTarget(endpoint.rstrip("/"), _parse_headers(values["OTEL_EXPORTER_OTLP_HEADERS"]), share)


def _parse_headers(text: str) -> dict[str, str]:
    """Pairs as OpenTelemetry writes them; a message never quotes one, since it may be a secret."""
    pairs = [] if text == "none" else [pair.partition("=") for pair in text.split(",")]
    headers = {name.strip().lower(): unquote(value.strip()) for name, _is, value in pairs}
    for name, value in headers.items():
        if not _HEADER.fullmatch(name) or not value or not all(" " <= letter <= "~" for letter in value):
            raise SettingsError("OTEL_EXPORTER_OTLP_HEADERS must be none or look like name=value,name=value")
    return headers


def is_host_pattern(pattern: str) -> bool:
    """True for a public name, or `*.` and one: never `*` alone."""
    return bool(_PATTERN.fullmatch(pattern)) and is_public_name(pattern.removeprefix("*."))


def is_frame_ancestor(source: str) -> bool:
    """True for a source that may stand in `frame-ancestors`: https and a pattern of hosts."""
    return source.startswith("https://") and is_host_pattern(source.removeprefix("https://"))


def is_link(template: str) -> bool:
    """True for a template of links that lead to the site, or to a public https address."""
    if not _is_plain(template):
        return False
    return template.startswith("{site}/") or is_public_https(re.sub(r"[{}#!].*", "", template))


def find_redis_fault(url: str) -> str | None:
    """Find the fault of Redis's address in production: who can write there decides which work is done."""
    parts = urlsplit(url)
    if parts.scheme != "unix" and not parts.password:
        return "carry a password in production: redis://:password@…"
    is_near = parts.scheme == "unix" or parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not is_near and parts.scheme != "rediss":
        return "be encrypted (rediss://) in production unless Redis is on this machine"
    return None


def _is_plain(text: str) -> bool:
    """No blank and no control character, which would end a header or a word in it."""
    return bool(text) and all("!" <= character <= "~" for character in text)
