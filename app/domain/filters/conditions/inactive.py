"""The condition `inactive`: not active for so many days."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.domain.filters.activity import combine_apps, is_there, name_in_apps, show_activity
from app.domain.filters.condition import LINKED_FACTS, Case, Condition
from app.domain.filters.fields import Days, Texts, Word
from app.domain.filters.moments import is_at_least_days_ago
from app.domain.filters.verdicts import Verdict, decide
from app.domain.filters.wording import count_days
from app.domain.people.directory import Catalogue


@dataclass(frozen=True, slots=True)
class Inactive(Condition):
    """Not active for at least `days` × 24 hours: overall, or in any or all of the chosen `apps`.

    Example: {"type": "inactive", "days": 90, "apps": [], "match": "any"}
    """

    type: ClassVar[str] = "inactive"
    facts: ClassVar[frozenset[str]] = frozenset(
        {"added_at", "last_active_at", "is_activity_known", "app_roles", "activity"}
    )
    refers_to: ClassVar[tuple[str, ...]] = ("apps",)

    days: Annotated[int, Days()]
    apps: Annotated[tuple[str, ...], Texts()] = ()
    match: Annotated[str, Word(("any", "all"))] = "any"

    def list_facts(self) -> frozenset[str]:
        """Of the links to apps only where apps are chosen."""
        return self.facts if self.apps else self.facts - LINKED_FACTS

    def _judge(self, case: Case) -> Verdict:
        if not case.user.is_activity_known:
            return Verdict.UNKNOWN
        if not self.apps:
            dated_at = case.user.last_active_at or case.user.added_at
            return decide(is_at_least_days_ago(dated_at, self.days, case.now))
        return combine_apps(self.match, [self._judge_app(case, app) for app in self.apps])

    def _judge_app(self, case: Case, app: str) -> Verdict:
        if app not in case.catalogue.apps:
            return Verdict.UNKNOWN
        if not is_there(case.user, app):
            return Verdict.NO
        return decide(is_at_least_days_ago(case.user.activity.get(app, case.user.added_at), self.days, case.now))

    def _describe(self, catalogue: Catalogue) -> str:
        return f"inactive{name_in_apps(self.apps, self.match, catalogue)} for at least {count_days(self.days)}"

    def _describe_value(self, case: Case) -> str:
        return show_activity(case, self.apps)
