"""A body that cannot be read is refused with 400, whatever it breaks on, and never counts as a fault of ours."""

import io

import pytest

from tests.platform.door import SIGNER, Door, refusal_code
from tests.platform.host import Site


class InvalidChunkSize(Exception):
    """As gunicorn has one: of its own, and no OSError."""


class BrokenChunks(io.RawIOBase):
    """A stream as the server gives it for a chunked body whose second chunk is malformed."""

    def __init__(self, start: bytes, error: Exception) -> None:
        self._start, self._error = start, error

    def read(self, size: int = -1) -> bytes:
        piece, self._start = self._start, b""
        if not piece:
            raise self._error
        return piece


@pytest.mark.parametrize("start", [b"", b'{"key": "com.'])
@pytest.mark.parametrize("error", [InvalidChunkSize("zz"), OSError("zz"), ConnectionResetError("zz")])
@pytest.mark.parametrize("event", ["installed", "uninstalled"])
def test_a_body_with_a_broken_chunk_is_refused(
    event: str, error: Exception, start: bytes, door: Door, acme: Site
) -> None:
    token = SIGNER.token(acme.client_key, door.now, f"/connect/{event}")

    answer = door.client.post(
        f"/connect/{event}",
        headers={"Authorization": f"JWT {token}", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": BrokenChunks(start, error), "wsgi.input_terminated": True},
    )

    assert (answer.status_code, refusal_code(answer)) == (400, "bad_request")
    assert "zz" not in answer.text


def test_a_sound_chunked_body_is_read(door: Door) -> None:
    site = door.new_site()
    token = SIGNER.token(site.client_key, door.now, "/connect/installed")

    answer = door.client.post(
        "/connect/installed",
        headers={"Authorization": f"JWT {token}", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": io.BytesIO(b'{"key": "other"}'), "wsgi.input_terminated": True},
    )

    assert (answer.status_code, refusal_code(answer)) == (400, "invalid_body")
