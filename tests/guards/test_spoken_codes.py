"""Whatever code the API can send, the page has words for it, in English and in German.

Every property of an answer that holds a fixed set of codes is listed here with where its words stand, and every one
that holds a sentence of the server's with what the page says in its place: who adds one is asked for both.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import pytest

from app.atlassian.errors import DEFAULT_DETAILS
from app.domain.automation import cautions, overlap
from app.domain.doctor.facts import FACTS
from app.domain.engine import reasons
from app.domain.faults import FAULTS, READINGS
from app.domain.notices import german
from local.processes import ROOT

MESSAGES: Final = ROOT / "frontend" / "src" / "shared" / "messages"
SCHEMAS: Final[Mapping[str, Any]] = json.loads((ROOT / "app/api/openapi.json").read_text("utf-8"))["components"][
    "schemas"
]

WORDS: Final[Mapping[str, str | None]] = {
    "AccountAction.type": "action_{}",
    "AttentionItem.action": None,  # links, which the compiler asks for one by one
    "AttentionItem.kind": "kind_{}",
    "Blackout.kind": None,  # both are told by their day and note
    "ChangeEntry.cause": "cause_{}",
    "Changed.after": "thing_state_{}",
    "Changed.before": "thing_state_{}",
    "Changed.kind": "thing_{}",
    "Channel.events": "event_{}",
    "Channel.kind": "{}",
    "Detail.kind": "detail_{}|detail_{}_apps",
    "Fault.code": "fault_{}",
    "Finding.verdict": "{}",
    "GroupsAction.type": "action_{}",
    "Hand.part": "hand_{}",
    "Health.problems": "{}",
    "Hold.reason": "hold_{}",
    "IntervalSchedule.unit": "when_{}",
    "LogFault.kind": "proof_{}",
    "LogFault.what": "proofOf_{}",
    "Me.setup": None,  # which page is shown
    "NewChannel.events": "event_{}",
    "NewChannel.kind": "{}",
    "Notification.event": "event_{}",
    "Notification.kind": "{}",
    "Notification.state": "{}",
    "Operation.outcome": "outcome_{}",
    "Organization.key_status": None,  # two lozenges
    "Outage.reason": "outage_{}",
    "PlannedOperation.outcome": "outcome_{}",
    "ProtectedEntry.kind": None,  # a table of the page, which the compiler asks for
    "Release.rule": "release_{}",
    "Run.mode": "{}",
    "Run.state": "state_{}",
    "Run.trigger": "trigger_{}",
    "RunSummary.mode": "{}",
    "RunSummary.state": "state_{}",
    "RunSummary.trigger": "trigger_{}",
    "Sync.kind": None,  # not shown
    "Sync.state": None,  # not shown
    "Task.mode": "{}",
    "TaskDraft.mode": "{}",
    "TaskProspect.mode": "{}",
    "TaskUpdate.mode": "{}",
    "TaskProspect.prospect": "prospect_{}",
    "UserAction.type": "action_{}",
    "Violation.code": "field_{}",
    "Settings.language": "language_{}",
    "Settings.blackout_weekdays": None,  # the browser has the names
    "WeeklySchedule.weekdays": None,  # the browser has the names
    # Read back by the page's sentence of a filter, whose kinds the compiler asks for one by one.
    "AccountKindCondition.kinds": None,
    "AddedCondition.comparison": None,
    "AppsCondition.match": None,
    "ClaimCondition.claim": None,
    "EmailDomainCondition.match": None,
    "FilterCombination.op": None,
    "GroupsCondition.match": None,
    "InactiveCondition.match": None,
    "NeverActiveCondition.match": None,
    "RolesCondition.match": None,
    "SitesCondition.match": None,
    "StatusCondition.statuses": None,
}
"""The key of the words for each code; `|`: any of these."""

SAID_INSTEAD: Final[Mapping[str, str]] = {
    "AttentionItem.reason_text": "reason, fault",
    "Caution.text": "code",
    "Detail.text": "kind",
    "FilterDescription.sentence": "the specification",
    "Finding.sentence": "fact",
    "NotificationTry.error": "fault",
    "Operation.error": "Atlassian's words; the default ones by their sentence",
    "Operation.reason_text": "reason",
    "Organization.dead_reason": "Atlassian's words; the default ones by their sentence",
    "PlannedOperation.reason_text": "reason",
    "Problem.detail": "code",
    "Problem.title": "code",
    "Run.action_sentences": "actions",
    "Run.filter_sentence": "the specification",
    "Run.reason_text": "reason",
    "RunSummary.reason_text": "reason",
    "SavedFilter.sentence": "the specification",
    "SchedulePreview.sentence": "the schedule",
    "Sync.error": "fault",
    "Task.action_sentences": "actions",
    "Task.no_next_run_reason": "no_next_run_code",
    "Task.schedule_sentence": "the schedule",
    "Violation.detail": "code",
}
PROSE: Final = re.compile(r"(^|_)(sentences?|error|text|detail|title)$|_reason$")
NAMES: Final = {"Notification.title", "FilePart.text", "Operation.details"}
"""What somebody called something, and what a file holds."""


@cache
def read_keys(language: str) -> frozenset[str]:
    files = (MESSAGES / language).glob("*.ts")
    return frozenset(key for path in files for key in re.findall(r"^  (\w+): ", path.read_text("utf-8"), re.MULTILINE))


def list_codes(shape: Mapping[str, Any]) -> list[str]:
    inner = [*shape.get("anyOf", []), *([shape["items"]] if isinstance(shape.get("items"), dict) else [])]
    return [*shape.get("enum", []), *(code for one in inner for code in list_codes(one))]


def iter_properties() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, schema in SCHEMAS.items():
        if not name.endswith(("In", "Query", "Change")):
            yield from ((f"{name}.{key}", shape) for key, shape in schema.get("properties", {}).items())


def find_silent(codes: Iterator[str] | list[str] | tuple[str, ...], pattern: str, language: str) -> list[str]:
    keys = read_keys(language)
    fitting = pattern.split("|")
    return [code for code in codes if not any(one.format(code.replace(".", "_")) in keys for one in fitting)]


LANGUAGES = pytest.mark.parametrize("language", ["en", "de"])


@LANGUAGES
def test_every_code_of_an_answer_has_its_words(language: str) -> None:
    coded = {name: list_codes(shape) for name, shape in iter_properties() if len(list_codes(shape)) > 1}

    assert sorted(coded) == sorted(WORDS)
    silent = {name: find_silent(codes, WORDS[name] or "", language) for name, codes in coded.items() if WORDS[name]}
    assert {name: codes for name, codes in silent.items() if set(codes) - {"invalid"}} == {}


@LANGUAGES
def test_every_reason_caution_fault_and_fact_has_its_words(language: str) -> None:
    assert find_silent(list(reasons.SENTENCES), "reason_{}", language) == []
    assert find_silent([*cautions.SENTENCES, *overlap.SENTENCES, *overlap.CIRCLING], "caution_{}", language) == []
    assert find_silent(list(FAULTS), "fault_{}", language) == []
    assert find_silent(READINGS, "reads_{}", language) == []
    assert find_silent([fact.name for fact in FACTS], "fact_{}", language) == []


def test_german_emails_say_what_the_german_page_says() -> None:
    said = "\n".join(path.read_text("utf-8") for path in sorted((MESSAGES / "de").glob("*.ts")))
    page = dict(re.findall(r"^  ((?:reason|hold|fault|reads)_\w+): '(.*)',$", said, re.MULTILINE))
    mail = {
        f"{kind}_{code}": sentence
        for kind, sentences in (
            ("reason", german.REASONS), ("hold", german.HOLDS), ("fault", german.FAULTS), ("reads", german.READINGS)
        )
        for code, sentence in sentences.items()
    }  # fmt: skip

    assert {name: (sentence, page.get(name)) for name, sentence in mail.items() if page.get(name) != sentence} == {}
    assert german.READINGS.keys() == set(READINGS)


def test_every_sentence_of_the_server_is_said_in_another_way() -> None:
    prose = {
        name for name, shape in iter_properties() if PROSE.search(name.partition(".")[2]) and "string" in str(shape)
    }

    assert sorted(prose - NAMES) == sorted(SAID_INSTEAD)


def test_what_is_said_in_place_of_words_of_atlassians_is_known_to_the_page() -> None:
    english = (MESSAGES / "en" / "faults.ts").read_text("utf-8").replace("’", "'")

    assert [sentence for sentence in DEFAULT_DETAILS.values() if sentence not in english] == []
    assert "Atlassian refused the call." in english
