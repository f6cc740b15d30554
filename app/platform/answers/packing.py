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
from wsgiref.types import InputStream, WSGIApplication

from flask import Response
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

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


def limit_packed(environ: dict[str, Any], max_bytes: int) -> None:
    """Let no more come out of a packed body than the present view takes."""
    if isinstance(environ["wsgi.input"], _Packed):
        environ["wsgi.input"].max_bytes = max_bytes


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
    """Put the plain body in the place of the packed one; it is unpacked when it is read, behind the doors."""
    length = environ.pop("CONTENT_LENGTH", "")
    is_small = length.isdigit() and int(length) <= _LARGEST_PACKED  # a packed body has a length, and is small
    environ["wsgi.input"] = _Packed(environ["wsgi.input"], int(length) if is_small else None, max_bytes)
    environ["wsgi.input_terminated"] = True


class _Packed(io.RawIOBase):
    """A body that comes packed. One that cannot be unpacked is the caller's fault, as a broken one is."""

    def __init__(self, stream: InputStream, length: int | None, max_bytes: int) -> None:
        super().__init__()
        self._stream, self._length, self.max_bytes = stream, length, max_bytes
        self._plain: io.BytesIO | None = None

    def readable(self) -> bool:
        """It looks like any other."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read of the plain body. Raises ClientDisconnected, RequestEntityTooLarge."""
        return self._open().read(size)

    def readinto(self, buffer: Any) -> int:
        """The same. Raises ClientDisconnected."""
        return self._open().readinto(buffer)

    def _open(self) -> io.BytesIO:
        if self._plain is None:
            try:
                if self._length is None:
                    raise ValueError("too long, or of no length")
                told = json.loads(self._stream.read(self._length))
                packed = base64.b64decode(told["gzip"])
                plain = zlib.decompressobj(_GZIP_FORMAT).decompress(packed, self.max_bytes + 1)
            except (ValueError, TypeError, KeyError, zlib.error, RecursionError) as error:
                raise ClientDisconnected from error
            if len(plain) > self.max_bytes:
                raise RequestEntityTooLarge
            self._plain = io.BytesIO(plain)
        return self._plain
