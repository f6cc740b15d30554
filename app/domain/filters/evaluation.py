"""Judges one user by a filter: the pure twin of the query over the mirror. The two must always agree."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.filters.audience import find_audience
from app.domain.filters.condition import Case, Condition
from app.domain.filters.tree import Algebra, FilterSpec, Logic, Op, fold, join
from app.domain.filters.verdicts import Verdict, all_of, any_of
from app.domain.people.accounts import is_nobody
from app.domain.people.directory import Catalogue, UserFacts


def judge(spec: FilterSpec, user: UserFacts, catalogue: Catalogue, now: datetime) -> Verdict:
    """Whether the filter means the user at `now` (aware): yes, no, or unknown."""
    if is_left_out(spec, user):
        return Verdict.NO
    return fold(spec.root, _Judgement(Case(user, catalogue, now)))


def matches(spec: FilterSpec, user: UserFacts, catalogue: Catalogue, now: datetime) -> bool:
    """True only if the user definitely matches; what is not known matches neither a condition nor its opposite."""
    return judge(spec, user, catalogue, now) is Verdict.YES


def is_left_out(spec: FilterSpec, user: UserFacts) -> bool:
    """True for an account that is no person, and that the filter does not ask for."""
    return is_nobody(user.kind) and not find_audience(spec).includes(user)


def combine(op: Op, verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict of a combination from the verdicts of its parts."""
    return join(op, verdicts, _ThreeValued())


class _ThreeValued(Logic[Verdict]):
    def all_of(self, parts: Sequence[Verdict]) -> Verdict:
        return all_of(parts)

    def any_of(self, parts: Sequence[Verdict]) -> Verdict:
        return any_of(parts)

    def none_of(self, parts: Sequence[Verdict]) -> Verdict:
        return ~all_of(parts)


class _Judgement(_ThreeValued, Algebra[Verdict]):
    """The verdicts on one user."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def leaf(self, condition: Condition) -> Verdict:
        return condition.judge(self._case)
