"""Cases F1 to F21: Forge invocation tokens (platform contract 4.3 and 8)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from sandbox.host.attack.case import ACCEPTED, case
from sandbox.host.attack.forge_attacker import ForgeAttacker
from sandbox.host.attack.forged import encode_segment, hmac_signer, no_signature, rsa_signer
from sandbox.host.forge.invocation import build_jwks
from sandbox.host.keys import new_signing_key

TAKEN = (200, 202, 204)
_PAST_SKEW_SECONDS = 60
_EVENT_SECONDS = 5.0
_DEFAULT_WEB_PROCESSES = 2
_STAGING = "https://api.stg.atlassian.com/ex/jira"


@case("F1", "UI: 200 or 403; events: 2xx")
def valid_tokens(attacker: ForgeAttacker) -> None:
    """Valid tokens of a page, an event and a scheduled trigger."""
    attacker.ui("from a page", attacker.sign(attacker.ui_claims()), expected=ACCEPTED)
    attacker.event("an event", attacker.sign(attacker.event_claims()), expected=TAKEN)
    known = attacker.victim.installation_id
    attacker.event("of the victim itself", attacker.sign(attacker.event_claims(known)), expected=TAKEN)


@case("F2", "401")
def not_a_token(attacker: ForgeAttacker) -> None:
    """No JWT, or a JWT without the payload of an invocation token."""
    good = attacker.sign(attacker.ui_claims())
    for name, token in {
        "a word": "token",
        "two segments": good.rpartition(".")[0],
        "base64 of nothing": f"{encode_segment(b'x')}.{encode_segment(b'y')}.{encode_segment(b'z')}",
        "no app": attacker.sign(attacker.ui_claims(), app=None),
        "app is a text": attacker.sign(attacker.ui_claims(), app="app"),
        "app is empty": attacker.sign(attacker.ui_claims(), app={}),
        "no installation": attacker.sign(attacker.ui_claims(installationId=None, installation=None)),
        "installation is a number": attacker.sign(attacker.ui_claims(installationId=7, installation=8)),
        "environment is a list": attacker.sign(attacker.ui_claims(environment=[])),
    }.items():
        attacker.ui(name, token)


@case("F3", "401")
def wrong_issuer(attacker: ForgeAttacker) -> None:
    """Another issuer, or none."""
    for issuer in (None, "", "forge/invocation-token/x", "evil", 7, ["forge/invocation-token"]):
        attacker.ui(f"iss {issuer!r}", attacker.sign(attacker.ui_claims(), iss=issuer))


@case("F4", "401")
def wrong_audience(attacker: ForgeAttacker) -> None:
    """Another audience, another app, or an app.id that is not the audience."""
    other = f"ari:cloud:ecosystem::app/{uuid.uuid4()}"
    attacker.ui("aud missing", attacker.sign(attacker.ui_claims(), aud=None))
    attacker.ui("aud of another app", attacker.sign(attacker.ui_claims(), aud=other))
    attacker.ui("another app altogether", attacker.sign(attacker.ui_claims(id=other), aud=other))
    attacker.ui("app.id of another app", attacker.sign(attacker.ui_claims(id=other)))
    attacker.ui("aud as a prefix", attacker.sign(attacker.ui_claims(), aud=attacker.victim.manifest.app_id + "x"))


@case("F5", "401")
def missing_claims(attacker: ForgeAttacker) -> None:
    """iat, nbf, exp or jti missing."""
    for name in ("iat", "nbf", "exp", "jti"):
        attacker.ui(f"{name} missing", attacker.sign(attacker.ui_claims(), **{name: None}))


@case("F6", "401")
def wrong_times(attacker: ForgeAttacker) -> None:
    """Expired, not yet valid, or endless."""
    now = attacker.now()
    odd: dict[str, dict[str, Any]] = {
        "expired": {"iat": now - 120, "nbf": now - 120, "exp": now - _PAST_SKEW_SECONDS},
        "not yet valid": {"iat": now + 120, "nbf": now + 120, "exp": now + 145},
        "exp as text": {"exp": "later"},
        "exp infinite": {"exp": float("inf")},
    }
    for name, claims in odd.items():
        attacker.ui(name, attacker.sign(attacker.ui_claims(), **claims))
        attacker.event(f"event {name}", attacker.sign(attacker.event_claims(), **claims))


@case("F7", "401")
def other_algorithms(attacker: ForgeAttacker) -> None:
    """none, HS256 with the modulus or the PEM as secret, or a stranger's RSA key."""
    key = attacker.hosts.forge.keys.current()
    modulus = build_jwks(attacker.hosts.forge.keys)["keys"][-1]["n"]
    ways = {
        "none": ("none", no_signature),
        "HS256 with the modulus": ("HS256", hmac_signer(modulus)),
        "HS256 with the PEM": ("HS256", hmac_signer(key.public_pem())),
        "a stranger's key": ("RS256", rsa_signer(new_signing_key().private_key)),
        "RS512": ("RS512", rsa_signer(key.private_key)),
    }
    for name, (algorithm, signer) in ways.items():
        header = {"typ": "JWT", "alg": algorithm, "kid": key.kid}
        attacker.ui(name, attacker.sign(attacker.ui_claims(), header=header, signer=signer))


@case("F8", "401; the key set is fetched again at most once a minute by each web process; a cached one serves on")
def unknown_keys(attacker: ForgeAttacker) -> None:
    """Unknown kids in a row; then the key set is down, with the good key known and with an unknown one."""
    attacker.ui("a known key", attacker.sign(attacker.ui_claims()), expected=ACCEPTED)
    before = attacker.hosts.jwks.fetches
    for number in range(6):
        header = {"typ": "JWT", "alg": "RS256", "kid": str(uuid.uuid4())}
        attacker.ui(f"unknown kid {number + 1}", attacker.sign(attacker.ui_claims(), header=header))
    allowed = int(attacker.options.get("web_processes", _DEFAULT_WEB_PROCESSES))
    fetches = attacker.hosts.jwks.fetches - before
    last = attacker.attempts[-1]
    attacker.keep(
        replace(
            last,
            name="fetches of the key set",
            expected=last.expected if fetches <= allowed else (),
            checks={"fetches": fetches, "allowed": allowed},
        )
    )
    attacker.hosts.jwks.behaviour = "error"
    attacker.ui("key set down, known key", attacker.sign(attacker.ui_claims()), expected=ACCEPTED)
    header = {"typ": "JWT", "alg": "RS256", "kid": str(uuid.uuid4())}
    attacker.ui("key set down, unknown key", attacker.sign(attacker.ui_claims(), header=header), expected=(401, 503))


@case("F9", "401")
def mismatches(attacker: ForgeAttacker) -> None:
    """Two installation ids, or two cloud ids, in one token."""
    other = f"ari:cloud:ecosystem::installation/{uuid.uuid4()}"
    attacker.ui("installation ids differ", attacker.sign(attacker.ui_claims(installationId=other)))
    claims = attacker.ui_claims()
    claims["context"] = claims["context"] | {"cloudId": str(uuid.uuid4())}
    attacker.ui("cloud ids differ", attacker.sign(claims))
    label = "some-cloud"
    attacker.ui("isolated cloud", attacker.sign(attacker.ui_claims(), icLabel=label), expected=(401, 403))
    token = attacker.sign(attacker.ui_claims(icLabel=label))
    attacker.ui("isolated cloud, told in app", token, expected=(401, 403))


@case("F10", "401 or 403 where the app runs in production (option `production`), else accepted")
def foreign_environment(attacker: ForgeAttacker) -> None:
    """A token of the development environment."""
    environment = {"type": "DEVELOPMENT", "id": f"ari:cloud:ecosystem::environment/x/{uuid.uuid4()}"}
    expected = (401, 403) if attacker.options.get("production") else ACCEPTED
    token = attacker.sign(attacker.ui_claims(environment=environment))
    attacker.ui("DEVELOPMENT", token, expected=expected)
    odd = attacker.sign(attacker.ui_claims(environment={"type": "PLAYGROUND", "id": "x"}))
    attacker.ui("an environment that does not exist", odd, expected=(401, 403))


@case("F11", "401, and only the configured key set is asked")
def staging_claims(attacker: ForgeAttacker) -> None:
    """A staging apiBaseUrl does not choose another key set."""
    base = f"{_STAGING}/{attacker.victim.cloud_id}"
    signer = rsa_signer(new_signing_key().private_key)
    header = {"typ": "JWT", "alg": "RS256", "kid": str(uuid.uuid4())}
    attacker.ui("staging", attacker.sign(attacker.ui_claims(apiBaseUrl=base), header=header, signer=signer))


@case("F12", "402 or 403 when it is inactive (401 where the environment is not allowed); ignored in development")
def licences(attacker: ForgeAttacker) -> None:
    """The licence is inactive in production, or missing; in development it does not matter."""
    production = {"type": "PRODUCTION", "id": f"ari:cloud:ecosystem::environment/x/{uuid.uuid4()}"}
    for name, told in {"inactive": {"active": False}, "inactive, told in the old way": {"isActive": False}}.items():
        token = attacker.sign(attacker.ui_claims(environment=production, license=told))
        attacker.ui(f"{name} in production", token, expected=(401, 402, 403))
    # Only an app that is sold has one.
    missing = attacker.sign(attacker.ui_claims(environment=production, license=None))
    attacker.ui("missing in production", missing, expected=(*ACCEPTED, 401, 402))
    if attacker.victim.environment == "DEVELOPMENT":
        attacker.ui("missing in development", attacker.sign(attacker.ui_claims(license=None)), expected=ACCEPTED)


@case("F13", "401 or 403")
def nobody(attacker: ForgeAttacker) -> None:
    """principal missing, or no account id, on a route for pages."""
    for principal in (None, "", 7, ["x"], {"accountId": attacker.account}, "x" * 3000):
        token = attacker.sign(attacker.ui_claims(), principal=principal)
        attacker.ui(f"principal {str(principal)[:20]!r}", token, expected=(401, 403))


@case("F14", "401")
def wrong_door(attacker: ForgeAttacker) -> None:
    """A page's token on an event route, and an event's token on a page route."""
    attacker.event("a page's token", attacker.sign(attacker.ui_claims()))
    attacker.ui("an event's token", attacker.sign(attacker.event_claims(attacker.victim.installation_id)))


@case("F15", "accepted")
def long_header(attacker: ForgeAttacker) -> None:
    """A token of more than 8 KB."""
    claims = attacker.ui_claims()
    claims["context"] = claims["context"] | {"extension": {"type": "x", "more": "y" * 9000}}
    attacker.ui("12 KB", attacker.sign(claims), expected=ACCEPTED)


@case("F16", "2xx each time, one effect")
def repeated_event(attacker: ForgeAttacker) -> None:
    """The same event five times, as after four retries."""
    installation_id = str(uuid.uuid4())
    payload = {"id": installation_id, "app": {"id": attacker.victim.app_uuid, "version": "1.0.0"}}
    for number in range(5):
        token = attacker.sign(attacker.event_claims(installation_id))
        attacker.event(f"time {number + 1}", token, payload=payload, expected=TAKEN)


@case("F17", "2xx within 5 s")
def quick_answer(attacker: ForgeAttacker) -> None:
    """An event is answered before Forge gives up."""
    attempt = attacker.event("an event", attacker.sign(attacker.event_claims()), expected=TAKEN)
    seconds = attempt.answer.seconds if attempt.answer else _EVENT_SECONDS
    expected = attempt.expected if seconds < _EVENT_SECONDS else ()
    attacker.keep(replace(attempt, name="seconds", expected=expected, checks={"seconds": round(seconds, 3)}))


@case("F18", "2xx or 4xx, never 5xx, no effect")
def odd_events(attacker: ForgeAttacker) -> None:
    """Upgrade of an unknown installation, unknown events, odd payloads, a scheduled call of nobody."""
    expected = (*TAKEN, 400, 403, 404, 409, 410, 422)
    for name, payload in {
        "upgrade of a stranger": {"id": str(uuid.uuid4()), "app": {"version": "2.0.0"}, "upgraderAccountId": "x"},
        "an unknown event": {"eventType": "avi:forge:exploded:app"},
        "an id of another installation": {"id": attacker.victim.installation_id},
        "a list": [],
        "a text": "x",
        "nothing": None,
        "deep": json_nest(200),
    }.items():
        attacker.event(name, attacker.sign(attacker.event_claims()), payload=payload, expected=expected)


def json_nest(depth: int) -> Any:
    """A list in a list in a list …"""
    return [json_nest(depth - 1)] if depth else []


@case("F19", "403, 404, 422 …, never 401")
def own_refusals(attacker: ForgeAttacker) -> None:
    """Refusals by the app itself of a valid token: a user who is no admin, an unknown path."""
    user = attacker.hosts.people.find_by_role(attacker.victim.org_id, "user")
    attacker.ui("no admin", attacker.sign(attacker.ui_claims(), principal=user.account_id), expected=(403,))
    path = "/api/v1/there-is-no-such-thing"
    attacker.ui("unknown path", attacker.sign(attacker.ui_claims()), path=path, expected=(404, 403))


@case("F20", "401 without a single Bearer token; the scheme's case does not matter")
def odd_headers(attacker: ForgeAttacker) -> None:
    """No token, another scheme, two tokens, a token in the query, the scheme in other letters."""
    good = attacker.sign(attacker.ui_claims())
    attacker.ui("none", None)
    attacker.ui("scheme JWT", good, scheme="JWT")
    attacker.ui("two headers", good, headers=(("Authorization", f"Bearer {good}"),), expected=(401, 400))
    attacker.ui("two tokens", f"{good}, Bearer {good}")
    attacker.ui("in a cookie", None, headers=(("Cookie", f"token={good}"),))
    attacker.ui("small letters", good, scheme="bearer", expected=(*ACCEPTED, 401))


@case("F21", "accepted, and no answer repeats them")
def oauth_headers(attacker: ForgeAttacker) -> None:
    """The OAuth headers that come along."""
    marks = [f"oauth-{uuid.uuid4()}" for _ in range(2)]
    attacker.secrets += marks
    headers = (("x-forge-oauth-system", marks[0]), ("x-forge-oauth-user", marks[1]))
    attacker.ui("with OAuth headers", attacker.sign(attacker.ui_claims()), headers=headers, expected=ACCEPTED)
    attacker.event("event with them", attacker.sign(attacker.event_claims()), headers=headers, expected=TAKEN)
    attacker.ui("refused with them", attacker.sign(attacker.ui_claims(), iss="evil"), headers=headers)
