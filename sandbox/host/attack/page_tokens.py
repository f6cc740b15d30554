"""Cases J1 to J17: HS256 tokens on the page and on notifications (platform contract 1.3 and 8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.host.attack.attacker import Attacker
from sandbox.host.attack.case import ACCEPTED, case
from sandbox.host.attack.forged import encode_segment, hmac_signer, no_signature, rsa_signer
from sandbox.host.connect.qsh import CONTEXT_QSH, compute_qsh
from sandbox.host.installations import new_secret
from sandbox.host.keys import new_signing_key

_PAST_SKEW_SECONDS = 90
_INSIDE_SKEW_SECONDS = 10


def _qsh(attacker: Attacker) -> str:
    return compute_qsh("GET", attacker.page_target(attacker.victim), attacker.victim.app.base_path)


@case("J1", "200")
def valid_in_query(attacker: Attacker) -> None:
    """A valid token in the query."""
    attacker.page("token in the query", attacker.page_url(attacker.victim), expected=ACCEPTED)


@case("J2", "200")
def valid_in_header(attacker: Attacker) -> None:
    """A valid token in the header."""
    token = attacker.shared(attacker.victim, _qsh(attacker))
    attacker.page(
        "token in the header",
        attacker.page_target(attacker.victim),
        headers=(("Authorization", f"JWT {token}"),),
        expected=ACCEPTED,
    )


@case("J3", "401")
def malformed(attacker: Attacker) -> None:
    """No token, or none that is one."""
    good = attacker.shared(attacker.victim, _qsh(attacker))
    head, body, signature = good.split(".")
    attacker.page("none", attacker.page_target(attacker.victim))
    for name, token in {
        "empty": "",
        "a word": "token",
        "two segments": f"{head}.{body}",
        "four segments": f"{good}.{signature}",
        "not base64": "%21%21.%21%21.%21%21",
        "base64 but not JSON": f"{encode_segment(b'header')}.{encode_segment(b'claims')}.{signature}",
        "claims are a list": f"{head}.{encode_segment(b'[]')}.{signature}",
        "header is a number": f"{encode_segment(b'7')}.{body}.{signature}",
        "deeply nested header": f"{encode_segment(b'[' * 3000)}.{body}.{signature}",
        "not ASCII": "%C3%A9.%C3%A9.%C3%A9",
        "a null byte": "%00.%00.%00",
    }.items():
        attacker.page_with(name, token)


@case("J4", "401")
def two_tokens(attacker: Attacker) -> None:
    """Two tokens: in query and header, or twice in the query."""
    token = attacker.shared(attacker.victim, _qsh(attacker))
    url = f"{attacker.page_target(attacker.victim)}&jwt={token}"
    attacker.page("query and header", url, headers=(("Authorization", f"JWT {token}"),))
    attacker.page("twice in the query", f"{url}&jwt={token}")
    attacker.page("good one first", f"{url}&jwt=x.y.z")


@case("J5", "401, the same answer as for a bad signature")
def unknown_issuer(attacker: Attacker) -> None:
    """An issuer that nobody knows."""
    attacker.page_with("unknown issuer", attacker.shared(attacker.new_stranger(), _qsh(attacker)))
    attacker.page_with("bad signature", attacker.shared(attacker.victim, _qsh(attacker), signer=hmac_signer("x" * 64)))
    bodies = {item.answer.body for item in attacker.attempts if item.answer}
    same = replace(attacker.attempts[-1], name="both answers are the same", checks={"different_bodies": len(bodies)})
    attacker.keep(same if len(bodies) == 1 else replace(same, expected=()))


@case("J6", "401")
def no_issuer(attacker: Attacker) -> None:
    """No issuer, or one that is no text."""
    for issuer in (None, "", 7, ["x"], {"a": 1}, "x" * 5000):
        token = attacker.shared(attacker.victim, _qsh(attacker), iss=issuer)
        attacker.page_with(f"iss {str(issuer)[:20]!r}", token)


@case("J7", "401; inside the skew of 30 s it is accepted")
def odd_times(attacker: Attacker) -> None:
    """Odd times: expired, endless, from the future."""
    now = attacker.now()
    odd: dict[str, dict[str, Any]] = {
        "expired": {"iat": now - 400, "exp": now - _PAST_SKEW_SECONDS},
        "exp missing": {"exp": None},
        "iat missing": {"iat": None},
        "exp in ten years": {"exp": now + 315_360_000},
        "iat ahead": {"iat": now + 300, "exp": now + 480},
        "nbf ahead": {"nbf": now + 300},
        "exp before nbf": {"nbf": now - 5, "exp": now - 20},
        "exp as text": {"exp": str(now + 100)},
        "exp true": {"exp": True},
        "exp infinite": {"exp": float("inf")},
        "exp huge": {"exp": 10**30},
    }
    for name, claims in odd.items():
        attacker.page_with(name, attacker.shared(attacker.victim, _qsh(attacker), **claims))
    claims = {"iat": now - 180, "exp": now - _INSIDE_SKEW_SECONDS}
    token = attacker.shared(attacker.victim, _qsh(attacker), **claims)
    attacker.page_with("expired inside the skew", token, expected=ACCEPTED)


@case("J8", "401")
def wrong_secret(attacker: Attacker) -> None:
    """Wrong secret, another tenant's secret, a tenant that is uninstalled or disabled."""
    attacker.page("wrong secret", attacker.page_url(replace(attacker.victim, shared_secret=new_secret())))
    stranger = attacker.install(attacker.new_stranger())
    mixed = replace(attacker.victim, shared_secret=stranger.shared_secret)
    attacker.page("another tenant's secret", attacker.page_url(mixed))
    token = attacker.shared(stranger, compute_qsh("POST", "/connect/disabled"), sub=None)
    attacker.lifecycle("disable", stranger, event="disabled", token=token, expected=(200, 204))
    attacker.page("disabled tenant", attacker.page_url(stranger))
    attacker.lifecycle("uninstall", stranger, event="uninstalled", expected=(200, 204))
    attacker.page("uninstalled tenant", attacker.page_url(stranger))


@case("J9", "401")
def other_algorithms(attacker: Attacker) -> None:
    """HS384, HS512, RS256 or none in place of HS256."""
    secret = attacker.victim.shared_secret
    signers = {
        "HS384": hmac_signer(secret, "sha384"),
        "HS512": hmac_signer(secret, "sha512"),
        "RS256": rsa_signer(new_signing_key().private_key),
        "none": no_signature,
        "nOnE": no_signature,
        "hs256": hmac_signer(secret),
    }
    for algorithm, signer in signers.items():
        header = {"typ": "JWT", "alg": algorithm}
        attacker.page_with(algorithm, attacker.shared(attacker.victim, _qsh(attacker), header=header, signer=signer))
    critical: dict[str, Any] = {"typ": "JWT", "alg": "HS256", "crit": ["b64"], "b64": False}
    attacker.page_with("an unknown crit", attacker.shared(attacker.victim, _qsh(attacker), header=critical))


@case("J10", "401; a mere re-ordering is the same request")
def foreign_hash(attacker: Attacker) -> None:
    """qsh missing, or of a request that differs."""
    target, victim = attacker.page_target(attacker.victim), attacker.victim
    base_path = victim.app.base_path
    attacker.page_with("missing", attacker.shared(victim, None))
    odd: dict[str, Any] = {
        "of POST": compute_qsh("POST", target, base_path),
        "of another path": compute_qsh("GET", target.replace("?", "/x?", 1), base_path),
        "in capitals": _qsh(attacker).upper(),
        "a list": [_qsh(attacker)],
    }
    for name, qsh in odd.items():
        attacker.page_with(name, attacker.shared(victim, qsh))
    token = attacker.shared(victim, _qsh(attacker))
    attacker.page("parameter added", f"{target}&more=1&jwt={token}")
    attacker.page("parameter removed", f"{target.replace('&cp=', '', 1)}&jwt={token}")
    attacker.page("parameter changed", f"{target.replace('cv=', 'cv=9', 1)}&jwt={token}")
    attacker.page("parameter twice", f"{target}&cp=&jwt={token}")
    attacker.page("parameter in capitals", f"{target}&JWT=x&jwt={token}")
    path, _, query = target.partition("?")
    turned = "&".join(reversed(query.split("&")))
    attacker.page("re-ordered", f"{path}?{turned}&jwt={token}", expected=ACCEPTED)


@case("J11", "401")
def context_on_page(attacker: Attacker) -> None:
    """A context token on a page."""
    attacker.page_with("context-qsh", attacker.shared(attacker.victim, CONTEXT_QSH))


@case("J12", "401")
def changed_parameters(attacker: Attacker) -> None:
    """lic, xdm_e or another host parameter changed after signing."""
    unlicensed = replace(attacker.victim, license="none")
    target, _, token = attacker.page_url(unlicensed).partition("&jwt=")
    attacker.page("lic made active", f"{target.replace('lic=none', 'lic=active')}&jwt={token}")
    attacker.page("lic made active by a second one", f"{target}&lic=active&jwt={token}")
    attacker.page(
        "another xdm_e", f"{target.replace('xdm_e=http', 'xdm_e=https%3A%2F%2Fevil.example&was=http')}&jwt={token}"
    )


@case("J13", "401 or 403")
def anonymous(attacker: Attacker) -> None:
    """No sub: nobody is logged in."""
    attacker.page_with("no sub", attacker.shared(attacker.victim, _qsh(attacker), sub=None), expected=(401, 403))


@case("J14", "401 or 403, never 500")
def odd_subject(attacker: Attacker) -> None:
    """sub is no text, or no account id."""
    for subject in (7, True, ["a"], {"a": 1}, "", "x" * 5000, "a\x00b", "'; drop table users; --", "é"):
        token = attacker.shared(attacker.victim, _qsh(attacker), sub=subject)
        attacker.page_with(f"sub {str(subject)[:24]!r}", token, expected=(401, 403, 400))


@case("J15", "401, and it changes nothing")
def expired_notification(attacker: Attacker) -> None:
    """An expired notification."""
    now = attacker.now()
    qsh = compute_qsh("POST", "/connect/disabled")
    token = attacker.shared(attacker.victim, qsh, sub=None, iat=now - 400, exp=now - _PAST_SKEW_SECONDS)
    attacker.lifecycle("expired disabled", attacker.victim, event="disabled", token=token)
    attacker.expect_unharmed()


@case("J16", "403 (200 as long as no organization is connected)")
def not_an_admin(attacker: Attacker) -> None:
    """A valid user who is no admin."""
    user = attacker.hosts.people.find_by_role(attacker.victim.org_id, "user")
    attacker.page("page", attacker.page_url(attacker.victim, user.account_id), expected=(403,))
    token = attacker.shared(attacker.victim, CONTEXT_QSH, sub=user.account_id)
    attacker.api("API", token, expected=(403,))


@case("J17", "accepted within its life, 401 after")
def replayed(attacker: Attacker) -> None:
    """The same address again."""
    url = attacker.page_url(attacker.victim)
    attacker.page("first time", url, expected=ACCEPTED)
    attacker.page("again", url, expected=ACCEPTED)
    now = attacker.now()
    token = attacker.shared(attacker.victim, _qsh(attacker), iat=now - 400, exp=now - _PAST_SKEW_SECONDS)
    attacker.page_with("after its life", token)
