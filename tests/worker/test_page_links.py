"""Links in notifications lead to the page of the installation that acts, whichever door it came through."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.notices.messages import describe_event
from app.services.notices.notification_queue import Place, find_place
from app.settings import Settings
from tests.ground.desk import Desk
from worker.deliveries import build_link

APP = "5f1c7a52-6a0e-4d0b-9c39-2b8f6f2f7a11"
SITE = "https://acme.atlassian.net"
CONNECT = Place("connect", SITE, "org-1", "client-1", "")
FORGE = Place("forge", SITE, "org-1", "aaaa-1", "bbbb-2")


def settings(**changes: Any) -> Settings:
    told: dict[str, Any] = {"forge_app_id": f"ari:cloud:ecosystem::app/{APP}"} | changes
    return Settings("https://rollcall.example.org", "", "", "", **told)


@pytest.mark.parametrize(
    ("place", "link"),
    [
        (CONNECT, f"{SITE}/plugins/servlet/ac/com.rollcall.app/rollcall-page#!{{path}}"),
        (FORGE, f"{SITE}/jira/apps/{APP}/bbbb-2{{path}}"),
        (replace(FORGE, environment_id=""), ""),
        (replace(FORGE, site="https://api.atlassian.com/ex/jira/cloud-1"), ""),
        (None, ""),
    ],
)
def test_each_door_has_an_address_of_its_own_or_none_while_it_is_not_known(place: Place | None, link: str) -> None:
    assert build_link(settings(), place) == link


def test_an_operator_may_say_where_the_pages_are() -> None:
    own = settings(
        page_link="https://c.example/{org_id}#!{path}", forge_page_link="https://f.example/{installation_id}#!{path}"
    )

    assert build_link(own, CONNECT) == "https://c.example/org-1#!{path}"
    assert build_link(own, FORGE) == "https://f.example/aaaa-1#!{path}"


def test_without_an_address_a_message_has_no_empty_promise() -> None:
    assert describe_event("test", {}, "").text == "Emails from Rollcall arrive here.\n"
    assert "https://x/runs/1" in describe_event("test", {}, "https://x/runs/1").text


def test_the_place_is_that_of_the_active_installation(synced: Desk) -> None:
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        place = find_place(session, synced.tenant_id)

    assert place is not None
    assert (place.kind, place.org_id, place.environment_id) == ("connect", synced.org_id, "")
