"""The query string hash that ties a Connect token to one request.

This is the sandbox's own reading of the rules (platform contract 1.4), written apart from the
app's so that the two check each other.  It only computes: it never looks at a token.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from urllib.parse import quote, unquote_plus

CONTEXT_QSH = "context-qsh"
"""The literal that context tokens carry in place of a computed hash (platform contract 1.5)."""


def _split_target(target: str) -> tuple[str, str]:
    """Divide a request target or absolute http(s) URL into its raw path and raw query."""
    target = target.partition("#")[0]
    if target.startswith(("http://", "https://")):
        rest = target.partition("://")[2]
        cut = min((rest.find(mark) for mark in "/?" if mark in rest), default=len(rest))
        target = rest[cut:]
    path, _, query = target.partition("?")
    return path, query


def _canonical_path(path: str, base_path: str) -> str:
    base_path = base_path.rstrip("/")
    # Whole segments only: "/connect" is not the base of "/connector".
    if base_path and (path == base_path or path.startswith(base_path + "/")):
        path = path[len(base_path) :]
    if not path.startswith("/"):
        path = "/" + path
    if path != "/" and path.endswith("/"):
        path = path[:-1]
    return path.replace("&", "%26")


def _encode(text: str) -> str:
    return quote(text, safe="-._~")


def _canonical_query(query: str) -> str:
    parameters: dict[str, list[str]] = defaultdict(list)
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            parameters[unquote_plus(name)].append(unquote_plus(value))
    parameters.pop("jwt", None)
    pairs = {_encode(name): ",".join(_encode(value) for value in sorted(values)) for name, values in parameters.items()}
    return "&".join(f"{name}={pairs[name]}" for name in sorted(pairs))


def build_canonical_request(method: str, target: str, base_path: str = "") -> str:
    """Return ``METHOD&path&query`` for a raw request target or an absolute URL.

    ``target`` must be as it stands on the wire (percent-encoding untouched); ``base_path`` is the
    path of the descriptor's ``baseUrl``.  The body is never part of it.
    """
    path, query = _split_target(target)
    return "&".join([method.upper(), _canonical_path(path, base_path), _canonical_query(query)])


def compute_qsh(method: str, target: str, base_path: str = "") -> str:
    """Return the lower-case hexadecimal SHA-256 of the canonical request."""
    canonical = build_canonical_request(method, target, base_path)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
