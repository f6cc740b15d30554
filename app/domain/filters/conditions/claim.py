"""The condition `claim`: managed or not."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from app.domain.filters.condition import Case, Condition
from app.domain.filters.fields import Word
from app.domain.filters.verdicts import Verdict, decide
from app.domain.people.directory import Catalogue

CLAIMS: Final = ("managed", "unmanaged")
_CLAIM_WORDS: Final = {"managed": "managed", "unmanaged": "external"}
"""The words that the page has for them in its chips."""


@dataclass(frozen=True, slots=True)
class Claim(Condition):
    """The account is managed (on a domain that the organization verified) or unmanaged.

    Example: {"type": "claim", "claim": "unmanaged"}
    """

    type: ClassVar[str] = "claim"
    facts: ClassVar[frozenset[str]] = frozenset({"claim"})

    claim: Annotated[str, Word(CLAIMS)]

    def _judge(self, case: Case) -> Verdict:
        return decide(case.user.claim == self.claim if case.user.claim in CLAIMS else None)

    def _describe(self, _catalogue: Catalogue) -> str:
        return f"{_CLAIM_WORDS[self.claim]} account"

    def _describe_value(self, case: Case) -> str:
        return f"{_CLAIM_WORDS[case.user.claim]} account" if case.user.claim in CLAIMS else "not known whether managed"
