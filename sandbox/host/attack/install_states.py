"""Cases I16 to I29: bodies, reinstalls, renames, imports, races, uninstalls (platform contract 1.1, 1.2, 8)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from sandbox.host.attack.attacker import Attacker
from sandbox.host.attack.case import ACCEPTED, Attempt, case
from sandbox.host.connect.qsh import CONTEXT_QSH, compute_qsh
from sandbox.host.installations import Installation, new_secret

_DEFAULT_WEB_PROCESSES = 2


@case("I16", "400")
def bad_body(attacker: Attacker) -> None:
    """The body is missing, not JSON, or not for this address or app."""
    bodies: dict[str, dict[str, Any]] = {
        "no body": {"raw": b""},
        "not JSON": {"raw": b"{"},
        "a list": {"raw": b"[]"},
        "not UTF-8": {"raw": b"\xff\xfe{}"},
        "deeply nested": {"raw": b"[" * 50_000},
        "another event": {"body": {"eventType": "uninstalled"}},
        "no event": {"body": {"eventType": None}},
        "another app": {"body": {"key": "com.example.other"}},
        "no app": {"body": {"key": None}},
        "clientKey missing": {"body": {"clientKey": None}},
        "clientKey a number": {"body": {"clientKey": 7}},
        "no secret": {"body": {"sharedSecret": None}},
        "a secret of 3 characters": {"body": {"sharedSecret": "abc"}},
        "secret a list": {"body": {"sharedSecret": ["a"]}},
    }
    for name, how in bodies.items():
        attacker.lifecycle(name, attacker.new_stranger(), expected=(400,), **how)
    attacker.lifecycle("2 MB", attacker.new_stranger(), expected=(400, 413), raw=b" " * 2_000_000)


@case("I17", "401 (400 is taken too)")
def bad_base_url(attacker: Attacker) -> None:
    """baseUrl is not https, of a host that is not allowed, or dressed up as one."""
    for url in (
        "http://acme.atlassian.net",
        "https://acme.example.com",
        "https://acme.atlassian.net.evil.com",
        "https://evilatlassian.net",
        "https://atlassian.net@evil.com",
        "https://acme.atlassian.net@evil.com",
        "https://evil.com/acme.atlassian.net",
        "https://evil.com#.atlassian.net",
        "https://evil.com\\.atlassian.net",
        "https://acme.atlassian.net:8443@evil.com/",
        "https://acme.atlassian.net\n.evil.com",
        "//acme.atlassian.net",
        "javascript:alert(1)//.atlassian.net",
        "",
        7,
        None,
    ):
        stranger = attacker.new_stranger()
        attacker.lifecycle(f"baseUrl {url!r}", stranger, body={"baseUrl": url}, expected=(401, 400))


@case("I18", "204; the old secret is dead after the grace")
def rotated_secret(attacker: Attacker) -> None:
    """A reinstall with the same clientKey brings a new secret."""
    before = attacker.install(attacker.new_stranger())
    after = replace(before, shared_secret=new_secret())
    attacker.install(after, "reinstall with a new secret")
    attacker.page("the new secret opens the page", attacker.page_url(after), expected=ACCEPTED)
    attacker.page("the old secret does not", attacker.page_url(before))


@case("I19", "401, and the victim is unharmed")
def foreign_reinstall(attacker: Attacker) -> None:
    """A reinstall of the victim, carried by another tenant's valid token."""
    stranger = attacker.install(attacker.new_stranger())
    forged = replace(attacker.victim, shared_secret=stranger.shared_secret)
    token = attacker.signed(stranger)
    attacker.lifecycle("victim's clientKey, stranger's token", forged, token=token, expected=(401, 403))
    attacker.page("the forged secret does not open the page", attacker.page_url(forged))
    attacker.expect_unharmed()


@case("I20", "204; the tenant stays the same one")
def renamed_site(attacker: Attacker) -> None:
    """The site is renamed: same clientKey, new baseUrl."""
    before = attacker.install(attacker.new_stranger())
    after = replace(before, site=f"{before.site}-new")
    attacker.install(after, "installed with the new baseUrl")
    attacker.page("its page still opens", attacker.page_url(after), expected=ACCEPTED)


@case("I21", "204, as a tenant of its own")
def imported_site(attacker: Attacker) -> None:
    """An import: new clientKey on a known baseUrl."""
    stranger = replace(attacker.new_stranger(), site=attacker.victim.site)
    attacker.install(stranger, "installed on the victim's baseUrl")
    attacker.page("the new tenant's page opens", attacker.page_url(stranger), expected=ACCEPTED)
    forged = replace(attacker.victim, shared_secret=stranger.shared_secret)
    attacker.page("its secret does not open the victim's page", attacker.page_url(forged))
    attacker.expect_unharmed()


@case("I22", "204; from then on its tokens open nothing")
def uninstall(attacker: Attacker) -> None:
    """Uninstall."""
    stranger = attacker.install(attacker.new_stranger())
    attacker.lifecycle("uninstalled", stranger, event="uninstalled", expected=(200, 204))
    attacker.page("its page token", attacker.page_url(stranger))
    attacker.api("its context token", attacker.shared(stranger, CONTEXT_QSH))
    attacker.lifecycle("uninstalled once more", stranger, event="uninstalled", expected=(200, 204))


@case("I23", "204")
def uninstall_unknown(attacker: Attacker) -> None:
    """Uninstall of a tenant that nobody knows."""
    attacker.lifecycle("uninstalled", attacker.new_stranger(), event="uninstalled", expected=(200, 204))


@case("I24", "401 or 403, and nothing happens")
def foreign_uninstall(attacker: Attacker) -> None:
    """Uninstall of the victim, carried by another tenant's valid token."""
    stranger = attacker.install(attacker.new_stranger())
    attacker.lifecycle(
        "victim's clientKey, stranger's token",
        attacker.victim,
        event="uninstalled",
        token=attacker.signed(stranger, "uninstalled"),
        expected=(401, 403),
    )
    attacker.expect_unharmed()


@case("I25", "401 or 204, and it stays uninstalled")
def late_notifications(attacker: Attacker) -> None:
    """disabled and enabled arrive after uninstalled."""
    stranger = attacker.install(attacker.new_stranger())
    attacker.lifecycle("uninstalled", stranger, event="uninstalled", expected=(200, 204))
    for event in ("disabled", "enabled"):
        token = attacker.shared(stranger, compute_qsh("POST", f"/connect/{event}"), sub=None)
        attacker.lifecycle(f"late {event}", stranger, event=event, token=token, expected=(401, 204))
        attacker.page(f"its page after the late {event}", attacker.page_url(stranger))


@case("I26", "both 204, one tenant, exactly one of the two secrets lives")
def parallel_installs(attacker: Attacker) -> None:
    """Two parallel installs of one clientKey."""
    first = attacker.new_stranger()
    second = replace(first, shared_secret=new_secret())
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(attacker.lifecycle, "one of two", item, expected=(200, 204)) for item in (first, second)]
        for job in jobs:
            job.result()
    living = [_opens_page(attacker, item) for item in (first, second)]
    attacker.keep(
        replace(
            attacker.attempts[-1],
            name="exactly one secret lives",
            expected=(attacker.attempts[-1].status or 0,) if sum(living) == 1 else (),
            checks={"living_secrets": sum(living)},
        )
    )


def _opens_page(attacker: Attacker, tenant: Installation) -> bool:
    attempt = attacker.page("page with one of the two secrets", attacker.page_url(tenant), expected=(*ACCEPTED, 401))
    return attempt.status in ACCEPTED


@case("I27", "401 in production; the key host stays the configured one")
def staging_body(attacker: Attacker) -> None:
    """A body that speaks of *.jira-dev.com."""
    body = {"baseUrl": "https://acme.jira-dev.com"}
    attacker.lifecycle("staging baseUrl", attacker.new_stranger(), body=body, expected=(401, 400))
    kid = attacker.hosts.install_keys.plant("missing")
    token = attacker.signed(attacker.victim, header={"typ": "JWT", "alg": "RS256", "kid": kid})
    attacker.lifecycle("staging baseUrl, unknown key", attacker.victim, body=body, token=token)
    attacker.keep(
        replace(
            attacker.attempts[-1],
            name="the configured key host was asked",
            checks={"fetches": attacker.hosts.install_keys.fetch_count(kid)},
        )
    )


@case("I28", "fetched once by each web process; failures are not kept")
def cached_keys(attacker: Attacker) -> None:
    """The same kid again and again."""
    ring = attacker.hosts.install_keys
    kid = ring.plant("sound")
    header = {"typ": "JWT", "alg": "RS256", "kid": kid}
    for number in range(6):
        stranger = attacker.new_stranger()
        token = attacker.signed(stranger, header=header)
        attacker.lifecycle(f"install {number + 1} with one kid", stranger, token=token, expected=(200, 204))
    allowed = int(attacker.options.get("web_processes", _DEFAULT_WEB_PROCESSES))
    attacker.keep(_judge_fetches(attacker.attempts[-1], ring.fetch_count(kid), allowed))
    sick = ring.plant("error")
    stranger = attacker.new_stranger()
    token = attacker.signed(stranger, header=header | {"kid": sick})
    attacker.lifecycle("key host is down", stranger, token=token, expected=(401, 503))
    ring.heal(sick)
    attacker.lifecycle("key host is back", stranger, token=token, expected=(200, 204))


def _judge_fetches(last: Attempt, fetches: int, allowed: int) -> Attempt:
    expected = last.expected if 1 <= fetches <= allowed else ()
    return replace(last, name="fetches of the key", expected=expected, checks={"fetches": fetches, "allowed": allowed})


@case("I29", "no answer repeats a token or a secret")
def quiet_errors(attacker: Attacker) -> None:
    """Refused and failed installs, looked through for secrets."""
    stranger = attacker.new_stranger()
    attacker.lifecycle("wrong hash", stranger, token=attacker.signed(stranger, qsh="0" * 64))
    attacker.lifecycle("wrong event", stranger, body={"eventType": "x"}, expected=(400,))
    attacker.lifecycle("wrong type", stranger, content_type="text/plain", expected=(400, 401, 415, 200, 204))
    attacker.page("a page for nobody", attacker.page_url(replace(stranger, shared_secret=new_secret())))
