"""The request hash (platform contract 1.4 and 8, Q): three readings of the rules must agree on what we accept.

`atlassian-jwt` computes ours; `tests.platform.host` and the vectors beside this file were written from the
rules. Where the library is known to differ from the rules, it is pinned here that such targets never reach it.
"""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from atlassian_jwt.url_utils import canonicalize_request
from hypothesis import given
from hypothesis import strategies as st

from app.db import Database
from app.platform.authentication.qsh import UnusualTarget, compute_qsh, plain_target
from tests.platform.door import Door
from tests.platform.host import canonical_request, request_hash
from tests.platform.keyhost import KeyHost

VECTORS = json.loads((Path(__file__).parent / "qsh_vectors.json").read_text())
BASE = "https://rollcall.example"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_q_every_vector_has_one_canonical_form_and_hash(vector: dict[str, str]) -> None:
    method, target = vector["method"], vector["target"]
    path = target.partition("?")[0]

    assert canonicalize_request(method, plain_target(target, path=path, base_url=BASE)) == vector["canonical"]
    assert canonical_request(method, target) == vector["canonical"]
    assert compute_qsh(method, target, path=path, base_url=BASE) == vector["qsh"]
    assert request_hash(method, target) == vector["qsh"]


segments = st.text("abcXYZ019_-", min_size=1, max_size=8)
pieces = st.text(st.characters(codec="utf-8"), max_size=6)
spelling = st.sampled_from(["", "-._~", "!*'(),;:@/?$", "[]|"])


@st.composite
def targets(draw: st.DrawFn) -> str:
    """Request targets as clients write them: any text, escaped more or less."""
    path = "/" + "/".join(draw(st.lists(segments, min_size=1, max_size=4)))
    pairs = []
    for name, value in draw(st.lists(st.tuples(pieces, st.none() | pieces), max_size=6)):
        text = quote(name, safe=draw(spelling))
        pairs.append(text if value is None else f"{text}={quote(value, safe=draw(spelling) + '=')}")
    query = "&".join(pairs).replace("%20", draw(st.sampled_from(["+", "%20"])))
    return f"{path}?{query}" if query else path


@given(targets(), st.sampled_from(["GET", "post", "PUT"]))
def test_q_the_library_and_our_own_reading_agree_on_every_plain_target(target: str, method: str) -> None:
    path = target.partition("?")[0]

    relative = plain_target(target, path=path, base_url=BASE)

    assert canonicalize_request(method, relative) == canonical_request(method, target)


@given(st.text(max_size=40), st.sampled_from(["/connect/admin", "/a"]))
def test_q_any_target_is_hashed_or_refused(target: str, path: str) -> None:
    try:
        computed = compute_qsh("GET", target, path=path, base_url=BASE)
    except UnusualTarget:
        return
    assert computed == request_hash("GET", target)


@pytest.mark.parametrize(
    ("target", "library", "right"),
    [
        ("/admin//", "GET&/admin&", "GET&/admin/&"),
        ("//admin", "GET&/admin&", "GET&//admin&"),
        ("/foo:80/bar", "GET&/80/bar&", "GET&/foo:80/bar&"),
        ("/a;p=1?x=1", "GET&/a;p=1&x=1", "GET&/a;p=1&x=1"),
        ("/a%2Fb", "GET&/a%2Fb&", "GET&/a%2Fb&"),
        ("/%61dmin", "GET&/%61dmin&", "GET&/%61dmin&"),
        ("/a&b", "GET&/a%26b&", "GET&/a%26b&"),
        ("/admin/", "GET&/admin&", "GET&/admin&"),
        ("/admin?x=%zz", "GET&/admin&x=%25zz", "GET&/admin&x=%25zz"),
        ("/admin?x=%ff", "GET&/admin&x=%EF%BF%BD", "GET&/admin&x=%EF%BF%BD"),
        ("/admin?a=1#b", "GET&/admin&a=1", "GET&/admin&a=1%23b"),
        ("/", "GET&/&", "GET&/&"),
    ],
)
def test_q_where_readings_differ_nothing_is_hashed(target: str, library: str, right: str) -> None:
    """Known disagreements between implementations, and targets that only look like another one."""
    assert canonicalize_request("GET", target) == library
    assert canonical_request("GET", target) == right

    for path in (target.partition("?")[0], "/admin", "/a", "/foo:80/bar"):
        with pytest.raises(UnusualTarget):
            compute_qsh("GET", target, path=path, base_url=BASE)


@pytest.mark.parametrize(
    ("base_url", "target", "path", "relative"),
    [
        ("https://x.example", "/connect/admin?a=1", "/connect/admin", "/connect/admin?a=1"),
        ("https://x.example/", "/connect/admin", "/connect/admin", "/connect/admin"),
        ("https://x.example/base", "/base/connect/admin?a=1", "/connect/admin", "/connect/admin?a=1"),
        ("https://x.example/base/", "/base/connect/admin", "/connect/admin", "/connect/admin"),
        ("https://x.example/base", "/connect/admin", "/connect/admin", "/connect/admin"),
        ("https://x.example/connect", "/connect/connect/admin", "/connect/admin", "/connect/admin"),
        ("https://x.example/connect", "/connector/x", "/connector/x", "/connector/x"),
    ],
)
def test_q_the_path_of_the_base_url_is_no_part_of_the_hash(
    base_url: str, target: str, path: str, relative: str
) -> None:
    assert plain_target(target, path=path, base_url=base_url) == relative


@pytest.mark.parametrize(
    ("base_url", "target", "path"),
    [
        ("https://x.example/connect", "/or/x", "/connector/x"),
        ("https://x.example/base", "/base/base/connect/admin", "/connect/admin"),
        ("https://x.example/base", "/basement/connect/admin", "/connect/admin"),
        ("https://x.example", "/prefix/connect/admin", "/connect/admin"),
        ("https://x.example", "https://x.example/connect/admin", "/connect/admin"),
        ("https://x.example", "", "/connect/admin"),
        ("https://x.example", "?a=1", "/connect/admin"),
        ("https://x.example", "/connect/admin?" + "a" * 17_000, "/connect/admin"),
        ("https://x.example", "/connect/admin?a=b c", "/connect/admin"),
        ("https://x.example", "/connect/admin\n", "/connect/admin"),
    ],
)
def test_q_a_target_of_another_path_than_the_routed_one_is_refused(base_url: str, target: str, path: str) -> None:
    with pytest.raises(UnusualTarget):
        plain_target(target, path=path, base_url=base_url)


def test_q_an_app_below_a_path_is_installed_and_opened(database: Database, key_host: KeyHost, frontend: Path) -> None:
    """A proxy in front cuts `/apps/rollcall` off; the raw target still has it, the hash never does."""
    door = Door(database, key_host, frontend, base_url="https://tools.example/apps/rollcall")
    site = door.new_site()
    assert door.signed("installed", site).status_code == 401
    assert door.signed("installed", site, aud=["https://tools.example/apps/rollcall"]).status_code == 204
    token = site.page_token(door.now, "/connect/admin?a=1")

    for raw in ("/apps/rollcall/connect/admin", "/connect/admin"):
        answer = door.client.get(
            "/connect/admin",
            query_string=f"a=1&jwt={token}",
            environ_overrides={"RAW_URI": f"{raw}?a=1&jwt={token}"},
        )
        assert answer.status_code == 403
