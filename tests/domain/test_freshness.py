"""How old the data may be, to the second."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.freshness import are_members_known, is_fresh, is_fresh_for_run, is_too_old_to_go_on

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


@pytest.mark.parametrize(
    ("synced_at", "fresh"), [(None, False), (NOW, True), (ago(minutes=15), True), (ago(minutes=15, seconds=1), False)]
)
def test_a_run_begins_with_data_of_a_quarter_of_an_hour(synced_at: datetime | None, fresh: bool) -> None:
    assert is_fresh(synced_at, NOW) is fresh
    assert is_fresh_for_run(synced_at, None, NOW) is fresh


@pytest.mark.parametrize(
    ("synced_at", "asked_at", "fresh"),
    [
        (ago(minutes=40), ago(minutes=50), True),
        (ago(minutes=60), ago(minutes=90), True),
        (ago(minutes=60, seconds=1), ago(minutes=90), False),
        (ago(minutes=40), ago(minutes=40), False),
        (ago(minutes=40), ago(minutes=30), False),
        (None, ago(minutes=30), False),
    ],
)
def test_a_run_takes_the_sync_that_it_waited_for_however_long_its_turn_took(
    synced_at: datetime | None, asked_at: datetime, fresh: bool
) -> None:
    assert is_fresh_for_run(synced_at, asked_at, NOW) is fresh


def test_a_run_stops_for_a_sync_after_an_hour() -> None:
    assert not is_too_old_to_go_on(ago(hours=1), NOW)
    assert is_too_old_to_go_on(ago(hours=1) - SECOND, NOW)
    assert is_too_old_to_go_on(None, NOW)


def test_members_known_as_of_a_minute_ago_do_and_older_ones_are_read_again() -> None:
    assert are_members_known(NOW - timedelta(seconds=60), NOW)
    assert not are_members_known(NOW - timedelta(seconds=61), NOW)
    assert are_members_known(NOW + timedelta(seconds=5), NOW), "read after the run began"
