"""The life of a run: its states, which moves are allowed, and how outcomes fold into the end state.

queued → syncing → planning → running → succeeded | partial | failed
                      └→ held (→ running | cancelled)          any active → cancelled
missed and skipped are recorded for slots that were not run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

ACTIVE: Final = frozenset({"queued", "syncing", "planning", "held", "running"})
FINISHED: Final = frozenset({"succeeded", "partial", "failed", "cancelled", "missed", "skipped"})
CANCELLABLE: Final = ACTIVE


@dataclass(frozen=True, slots=True)
class RunCounts:
    """Operations by outcome and by reason, and users matched and affected (changed at least once)."""

    matched: int = 0
    affected: int = 0
    planned: int = 0
    succeeded: int = 0
    skipped: int = 0
    failed: int = 0
    skipped_by_reason: Mapping[str, int] = field(default_factory=dict)
    failed_by_reason: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All operations of the run."""
        return self.planned + self.succeeded + self.skipped + self.failed


def fold_state(counts: RunCounts) -> str:
    """The end state of a run that was carried out: succeeded, partial or failed.

    Zero matches is a success; skipped operations do not count against a run.
    """
    if counts.failed == 0:
        return "succeeded"
    return "partial" if counts.succeeded else "failed"
