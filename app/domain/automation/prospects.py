"""Prospects: the next run of a task for one person, judged from the plan made for them, for the person's page."""

from collections.abc import Sequence
from typing import Final, Literal

from app.domain.engine import reasons
from app.domain.engine.planning import PlannedOperation, count_plan

Prospect = Literal["change", "fail", "spared", "nothing", "no_match", "not_readable", "not_looked_at"]
"""change: something would be changed; fail: every step that is not skipped is known to fail; spared: a safety rule or
an exemption keeps the task from them; nothing: all is so already; no_match: the filter does not name them, or what it
asks for is not known of them; not_readable: the task has no filter, or holds what is no longer understood;
not_looked_at: it names them, but so many tasks do that the rest was not planned."""

SPARING: Final = frozenset(
    {
        *(reasons.ORG_ADMIN, reasons.PROTECTED, reasons.OWN_ACCOUNT, reasons.YOUNG_ACCOUNT, reasons.AGE_UNKNOWN),
        *(reasons.ADDRESS_UNKNOWN, reasons.NOT_A_PERSON, reasons.KIND_UNKNOWN, reasons.RECENTLY_RESTORED),
        *(reasons.LAST_ADMIN, reasons.EXEMPT),
    }
)
"""Reasons of skipped steps that are about the person, not about the step."""


def judge_prospect(operations: Sequence[PlannedOperation]) -> Prospect:
    """Judge the prospect of one person from their plan."""
    counts = count_plan(operations)
    if counts.is_changed:
        return "change"
    if counts.failing:
        return "fail"
    return "spared" if SPARING.intersection(counts.skipped) else "nothing"
