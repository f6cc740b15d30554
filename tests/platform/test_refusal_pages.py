"""The pages for people who may not enter: they belong to the product, speak the visitor's language, tell no secrets."""

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.db import Database
from app.platform.answers.refusal_texts import REFUSAL_TEXTS, THE_ORGANIZATION
from app.platform.limits.throttle import Throttle
from tests.platform.door import Door
from tests.platform.host import Site
from tests.platform.keyhost import KeyHost

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def read_visibly(answer: TestResponse) -> str:
    assert answer.mimetype == "text/html"
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text.partition("<body")[2]).split())


def test_it_is_the_products_own_page_in_the_hosts_colours_and_size(door: Door, acme: Site) -> None:
    text = door.open_page(acme, "somebody").text

    assert '<main class="notice">' in text
    assert '<script src="http://host.test/connect/all.js" data-options="sizeToParent:true"></script>' in text
    assert not re.search(r"<style|style=|\$\w|<!--|{", text), "no style of its own, nothing left to fill in"


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", None, "en"),
        ("", "de-AT,de;q=0.9,en;q=0.8", "de"),
        ("", "fr-FR,fr;q=0.9", "en"),
        ("", "en-GB,en;q=0.9,de;q=0.1", "en"),
        ("loc=de_DE", "en-GB", "de"),
        ("loc=de-CH", None, "de"),
        ("loc=en-US", "de-DE", "en"),
        ("loc=fr-FR", "de-DE", "en"),
        ("loc=..%2F..%2Fde", None, "en"),
        ("loc=", "de", "de"),
    ],
)
def test_it_speaks_the_hosts_language_or_else_the_browsers(
    query: str, accepted: str | None, language: str, door: Door
) -> None:
    headers = {} if accepted is None else {"Accept-Language": accepted}
    answer = door.client.get(f"/connect/admin?{query}", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    assert f'<html lang="{language}"' in answer.text
    assert REFUSAL_TEXTS[language]["session_over"].title in read_visibly(answer)


def test_a_german_visitor_reads_whom_to_ask_and_in_which_organization(door: Door, acme: Site) -> None:
    text = read_visibly(door.open_page(acme, "somebody", "loc=de-DE"))

    assert "Dafür müssen Sie Organisationsadmin sein" in text
    assert "in der Organisation Acme &lt;Corp&gt;" in text
    assert "Bitten Sie einen Organisationsadmin" in text


def test_one_text_serves_a_visit_that_is_over_an_uninstalled_app_and_an_unknown_site(door: Door, acme: Site) -> None:
    door.clock.pass_time(minutes=1)
    late = door.open_page(acme, exp=int(door.now - 60))
    unknown = door.open_page(door.new_site("nobody-knows"))
    door.signed("uninstalled", acme)
    uninstalled = door.open_page(acme)

    assert {late.status_code, unknown.status_code, uninstalled.status_code} == {401}
    assert late.text == unknown.text == uninstalled.text
    text = read_visibly(late)
    assert "no longer installed on this site" in text
    assert "ask an admin of the site" in text


def test_a_page_that_is_opened_too_often_is_a_page_as_well(
    database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = Door(database, key_host, frontend, throttle=Throttle(per_second=0, burst=1))
    door.get("/connect/admin")

    answer = door.get("/connect/admin")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert "Reload the page in a few seconds." in read_visibly(answer)


def test_a_failure_is_a_page_for_browsers_and_a_problem_for_programs(door: Door) -> None:
    page = door.client.get("/boom", headers={"Accept": BROWSER, "Accept-Language": "de"})
    problem = door.client.get("/boom", headers={"Accept": "*/*", "Accept-Language": "de"})

    assert page.status_code == problem.status_code == 500
    assert "Bei uns ist etwas schiefgegangen" in read_visibly(page)
    assert problem.mimetype == "application/problem+json"


def test_without_a_built_front_end_the_words_stand_alone(door: Door, frontend: Path) -> None:
    (frontend / "refusal.html").unlink()

    answer = door.get("/connect/admin")

    assert answer.status_code == 401
    assert read_visibly(answer).startswith("> Please open Rollcall again Your visit has ended")


def test_every_text_is_there_in_every_language() -> None:
    kinds = {language: set(texts) for language, texts in REFUSAL_TEXTS.items()}

    assert len({frozenset(one) for one in kinds.values()}) == 1
    assert kinds.keys() == THE_ORGANIZATION.keys()
    english, german = REFUSAL_TEXTS["en"], REFUSAL_TEXTS["de"]
    assert all(german[kind] != english[kind] for kind in english)
