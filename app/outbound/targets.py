"""Targets of webhooks: public https addresses, so that nobody reads our own network through us.

Checked twice: the address as it is typed when it is saved, and what its name resolves to whenever something is
sent. In development plain http to this very machine is allowed, for the sandbox.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.domain.mistakes import MISTAKES, MistakeCode

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MAX_URL: Final = 2000
_VISIBLE = re.compile(r"[!-~]+")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_INTERNET = ipaddress.ip_network("2000::/3")
"""Where unicast IPv6 addresses of the internet are given out; what is elsewhere is local, or not used yet."""
_NEVER = tuple(ipaddress.ip_network(one) for one in ("3fff::/20", "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32"))
"""Those of documents, of protocols and of a cloud's machines, as far as the library does not know them everywhere."""


class TargetRefused(ValueError):
    """Refusal of a target; the message says why, for the admin, and `code` for the page."""

    def __init__(self, code: MistakeCode) -> None:
        super().__init__(MISTAKES[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a webhook's address; `path` has the query."""

    is_https: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Authority for the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_https else 80) else f"{host}:{self.port}"


def parse_target(url: str, *, allows_loopback: bool) -> Target:
    """Read and check an address without looking anything up. Raises TargetRefused."""
    if len(url) > MAX_URL or not _VISIBLE.fullmatch(url):
        raise TargetRefused("url_characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise TargetRefused("not_an_address") from None
    if parts.scheme not in ("https", "http") or not host or port == 0:
        raise TargetRefused("no_https")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise TargetRefused("url_secrets")
    is_https = parts.scheme == "https"
    if not is_https and not (allows_loopback and is_local_name(host)):
        raise TargetRefused("plain_http")
    if is_local_name(host) and not allows_loopback:
        raise TargetRefused("private_network")
    _check_literal(host, allows_loopback=allows_loopback)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(is_https, host, port or (443 if is_https else 80), path)


def is_local_name(host: str) -> bool:
    """Whether the host is this machine by name or by loopback address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_addresses(target: Target, addresses: list[str], *, allows_loopback: bool) -> str:
    """Of the addresses that a name resolved to, the one to connect to. Raises TargetRefused if any may not be used."""
    if not addresses:
        raise TargetRefused("host_unknown")
    for text in addresses:
        if not is_permitted(ipaddress.ip_address(text), allows_loopback=allows_loopback, is_https=target.is_https):
            raise TargetRefused("host_private")
    return addresses[0]


def is_permitted(address: Address, *, allows_loopback: bool, is_https: bool = True) -> bool:
    """Whether something may be sent to an address: plain http to loopback alone, and that in development alone."""
    if allows_loopback and address.is_loopback:
        return True
    return is_https and is_public(address)


def is_public(address: Address) -> bool:
    """A unicast address of the internet, also when it is wrapped into another kind of address."""
    inner = _unwrap(address)
    if inner is not None:
        return is_public(inner)
    if any(address in network for network in _NEVER):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _INTERNET:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _unwrap(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which an IPv6 one is only a way."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _check_literal(host: str, *, allows_loopback: bool) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return
    if not is_permitted(address, allows_loopback=allows_loopback):
        raise TargetRefused("private_network")
