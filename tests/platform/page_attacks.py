"""Tokens that must not open the page in the iframe, by the name of their case (platform contract 8, J3-J14)."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jwt

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
    "J7 lives more than an hour": times(0, 3601),
    "J7 issued in the future": times(60, 120),
    "J7 not valid yet": times(0, 180, nbf=60),
    "J7 starts after its end": times(-60, -10, nbf=0),
    "J7 nbf is true": changed(nbf=True),
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
