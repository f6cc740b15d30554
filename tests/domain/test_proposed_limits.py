"""The page proposes the same limits (`limit.test.ts`)."""

import pytest

from app.domain.automation.proposed_limits import propose_limit


@pytest.mark.parametrize(
    ("affected", "limit"),
    [(0, 10), (8, 10), (9, 12), (24, 30), (100, 130), (224, 280), (1_000, 1_300)],
)
def test_a_quarter_more_than_today_in_two_digits_and_at_least_ten(affected: int, limit: int) -> None:
    assert propose_limit(affected) == limit
