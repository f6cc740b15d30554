"""Judges one user by a filter: the pure twin of the query over the mirror. The two must always agree."""

from datetime import datetime

from app.domain.filters.audience import find_audience
from app.domain.filters.conditions import Case, Condition
from app.domain.filters.specification import FilterSpec, Node, Op
from app.domain.filters.verdicts import Verdict, all_of, any_of
from app.domain.people.accounts import is_nobody
from app.domain.people.directory import Catalogue, UserFacts


def judge(spec: FilterSpec, user: UserFacts, catalogue: Catalogue, now: datetime) -> Verdict:
    """Whether the filter means the user at `now` (aware): yes, no, or unknown."""
    if is_left_out(spec, user):
        return Verdict.NO
    return _judge(spec.root, Case(user, catalogue, now))


def matches(spec: FilterSpec, user: UserFacts, catalogue: Catalogue, now: datetime) -> bool:
    """True only if the user definitely matches; what is not known matches neither a condition nor its opposite."""
    return judge(spec, user, catalogue, now) is Verdict.YES


def is_left_out(spec: FilterSpec, user: UserFacts) -> bool:
    """True for an account that is no person, and that the filter does not ask for."""
    return is_nobody(user.kind) and not find_audience(spec).includes(user)


def combine(op: Op, verdicts: list[Verdict]) -> Verdict:
    """The verdict of a combination from the verdicts of its parts."""
    if op is Op.NOT:
        return ~all_of(verdicts)
    return all_of(verdicts) if op is Op.AND else any_of(verdicts)


def _judge(node: Node, case: Case) -> Verdict:
    if isinstance(node, Condition):
        return node.judge(case)
    return combine(node.op, [_judge(child, case) for child in node.of])
