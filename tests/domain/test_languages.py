"""What emails say in each language: the same things, by the same data, and nothing of another language."""

from string import Formatter
from typing import Any, get_args

import pytest

from app.domain.engine.holds import HOLD_SENTENCES
from app.domain.engine.reasons import SENTENCES
from app.domain.engine.release import Part
from app.domain.faults import FAULTS
from app.domain.notices import german
from app.domain.notices.messages import describe_event
from app.domain.notices.notifications import EVENTS, FOUR_EYES_OFF, RUN_EXPIRED, TEST
from app.domain.notices.words import ENGLISH_LINES, Language, find_words

COUNTS = {"matched": 1200, "affected": 1003, "skipped": 1, "failed": 2, "failed_by_reason": {"licence_limit": 2}}
BLACKOUT = {"kind": "weekday", "day": "2026-12-05", "until": None, "note": ""}
HOLDS = [{"reason": reason, "people": 1224, "limit": 3, "basis": 5} for reason in HOLD_SENTENCES]
FAULT = {"code": "down", "values": {"reading": "users", "more": 0}}
FACTS: dict[str, Any] = {
    "name": "Clean-up", "counts": COUNTS, "reason": "blackout", "blackout": BLACKOUT, "planned_users": 31,
    "holds": HOLDS, "scheduled_for": "2026-12-05T05:00:00.000000+00:00", "organization": "Acme",
    "expires_on": "2027-01-31", "days_left": 7, "error": "Reading users failed.", "fault": FAULT,
    "came_back": {"steps": 5, "people": 4, "things": []},
}  # fmt: skip
ALL_EVENTS = (*EVENTS, RUN_EXPIRED, FOUR_EYES_OFF, TEST)
URL = "https://acme.example/#!/runs/7"
QUIET = "An Sperrtagen (Einstellungen) beginnt nichts, was jemandem etwas nimmt."
GERMAN_ALONE = {"weekday", "sync_reading"}


def values_of(sentence: str) -> set[str]:
    return {name for _text, name, _format, _conversion in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("event", ALL_EVENTS)
def test_no_line_of_a_german_email_is_that_of_the_english_one(event: str) -> None:
    english, german_one = (describe_event(event, FACTS, URL, language) for language in ("en", "de"))

    assert english.subject != german_one.subject
    lines, others = (message.text.removesuffix(f"\n{URL}\n").split("\n") for message in (english, german_one))
    assert len(lines) == len(others)
    assert [line for line in lines if line and line in others] == []


def test_both_languages_have_the_same_lines_with_the_same_values() -> None:
    assert german.LINES.keys() - GERMAN_ALONE == ENGLISH_LINES.keys()
    told = {name: values_of(line) for name, line in ENGLISH_LINES.items()}
    assert {name: values_of(line) for name, line in german.LINES.items() if name not in GERMAN_ALONE} == told
    for words, sentences in ((german.HOLDS, HOLD_SENTENCES), (german.REASONS, SENTENCES)):
        assert words.keys() == sentences.keys()
        assert {name: values_of(line) for name, line in words.items()} == {
            name: values_of(line) for name, line in sentences.items()
        }
    assert all(values_of(line) == values_of(FAULTS[code]) for code, line in german.FAULTS.items())  # type: ignore[index]


@pytest.mark.parametrize(
    ("event", "facts", "line"),
    [
        ("run.succeeded", {"reason": None}, "Benutzer: 1.003 geändert von 1.200, die passten"),
        ("run.held", {"planned_users": 1}, "1 Benutzer würde geändert."),
        ("run.held", {"planned_users": 1500}, "1.500 Benutzer würden geändert."),
        ("run.skipped", {}, "Er war geplant für 05.12.2026, 05:00 UTC."),
        ("run.skipped", {}, f"{QUIET} Es war einer: jeder Samstag."),
        (
            "run.skipped",
            {"blackout": {"kind": "date", "day": "2026-12-24", "until": None, "note": "Inventur"}},
            f"{QUIET} Es war einer: 24.12.2026 (Inventur).",
        ),
        (
            "sync.failed",
            {},
            ("Das Lesen ist fehlgeschlagen (die Benutzer): Atlassian hatte eine interne Störung. "
            "Deswegen wurde nichts entfernt."),
        ),
        ("sync.failed", {"fault": {"code": "cancelled", "values": {}}}, "Sie wurde abgebrochen."),
    ],
)  # fmt: skip
def test_numbers_days_and_causes_are_said_as_the_language_does(event: str, facts: dict[str, Any], line: str) -> None:
    assert line in describe_event(event, FACTS | facts, URL, "de").text.split("\n")


RELEASERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "anybody": (
        {"rule": "off", "may_release": None, "hands": []},
        ["Any organization admin may release it."],
    ),
    "several": (
        {"rule": "applies", "may_release": 3, "hands": ["requested", "saved_filter"]},
        [
            "Another organization admin has to release it than whoever",
            "- asked for the run",
            "- saved its filter",
            "3 other people may. Who they are stands with the plan.",
        ],
    ),
    "one": (
        {"rule": "applies", "may_release": 1, "hands": ["saved_task"]},
        [
            "Another organization admin has to release it than whoever",
            "- saved the task",
            "One other person may. Who that is stands with the plan.",
        ],
    ),
    "nobody": (
        {"rule": "applies", "may_release": 0, "hands": ["shaped_task"]},
        [
            "Another organization admin has to release it than whoever",
            "- chose what the task does",
            "Nobody else is known who may: reject it, or let somebody else become organization admin.",
        ],
    ),
}


@pytest.mark.parametrize("who", RELEASERS)
def test_a_held_plan_says_who_may_release_it(who: str) -> None:
    release, said = RELEASERS[who]
    english, german_one = (
        describe_event("run.held", FACTS | {"release": release}, URL, language).text.split("\n")
        for language in ("en", "de")
    )
    assert [line for line in english if line in said] == said
    assert not set(said) & set(german_one)
    assert len(english) == len(german_one)


def test_every_hand_has_words() -> None:
    assert {f"hand_{part}" for part in get_args(Part)} <= ENGLISH_LINES.keys()


@pytest.mark.parametrize("facts", [{"fault": None}, {"fault": {"code": "of tomorrow", "values": {}}}, {}])
def test_what_a_language_has_no_words_for_is_said_as_the_server_does(facts: dict[str, Any]) -> None:
    told = FACTS | {"fault": None} | facts
    assert "Reading users failed." in describe_event("sync.failed", told, URL, "de").text
    assert describe_event("run.failed", FACTS | {"reason": "of tomorrow"}, URL, "de").text.startswith("of tomorrow\n")
    assert find_words("de").describe_hold({"reason": "of tomorrow"}) == "of tomorrow"


@pytest.mark.parametrize("language", ["", "xx", "de-AT"])
def test_a_language_that_is_not_spoken_here_is_english(language: str) -> None:
    assert describe_event("run.failed", FACTS, URL, language) == describe_event("run.failed", FACTS, URL)


def test_every_language_that_can_be_chosen_is_spoken() -> None:
    assert len({describe_event(TEST, {}, "", language).text for language in get_args(Language)}) == 2
