"""Facts are judged by what was seen; what was contradicted makes actions unsafe."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from app.domain.doctor.facts import FACTS, Fact
from app.domain.doctor.seen import Seen

__all__ = ["Fact", "Finding", "Verdict", "examine", "list_unsafe_actions"]


class Verdict(StrEnum):
    """Verdict on an assumed fact."""

    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact and what was seen of it; `actions` are those that rely on it."""

    fact: str
    sentence: str
    verdict: str
    agree: int
    seen: int
    actions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def examine(seen: Seen) -> list[Finding]:
    """All facts, judged by what was seen."""
    return [_judge(fact, seen) for fact in FACTS]


def list_unsafe_actions(findings: Sequence[Finding]) -> frozenset[str]:
    """The actions that rely on a contradicted fact."""
    return frozenset(action for one in findings if one.verdict == Verdict.CONTRADICTED for action in one.actions)


def _judge(fact: Fact, seen: Seen) -> Finding:
    agree, total = fact.judge(seen)
    verdict = Verdict.NOT_SEEN if not total else Verdict.HOLDS if agree == total else Verdict.CONTRADICTED
    return Finding(fact.name, fact.sentence, verdict.value, agree, total, fact.actions)
