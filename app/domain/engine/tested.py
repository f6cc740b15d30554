"""Test runs in words: what would be done, would fail and would be skipped, never that it was done."""

from typing import Final

from app.domain.states import StepOutcome

WOULD_CHANGE: Final = "would_change"
WOULD_FAIL: Final = "would_fail"
WOULD_SKIP: Final = "would_skip"
WOULD: Final = (WOULD_CHANGE, WOULD_FAIL, WOULD_SKIP)


def tell_outcome(stored: StepOutcome, reason: str | None) -> str:
    """The word for a step of a test run. stored: the outcome in its plan; one with a reason is known to fail."""
    match stored:
        case StepOutcome.PLANNED:
            return WOULD_FAIL if reason else WOULD_CHANGE
        case StepOutcome.SKIPPED:
            return WOULD_SKIP
        case StepOutcome.FAILED:
            return WOULD_FAIL
        case _:
            return stored
