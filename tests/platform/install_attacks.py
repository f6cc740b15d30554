"""Tokens that must not install anything, by the name of their case (platform contract 8, I2-I15, K5)."""

from collections.abc import Callable

import jwt

from tests.platform.door import SIGNER, Door
from tests.platform.host import APP_KEY, BASE_URL, Signer, Site, raw_token, request_hash
from tests.platform.keyhost import make_key, public_pem

PATH = "/connect/installed"
OTHER_KEY = make_key()
Forge = Callable[[Door, Site], str | None]


def signed(**claims: object) -> Forge:
    """A token of Atlassian's own key with some claims changed, or left out when None."""
    return lambda door, site: SIGNER.token(site.client_key, door.now, PATH, **claims)


def header(**headers: object) -> Forge:
    return lambda door, site: SIGNER.token(site.client_key, door.now, PATH, headers=headers)


def shared(secret: Callable[[Site], str], **header: object) -> Forge:
    """An HS256 token with perfect claims under some secret."""

    def forge(door: Door, site: Site) -> str:
        claims = SIGNER.claims(site.client_key, door.now, PATH)
        return raw_token({"alg": "HS256", "typ": "JWT", "kid": SIGNER.kid, **header}, claims, secret(site).encode())

    return forge


def unsigned(alg: str) -> Forge:
    return lambda door, site: raw_token({"alg": alg, "kid": SIGNER.kid}, SIGNER.claims(site.client_key, door.now, PATH))


def under_other_key(door: Door, site: Site) -> str:
    return Signer(SIGNER.kid, OTHER_KEY).token(site.client_key, door.now, PATH)


def of_the_scanner(door: Door, site: Site) -> str:
    return Signer("fake-kid", OTHER_KEY).token("csrt-fake-token-ignore", door.now, PATH)


def with_ps256(door: Door, site: Site) -> str:
    claims = SIGNER.claims(site.client_key, door.now, PATH)
    return jwt.encode(claims, SIGNER.key, algorithm="PS256", headers={"kid": SIGNER.kid})


ATTACKS: dict[str, Forge] = {
    "I2 no token": lambda _door, _site: None,
    "I3 HS256 under the stored secret": shared(lambda site: site.secret),
    "I4 HS256 under the secret of the body": shared(lambda site: site.rotated().secret),
    "I5 alg none": unsigned("none"),
    "I5 alg None in capitals": unsigned("NONE"),
    "I5 alg RS256 without a signature": unsigned("RS256"),
    "I6 HS256 under the public key": shared(lambda _site: public_pem(SIGNER.key).decode()),
    "I7 wrong private key": under_other_key,
    "I7 PS256 under the right key": with_ps256,
    "I8 no kid": header(kid=None),
    "I8 kid is no string": lambda door, site: raw_token(
        {"alg": "RS256", "kid": 7}, SIGNER.claims(site.client_key, door.now, PATH), b"x"
    ),
    "I9 kid is a number": header(kid="123"),
    "I9 kid of the scanner": of_the_scanner,
    "I9 kid climbs": header(kid="../" + SIGNER.kid),
    "I9 kid is a URL": header(kid="https://evil.example/" + SIGNER.kid),
    "I9 kid with a query": header(kid=SIGNER.kid + "?x"),
    "I9 kid with a line break": header(kid=SIGNER.kid + "\n"),
    "I9 kid of 10 kB": header(kid="a" * 10_000),
    "I9 token of 200 kB": signed(filler="a" * 200_000),
    "I9 key sent along": header(kid=None, jku="https://evil.example/jwks", jwk={"kty": "RSA"}),
    "I11 aud missing": signed(aud=None),
    "I12 aud is another app": signed(aud=["https://other.example"]),
    "I12 aud has ours inside": signed(aud=[f"{BASE_URL}.evil.example"]),
    "I12 aud ends with ours": signed(aud=[f"https://evil.example/{BASE_URL}"]),
    "I12 aud is a page of ours": signed(aud=[f"{BASE_URL}/connect"]),
    "I12 aud with two slashes": signed(aud=[f"{BASE_URL}//"]),
    "I12 aud in capitals": signed(aud=[BASE_URL.upper()]),
    "I12 aud is our key": signed(aud=[APP_KEY]),
    "I12 aud empty": signed(aud=[]),
    "I12 aud is an object": signed(aud={"0": BASE_URL}),
    "I12 aud is a list in a list": signed(aud=[[BASE_URL]]),
    "I13 qsh missing": signed(qsh=None),
    "I13 qsh of another method": signed(qsh=request_hash("GET", PATH)),
    "I13 qsh of another path": signed(qsh=request_hash("POST", "/connect/uninstalled")),
    "I13 context-qsh": signed(qsh="context-qsh"),
    "I13 qsh is a list": signed(qsh=[request_hash("POST", PATH)]),
    "I13 qsh not ASCII": signed(qsh="\ud800é"),
    "I14 exp missing": signed(exp=None),
    "I14 iat missing": signed(iat=None),
    "I14 exp is text": signed(exp="9999999999"),
    "I14 exp is true": signed(exp=True),
    "I14 exp is infinite": signed(exp=float("inf")),
    "I14 exp is no number": signed(exp=float("nan")),
    "I15 iss missing": signed(iss=None),
    "I15 iss is another tenant": signed(iss="client-of-somebody-else"),
    "I15 iss is a list": lambda door, site: raw_token(
        {"alg": "RS256", "kid": SIGNER.kid}, SIGNER.claims(site.client_key, door.now, PATH, iss=[site.client_key])
    ),
    "I15 iss with a zero byte": signed(iss="client-1\x00"),
    "K5 context token": lambda door, site: site.context_token(door.now),
    "K5 page token of this address": lambda door, site: site.page_token(door.now, PATH, method="POST"),
}


def times(iat: float, exp: float, **more: float) -> Forge:
    """A token whose times are so many seconds from now."""

    def forge(door: Door, site: Site) -> str:
        moved = {name: int(door.now + seconds) for name, seconds in {"iat": iat, "exp": exp, **more}.items()}
        return SIGNER.token(site.client_key, door.now, PATH, **moved)

    return forge


ATTACKS |= {
    "I14 expired": times(-180, -31),
    "I14 issued in the future": times(60, 180),
    "I14 lives ten years": times(0, 315_360_000),
    "I14 ends before it starts": times(10, -10),
    "I14 not valid yet": times(0, 180, nbf=60),
    "I14 starts after its end": times(-100, -10, nbf=0),
}
