"""Addresses of a server that Forge takes, explained to whoever types one."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_AT_HOME: Final = ("localhost", "local", "internal", "lan", "home", "test")


def find_address_fault(url: str) -> str | None:
    """Find the fault of an address: it must be https without a path, and nothing but a host's name (and port)."""
    if not url.isascii():
        return "write the host's name as it is registered, in the letters a to z (xn--…)"
    if any(letter <= " " for letter in url):
        return "there is a space or a line's end in it"
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return "the port is no number from 1 to 65535"
    if parts.scheme != "https":
        return "it has to begin with https://"
    if parts.path or "?" in url or "#" in url:
        return "nothing may follow the host's name"
    if "@" in parts.netloc:
        return "no name or password may stand in it"
    if not has_port or parts.netloc.endswith(":"):
        return "the port is no number from 1 to 65535"
    if not _HOST.fullmatch((parts.hostname or "").lower()):
        return "that is no host's name"
    return None


def is_out_of_reach(url: str) -> bool:
    """Whether Atlassian cannot reach an address that is well formed: a name or number of this network alone."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.rpartition(".")[2] in _AT_HOME
