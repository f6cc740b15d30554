"""Trusted authorities of outgoing calls: the public ones, and those that this machine's owner added.

Companies put proxies in the way that sign for every address with an authority of their own; it stands in the system's
store (or in the file that `SSL_CERT_FILE` names), not in the packaged list. Both are believed, nothing else is.
"""

import ssl
from functools import cache
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter


@cache
def trust_authorities() -> ssl.SSLContext:
    """Read once in a process: reading the authorities takes longer than a call."""
    context = ssl.create_default_context()  # the system's own
    context.load_verify_locations(cafile=certifi.where())
    return context


def open_session() -> requests.Session:
    """A session for a few rare calls, which takes nothing else from the environment: no proxy, no `.netrc`."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", _Trusting())
    return session


class _Trusting(HTTPAdapter):
    """Connections that believe these authorities."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> Any:
        """The pool, with our context."""
        return super().init_poolmanager(*arguments, ssl_context=trust_authorities(), **options)
