"""A page token is bound to one request (J10, J12, J17)."""

import pytest

from tests.platform.door import Door
from tests.platform.host import Site
from tests.platform.page_attacks import QUERY, TARGET


@pytest.mark.parametrize(
    "target",
    [
        "/connect/admin",
        f"{TARGET}&extra=1",
        TARGET.replace("&cp=", ""),
        TARGET.replace("cv=1001.0.0", "cv=1001.0.1"),
        TARGET.replace("lic=active", "lic=none"),
        TARGET.replace("lic=active", "lic=active&lic=none"),
        TARGET.replace("xdm_e=https%3A%2F%2Facme", "xdm_e=https%3A%2F%2Fevil"),
        TARGET.replace("channel-1", "channel%2D2"),
    ],
    ids=[
        "all removed",
        "added",
        "removed",
        "changed",
        "J12 lic",
        "J12 lic twice",
        "J12 xdm_e",
        "encoded and changed",
    ],
)
def test_j10_j12_a_changed_query_is_refused(target: str, door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, TARGET)
    separator = "&" if "?" in target else "?"

    assert door.get(f"{target}{separator}jwt={token}").status_code == 401


def test_j10_the_order_and_spelling_of_parameters_do_not_matter(door: Door, acme: Site) -> None:
    """The hash is of what the parameters mean: sorted and encoded in one way."""
    token = acme.page_token(door.now, TARGET)
    reordered = "&".join(reversed(QUERY.split("&"))).replace("channel-1", "channel%2d1")

    assert door.get(f"/connect/admin?jwt={token}&{reordered}").status_code == 200


@pytest.mark.parametrize(
    "raw",
    ["//connect/admin", "/connect//admin", "/connect/./admin", "/connect/x/../admin", "/connect/adm%69n",
     "/connect%2Fadmin", "/connect/admin;x=1", "http://rollcall.test/connect/admin", "/connect/admin/"],
)  # fmt: skip
def test_j10_only_the_plain_path_is_answered(raw: str, door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, "/connect/admin")

    # The raw target differs from the path by which the request is routed.
    answer = door.client.get(
        "/connect/admin", query_string=f"jwt={token}", environ_overrides={"RAW_URI": f"{raw}?jwt={token}"}
    )

    assert answer.status_code == 401


def test_j10_without_the_raw_target_nothing_is_believed(door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, "/connect/admin")

    answer = door.client.get("/connect/admin", query_string=f"jwt={token}", environ_overrides={"RAW_URI": None})

    assert answer.status_code == 401


@pytest.mark.parametrize("query", ["a=%zz", "a=%", "a=%ff", "a=%C3", "a=é", "a=1%0"])
def test_j10_a_query_that_is_not_well_formed_is_refused(query: str, door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, f"/connect/admin?{query}")

    answer = door.client.get(
        "/connect/admin",
        query_string=f"jwt={token}",
        environ_overrides={"RAW_URI": f"/connect/admin?{query}&jwt={token}"},
    )

    assert answer.status_code == 401


def test_j17_a_page_may_be_reloaded_while_its_token_lives(door: Door, acme: Site) -> None:
    target = f"{TARGET}&jwt={acme.page_token(door.now, TARGET)}"

    assert [door.get(target).status_code, door.get(target).status_code] == [200, 200]
    door.clock.pass_time(seconds=240)
    assert door.get(target).status_code == 401


def test_a_page_token_of_the_right_target_is_no_key_to_another_method(door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, TARGET)

    assert door.call("HEAD", TARGET, token).status_code == 401
    assert door.call("POST", TARGET, token).status_code == 405


def test_a_path_that_was_rewritten_on_the_way_is_refused(door: Door, acme: Site) -> None:
    token = acme.page_token(door.now, "/connect/admin")

    answer = door.client.get(
        "/connect/admin",
        query_string=f"jwt={token}",
        environ_overrides={"RAW_URI": f"/elsewhere/connect/admin?jwt={token}"},
    )

    assert answer.status_code == 401
