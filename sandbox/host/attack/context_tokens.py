"""Cases K1 to K7: context tokens on the API (platform contract 1.5 and 8)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from sandbox.host.attack.attacker import Attacker
from sandbox.host.attack.case import ACCEPTED, case
from sandbox.host.connect.qsh import CONTEXT_QSH, compute_qsh
from sandbox.host.installations import new_secret
from sandbox.world.directory import Grant
from sandbox.world.effects import Effect
from sandbox.world.organization import ORG_ADMIN, Organization
from sandbox.world.state import Write

_PAST_SKEW_SECONDS = 90
_RIGHTS_ARE_LIVE_WITHIN_SECONDS = 60


@case("K1", "accepted")
def valid(attacker: Attacker) -> None:
    """A context token."""
    attacker.api("context-qsh", attacker.shared(attacker.victim, CONTEXT_QSH), expected=ACCEPTED)


@case("K2", "401")
def computed_hash(attacker: Attacker) -> None:
    """A token with a computed hash on the API."""
    path = str(attacker.options.get("api_path", "/api/v1/tasks"))
    attacker.api("the hash of this very request", attacker.shared(attacker.victim, compute_qsh("GET", path)))
    page = attacker.page_url(attacker.victim).partition("&jwt=")[2]
    attacker.api("the page's token", page)


@case("K3", "401")
def no_hash(attacker: Attacker) -> None:
    """No qsh."""
    attacker.api("no qsh", attacker.shared(attacker.victim, None))
    for qsh in ("", "CONTEXT-QSH", "context-qsh ", "*"):
        attacker.api(f"qsh {qsh!r}", attacker.shared(attacker.victim, qsh))


@case("K4", "401")
def bad_tokens(attacker: Attacker) -> None:
    """Expired, endless, wrong secret, another tenant's secret, no token, token in the query or a cookie."""
    now, victim = attacker.now(), attacker.victim
    good = attacker.shared(victim, CONTEXT_QSH)
    attacker.api("no token", None)
    attacker.api("expired", attacker.shared(victim, CONTEXT_QSH, iat=now - 1000, exp=now - _PAST_SKEW_SECONDS))
    attacker.api("good for a year", attacker.shared(victim, CONTEXT_QSH, exp=now + 31_536_000))
    attacker.api("wrong secret", attacker.shared(replace(victim, shared_secret=new_secret()), CONTEXT_QSH))
    stranger = attacker.install(attacker.new_stranger())
    mixed = replace(victim, shared_secret=stranger.shared_secret)
    attacker.api("another tenant's secret", attacker.shared(mixed, CONTEXT_QSH))
    attacker.api("anonymous", attacker.shared(victim, CONTEXT_QSH, sub=None), expected=(401, 403))
    attacker.api("scheme Bearer", good, scheme="Bearer")
    attacker.api("in a cookie", None, headers=(("Cookie", f"jwt={good}"),))
    path = str(attacker.options.get("api_path", "/api/v1/tasks"))
    attacker.api("in the query", None, path=f"{path}?jwt={good}")
    attacker.api("twice", good, headers=(("Authorization", f"JWT {good}"),), expected=(401, 400))


@case("K5", "401, and nothing happens")
def on_lifecycle(attacker: Attacker) -> None:
    """A context token on installed, uninstalled, enabled and disabled."""
    token = attacker.shared(attacker.victim, CONTEXT_QSH)
    for event in ("installed", "uninstalled", "enabled", "disabled"):
        forged = replace(attacker.victim, shared_secret=new_secret())
        attacker.lifecycle(f"{event} with a context token", forged, event=event, token=token)
    attacker.expect_unharmed()


@case("K6", "ignored or refused, never used")
def foreign_tenant_id(attacker: Attacker) -> None:
    """Another tenant's id in header, query and body."""
    stranger = attacker.install(attacker.new_stranger())
    token = attacker.shared(stranger, CONTEXT_QSH)
    path = str(attacker.options.get("api_path", "/api/v1/tasks"))
    plain = attacker.api("as itself", token, expected=ACCEPTED)
    other = attacker.victim.client_key
    ways: dict[str, dict[str, Any]] = {
        "in headers": {"headers": (("X-Tenant-Id", other), ("X-Client-Key", other))},
        "in the query": {"path": f"{path}?tenant_id={other}&clientKey={other}&tenant=1"},
    }
    for name, how in ways.items():
        attempt = attacker.api(name, token, expected=(*ACCEPTED, 400, 422), **how)
        same = attempt.answer is not None and plain.answer is not None and attempt.status == plain.status
        differs = same and attempt.answer.body != plain.answer.body  # type: ignore[union-attr]
        if differs and attempt.status == 200:
            attacker.keep(replace(attempt, name=f"{name}: another answer than as itself", expected=()))


@case("K7", "403 within 60 s")
def lost_role(attacker: Attacker) -> None:
    """The account stops being an organization admin between two calls."""
    organization = attacker.hosts.people.get_organization(attacker.victim.org_id)
    user = attacker.hosts.people.find_by_role(attacker.victim.org_id, "user")
    token = attacker.shared(attacker.victim, CONTEXT_QSH, sub=user.account_id)
    _change_role(attacker, organization, user.account_id, "user_role_granted")
    try:
        attacker.api("while an admin", token, expected=(200,))
    finally:
        _change_role(attacker, organization, user.account_id, "user_role_revoked")
    give_up_at = time.monotonic() + float(attacker.options.get("patience_seconds", _RIGHTS_ARE_LIVE_WITHIN_SECONDS + 5))
    while time.monotonic() < give_up_at and attacker.api("afterwards", token, expected=(200, 403)).status == 200:
        attacker.attempts.pop()
        time.sleep(1)
    attacker.keep(replace(attacker.attempts.pop(), name="no admin any more", expected=(403,)))


def _change_role(attacker: Attacker, organization: Organization, account_id: str, effect: str) -> None:
    grant = Grant(organization.platform_resource_id, ORG_ADMIN)
    args = {"account_id": account_id, "resource_id": grant.resource_id, "role": grant.role}
    with attacker.hosts.world.lock:
        attacker.hosts.world.commit(
            organization, [Effect(effect, args)], Write("attack_K7", {"account_id": account_id})
        )
