"""When a key is warned of, when a try is repeated, and what an email says."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.notices.messages import describe_event
from app.domain.notices.notifications import (
    EVENTS,
    KEY_DEAD,
    KEY_EXPIRING,
    MOST_TRIES,
    TEST,
    find_key_warning,
    find_pause,
)

COUNTS = {"matched": 1200, "affected": 3, "skipped": 1, "failed": 2, "failed_by_reason": {"licence_limit": 2}}
RUN: dict[str, Any] = {"name": "Clean-up", "counts": COUNTS, "reason": None, "planned_users": 31}
RUN["came_back"] = {"steps": 5, "people": 4, "things": ["jira-users"]}
KEY = {"organization": "Acme", "expires_on": "2026-04-01", "days_left": 1}
URL = "https://acme.atlassian.net/#!/runs/7"


@pytest.mark.parametrize(
    ("days_left", "warning"),
    [(31, None), (30, 30), (15, 30), (14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)],
)
def test_a_key_is_warned_of_four_times(days_left: int, warning: int | None) -> None:
    assert find_key_warning(days_left) == warning


def test_the_pauses_between_tries_grow_to_about_a_day_in_all() -> None:
    pauses = [find_pause(tries) for tries in range(1, MOST_TRIES)]

    assert pauses == sorted(pauses)
    assert timedelta(hours=20) < sum(pauses, timedelta()) < timedelta(hours=24)


@pytest.mark.parametrize("event", [*EVENTS, TEST])
def test_every_event_is_one_line_of_subject_and_a_text_with_the_link(event: str) -> None:
    message = describe_event(event, RUN | KEY, URL)

    assert message.subject.startswith("Rollcall: ")
    assert "\n" not in message.subject
    assert message.text.endswith(f"\n{URL}\n")


def test_what_came_back_is_told_with_numbers_and_the_names_of_things() -> None:
    message = describe_event("run.came_back", RUN, URL)

    assert message.subject == "Rollcall: Clean-up: changed back by somebody else"
    assert message.text.splitlines()[:3] == [
        "The run held at first. A later sync found this changed back, and no run of Rollcall did it.",
        "Changed back: 5 steps of 4 users",
        "- jira-users",
    ]


def test_the_email_of_a_run_counts_and_says_why() -> None:
    message = describe_event("run.partial", RUN, URL)

    assert message.subject == "Rollcall: Clean-up: partly failed"
    assert message.text.splitlines()[:3] == [
        "People: 3 changed of 1,200 who matched",
        "Steps: 0 done, 1 skipped, 2 failed",
        "- 2 × The app's licence has no free seat; buy seats or free some.",
    ]
    failed = describe_event("run.failed", RUN | {"reason": "key_dead"}, URL)
    assert failed.text.startswith("Atlassian no longer accepts the organization API key")


def test_a_held_run_says_how_many_people_wait_and_that_nothing_was_changed() -> None:
    text = describe_event("run.held", RUN, URL).text

    assert "31 users would be affected" in text
    assert "Nothing was changed" in text


def test_a_name_of_several_lines_adds_no_header_to_an_email() -> None:
    message = describe_event("run.failed", RUN | {"name": "Evil\r\nBcc: all@acme.example"}, URL)

    assert message.subject == "Rollcall: Evil Bcc: all@acme.example: failed"


def test_the_day_that_is_left_is_counted_in_words() -> None:
    assert "in 1 day" in describe_event(KEY_EXPIRING, KEY, URL).subject
    assert "in 7 days" in describe_event(KEY_EXPIRING, KEY | {"days_left": 7}, URL).subject
    assert "Acme" in describe_event(KEY_DEAD, KEY, URL).subject


def test_a_slot_that_was_not_run_says_why_and_for_when_it_was_planned() -> None:
    facts = RUN | {"reason": "previous_run_active", "scheduled_for": "2026-03-04T05:00:00.000000+00:00"}
    message = describe_event("run.skipped", facts, URL)

    assert message.subject == "Rollcall: Clean-up: skipped"
    assert message.text.splitlines()[:3] == [
        "The previous run of this task was still active.",
        "Nobody was changed.",
        "It was planned for 2026-03-04 05:00 UTC.",
    ]


def test_a_failed_sync_says_what_failed_and_a_stop_who_can_lift_it() -> None:
    failed = describe_event("sync.failed", KEY | {"error": "Reading users failed."}, URL)
    stopped = describe_event("runs.stopped", {"stopped_by": "somebody"}, URL)

    assert failed.subject == "Rollcall: Users of Acme could not be read"
    assert failed.text.startswith("Reading users failed.\n")
    assert "somebody" not in stopped.text
    assert "lifts the stop" in stopped.text
