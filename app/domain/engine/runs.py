"""The life of a run: its states, which moves are allowed, and how outcomes fold into the end state.

queued → syncing → planning → running → succeeded | partial | failed
                      ├→ held (→ running | cancelled)          any active → cancelled
                      └→ tested (a test run, which ends with its plan)
missed and skipped are recorded for slots that were not run.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from app.domain.engine.reasons import NOTHING_TO_TAKE_BACK
from app.domain.engine.tested import WOULD
from app.domain.states import RunState, StepOutcome

ACTIVE: Final = frozenset({RunState.QUEUED, RunState.SYNCING, RunState.PLANNING, RunState.HELD, RunState.RUNNING})
FINISHED: Final = frozenset(
    {
        RunState.SUCCEEDED,
        RunState.PARTIAL,
        RunState.FAILED,
        RunState.TESTED,
        RunState.CANCELLED,
        RunState.MISSED,
        RunState.SKIPPED,
    }
)
CANCELLABLE: Final = ACTIVE
HELD_FOR: Final = timedelta(days=7)
"""A plan that nobody has approved or rejected by then expires."""


@dataclass(frozen=True, slots=True)
class RunCounts:
    """Operations by outcome and by reason, and users matched and affected (changed at least once).

    failing: how many of the planned ones are known to fail; failing_users: how many people have such steps, as far as
    the plan tells before it is carried out. would_change, would_fail, would_skip: the steps of a test run, which has no
    others.
    """

    matched: int = 0
    affected: int = 0
    planned: int = 0
    failing: int = 0
    failing_users: int = 0
    succeeded: int = 0
    skipped: int = 0
    failed: int = 0
    would_change: int = 0
    would_fail: int = 0
    would_skip: int = 0
    skipped_by_reason: Mapping[str, int] = field(default_factory=dict)
    failed_by_reason: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All operations of the run."""
        would = self.would_change + self.would_fail + self.would_skip
        return self.planned + self.succeeded + self.skipped + self.failed + would

    @property
    def may_have_effect(self) -> bool:
        """False when nothing of the run can have changed anything: then its log need not be searched."""
        return self.affected + self.succeeded + self.failed > 0


def store_counts(counts: RunCounts) -> dict[str, Any]:
    """The counts as a run's row keeps them: the previous release knows none of `would`, which test runs alone have."""
    return {name: value for name, value in asdict(counts).items() if value or name not in WOULD}


def add_outcomes(counts: RunCounts, outcomes: Sequence[tuple[str, str | None]], newly_affected: int = 0) -> RunCounts:
    """The counts after so many planned operations have got their (outcome, reason)."""
    numbers = Counter(outcome for outcome, _reason in outcomes)
    skipped, failed = Counter(counts.skipped_by_reason), Counter(counts.failed_by_reason)
    skipped.update(reason or "unknown" for outcome, reason in outcomes if outcome == StepOutcome.SKIPPED)
    failed.update(reason or "unknown" for outcome, reason in outcomes if outcome == StepOutcome.FAILED)
    return replace(
        counts,
        affected=counts.affected + newly_affected,
        planned=counts.planned - len(outcomes),
        succeeded=counts.succeeded + numbers[StepOutcome.SUCCEEDED],
        skipped=counts.skipped + numbers[StepOutcome.SKIPPED],
        failed=counts.failed + numbers[StepOutcome.FAILED],
        skipped_by_reason=dict(skipped),
        failed_by_reason=dict(failed),
    )


def skip_planned(counts: RunCounts, reason: str) -> RunCounts:
    """The counts after all that is still planned was skipped for a reason."""
    if not counts.planned:
        return counts
    by_reason = Counter(counts.skipped_by_reason) + Counter({reason: counts.planned})
    return replace(
        counts, planned=0, failing=0, skipped=counts.skipped + counts.planned, skipped_by_reason=dict(by_reason)
    )


def fold_state(counts: RunCounts, *, is_undo: bool = False) -> RunState:
    """The end state of a run that was carried out: succeeded, partial or failed.

    Zero matches is a success; skipped operations do not count against a run. Against an undo they do: it left
    something as it was, except where there was nothing to take back.
    """
    left = counts.skipped - counts.skipped_by_reason.get(NOTHING_TO_TAKE_BACK, 0) if is_undo else 0
    if counts.failed + left == 0:
        return RunState.SUCCEEDED
    return RunState.PARTIAL if counts.succeeded else RunState.FAILED
