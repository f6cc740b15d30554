"""The sandbox's own query string hash (platform contract 1.4)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from atlassian_jwt.url_utils import hash_url

from sandbox.host.connect.qsh import build_canonical_request, compute_qsh

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "qsh_vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_edge_vector_gives_the_canonical_request_and_hash(vector: dict[str, Any]) -> None:
    arguments = vector["method"], vector["url"], vector["base_path"]
    assert build_canonical_request(*arguments) == vector["canonical"]
    assert compute_qsh(*arguments) == vector["qsh"]


def test_absolute_url_and_request_target_hash_alike() -> None:
    target = "/connect/admin?b=2&a=1%2C2&a=1"
    assert compute_qsh("GET", f"https://app.example.com{target}") == compute_qsh("GET", target)
    assert compute_qsh("GET", "https://app.example.com?a=1") == compute_qsh("GET", "/?a=1")


@pytest.mark.parametrize(
    "target",
    [
        "/connect/installed",
        "/connect/admin?xdm_e=http%3A%2F%2F127.0.0.1%3A8090&cp=&lic=active&cv=1001.0.0",
        "/a?q=1&q=2&q=1,2",
        "/a?name=J%C3%BCrgen%20%F0%9F%98%80&x=~*",
    ],
)
def test_agrees_with_the_official_library_where_that_one_is_right(target: str) -> None:
    assert compute_qsh("GET", target) == hash_url("GET", target)


def test_token_parameter_is_no_part_of_the_hash() -> None:
    assert compute_qsh("GET", "/a?x=1&jwt=A.B.C") == compute_qsh("GET", "/a?jwt=D.E.F&x=1")
