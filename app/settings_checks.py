"""Checks of settings: nothing that opens a door by a slip of the pen, nothing that cannot be used."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = re.compile(rf"({_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
_PATTERN: Final = re.compile(rf"(\*\.)?{_DOMAIN.pattern}")
_AT_HOME: Final = ("localhost", "local", "internal", "lan", "home", "intranet", "corp")
"""Last labels of names that no public server has."""
_SHORTEST_TOKEN: Final = 16
_LONGEST_QUOTE: Final = 120
_SMTP_URL: Final = re.compile(r"smtps?://([^@/\s]+@)?[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_MAILBOX: Final = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
_SENDER: Final = re.compile(rf"{_MAILBOX}|[^\x00-\x1f\x7f<>@,;:\"\\]*<{_MAILBOX}>")
_APP_KEY: Final = re.compile(r"[a-zA-Z0-9._-]{1,64}")
_FORGE_APP_ID: Final = re.compile(r"ari:cloud:ecosystem::app/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
_UNCHECKED_TLS: Final = frozenset({"ssl_cert_reqs", "ssl_check_hostname"})
"""What Redis's client reads in an address, and with which it would believe any certificate."""
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
    if len(value) < _SHORTEST_TOKEN or not _is_plain(value):
        raise SettingsError(f"METRICS_TOKEN must be none or {_SHORTEST_TOKEN} visible ASCII characters or more")
    return value


def parse_traces(values: Mapping[str, str]) -> TraceTarget | None:
    """The variables of OpenTelemetry, under its own names; None without an endpoint. Raises SettingsError."""
    endpoint = values["OTEL_EXPORTER_OTLP_ENDPOINT"]
    if endpoint == "none":
        return None
    parts = _split(endpoint)
    if parts.scheme not in ("http", "https") or not _has_host(endpoint) or "@" in parts.netloc or parts.query:
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
    parts = _split(url)
    if parts.scheme != "unix" and not unquote(parts.password or "").strip():
        return "carry a password in production: redis://:password@…"
    is_near = parts.scheme == "unix" or parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not is_near and parts.scheme != "rediss":
        return "be encrypted (rediss://) in production unless Redis is on this machine"
    weakening = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)} & _UNCHECKED_TLS
    if weakening:
        return f"not say {min(weakening)} in production: whose certificate it is, is checked in any case"
    return None


def check_stores(database_url: str, redis_url: str) -> None:
    """Refuse addresses of stores that nobody can connect to, before a library quotes them. Raises SettingsError."""
    parts = _split(database_url)
    if parts.scheme not in ("postgresql", "postgresql+psycopg") or not _has_port(database_url):
        raise SettingsError("DATABASE_URL must look like postgresql://user:password@host:5432/database")
    parts = _split(redis_url)
    is_socket = parts.scheme == "unix" and parts.path
    if not (is_socket or (parts.scheme in ("redis", "rediss") and _has_host(redis_url))):
        raise SettingsError("REDIS_URL must look like rediss://:password@host:6379/0")


def parse_smtp(url: str, sender: str) -> str | None:
    """The address of the email server. Its password is in it, so a message never quotes it. Raises SettingsError."""
    if url == "none":
        return None
    if not _SMTP_URL.fullmatch(url) or not _has_host(url):
        raise SettingsError("SMTP_URL must be none or look like smtps://user:password@host:465")
    if not _SENDER.fullmatch(sender):
        raise SettingsError("MAIL_FROM must be one email address, alone or as Name <address>, when SMTP_URL is set")
    return url


def parse_level(value: str) -> str:
    """How much is logged. Raises SettingsError."""
    if value.upper() not in _LEVELS:
        raise SettingsError(f"LOG_LEVEL must be one of {', '.join(_LEVELS)}, not {quote(value)}")
    return value.upper()


def parse_app_key(value: str) -> str:
    """The key of the Connect app, as Atlassian takes it. Raises SettingsError."""
    if not _APP_KEY.fullmatch(value):
        raise SettingsError("APP_KEY must be at most 64 letters, digits, dots, dashes or underscores")
    return value


def parse_forge_app(value: str) -> str | None:
    """The id of the Forge app; None keeps its door closed. Raises SettingsError."""
    if value == "none":
        return None
    if not _FORGE_APP_ID.fullmatch(value):
        raise SettingsError("FORGE_APP_ID must be none or ari:cloud:ecosystem::app/ and a UUID")
    return value


def quote(value: str) -> str:
    """A value for a message: in few words, and of an address not who logs in there, since a password may be there."""
    return repr(re.sub(r"//.*@", "//…@", value, flags=re.DOTALL)[:_LONGEST_QUOTE])


def _split(url: str) -> SplitResult:
    """The parts of an address; those of none where it cannot be taken apart."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _has_host(url: str) -> bool:
    """Whether an address names a host, and a port that there is or none."""
    return bool(_split(url).hostname) and _has_port(url)


def _has_port(url: str) -> bool:
    """Whether what stands in the place of a port can be one, or nothing does."""
    try:
        return _is_plain(url) and urlsplit(url).port != 0
    except ValueError:
        return False


def _is_plain(text: str) -> bool:
    """No blank and no control character, which would end a header or a word in it."""
    return bool(text) and all("!" <= character <= "~" for character in text)
