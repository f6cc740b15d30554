"""What a network and a server may do to a connection: what is followed, kept, sent again, and said about it."""

import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.atlassian import errors
from app.atlassian.connections import Connections
from app.atlassian.transport import Call, RetryPolicy, Transport
from tests.atlassian.calls import KEY, PATH, READ, WRITE
from tests.atlassian.pacing import OpenThrottle
from tests.atlassian.wire import DROPPED, Wire, WireServer, running_wire, scripted
from tests.ground.receivers import make_certificate

FAILURES = {"Atlassian did not answer properly.", "Atlassian's answer is not JSON."}
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def open_transport(base_url: str, *, attempts: int = 1) -> Transport:
    policy = RetryPolicy(read_attempts=attempts)
    return Transport(base_url, "o", KEY, OpenThrottle(), answer_seconds=5.0, policy=policy, sleep=lambda _seconds: None)


@pytest.fixture
def transport(wire: Wire) -> Iterator[Transport]:
    transport = open_transport(wire.base_url, attempts=2)
    yield transport
    transport.close()


def test_a_base_address_may_have_a_path(wire: Wire) -> None:
    wire.get("/gateway" + PATH, json={"count": 3})
    transport = open_transport(wire.base_url + "/gateway/")
    assert transport.send(READ) == {"count": 3}
    transport.close()


def test_query_values_that_are_none_or_empty_are_left_out_and_lists_are_repeated(
    transport: Transport, wire: Wire
) -> None:
    wire.get(PATH, json={})
    queries: list[dict[str, Any]] = [{"a": None, "b": ["x y", "z&"], "c": 5}, {"a": None, "b": []}]
    for query in queries:
        transport.send(Call("GET", READ.template, PATH, READ.family, query=query))
    assert [asked.target for asked in wire.asked] == [f"{PATH}?b=x+y&b=z%26&c=5", PATH]


def test_an_answer_may_be_compressed(transport: Transport, wire: Wire) -> None:
    body = gzip.compress(json.dumps({"data": ["x"] * 1000}).encode())
    wire.get(PATH, body=body, headers={"Content-Encoding": "gzip"})
    assert transport.send(READ) == {"data": ["x"] * 1000}
    assert "gzip" in wire.asked[0].headers["Accept-Encoding"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("call", [READ, WRITE])
def test_a_redirect_is_not_followed_with_the_key(wire: Wire, status: int, call: Call) -> None:
    with running_wire() as other, scripted(other) as elsewhere:
        wire.add(call.method, PATH, status=status, headers={"Location": elsewhere.base_url})
        transport = open_transport(wire.base_url)
        with pytest.raises(errors.Malformed):
            transport.send(call)
        transport.close()
    assert len(wire.asked) == 1
    assert elsewhere.asked == []


def test_cookies_are_not_kept(transport: Transport, wire: Wire) -> None:
    wire.get(PATH, json={}, headers={"Set-Cookie": "session=1; Path=/"})
    transport.send(READ)
    transport.send(READ)
    assert "Cookie" not in wire.asked[1].headers


def test_proxies_of_the_environment_are_not_asked(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_wire() as other, scripted(other) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base_url)
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setenv("NO_PROXY", "")
        wire.get(PATH, json={"count": 3})
        transport = open_transport(wire.base_url)
        assert transport.send(READ) == {"count": 3}
        transport.close()
    assert proxy.asked == []


@pytest.mark.parametrize("key", ["two words", "new\nline", "schlüssel", "nul\x00"])
def test_a_key_that_cannot_be_one_is_refused_without_quoting_it(key: str) -> None:
    with pytest.raises(errors.KeyRejected) as caught:
        Connections("https://api.example", key, 1)
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    "base_url",
    ["", "api.example", "ftp://api.example", "http://", "https://[::1", "http://a:99999", "http://a..b", "http://a b"],
)
def test_an_address_that_cannot_be_used_is_told_by_every_call(base_url: str) -> None:
    transport = open_transport(base_url)
    with pytest.raises(errors.Unreachable) as caught:
        transport.send(READ)
    assert str(caught.value) in {"The address of Atlassian's API cannot be used.", "Atlassian did not answer properly."}
    transport.close()


def test_a_refused_connection_is_not_called_slow(wire_server: WireServer) -> None:
    with running_wire() as other:
        port = other.server_port
    with pytest.raises(errors.Unreachable, match="properly"):
        open_transport(f"http://127.0.0.1:{port}").send(READ)


def test_a_server_with_an_unknown_authority_is_not_told_the_key(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "localhost")
    with running_wire(certificate.server) as server, scripted(server, "https", "localhost") as secured:
        secured.get(PATH, json={})
        with pytest.raises(errors.Unreachable, match="properly") as caught:
            open_transport(secured.base_url).send(READ)
    assert "CERTIFICATE_VERIFY_FAILED" in str(caught.value.__cause__)
    assert secured.asked == []


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Length: 1000000000000\r\n\r\n{}",
        HEAD + b"Content-Length: 99999999999999999999\r\n\r\n{}",
        CHUNKED + b"-5\r\n{}",
        CHUNKED + b"ffffffffff\r\n{}",
        CHUNKED + b"f" * 7000 + b"\r\n{}",
        CHUNKED + b"f" * 70_000 + b"\r\n{}",
        HEAD + b"Content-Encoding: " + b"gzip, " * 50 + b"gzip\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n{}",
        HEAD + b"X-Many: 1\r\n" * 300 + b"\r\n{}",
        b"HTTP/1.1 " + b"9" * 5000 + b" OK\r\n\r\n{}",
        b"HTTP/9.9 200 OK\r\n\r\n{}",
        b"\x00\xff private \x80\r\n\r\n",
        HEAD + b"Content-Length: 7\r\n\r\nprivate",
    ],
    ids=lambda raw: ascii(raw[:60]),
)
def test_whatever_a_server_sends_ends_in_one_of_our_errors_that_quotes_nothing(wire: Wire, raw: bytes) -> None:
    wire.get(PATH, raw=raw)
    transport = open_transport(wire.base_url)
    with pytest.raises((errors.Unreachable, errors.Malformed)) as caught:
        transport.send(READ)
    assert caught.value.detail in FAILURES
    transport.close()


def test_a_date_beyond_the_calendar_does_not_spoil_an_answer(transport: Transport, wire: Wire) -> None:
    far = "Mon, 1 Jan 99999999999999999999 00:00:00 GMT"
    wire.get(PATH, json={"count": 3}, headers={"Date": far, "Retry-After": far})
    assert transport.send(READ) == {"count": 3}


def test_a_refusal_nested_without_end_is_no_answer_of_the_api(transport: Transport, wire: Wire) -> None:
    wire.get(PATH, status=403, body=b'{"errors":' + b"[" * 100_000)
    with pytest.raises(errors.Unreadable):
        transport.send(READ)


@pytest.mark.parametrize("call", [READ, WRITE])
def test_a_kept_connection_that_was_closed_since_is_replaced_before_anything_is_sent(
    transport: Transport, wire: Wire, call: Call
) -> None:
    done: dict[str, Any] = {"status": 204} if call.is_write else {"json": {}}
    wire.add(call.method, PATH, **done, hangs_up=True)
    wire.add(call.method, PATH, **done)
    transport.send(call)
    assert wire.has_hung_up.wait(5.0)
    transport.send(call)
    assert transport.calls == len(wire.asked) == 2
    assert wire.asked[0].port != wire.asked[1].port


def test_a_write_on_a_kept_connection_that_closes_under_it_is_sent_once_and_may_have_happened(
    transport: Transport, wire: Wire
) -> None:
    wire.post(PATH, status=204)
    wire.post(PATH, raw=DROPPED)
    transport.send(WRITE)
    with pytest.raises(errors.Unreachable) as caught:
        transport.send(WRITE)
    assert caught.value.is_outcome_unknown
    assert transport.calls == len(wire.asked) == 2
    assert wire.asked[0].port == wire.asked[1].port


def test_a_read_on_a_kept_connection_that_closes_under_it_is_repeated_on_another(
    transport: Transport, wire: Wire
) -> None:
    wire.get(PATH, json={})
    wire.get(PATH, raw=DROPPED)
    wire.get(PATH, json={"count": 3})
    transport.send(READ)
    assert transport.send(READ) == {"count": 3}
    first, dropped, repeated = (asked.port for asked in wire.asked)
    assert first == dropped != repeated


def test_a_write_that_gets_no_connection_in_time_is_not_sent_and_known_not_to_have_happened(wire: Wire) -> None:
    wire.get(PATH, is_held=True)
    connections = Connections(wire.base_url, KEY, 1)
    busy = threading.Thread(target=connections.exchange, args=("GET", PATH, None, 10.0), kwargs={"is_write": False})
    busy.start()
    while not wire.asked:
        busy.join(0.01)
    with pytest.raises(errors.RateLimited) as caught:
        connections.exchange("POST", PATH, b"{}", 0.5, is_write=True)
    assert not caught.value.is_outcome_unknown
    wire.end()
    busy.join()
    connections.close()
    assert [asked.method for asked in wire.asked] == ["GET"]
