"""The condition `status`: the composite status."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from app.domain.filters.condition import Case, Condition
from app.domain.filters.fields import Words
from app.domain.filters.verdicts import Verdict, decide
from app.domain.filters.wording import join_names
from app.domain.people.directory import Catalogue

STATUSES: Final = ("active", "suspended", "deactivated", "not_invited", "for_deletion")


@dataclass(frozen=True, slots=True)
class Status(Condition):
    """The composite status is one of the given (admin API contract 5.2); a word that is none of ours is not known.

    Example: {"type": "status", "statuses": ["active", "not_invited"]}
    """

    type: ClassVar[str] = "status"
    facts: ClassVar[frozenset[str]] = frozenset({"status"})

    statuses: Annotated[tuple[str, ...], Words(STATUSES)]

    def _judge(self, case: Case) -> Verdict:
        return decide(case.user.status in self.statuses if case.user.status in STATUSES else None)

    def _describe(self, _catalogue: Catalogue) -> str:
        return f"status is {join_names(map(_in_words, self.statuses))}"

    def _describe_value(self, case: Case) -> str:
        return _in_words(case.user.status) if case.user.status in STATUSES else "status not known"


def _in_words(status: str) -> str:
    return status.replace("_", " ")
