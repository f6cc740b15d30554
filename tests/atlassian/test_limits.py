"""What rate-limit headers mean, in every form they have been seen in."""

from datetime import UTC, datetime, timedelta

import pytest

from app.atlassian.limits import MAX_PAUSE_SECONDS, MIN_PAUSE_SECONDS, read_limits

NOW = datetime(2026, 6, 5, 5, 59, 30, 250_000, tzinfo=UTC)


def test_nothing_said_is_nothing_known() -> None:
    limits = read_limits({}, NOW)
    assert (limits.limit, limits.remaining, limits.reset_seconds, limits.pause_seconds) == (None, None, None, None)


def test_the_usual_three_headers() -> None:
    headers = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "12",
        "X-RateLimit-Reset": "2026-06-05T06:00:00Z",
    }
    limits = read_limits(headers, NOW)
    assert (limits.limit, limits.remaining) == (300, 12)
    assert limits.reset_seconds == pytest.approx(29.75)


@pytest.mark.parametrize(
    ("reset", "seconds", "slack"),
    [
        ("2026-06-05T06:00Z", 29.75, 1.0),
        ("2026-06-05T06:00:00", 29.75, 1.0),
        ("2026-06-05T08:00:00+02:00", 29.75, 1.0),
        ("2026-06-05T06:00:00.500Z", 30.25, 0.0),
    ],
)
def test_the_reset_may_lack_seconds_or_zone_and_whole_seconds_are_imprecise(
    reset: str, seconds: float, slack: float
) -> None:
    limits = read_limits({"X-RateLimit-Reset": reset}, NOW)
    assert limits.reset_seconds == pytest.approx(seconds)
    assert limits.slack_seconds == slack
    assert limits.pause_seconds == pytest.approx(seconds + slack)


@pytest.mark.parametrize(
    "reset", ["2026-06-05T05:59Z", "2020-01-01T00:00:00Z", "2026-06-06T06:00:00Z", "soon", "1780639200", ""]
)
def test_a_reset_in_the_past_or_far_ahead_or_unreadable_is_not_believed(reset: str) -> None:
    assert read_limits({"X-RateLimit-Reset": reset}, NOW).reset_seconds is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("0", MIN_PAUSE_SECONDS),
        ("-3", MIN_PAUSE_SECONDS),
        ("86400", MAX_PAUSE_SECONDS),
        ("inf", MAX_PAUSE_SECONDS),
        ("nan", MAX_PAUSE_SECONDS),
        ("Fri, 05 Jun 2026 06:00:00 GMT", 29.75),
        ("Fri, 05 Jun 2020 06:00:00 GMT", MIN_PAUSE_SECONDS),
    ],
)
def test_retry_after_in_seconds_or_as_a_date_is_bounded(text: str, seconds: float) -> None:
    assert read_limits({"Retry-After": text}, NOW).pause_seconds == pytest.approx(seconds)


def test_an_unreadable_retry_after_leaves_the_reset_to_decide() -> None:
    headers = {"Retry-After": "a while", "X-RateLimit-Reset": "2026-06-05T06:00:00.000Z"}
    assert read_limits(headers, NOW).pause_seconds == pytest.approx(29.75)


def test_retry_after_goes_before_the_reset() -> None:
    headers = {"Retry-After": "5", "X-RateLimit-Reset": "2026-06-05T06:00:00Z"}
    assert read_limits(headers, NOW).pause_seconds == 5.0


def test_a_server_whose_clock_is_hours_off_is_understood_by_its_own_date() -> None:
    skewed = NOW + timedelta(hours=3)
    headers = {
        "Date": "Fri, 05 Jun 2026 08:59:30 GMT",
        "X-RateLimit-Reset": (skewed + timedelta(seconds=20)).isoformat(),
    }
    assert read_limits(headers, NOW).reset_seconds == pytest.approx(20.25)


@pytest.mark.parametrize(
    ("text", "limit"), [("0", None), ("-5", None), ("x", None), ("1e3", None), ("99999999", 100_000)]
)
def test_limits_that_cannot_be_are_dropped_or_bounded(text: str, limit: int | None) -> None:
    assert read_limits({"X-RateLimit-Limit": text}, NOW).limit == limit
