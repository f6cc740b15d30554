"""What is too large for Forge's proxy arrives packed, both ways, and never more than a body may be (F35, F36)."""

import base64
import gzip
import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.platform.answers.packing import LARGEST_PLAIN
from app.platform.guards import public
from app.platform.limits.bounds import takes_lists
from tests.ground.sandbox import SandboxClient
from tests.platform.bridge import Bridge, served
from tests.platform.door import Door, refusal_code

ENTRIES = [f"somebody.{number}.of.the.rather.large.company@example.com" for number in range(10_000)]


@public
@takes_lists
def _echo() -> ResponseReturnValue:
    told = request.get_json()
    return jsonify(count=len(told["values"]), last=told["values"][-1])


@public
def _large(letters: int, is_noise: int) -> ResponseReturnValue:
    noise = random.Random(1).randbytes(letters // 2).hex() if is_noise else "x" * letters
    return jsonify(noise=noise)


SENT: list[int] = []


@public
def _endless(kind: str) -> ResponseReturnValue:
    def pieces() -> Iterator[str]:
        for number in itertools.count():
            SENT.append(number)
            yield "x" * 100_000

    return Response(pieces(), mimetype=f"text/{kind}" if kind == "csv" else "application/json")


@pytest.fixture
def bridge(door: Door, sandbox: SandboxClient) -> Iterator[Bridge]:
    door.app.add_url_rule("/echo", view_func=_echo, methods=["POST"])
    door.app.add_url_rule("/large/<int:letters>/<int:is_noise>", view_func=_large)
    door.app.add_url_rule("/endless/<kind>", view_func=_endless)
    with served(door.app) as url:
        yield Bridge(sandbox, url)


def pack(text: str) -> dict[str, str]:
    return {"gzip": base64.b64encode(gzip.compress(text.encode())).decode()}


def post(door: Door, body: Any, **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = {"Content-Type": "application/json", "Rollcall-Packed": "gzip", **headers}
    return door.client.post("/echo", data=data, headers=told)


def test_f35_ten_thousand_addresses_arrive_packed_and_not_plain(door: Door, bridge: Bridge) -> None:
    text = json.dumps({"values": ENTRIES})
    assert len(text) > 500_000
    ask = {"installation": bridge.installation_id, "account": "organization-admin"}
    call = {"method": "POST", "path": "/echo"}
    headers = {"Rollcall-Packed": "gzip"}
    packed = bridge.sandbox.call(
        "POST", "/forge/invoke", {**ask, "request": {**call, "headers": headers, "body": pack(text)}}
    )
    plain = bridge.sandbox.call("POST", "/forge/invoke", {**ask, "request": {**call, "body": {"values": ENTRIES}}})

    assert packed["payload"]["body"] == {"count": 10_000, "last": ENTRIES[-1]}
    assert "500 KB" in plain["rejected"]


def test_f36_a_large_answer_arrives_packed_and_whole(bridge: Bridge) -> None:
    told = bridge.invoke("/large/9000000/0")["payload"]

    assert told["headers"]["rollcall-packed"] == ["gzip"]
    answer = json.loads(gzip.decompress(base64.b64decode(told["body"]["gzip"])))
    assert answer == {"noise": "x" * 9_000_000}


def test_f36_what_is_too_large_even_so_is_refused_with_its_reason(bridge: Bridge) -> None:
    status, body = bridge.refuse("/large/14000000/1")

    assert (status, body["code"]) == (413, "answer_too_large")


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_that_cannot_fit_is_refused_before_it_stands_in_memory(kind: str, bridge: Bridge) -> None:
    SENT.clear()
    status, body = bridge.refuse(f"/endless/{kind}")

    assert (status, body["code"]) == (413, "answer_too_large")
    assert len(SENT) * 100_000 <= LARGEST_PLAIN + 100_000


def test_a_small_answer_and_one_to_the_other_door_stay_as_they_are(door: Door, bridge: Bridge) -> None:
    assert "rollcall-packed" not in bridge.invoke("/large/100/0")["payload"]["headers"]
    answer = door.get("/large/9000000/0")
    assert "Rollcall-Packed" not in answer.headers
    assert answer.json == {"noise": "x" * 9_000_000}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", {}, {"gzip": 7}, {"gzip": "no base64!"}, {"gzip": "aGVsbG8="}, pack("{}") | {"gzip": "H4sI"}],
)
def test_a_packed_body_that_cannot_be_read_is_the_callers_fault(body: Any, door: Door, bridge: Bridge) -> None:
    answer = post(door, body)

    assert answer.status_code == 400
    assert refusal_code(answer) == "bad_request"


def test_nothing_larger_than_a_body_may_be_comes_out_of_a_packed_one(door: Door, bridge: Bridge) -> None:
    bomb = json.dumps({"values": ["x" * 50_000_000]})

    assert post(door, pack(bomb)).status_code == 413


def test_a_body_that_is_not_said_to_be_packed_is_taken_as_it_is(door: Door, bridge: Bridge) -> None:
    answer = post(door, {"values": ["a"]}, **{"Rollcall-Packed": "no"})

    assert answer.json == {"count": 1, "last": "a"}
