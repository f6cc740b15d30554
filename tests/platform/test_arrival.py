"""When a request is whole, however it comes in pieces, and that nonsense is never waited for without end."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.serving.arrival import BODY_SECONDS, HEAD_SECONDS, MAX_BODY, MAX_CHUNKS, MAX_HEAD, Arrival

HEAD = b"POST /x HTTP/1.1\r\nHost: x\r\n"
CHUNKS = st.lists(st.binary(min_size=1, max_size=50), max_size=5)


def write_chunked(chunks: list[bytes], trailer: bytes) -> bytes:
    body = b"".join(b"%x;a=b\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return HEAD + b"Transfer-Encoding: Chunked\r\n\r\n" + body + b"0\r\n" + trailer + b"\r\n"


WHOLE = st.one_of(
    st.just(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    st.binary(max_size=200).map(lambda body: HEAD + b"CONTENT-LENGTH:  %d\r\n\r\n" % len(body) + body),
    st.builds(write_chunked, CHUNKS, st.sampled_from([b"", b"X-Sum: 1\r\n"])),
)


@given(WHOLE, st.data())
def test_a_request_is_whole_with_its_last_byte_and_not_before(request: bytes, data: Any) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, len(request) - 1), max_size=6)))
    arrival = Arrival(0.0)
    for start, end in zip([0, *cuts], [*cuts, len(request)], strict=True):
        assert not arrival.is_whole
        arrival.add(request[start:end])
    assert arrival.is_whole
    assert bytes(arrival.data) == request


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"x" * 1000),
        (HEAD + b"X: ", b"y" * 1000),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"z" * 1000),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: 1\r\n" * 100),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"3e8\r\n" + b"z" * 1000 + b"\r\n"),
        (HEAD + b"Content-Length: 99999999999999\r\n\r\n", b""),
        (HEAD + b"Content-Length: minus one\r\n\r\n", b""),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", b""),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", b""),
    ],
)
def test_what_has_no_end_is_handed_over_to_be_refused(head: bytes, piece: bytes) -> None:
    arrival = Arrival(0.0)
    arrival.add(head)
    while not arrival.is_whole:
        assert piece
        arrival.add(piece)
    assert len(arrival.data) <= MAX_HEAD + MAX_BODY + len(head) + len(piece) + 1000


def test_the_head_has_less_time_than_the_whole_and_bytes_do_not_lengthen_it() -> None:
    arrival = Arrival(100.0)
    arrival.add(HEAD)
    assert arrival.deadline == 100.0 + HEAD_SECONDS
    arrival.add(b"Content-Length: 10\r\n\r\nx")
    assert arrival.deadline == 100.0 + BODY_SECONDS
    arrival.add(b"x")
    assert arrival.deadline == 100.0 + BODY_SECONDS


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_body_of_crumbs_is_given_up_before_its_end(size: int) -> None:
    crumb = b"%x\r\n%s\r\n" % (size, b"x" * size)
    arrival = Arrival(0.0)
    arrival.add(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + crumb * MAX_CHUNKS)
    told = [(arrival.is_crumbled, arrival.is_whole)]
    arrival.add(crumb)
    told.append((arrival.is_crumbled, arrival.is_whole))
    assert told == [(False, False), (True, False)]


def test_a_large_body_in_usual_chunks_is_no_crumbs() -> None:
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    arrival = Arrival(0.0)
    arrival.add(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(4096):
        arrival.add(chunk)
    arrival.add(b"0\r\n\r\n")
    assert (arrival.is_crumbled, arrival.is_whole) == (False, True)
