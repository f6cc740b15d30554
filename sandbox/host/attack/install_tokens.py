"""Cases I1 to I15: tokens on the signed install and uninstall (platform contract 1.2 and 8)."""

from __future__ import annotations

from typing import Any

from sandbox.host.attack.attacker import Attacker
from sandbox.host.attack.case import case
from sandbox.host.attack.forged import hmac_signer, no_signature, rsa_signer
from sandbox.host.connect.qsh import CONTEXT_QSH, compute_qsh
from sandbox.host.keys import new_signing_key

_HS256 = {"typ": "JWT", "alg": "HS256"}
_LIFECYCLE = ("installed", "uninstalled")


@case("I1", "204, and the tenant's page opens")
def first_install(attacker: Attacker) -> None:
    """A valid RS256 first install."""
    stranger = attacker.install(attacker.new_stranger(), "first install")
    attacker.page("its page opens", attacker.page_url(stranger), expected=(200, 403))


@case("I2", "401")
def no_token(attacker: Attacker) -> None:
    """No token at all."""
    for event in _LIFECYCLE:
        attacker.lifecycle(f"{event} without a token", attacker.victim, event=event, token=None)
    attacker.expect_unharmed()


@case("I3", "401: no fallback to the scheme before signed install")
def stored_secret(attacker: Attacker) -> None:
    """HS256, signed with the correct stored secret."""
    for event in _LIFECYCLE:
        token = attacker.shared(attacker.victim, compute_qsh("POST", f"/connect/{event}"))
        attacker.lifecycle(f"{event} with the stored secret", attacker.victim, event=event, token=token)
    attacker.expect_unharmed()


@case("I4", "401")
def secret_of_the_body(attacker: Attacker) -> None:
    """HS256, signed with the new secret that the body brings along."""
    stranger = attacker.new_stranger()
    token = attacker.shared(stranger, compute_qsh("POST", "/connect/installed"))
    attacker.lifecycle("first install signed with its own secret", stranger, token=token)


@case("I5", "401")
def unsigned(attacker: Attacker) -> None:
    """alg: none."""
    kid = attacker.hosts.install_keys.current().kid
    for algorithm in ("none", "None", "NONE", ""):
        header = {"typ": "JWT", "alg": algorithm, "kid": kid}
        token = attacker.signed(attacker.victim, header=header, signer=no_signature)
        attacker.lifecycle(f"alg {algorithm!r}", attacker.victim, token=token)


@case("I6", "401: the algorithm is not the token's choice")
def confused_algorithm(attacker: Attacker) -> None:
    """HS256, signed with the text of the public key."""
    key = attacker.hosts.install_keys.current()
    for pem in (key.public_pem(), key.public_pem().strip()):
        header = _HS256 | {"kid": key.kid}
        token = attacker.signed(attacker.victim, header=header, signer=hmac_signer(pem))
        attacker.lifecycle(f"public key as secret ({len(pem)} bytes)", attacker.victim, token=token)


@case("I7", "401")
def wrong_key(attacker: Attacker) -> None:
    """Signed with a private key that is not the kid's."""
    token = attacker.signed(attacker.victim, signer=rsa_signer(new_signing_key().private_key))
    attacker.lifecycle("somebody's own key under a known kid", attacker.victim, token=token)


@case("I8", "401")
def no_kid(attacker: Attacker) -> None:
    """The header has no kid."""
    token = attacker.signed(attacker.victim, header={"typ": "JWT", "alg": "RS256"})
    attacker.lifecycle("no kid", attacker.victim, token=token)


@case("I9", "401, and the key host is not asked")
def odd_kid(attacker: Attacker) -> None:
    """The kid is no UUID: a path, a URL, another type, 10 kB."""
    kid = attacker.hosts.install_keys.current().kid
    odd: tuple[Any, ...] = (
        "123",
        "fake-kid",
        "../x",
        f"../keys/{kid}",
        f"{kid}/../{kid}",
        f"{kid}?x=1",
        f"{kid}\n",
        f" {kid}",
        "http://127.0.0.1:1/key",
        "https://evil.example/key.pem",
        "a" * 10_240,
        "",
        7,
        None,
        [kid],
        {"kid": kid},
    )
    for value in odd:
        header = {"typ": "JWT", "alg": "RS256", "kid": value}
        # A server may refuse a header of 10 kB before the app sees it.
        expected = (401, 400, 431) if isinstance(value, str) and len(value) > 8000 else (401,)
        token = attacker.signed(attacker.victim, header=header)
        attacker.lifecycle(f"kid {str(value)[:40]!r}", attacker.victim, token=token, expected=expected)


@case("I10", "401, or 503 where a retry may help")
def bad_key_host(attacker: Attacker) -> None:
    """The key host answers 404, 500, HTML, another key, or not in time."""
    expected = {
        "missing": (401,),
        "other_key": (401,),
        "html": (401, 503),
        "error": (401, 503),
        "slow": (401, 503),
    }
    for behaviour, statuses in expected.items():
        kid = attacker.hosts.install_keys.plant(behaviour)
        token = attacker.signed(attacker.victim, header={"typ": "JWT", "alg": "RS256", "kid": kid})
        attacker.lifecycle(f"key host: {behaviour}", attacker.victim, token=token, expected=statuses)


@case("I11", "401")
def no_audience(attacker: Attacker) -> None:
    """aud is missing."""
    attacker.lifecycle("no aud", attacker.victim, token=attacker.signed(attacker.victim, aud=None))


@case("I12", "401; 204 where the list contains ours or only one trailing slash differs")
def odd_audience(attacker: Attacker) -> None:
    """aud is somebody else's, a part of ours, or a list."""
    base = attacker.victim.app.base_url
    refused: dict[str, Any] = {
        "another app": "https://other.example.com",
        "ours as a prefix": base + ".evil.example",
        "a prefix of ours": base[:-1],
        "ours with a path": base + "/connect",
        "ours in capitals": base.upper(),
        "an empty list": [],
        "an empty text": "",
        "a list of others": ["https://other.example.com", base + "x"],
        "a number": 1,
        "a list with an object": [{"aud": base}],
        "two trailing slashes": base + "//",
    }
    for name, value in refused.items():
        attacker.lifecycle(name, attacker.victim, token=attacker.signed(attacker.victim, aud=value))
    for name, value in {
        "ours second in a list": ["https://other.example.com", base],
        "ours as text": base,
        "ours with one trailing slash": base + "/",
    }.items():
        stranger = attacker.new_stranger()
        token = attacker.signed(stranger, aud=value)
        attacker.lifecycle(name, stranger, token=token, expected=(200, 204))


@case("I13", "401")
def odd_hash(attacker: Attacker) -> None:
    """qsh is missing, wrong, of another request, or the literal context-qsh."""
    odd = {
        "missing": None,
        "wrong": "0" * 64,
        "empty": "",
        "of GET": compute_qsh("GET", "/connect/installed"),
        "of uninstalled": compute_qsh("POST", "/connect/uninstalled"),
        "context-qsh": CONTEXT_QSH,
        "a number": 5,
        "a list": [compute_qsh("POST", "/connect/installed")],
    }
    for name, value in odd.items():
        attacker.lifecycle(name, attacker.victim, token=attacker.signed(attacker.victim, qsh=value))


@case("I14", "401")
def odd_times(attacker: Attacker) -> None:
    """exp is missing or past, iat is missing or far ahead."""
    now = attacker.now()
    odd: dict[str, dict[str, Any]] = {
        "exp missing": {"exp": None},
        "iat missing": {"iat": None},
        "expired an hour ago": {"iat": now - 3780, "exp": now - 3600},
        "iat in an hour": {"iat": now + 3600, "exp": now + 3780},
        "exp in ten years": {"exp": now + 315_360_000},
        "exp before iat": {"exp": now - 10, "iat": now},
        "exp as text": {"exp": "soon"},
        "exp is infinite": {"exp": float("inf")},
    }
    for name, claims in odd.items():
        attacker.lifecycle(name, attacker.victim, token=attacker.signed(attacker.victim, **claims))
    attacker.expect_unharmed()


@case("I15", "401 (403 is taken too)")
def foreign_issuer(attacker: Attacker) -> None:
    """iss is not the body's clientKey."""
    stranger = attacker.new_stranger()
    for name, issuer in {
        "another tenant": stranger.client_key,
        "the app": attacker.victim.app.key,
        "none": None,
    }.items():
        token = attacker.signed(attacker.victim, iss=issuer)
        attacker.lifecycle(f"issuer: {name}", attacker.victim, token=token, expected=(401, 403))
    attacker.expect_unharmed()
