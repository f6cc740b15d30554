"""Reads a filter back for one user: why does this user match, or not, condition by condition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from app.domain.filters.condition import Case, Condition, Json
from app.domain.filters.conditions.account_kind import AccountKind
from app.domain.filters.description import Phrase, Phrases
from app.domain.filters.evaluation import combine, is_left_out
from app.domain.filters.tree import Algebra, FilterSpec, Op, fold, join
from app.domain.filters.verdicts import Verdict
from app.domain.people.accounts import PERSON
from app.domain.people.directory import Catalogue, UserFacts

AUDIENCE: Final = "/audience"
"""Stands for the pointer of what no filter says: that it is about people."""
_PEOPLE_ONLY: Final = "Account is person, since the filter does not ask for others"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict on one node of the filter. Conditions carry the user's own value, combinations their parts.

    pointer: JSON pointer into the specification, such as `/root/of/0`.
    kind: the op of a combination or the type of a condition.
    """

    pointer: str
    kind: str
    sentence: str
    verdict: Verdict
    value: str | None = None
    parts: tuple["Explanation", ...] = ()

    def to_json(self) -> Json:
        """The tree as plain data."""
        return {
            "pointer": self.pointer,
            "kind": self.kind,
            "sentence": self.sentence,
            "verdict": self.verdict.value,
            "value": self.value,
            "parts": [part.to_json() for part in self.parts],
        }


def explain(spec: FilterSpec, user: UserFacts, catalogue: Catalogue, now: datetime) -> Explanation:
    """Explain the verdict on the user; its top agrees with `matches`, and every level with its parts."""
    case = Case(user, catalogue, now)
    told = fold(spec.root, _Telling(case)).at("/root")
    if not is_left_out(spec, user):
        return told
    people = AccountKind((PERSON,))
    part = Explanation(AUDIENCE, people.type, _PEOPLE_ONLY, Verdict.NO, people.describe_value(case))
    return Explanation("", Op.AND.value, told.sentence, Verdict.NO, parts=(part, told))


class _Told(NamedTuple):
    """Explanation of one node before it has a place: words, verdict and the user's own value."""

    kind: str
    phrase: Phrase
    verdict: Verdict
    value: str | None = None
    parts: "tuple[_Told, ...]" = ()

    def at(self, pointer: str) -> Explanation:
        """The explanation of the node that the pointer leads to."""
        parts = tuple(part.at(f"{pointer}/of/{position}") for position, part in enumerate(self.parts))
        return Explanation(pointer, self.kind, self.phrase.sentence, self.verdict, self.value, parts)


class _Telling(Algebra[_Told]):
    """Words, verdict and the user's own value together."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._phrases = Phrases(case.catalogue)

    def leaf(self, condition: Condition) -> _Told:
        value = condition.describe_value(self._case)
        return _Told(condition.type, self._phrases.leaf(condition), condition.judge(self._case), value)

    def all_of(self, parts: Sequence[_Told]) -> _Told:
        return self._join(Op.AND, parts)

    def any_of(self, parts: Sequence[_Told]) -> _Told:
        return self._join(Op.OR, parts)

    def none_of(self, parts: Sequence[_Told]) -> _Told:
        return self._join(Op.NOT, parts)

    def _join(self, op: Op, parts: Sequence[_Told]) -> _Told:
        phrase = join(op, [part.phrase for part in parts], self._phrases)
        verdict = combine(op, [part.verdict for part in parts])
        return _Told(op.value, phrase, verdict, parts=tuple(parts))
