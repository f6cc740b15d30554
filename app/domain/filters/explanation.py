"""Reads a filter back for one user: why does this user match, or not, condition by condition."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.filters.conditions import Case, Condition, Json
from app.domain.filters.description import describe_node
from app.domain.filters.evaluation import combine, is_left_out
from app.domain.filters.identity import AccountKind
from app.domain.filters.specification import FilterSpec, Node, Op
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
    told = _explain(spec.root, "/root", case)
    if not is_left_out(spec, user):
        return told
    people = AccountKind((PERSON,))
    part = Explanation(AUDIENCE, people.type, _PEOPLE_ONLY, Verdict.NO, people.describe_value(case))
    return Explanation("", Op.AND.value, told.sentence, Verdict.NO, parts=(part, told))


def _explain(node: Node, pointer: str, case: Case) -> Explanation:
    sentence = describe_node(node, case.catalogue)
    if isinstance(node, Condition):
        return Explanation(pointer, node.type, sentence, node.judge(case), node.describe_value(case))
    parts = tuple(_explain(child, f"{pointer}/of/{i}", case) for i, child in enumerate(node.of))
    verdict = combine(node.op, [part.verdict for part in parts])
    return Explanation(pointer, node.op.value, sentence, verdict, parts=parts)
