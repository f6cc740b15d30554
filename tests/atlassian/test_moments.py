"""A date is told from every "no value" that clocks, spreadsheets and databases have."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.atlassian import records
from app.atlassian.moments import EARLIEST, NOTHING, Reading, read_moment

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01",
        "0000-00-00 00:00:00",
        "0000-12-31T23:59:59Z",
        "1582-10-15T00:00:00Z",
        "1601-01-01T00:00:00.000Z",
        "1753-01-01T00:00:00",
        "1858-11-17T00:00:00Z",
        "1899-12-30T00:00:00Z",
        "1899-12-31",
        "1900-01-00",
        "1900-01-01T00:00:00.0000000-08:00",
        "1904-01-01T00:00:00Z",
        "1969-12-31T16:00:00-08:00",
        "1970-01-01T00:00:00Z",
        "1970-01-01T01:00:00.000+0100",
        "19700101T000000Z",
        "1980-01-06T00:00:00Z",
        "2000-01-01T00:00:00Z",
        "2001-01-01T00:00:00Z",
        "2001-12-31T23:59:59.999999Z",
        "2038-01-19T03:14:07Z",
        "2099-12-31",
        "2026-11-29T13:00:01Z",
        "9999-12-31T23:59:59.9999999Z",
        "+292278994-08-17T07:12:55.807Z",
        "-62135596800",
        "never",
        " ",
        0,
        -1,
        "0",
        0.0,
        1e300,
        10**30,
        float("nan"),
        float("inf"),
        2**63 - 1,
        -62135596800000,
        4102444800,
        True,
        False,
        [],
        {"date": "2026-01-01"},
    ],
)
def test_what_cannot_be_true_is_no_date_and_is_kept_as_it_came(value: Any) -> None:
    reading = read_moment(value, now=NOW)
    assert reading.moment is None
    assert reading.odd == (str(value).strip() or None)


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_nothing(value: Any) -> None:
    assert read_moment(value, now=NOW) == NOTHING


_moments = st.builds(
    lambda day, clock: datetime.combine(day, clock, UTC), st.dates(date(2002, 1, 2), date(2026, 11, 28)), st.times()
)
_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(moment=_moments, zone=_zones)
def test_a_real_moment_is_read_in_every_spelling(moment: datetime, zone: timezone) -> None:
    assert read_moment(moment.astimezone(zone).isoformat(), now=NOW) == Reading(moment)
    whole = moment.replace(microsecond=0)
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        assert read_moment(int(whole.timestamp()) * unit, now=NOW) == Reading(whole)


@given(day=st.dates(date.min, EARLIEST.date() - timedelta(days=2)), clock=st.times(), zone=_zones)
def test_no_moment_before_atlassian_is_a_date(day: date, clock: time, zone: timezone) -> None:
    assert read_moment(datetime.combine(day, clock, zone).isoformat(), now=NOW).moment is None


def test_a_user_row_with_zeros_tells_no_moment_and_keeps_what_it_said() -> None:
    zero = "0001-01-01T00:00:00Z"
    row = {
        "accountId": "a",
        "addedToOrg": zero,
        "deactivatedOn": zero,
        "productAccess": [
            {"id": "jira", "lastActiveTimestamp": 0},
            {"id": "wiki", "lastActiveTimestamp": "2026-01-01T00:00:00Z"},
        ],
    }
    user = records.parse_user(row)
    assert user is not None
    assert (user.added_at, "added_at" in user.told, user.is_activity_told) == (None, False, False)
    assert user.odd_moments == {"added_at": zero, "deactivated_on": zero, "jira": "0"}
    assert [entry.last_active_at for entry in user.activity or ()] == [None, datetime(2026, 1, 1, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, set()),
        ({"email": "a@b.c", "name": "Ann"}, {"email", "name"}),
        ({"email": None, "name": None, "addedToOrg": None}, {"email", "added_at"}),
        ({"email": 5, "status": ["x"], "claimStatus": ""}, {"claim_status"}),
        ({"nickname": "Ann"}, set()),
        ({"account_status": "closed", "membershipStatus": "active"}, {"account_status", "membership_status"}),
    ],
)
def test_a_row_says_which_of_its_values_were_told(row: dict[str, Any], told: set[str]) -> None:
    user = records.parse_user({"accountId": "a", **row})
    assert user is not None
    assert user.told == told
