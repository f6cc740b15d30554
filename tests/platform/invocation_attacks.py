"""Invocation tokens that must open nothing, by the name of their case (platform contract 8, F2-F11)."""

import uuid
from collections.abc import Callable
from typing import Any

import jwt

from tests.platform.door import Door
from tests.platform.forge import APP_ID, FORGE, LIFE_SECONDS, Forge, ForgeSite
from tests.platform.host import raw_token
from tests.platform.keyhost import make_key, public_pem

Claims = Callable[[ForgeSite, float], dict[str, Any]]
Make = Callable[[Door, ForgeSite, bool], str]
STRANGER = Forge(FORGE.kid, make_key())
OTHER_APP = f"ari:cloud:ecosystem::app/{uuid.UUID(int=7)}"
OTHER_INSTALLATION = f"ari:cloud:ecosystem::installation/{uuid.UUID(int=9)}"
YEARS = 315_360_000


def claims_of(door: Door, site: ForgeSite, is_page: bool, **changes: Any) -> dict[str, Any]:
    build = site.page_claims if is_page else site.event_claims
    return build(door.now, **changes)


def changed(**claims: Any) -> Make:
    """A sound token with some claims changed, or left out when None; `app` changes parts of that claim."""
    return lambda door, site, is_page: FORGE.sign(claims_of(door, site, is_page, **claims))


def whole(**claims: Any) -> Make:
    """Like `changed`, and replaces `app` as a whole."""
    return lambda door, site, is_page: FORGE.sign(claims_of(door, site, is_page) | claims)


def times(**seconds: float | None) -> Make:
    """A token whose times are so many seconds from now; None leaves one out."""

    def make(door: Door, site: ForgeSite, is_page: bool) -> str:
        moved = {name: None if value is None else int(door.now + value) for name, value in seconds.items()}
        return FORGE.sign(claims_of(door, site, is_page, **moved))

    return make


def header(**headers: Any) -> Make:
    return lambda door, site, is_page: FORGE.sign(claims_of(door, site, is_page), **headers)


def shared(secret: bytes, algorithm: str = "HS256") -> Make:
    """A symmetric token under something that everybody knows."""
    return lambda door, site, is_page: raw_token(
        {"alg": algorithm, "kid": FORGE.kid}, claims_of(door, site, is_page), secret
    )


def asymmetric(algorithm: str) -> Make:
    return lambda door, site, is_page: jwt.encode(
        {k: v for k, v in claims_of(door, site, is_page).items() if v is not None},
        FORGE.key, algorithm=algorithm, headers={"kid": FORGE.kid},
    )  # fmt: skip


def unsigned(algorithm: str) -> Make:
    return lambda door, site, is_page: raw_token({"alg": algorithm, "kid": FORGE.kid}, claims_of(door, site, is_page))


ATTACKS: dict[str, Make] = {
    "F2 a word": lambda _door, _site, _is_page: "token",
    "F2 two segments": lambda door, site, is_page: header()(door, site, is_page).rpartition(".")[0],
    "F2 no app": whole(app=None),
    "F2 app is text": whole(app="app"),
    "F2 app is empty": whole(app={}),
    "F2 claims are a list": lambda door, site, is_page: raw_token({"alg": "RS256", "kid": FORGE.kid}, [], b"x"),
    "F3 iss missing": changed(iss=None),
    "F3 iss of somebody": changed(iss="evil"),
    "F3 iss longer": changed(iss="forge/invocation-token/x"),
    "F3 iss of our Connect": changed(iss="client-1"),
    "F4 aud missing": changed(aud=None),
    "F4 aud of another app": changed(aud=OTHER_APP),
    "F4 aud longer": changed(aud=APP_ID + "0"),
    "F4 aud is a list with ours and another": changed(aud=[APP_ID, OTHER_APP]),
    "F4 aud is an empty list": changed(aud=[]),
    "F4 another app altogether": changed(aud=OTHER_APP, app={"id": OTHER_APP}),
    "F4 app.id of another app": changed(app={"id": OTHER_APP}),
    "F4 app.id missing": changed(app={"id": None}),
    "F5 iat missing": changed(iat=None),
    "F5 nbf missing": changed(nbf=None),
    "F5 exp missing": changed(exp=None),
    "F5 jti missing": changed(jti=None),
    "F5 jti empty": changed(jti=""),
    "F5 jti is a number": lambda door, site, is_page: raw_token(
        {"alg": "RS256", "kid": FORGE.kid}, claims_of(door, site, is_page, jti=7), b"x"
    ),
    "F6 expired": times(iat=-60, nbf=-60, exp=-10),
    "F6 issued in the future": times(iat=11, nbf=0, exp=30),
    "F6 not valid yet": times(iat=0, nbf=11, exp=30),
    "F6 lives more than an hour": times(iat=0, nbf=0, exp=3601),
    "F6 lives ten years": times(iat=0, nbf=0, exp=YEARS),
    "F6 ends before it starts": times(iat=0, nbf=0, exp=-5),
    "F6 starts after its end": times(iat=-60, nbf=5, exp=-5),
    "F6 nbf is true": changed(nbf=True),
    "F6 exp is text": changed(exp="later"),
    "F6 exp is infinite": changed(exp=float("inf")),
    "F6 iat is true": changed(iat=True),
    "F7 alg none": unsigned("none"),
    "F7 RS256 without a signature": unsigned("RS256"),
    "F7 HS256 under the PEM": shared(public_pem(FORGE.key)),
    "F7 HS256 under the key set": shared(FORGE.jwks()),
    "F7 RS512": asymmetric("RS512"),
    "F7 PS256": asymmetric("PS256"),
    "F7 a stranger's key": lambda door, site, is_page: STRANGER.sign(claims_of(door, site, is_page)),
    "F8 kid missing": header(kid=None),
    "F8 kid unknown": header(kid="forge/key-2"),
    "F8 kid of 10 kB": header(kid="k" * 10_000),
    "F8 key sent along": header(kid="x", jku="https://evil.example/jwks", jwk={"kty": "RSA"}),
    "F9 installations differ": changed(app={"installationId": OTHER_INSTALLATION}),
    "F9 no installation": changed(app={"installationId": None, "installation": None}),
    "F9 installation is no ARI": changed(app={"installationId": "acme", "installation": None}),
    "F9 installation is a number": changed(app={"installationId": 7, "installation": {"id": 7}}),
    "F9 isolated cloud": changed(icLabel="some-cloud"),
    "F9 isolated cloud, told in app": changed(app={"icLabel": "some-cloud"}),
    "F9 no apiBaseUrl": changed(app={"apiBaseUrl": None}),
    "F9 apiBaseUrl without encryption": lambda door, site, is_page: FORGE.sign(
        claims_of(door, site, is_page, app={"apiBaseUrl": f"http://api.atlassian.com/ex/jira/{site.cloud_id}"})
    ),
    "F9 apiBaseUrl is no address": changed(app={"apiBaseUrl": "file:///etc/passwd"}),
    "F10 environment missing": changed(app={"environment": None}),
    "F10 environment that does not exist": changed(app={"environment": {"type": "PLAYGROUND"}}),
    "F10 environment is a list": changed(app={"environment": {"type": ["PRODUCTION"]}}),
    "F15 token of 40 kB": changed(more="x" * 40_000),
}

PAGE_ATTACKS: dict[str, Make] = {
    "F9 cloud ids differ": changed(context={"cloudId": str(uuid.UUID(int=3))}),
    "F13 principal is empty": changed(principal=""),
    "F13 principal is a list": changed(principal=["admin-1"]),
    "F13 principal is an object": changed(principal={"accountId": "admin-1"}),
    "F13 principal of 3000 letters": changed(principal="x" * 3000),
    "F13 principal with a line break": changed(principal="admin-1\n"),
    "F14 no principal, and nothing that names a page": changed(principal=None, context=None),
    "F14 context is text": changed(context="page"),
}

assert LIFE_SECONDS < 60
