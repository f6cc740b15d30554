"""Bodies that are too large for Forge's proxy travel compressed: it carries 500 KB to us and 5 MB from us.

A packed body is JSON, `{"gzip": base64}`, under the header `Rollcall-Packed: gzip`, in both directions; the page's host
adapter is the other half. Nothing larger than a body may be anyway comes out of one.
"""

import base64
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable
from typing import Any, Final
from wsgiref.types import WSGIApplication

from flask import Response
from werkzeug.exceptions import ClientDisconnected

PACKED_HEADER: Final = "Rollcall-Packed"
LARGEST_ANSWER: Final = 4_900_000
LARGEST_PLAIN: Final = 4 * LARGEST_ANSWER
"""What is larger is not packed: a file of any size must not stand in memory. Downloads come in parts."""
_LARGEST_PACKED: Final = 600_000
_GZIP_FORMAT: Final = 16 + zlib.MAX_WBITS


def unpack_bodies(application: WSGIApplication, max_bytes: int) -> WSGIApplication:
    """The application, given plain bodies where packed ones come."""

    def unpacked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.pop("HTTP_ROLLCALL_PACKED", None) == "gzip":
            _unpack(environ, max_bytes)
        return application(environ, start_response)

    return unpacked


def pack_answer(response: Response) -> bool:
    """Compress a JSON answer that Forge's proxy would refuse. False when it is too large even so."""
    data = response.get_data()
    if len(data) <= LARGEST_ANSWER:
        return True
    packed = json.dumps({"gzip": base64.b64encode(gzip.compress(data, 6)).decode()})
    if len(packed) > LARGEST_ANSWER:
        return False
    response.set_data(packed)
    response.headers[PACKED_HEADER] = "gzip"
    return True


def _unpack(environ: dict[str, Any], max_bytes: int) -> None:
    length = environ.get("CONTENT_LENGTH", "")
    try:
        if not length.isdigit() or int(length) > _LARGEST_PACKED:
            raise ValueError("a packed body has a length, and is small")
        told = json.loads(environ["wsgi.input"].read(int(length)))
        data = zlib.decompressobj(_GZIP_FORMAT).decompress(base64.b64decode(told["gzip"]), max_bytes + 1)
    except (ValueError, TypeError, KeyError, zlib.error, ClientDisconnected, RecursionError):
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = _Unreadable(), "1"
        return
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(data), str(len(data))


class _Unreadable(io.RawIOBase):
    """A body that cannot be read: the caller's fault, as a broken one is."""

    def readable(self) -> bool:
        """It looks like any other."""
        return True

    def read(self, _size: int = -1) -> bytes:
        """Always fail. Raises ClientDisconnected."""
        raise ClientDisconnected

    def readinto(self, _buffer: Any) -> int:
        """The same. Raises ClientDisconnected."""
        raise ClientDisconnected
