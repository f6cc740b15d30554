"""The condition `groups`: membership in groups."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.domain.filters.condition import Case, Condition
from app.domain.filters.fields import Texts, Word
from app.domain.filters.membership import MATCHES, judge_members, show_held
from app.domain.filters.verdicts import Verdict
from app.domain.filters.wording import name_all, name_group
from app.domain.people.directory import Catalogue


@dataclass(frozen=True, slots=True)
class Groups(Condition):
    """Is in any, all or none of the groups.

    Example: {"type": "groups", "groups": ["5b1f…-contractors"], "match": "none"}
    """

    type: ClassVar[str] = "groups"
    facts: ClassVar[frozenset[str]] = frozenset({"groups"})
    refers_to: ClassVar[tuple[str, ...]] = ("groups",)

    groups: Annotated[tuple[str, ...], Texts()]
    match: Annotated[str, Word(MATCHES)] = "any"

    def _judge(self, case: Case) -> Verdict:
        return judge_members(self.match, self.groups, case.user.groups, case.catalogue.groups.__contains__)

    def _describe(self, catalogue: Catalogue) -> str:
        noun = "group" if len(self.groups) == 1 else "groups"
        names = name_all(self.groups, catalogue, name_group, "and" if self.match == "all" else "or")
        return f"{'not ' if self.match == 'none' else ''}in {noun} {names}"

    def _describe_value(self, case: Case) -> str:
        held = (name_group(one, case.catalogue) for one in self.groups if one in case.user.groups)
        return f"in {show_held(held, 'none of them')}"
