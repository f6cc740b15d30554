"""Tokens of the page in the iframe (platform contract 8, J1-J9, J11-J14)."""

from dataclasses import replace

import pytest

from tests.platform.door import Door
from tests.platform.host import Site
from tests.platform.page_attacks import ATTACKS, QUERY, TARGET, times


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


@pytest.mark.parametrize("life", [180, 600, 3600])
def test_j18_a_page_token_may_live_for_up_to_an_hour(life: int, door: Door, acme: Site) -> None:
    assert door.open_page(acme, exp=int(door.now) + life).status_code == 200


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
