"""The condition `apps`: access to apps."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.domain.filters.condition import Case, Condition
from app.domain.filters.fields import Texts, Word
from app.domain.filters.membership import MATCHES, judge_members, show_held
from app.domain.filters.verdicts import Verdict
from app.domain.filters.wording import name_all, name_app
from app.domain.people.directory import Catalogue


@dataclass(frozen=True, slots=True)
class Apps(Condition):
    """Has access to any, all or none of the apps; access is any role on the app, direct or through a group.

    Example: {"type": "apps", "apps": ["ari:cloud:jira-software::site/1"], "match": "any"}
    """

    type: ClassVar[str] = "apps"
    facts: ClassVar[frozenset[str]] = frozenset({"app_roles"})
    refers_to: ClassVar[tuple[str, ...]] = ("apps",)

    apps: Annotated[tuple[str, ...], Texts()]
    match: Annotated[str, Word(MATCHES)] = "any"

    def _judge(self, case: Case) -> Verdict:
        return judge_members(self.match, self.apps, case.user.apps, case.catalogue.apps.__contains__)

    def _describe(self, catalogue: Catalogue) -> str:
        names = name_all(self.apps, catalogue, name_app, "and" if self.match == "all" else "or")
        return f"{'without' if self.match == 'none' else 'with'} access to {names}"

    def _describe_value(self, case: Case) -> str:
        names = show_held((name_app(app, case.catalogue) for app in case.user.apps), "no app")
        return f"access to {names}"
