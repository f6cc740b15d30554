"""The condition `added`: added to the organization long ago, or recently."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.domain.filters.condition import Case, Condition
from app.domain.filters.fields import Days, Word
from app.domain.filters.moments import is_at_least_days_ago, is_at_most_days_ago
from app.domain.filters.verdicts import Verdict, decide
from app.domain.filters.wording import count_days, show_moment
from app.domain.people.directory import Catalogue


@dataclass(frozen=True, slots=True)
class Added(Condition):
    """Added to the organization at least, or at most, `days` × 24 hours ago.

    Example: {"type": "added", "comparison": "at_most_days_ago", "days": 14}
    """

    type: ClassVar[str] = "added"
    facts: ClassVar[frozenset[str]] = frozenset({"added_at"})

    comparison: Annotated[str, Word(("at_least_days_ago", "at_most_days_ago"))]
    days: Annotated[int, Days()]

    def _judge(self, case: Case) -> Verdict:
        if self.comparison == "at_least_days_ago":
            return decide(is_at_least_days_ago(case.user.added_at, self.days, case.now))
        return decide(is_at_most_days_ago(case.user.added_at, self.days, case.now))

    def _describe(self, _catalogue: Catalogue) -> str:
        bound = "least" if self.comparison == "at_least_days_ago" else "most"
        return f"added at {bound} {count_days(self.days)} ago"

    def _describe_value(self, case: Case) -> str:
        return f"added {show_moment(case.user.added_at, case.now)}"
