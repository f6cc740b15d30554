"""Tokens of the page in the iframe (platform contract 8, J1-J17)."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jwt
import pytest

from tests.platform.door import SIGNER, Door
from tests.platform.host import Site, raw_token, request_hash

QUERY = "xdm_e=https%3A%2F%2Facme.atlassian.net&xdm_c=channel-1&cp=&lic=active&cv=1001.0.0"
TARGET = f"/connect/admin?{QUERY}"
Forge = Callable[[Door, Site], str]


def changed(**claims: Any) -> Forge:
    return lambda door, site: site.page_token(door.now, TARGET, **claims)


def times(iat: float, exp: float, **more: float) -> Forge:
    def forge(door: Door, site: Site) -> str:
        moved: dict[str, Any] = {name: int(door.now + after) for name, after in more.items()}
        return site.page_token(door.now, TARGET, iat=int(door.now + iat), exp=int(door.now + exp), **moved)

    return forge


def with_algorithm(algorithm: str) -> Forge:
    def forge(door: Door, site: Site) -> str:
        claims = site.shared_claims(door.now, sub="admin-1", qsh=request_hash("GET", TARGET))
        key = SIGNER.key if algorithm.startswith("RS") else site.secret.ljust(64, "x")
        return jwt.encode(claims, "" if algorithm == "none" else key, algorithm=algorithm)

    return forge


def with_header(**header: object) -> Forge:
    def forge(door: Door, site: Site) -> str:
        claims = site.shared_claims(door.now, sub="admin-1", qsh=request_hash("GET", TARGET))
        return raw_token({"alg": "HS256", "typ": "JWT", **header}, claims, site.secret.encode())

    return forge


def garbled(change: Callable[[str], str]) -> Forge:
    return lambda door, site: change(site.page_token(door.now, TARGET))


def with_payload(text: bytes) -> Forge:
    """A correctly signed token whose payload is any bytes."""

    def forge(_door: Door, site: Site) -> str:
        return jwt.api_jws.encode(text, site.secret, algorithm="HS256")

    return forge


def b64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


ATTACKS: dict[str, Forge] = {
    "J3 empty": lambda _door, _site: "",
    "J3 no token at all": lambda _door, _site: "x",
    "J3 two segments": garbled(lambda token: token.rpartition(".")[0]),
    "J3 four segments": garbled(lambda token: f"{token}.x"),
    "J3 not base64": garbled(lambda token: token.replace(token[3], "!", 1)),
    "J3 header is a list": lambda _door, _site: f"{b64('[]')}.{b64('{}')}.{b64('x')}",
    "J3 header nested beyond reason": lambda _door, _site: f"{b64('[' * 5000)}.{b64('{}')}.{b64('x')}",
    "J3 payload is a list": with_payload(b"[]"),
    "J3 payload is no JSON": with_payload(b"{"),
    "J3 payload is not UTF-8": with_payload(b"\xff\xfe"),
    "J3 payload nested beyond reason": with_payload(b'{"a":' + b"[" * 5000),
    "J3 not ASCII": lambda _door, _site: "é.é.é",
    "J3 too long": changed(filler="x" * 9000),
    "J5 unknown issuer": changed(iss="somebody-else"),
    "J5 issuer of the scanner": changed(iss="csrt-fake-token-ignore"),
    "J6 no issuer": changed(iss=None),
    "J6 issuer is a number": with_payload(b'{"iss": 7}'),
    "J6 issuer with a zero byte": with_payload(b'{"iss": "client\\u0000"}'),
    "J6 issuer is half a character": with_payload(b'{"iss": "\\ud800"}'),
    "J7 expired": times(-180, -31),
    "J7 no exp": changed(exp=None),
    "J7 no iat": changed(iat=None),
    "J7 lives ten years": times(0, 315_360_000),
    "J7 lives an hour": times(0, 3600),
    "J7 issued in the future": times(60, 120),
    "J7 not valid yet": times(0, 180, nbf=60),
    "J7 starts after its end": times(-60, -10, nbf=0),
    "J7 nbf is text": changed(nbf="soon"),
    "J7 exp is infinite": changed(exp=float("inf")),
    "J7 exp beyond all integers": changed(exp=10**400),
    "J8 wrong secret": lambda door, site: replace(site, secret="x" * 48).page_token(door.now, TARGET),
    "J8 empty secret": lambda door, site: raw_token(
        {"alg": "HS256"}, site.shared_claims(door.now, sub="admin-1", qsh=request_hash("GET", TARGET)), b""
    ),
    "J9 HS384": with_algorithm("HS384"),
    "J9 HS512": with_algorithm("HS512"),
    "J9 RS256": with_algorithm("RS256"),
    "J9 none": with_algorithm("none"),
    "J9 alg in lower case": with_header(alg="hs256"),
    "J9 alg is a list": with_header(alg=["HS256"]),
    "J9 alg missing": with_header(alg=None),
    "J9 unknown crit": with_header(crit=["exp", "x"]),
    "J9 payload not encoded": with_header(b64=False, crit=["b64"]),
    "J10 no qsh": changed(qsh=None),
    "J10 qsh empty": changed(qsh=""),
    "J10 qsh of another method": changed(method="POST"),
    "J10 qsh of another path": changed(qsh=request_hash("GET", f"/connect/other?{QUERY}")),
    "J10 qsh in capitals": changed(qsh=request_hash("GET", TARGET).upper()),
    "J11 context-qsh": changed(qsh="context-qsh"),
    "J11 context token": lambda door, site: site.context_token(door.now),
    "J13 nobody is logged in": changed(account_id=None),
    "J14 sub is a number": changed(sub=7),
    "J14 sub is a list": changed(sub=["admin-1"]),
    "J14 sub is empty": changed(sub=""),
    "J14 sub with a zero byte": changed(sub="admin-1\x00"),
    "J14 sub is half a character": changed(sub="\ud800"),
}


@pytest.mark.parametrize("place", ["query", "header"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_page_is_not_opened_by(attack: str, place: str, door: Door, acme: Site) -> None:
    token = ATTACKS[attack](door, acme)

    if place == "query":
        answer = door.get(f"{TARGET}&jwt={token}")
    else:
        answer = door.client.get(TARGET, headers=[("Authorization", f"JWT {token}".encode().decode("latin-1"))])

    assert answer.status_code == 401
    assert "the front end" not in answer.text


@pytest.mark.parametrize("attack", [name for name in ATTACKS if not name.startswith("J11")])
def test_the_api_is_not_opened_by(attack: str, door: Door, acme: Site) -> None:
    """K: nothing that fails on a page opens the API, apart from a context token."""
    token = ATTACKS[attack](door, acme)

    answer = door.client.get("/api/v1/things", headers=[("Authorization", f"JWT {token}".encode().decode("latin-1"))])

    assert answer.status_code == 401


def test_j1_a_valid_token_in_the_query_opens_the_page(door: Door, acme: Site) -> None:
    answer = door.open_page(acme, query=QUERY)

    assert answer.status_code == 200
    assert "the front end" in answer.text


def test_j2_a_valid_token_in_the_header_opens_the_page(door: Door, acme: Site) -> None:
    answer = door.call("GET", TARGET, acme.page_token(door.now, TARGET))

    assert answer.status_code == 200


def test_j3_no_token_opens_nothing(door: Door) -> None:
    assert door.get("/connect/admin").status_code == 401
    assert door.get("/connect/admin?jwt=").status_code == 401
    assert door.client.get("/connect/admin", headers={"Cookie": "jwt=x; session=y"}).status_code == 401


def test_j3_a_cookie_with_a_valid_token_opens_nothing(door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, "/connect/admin")

    assert door.client.get("/connect/admin", headers={"Cookie": f"jwt={token}"}).status_code == 401


def test_j4_two_tokens_are_refused_even_when_both_are_valid(door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, TARGET)

    in_both = door.call("GET", f"{TARGET}&jwt={token}", token)
    twice = door.get(f"{TARGET}&jwt={token}&jwt={token}")
    disguised = door.get(f"{TARGET}&jwt={token}&%6Awt={token}")

    assert [in_both.status_code, twice.status_code, disguised.status_code] == [401, 401, 401]


@pytest.mark.parametrize(
    ("iat", "exp"), [(-180, -29), (29, 209), (0, 300)], ids=["expired in leeway", "early in leeway", "5 minutes"]
)
def test_j7_clocks_may_differ_by_half_a_minute(iat: int, exp: int, door: Door, acme: Site) -> None:
    answer = door.call("GET", TARGET, times(iat, exp)(door, acme))

    assert answer.status_code == 200


def test_j8_the_secret_of_another_tenant_opens_nothing(door: Door, acme: Site, globex: Site) -> None:
    assert door.open_page(replace(acme, secret=globex.secret), query=QUERY).status_code == 401


def test_j8_an_uninstalled_or_disabled_tenant_is_closed(door: Door, acme: Site) -> None:
    door.notified("disabled", acme)
    assert door.open_page(acme, query=QUERY).status_code == 401
    door.signed("uninstalled", acme)
    assert door.open_page(acme, query=QUERY).status_code == 401


@pytest.mark.parametrize(
    "target",
    [
        "/connect/admin",
        f"{TARGET}&extra=1",
        TARGET.replace("&cp=", ""),
        TARGET.replace("cv=1001.0.0", "cv=1001.0.1"),
        TARGET.replace("lic=active", "lic=none"),
        TARGET.replace("lic=active", "lic=active&lic=none"),
        TARGET.replace("xdm_e=https%3A%2F%2Facme", "xdm_e=https%3A%2F%2Fevil"),
        TARGET.replace("channel-1", "channel%2D2"),
    ],
    ids=[
        "all removed",
        "added",
        "removed",
        "changed",
        "J12 lic",
        "J12 lic twice",
        "J12 xdm_e",
        "encoded and changed",
    ],
)
def test_j10_j12_a_changed_query_is_refused(target: str, door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, TARGET)
    separator = "&" if "?" in target else "?"

    assert door.get(f"{target}{separator}jwt={token}").status_code == 401


def test_j10_the_order_and_spelling_of_parameters_do_not_matter(door: Door, acme: Site) -> None:
    """The hash is of what the parameters mean: sorted and encoded in one way."""
    token = acme.page_token(door.now, TARGET)
    reordered = "&".join(reversed(QUERY.split("&"))).replace("channel-1", "channel%2d1")

    assert door.get(f"/connect/admin?jwt={token}&{reordered}").status_code == 200


@pytest.mark.parametrize(
    "raw",
    ["//connect/admin", "/connect//admin", "/connect/./admin", "/connect/x/../admin", "/connect/adm%69n",
     "/connect%2Fadmin", "/connect/admin;x=1", "http://rollcall.test/connect/admin", "/connect/admin/"],
)  # fmt: skip
def test_j10_only_the_plain_path_is_answered(raw: str, door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, "/connect/admin")

    # The raw target differs from the path by which the request is routed.
    answer = door.client.get(
        "/connect/admin", query_string=f"jwt={token}", environ_overrides={"RAW_URI": f"{raw}?jwt={token}"}
    )

    assert answer.status_code == 401


def test_j10_without_the_raw_target_nothing_is_believed(door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, "/connect/admin")

    answer = door.client.get("/connect/admin", query_string=f"jwt={token}", environ_overrides={"RAW_URI": None})

    assert answer.status_code == 401


@pytest.mark.parametrize("query", ["a=%zz", "a=%", "a=%ff", "a=%C3", "a=é", "a=1%0"])
def test_j10_a_query_that_is_not_well_formed_is_refused(query: str, door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, f"/connect/admin?{query}")

    answer = door.client.get(
        "/connect/admin",
        query_string=f"jwt={token}",
        environ_overrides={"RAW_URI": f"/connect/admin?{query}&jwt={token}"},
    )

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("query", "expected"),
    [("lic=active", True), ("lic=none", False), ("lic=", False), ("lic=active&lic=none", False), ("a=1", None)],
)
def test_j12_the_licence_is_what_the_host_signed(query: str, expected: bool | None, door: Door, acme: Site) -> None:
    assert door.open_page(acme, query=query).status_code == 200

    told = door.call("GET", "/api/v1/me", acme.context_token(door.now)).json
    assert told is not None
    assert told["is_licensed"] is expected


def test_j12_an_unsigned_licence_changes_nothing(door: Door, acme: Site) -> None:
    door.open_page(acme, query="lic=none")
    token = acme.page_token(door.now, "/connect/admin?lic=none")
    door.get(f"/connect/admin?lic=active&jwt={token}")

    told = door.call("GET", "/api/v1/me?lic=active", acme.context_token(door.now)).json
    assert told is not None
    assert told["is_licensed"] is False


def test_j17_a_page_may_be_reloaded_while_its_token_lives(door: Door, acme: Site) -> None:
    target = f"{TARGET}&jwt={acme.page_token(door.now, TARGET)}"

    assert [door.get(target).status_code, door.get(target).status_code] == [200, 200]
    door.clock.pass_time(seconds=240)
    assert door.get(target).status_code == 401


def test_a_page_token_of_the_right_target_is_no_key_to_another_method(door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, TARGET)

    assert door.call("HEAD", TARGET, token).status_code == 401
    assert door.call("POST", TARGET, token).status_code == 405


def test_a_path_that_was_rewritten_on_the_way_is_refused(door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, "/connect/admin")

    answer = door.client.get(
        "/connect/admin",
        query_string=f"jwt={token}",
        environ_overrides={"RAW_URI": f"/elsewhere/connect/admin?jwt={token}"},
    )

    assert answer.status_code == 401
