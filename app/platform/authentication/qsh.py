"""The query string hash that ties a token to one request, computed from the request as it came in.

The canonical form and the hash are `atlassian-jwt`'s. Its readings of unusual paths differ from those of
the other implementations (platform contract 1.4), so only plain paths and well-formed queries get there:
everything else is refused first, which makes all implementations agree on what is left.
"""

import re
from urllib.parse import unquote_to_bytes, urlsplit

from atlassian_jwt.url_utils import hash_url

CONTEXT_QSH = "context-qsh"
"""What context tokens carry in place of a hash (platform contract 1.5)."""

_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)+")
_PLAIN_QUERY = re.compile(r"[!\"$-~]*")  # printable ASCII without the fragment sign
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
MAX_TARGET_CHARACTERS = 16 * 1024


class UnusualTarget(ValueError):
    """The request target is nothing that a host would send; no hash is computed for it."""


def compute_qsh(method: str, target: str, *, path: str, base_url: str) -> str:
    """The hash of a request to us.

    target: the raw request target, untouched. path: the decoded path by which the request was routed,
    relative to the app; the raw path must be the same, or that below the path of `base_url`.
    Raises UnusualTarget.
    """
    request_hash: str = hash_url(method, plain_target(target, path=path, base_url=base_url))
    return request_hash


def plain_target(target: str, *, path: str, base_url: str) -> str:
    """`path?query`, relative to the base URL, of a request target that has one reading only.

    Raises UnusualTarget for escapes, doubled slashes, dots or parameters in the path, for absolute
    targets, and for a query that is not well-formed UTF-8.
    """
    if len(target) > MAX_TARGET_CHARACTERS:
        raise UnusualTarget("the request target is too long")
    raw_path, separator, query = target.partition("?")
    base_path = urlsplit(base_url).path.rstrip("/")
    if not _PLAIN_PATH.fullmatch(path) or raw_path not in (path, base_path + path):
        raise UnusualTarget("the path is not plain")
    if not _PLAIN_QUERY.fullmatch(query) or _BROKEN_ESCAPE.search(query):
        raise UnusualTarget("the query is not well-formed")
    try:
        unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusualTarget("the query is not UTF-8") from error
    return path + separator + query
