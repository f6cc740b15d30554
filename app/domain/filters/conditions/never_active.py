"""The condition `never_active`: never active, and if wanted added long enough ago."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.domain.filters.activity import combine_apps, is_there, name_in_apps, show_activity
from app.domain.filters.condition import LINKED_FACTS, Case, Condition
from app.domain.filters.fields import Days, Texts, Word
from app.domain.filters.moments import is_at_least_days_ago
from app.domain.filters.verdicts import Verdict, all_of, decide
from app.domain.filters.wording import count_days
from app.domain.people.directory import Catalogue


@dataclass(frozen=True, slots=True)
class NeverActive(Condition):
    """Never active: overall, or in any or all of the chosen `apps`; if wanted, added at least so many days ago.

    Example: {"type": "never_active", "apps": [], "match": "any", "added_before_days": 30}
    """

    type: ClassVar[str] = "never_active"
    facts: ClassVar[frozenset[str]] = frozenset(
        {"added_at", "last_active_at", "is_activity_known", "app_roles", "activity"}
    )
    refers_to: ClassVar[tuple[str, ...]] = ("apps",)

    apps: Annotated[tuple[str, ...], Texts()] = ()
    match: Annotated[str, Word(("any", "all"))] = "any"
    added_before_days: Annotated[int | None, Days()] = None

    def list_facts(self) -> frozenset[str]:
        """Of the links to apps only where apps are chosen."""
        return self.facts if self.apps else self.facts - LINKED_FACTS

    def _judge(self, case: Case) -> Verdict:
        if not case.user.is_activity_known:
            return Verdict.UNKNOWN
        if not self.apps:
            is_never_active = decide(case.user.last_active_at is None)
        else:
            is_never_active = combine_apps(self.match, [self._judge_app(case, app) for app in self.apps])
        return all_of([is_never_active, self._judge_added(case)])

    def _judge_app(self, case: Case, app: str) -> Verdict:
        if app not in case.catalogue.apps:
            return Verdict.UNKNOWN
        return decide(is_there(case.user, app) and app not in case.user.activity)

    def _judge_added(self, case: Case) -> Verdict:
        if self.added_before_days is None:
            return Verdict.YES
        return decide(is_at_least_days_ago(case.user.added_at, self.added_before_days, case.now))

    def _describe(self, catalogue: Catalogue) -> str:
        phrase = f"never active{name_in_apps(self.apps, self.match, catalogue)}"
        if self.added_before_days is None:
            return phrase
        return f"{phrase} and added at least {count_days(self.added_before_days)} ago"

    def _describe_value(self, case: Case) -> str:
        return show_activity(case, self.apps)
