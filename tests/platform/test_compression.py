"""Answers are sent small to those who can read that, and as they are to everybody else."""

import gzip
from pathlib import Path

import pytest
from flask import Response, jsonify, stream_with_context

from app.platform.guards import public, requires_admin_for_export
from tests.platform.door import Door

ASSET = "/connect/assets/index-Ab12_-Zz.js"
LIST = {"items": [{"name": f"person {number}"} for number in range(200)]}


@pytest.fixture
def door(door: Door) -> Door:
    @public
    def long_list() -> Response:
        return jsonify(LIST)

    @public
    def written() -> Response:
        return Response(stream_with_context(iter(["x" * 5000])), mimetype="application/json")

    @requires_admin_for_export
    def export() -> Response:
        return written()

    door.app.add_url_rule("/long", view_func=long_list)
    door.app.add_url_rule("/written", view_func=written)
    door.app.add_url_rule("/api/v1/export", view_func=export)
    return door


@pytest.fixture
def compressed(frontend: Path) -> Path:
    for suffix in (".br", ".gz"):
        (frontend / "assets" / f"index-Ab12_-Zz.js{suffix}").write_text(f"copy {suffix}")
    return frontend


def test_a_list_is_compressed_and_says_so(door: Door) -> None:
    answer = door.get("/long", **{"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.content_length == len(answer.data) < 1500
    assert b"person 199" in gzip.decompress(answer.data)


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_nobody_gets_what_they_cannot_read(accepted: str, door: Door) -> None:
    answer = door.get("/long", **{"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers
    assert answer.get_json() == LIST
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_what_is_short_stays_as_it_is(door: Door) -> None:
    assert "Content-Encoding" not in door.get("/health/live", **{"Accept-Encoding": "gzip"}).headers


def test_a_file_is_sent_while_it_is_written_and_any_other_answer_whole(door: Door) -> None:
    acme = door.set_up()
    token = {"Authorization": f"JWT {acme.context_token(door.now)}"}

    file = door.get("/api/v1/export", **{"Accept-Encoding": "gzip"}, **token)
    other = door.get("/written", **{"Accept-Encoding": "gzip"})

    assert (file.status_code, file.text) == (200, "x" * 5000)
    assert not {"Content-Encoding", "Content-Length"} & set(file.headers.keys())
    assert (other.headers["Content-Encoding"], other.content_length) == ("gzip", len(other.data))


@pytest.mark.parametrize(
    ("accepted", "coding", "content"),
    [
        ("gzip, deflate, br, zstd", "br", "copy .br"),
        ("gzip", "gzip", "copy .gz"),
        ("br;q=0, gzip", "gzip", "copy .gz"),
        ("identity", None, "export {}"),
    ],
)
def test_a_file_is_sent_as_the_smallest_copy_that_the_browser_reads(
    accepted: str, coding: str | None, content: str, door: Door, compressed: Path
) -> None:
    answer = door.get(ASSET, **{"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == coding
    assert answer.text == content
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_file_without_a_copy_is_sent_as_it_is(door: Door) -> None:
    answer = door.get(ASSET, **{"Accept-Encoding": "br"})

    assert answer.text == "export {}"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "name", [*("a" * 300 + ".js", "b/" * 200 + "c.js", "../" * 9 + "etc/passwd", "a%00b.js", "..", "%2e%2e/x")]
)
@pytest.mark.parametrize("folder", ["/assets", "/connect/assets"])
def test_a_name_that_no_file_can_have_is_no_file(folder: str, name: str, door: Door) -> None:
    answer = door.client.get(f"{folder}/{name}", headers={"Accept-Encoding": "gzip, br"})

    assert answer.status_code in (404, 308)
