"""Signed install and uninstall: which tokens open `/connect/installed` (platform contract 8, I1-I15, K5)."""

import string
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import Database
from app.models.tenants import UsedInstallToken
from tests.platform.door import SIGNER, Door
from tests.platform.host import BASE_URL, Signer, Site
from tests.platform.install_attacks import ATTACKS, OTHER_KEY, PATH, Forge, header, signed, times
from tests.platform.keyhost import KeyHost, make_key, public_pem

LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_installation_is_not_taken_over_by(attack: str, door: Door, acme: Site) -> None:
    stolen = acme.rotated()
    token = ATTACKS[attack](door, acme)

    answer = door.tell("installed", stolen.payload("installed"), token)

    assert answer.status_code == 401
    assert door.read(acme).status_code == 200
    assert door.read(stolen).status_code == 401


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_new_tenant_is_not_smuggled_in_by(attack: str, door: Door) -> None:
    site = door.new_site()

    answer = door.tell("installed", site.payload("installed"), ATTACKS[attack](door, site))

    assert answer.status_code == 401
    assert door.read(site).status_code == 401


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(signed(), id="I1 as the host sends it"),
        pytest.param(signed(aud=BASE_URL), id="I12 aud is a string"),
        pytest.param(signed(aud=["https://other.example", BASE_URL]), id="I12 ours is second"),
        pytest.param(signed(aud=[BASE_URL + "/"]), id="I12 aud with one slash more"),
        pytest.param(times(-200, -29), id="I14 expired inside the leeway"),
        pytest.param(times(29, 180), id="I14 issued in the future inside the leeway"),
        pytest.param(header(kid=SIGNER.kid.upper()), id="I9 kid in capitals"),
    ],
)
def test_a_valid_token_installs(forge: Forge, door: Door) -> None:
    site = door.new_site()

    answer = door.tell("installed", site.payload("installed"), forge(door, site))

    assert (answer.status_code, answer.data) == (204, b"")
    assert door.call("GET", "/api/v1/me", site.context_token(door.now)).status_code == 200


def test_all_refusals_look_the_same(door: Door, acme: Site) -> None:
    answers = {
        door.tell("installed", acme.rotated().payload("installed"), forge(door, acme)).data
        for forge in ATTACKS.values()
    }

    assert len(answers) == 1


@pytest.mark.parametrize("scheme", ["Bearer ", "JWT", "", "Basic ", "JWT\t", "JWT x "])
def test_a_token_is_taken_after_the_word_jwt_only(scheme: str, door: Door) -> None:
    site = door.new_site()
    token = SIGNER.token(site.client_key, door.now, PATH)

    answer = door.client.post(PATH, json=site.payload("installed"), headers={"Authorization": f"{scheme}{token}"})

    assert answer.status_code == 401


def test_two_authorization_headers_are_refused(door: Door) -> None:
    site = door.new_site()
    token = SIGNER.token(site.client_key, door.now, PATH)
    twice = [("Authorization", f"JWT {token}"), ("Authorization", f"JWT {token}")]

    assert door.client.post(PATH, json=site.payload("installed"), headers=twice).status_code == 401


def test_a_token_in_the_query_or_body_does_not_install(door: Door) -> None:
    site = door.new_site()
    token = SIGNER.token(site.client_key, door.now, PATH)
    body = {**site.payload("installed"), "jwt": token}

    assert door.client.post(f"{PATH}?jwt={token}", json=body).status_code == 401
    assert (
        door.client.post(f"{PATH}?jwt={token}", json=body, headers={"Authorization": f"JWT {token}"}).status_code == 401
    )


@pytest.mark.parametrize(
    ("what", "status"),
    [("missing", 401), ("error", 401), ("html", 401), ("other key", 401), ("small key", 401), ("moved", 401),
     ("slow", 503)],
)  # fmt: skip
def test_i10_without_a_key_of_atlassian_nothing_is_installed(
    what: str, status: int, door: Door, key_host: KeyHost
) -> None:
    site, kid = door.new_site(), "22222222-2222-4222-8222-222222222222"
    signer = Signer(kid, OTHER_KEY)
    key_host.publish(kid, OTHER_KEY)
    right = key_host.answers[kid]
    plans = {
        "missing": (404, right[1]),
        "error": (500, right[1]),
        "html": (200, b"<html><body>Sign in</body></html>"),
        "other key": (200, public_pem(SIGNER.key)),
        "small key": (200, public_pem(make_key(1024))),
        "moved": (302, f"{key_host.url}/{SIGNER.kid}".encode()),
        "slow": right,
    }
    key_host.answers[kid] = plans[what]
    key_host.delays[kid] = 1.0 if what == "slow" else 0.0

    answer = door.tell("installed", site.payload("installed"), signer.token(site.client_key, door.now, PATH))

    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert door.read(site).status_code == 401


@pytest.mark.parametrize("attack", sorted(set(ATTACKS) - {"I13 qsh of another path"}))
def test_an_installation_is_not_removed_by(attack: str, door: Door, acme: Site) -> None:
    """The same attacks, sent to `uninstalled`: their request hash is of `installed`, which is one fault more."""
    answer = door.tell("uninstalled", acme.payload("uninstalled"), ATTACKS[attack](door, acme))

    assert answer.status_code == 401
    assert door.read(acme).status_code == 200


def test_i30_a_token_with_another_body_changes_nothing(door: Door) -> None:
    site = door.new_site()
    stolen, elsewhere = site.rotated(), replace(site, base_url="https://evil.atlassian.net")
    token = SIGNER.token(site.client_key, door.now, PATH)
    assert door.tell("installed", site.payload("installed"), token).status_code == 204

    answers = [door.tell("installed", one.payload("installed"), token).status_code for one in (stolen, elsewhere)]

    assert answers == [401, 401]
    assert door.call("GET", "/api/v1/me", site.context_token(door.now)).status_code == 200
    assert door.read(stolen).status_code == 401


def test_i30_another_spelling_of_a_token_is_the_same_token(door: Door) -> None:
    """The last letter of a signature holds bits that mean nothing: with each of them a stolen one would be new."""
    site = door.new_site()
    token = SIGNER.token(site.client_key, door.now, PATH)
    assert door.tell("installed", site.payload("installed"), token).status_code == 204

    place = LETTERS.index(token[-1])
    spellings = [f"{token[:-1]}{LETTERS[place ^ bits]}" for bits in (1, 2, 15)]
    for one in (*spellings, f"{token}A"):
        assert door.tell("installed", site.rotated().payload("installed"), one).status_code == 401
    assert door.call("GET", "/api/v1/me", site.context_token(door.now)).status_code == 200


def test_i30_the_same_token_with_the_same_body_is_answered_and_does_nothing(door: Door) -> None:
    site = door.new_site()
    token = SIGNER.token(site.client_key, door.now, PATH, exp=int(door.now) + 24 * 3600)
    first = door.tell("installed", site.payload("installed"), token).status_code
    door.clock.pass_time(minutes=5)
    assert door.signed("uninstalled", site).status_code == 204
    door.clock.pass_time(hours=20)
    again = door.tell("installed", site.payload("installed"), token).status_code

    assert (first, again) == (204, 204)
    assert door.call("GET", "/api/v1/me", site.context_token(door.now)).status_code == 401


def test_i31_another_web_process_knows_the_token_too(
    door: Door, database: Database, key_host: KeyHost, frontend: Path
) -> None:
    site, other = door.new_site(), Door(database, key_host, frontend)
    token = SIGNER.token(site.client_key, door.now, PATH)
    assert door.tell("installed", site.payload("installed"), token).status_code == 204

    assert other.tell("installed", site.rotated().payload("installed"), token).status_code == 401


@pytest.mark.parametrize(("life", "status"), [(180, 204), (3600, 204), (86_400, 204), (86_401, 401)])
def test_i32_a_life_of_up_to_a_day_is_accepted(life: int, status: int, door: Door) -> None:
    site = door.new_site()
    token = SIGNER.token(site.client_key, door.now, PATH, exp=int(door.now) + life)

    assert door.tell("installed", site.payload("installed"), token).status_code == status


def test_i32_what_a_token_was_used_for_is_forgotten_when_it_has_ended(door: Door) -> None:
    site = door.installed()
    door.clock.pass_time(days=2)
    door.installed()

    with door.database.system_session() as session:
        ends = session.scalars(sa.select(UsedInstallToken.expires_at)).all()
    assert door.read(site).status_code != 500
    assert all(end > door.clock.now for end in ends)
