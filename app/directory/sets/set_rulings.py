"""Filters as operations on sets of people: the third twin of `app.domain.filters` and of the SQL."""

from datetime import datetime

from app.directory.conditions.by_type import RULES
from app.directory.sets.set_bits import Bits
from app.directory.sets.set_reading import Sets, union
from app.directory.sets.set_scope import SetRuling, SetRulings, SetScope
from app.domain.filters import FilterSpec, find_audience
from app.domain.filters.condition import Condition
from app.domain.filters.tree import Algebra, fold
from app.domain.people.accounts import NON_PERSONS


def rule_sets(spec: FilterSpec, sets: Sets, now: datetime) -> Bits:
    """Those of everybody in the sets who surely match at `now` (aware)."""
    return fold(spec.root, _Ruling(sets, now)).yes & sets.everybody & _find_audience(spec, sets)


def _find_audience(spec: FilterSpec, sets: Sets) -> Bits:
    """People, and whoever else the filter asks for: see `app.domain.filters.audience`."""
    audience = find_audience(spec)
    if audience.is_everybody:
        return sets.everybody
    people = sets.everybody & ~union(sets.get("kind", kind) for kind in NON_PERSONS)
    if not audience.account_ids and not audience.emails:
        return people
    return people | sets.listed(audience.account_ids, audience.emails)


class _Ruling(SetRulings, Algebra[SetRuling]):
    """Ruling on sets: users who surely match, and users who surely do not, at one moment."""

    def __init__(self, sets: Sets, now: datetime) -> None:
        super().__init__(sets)
        self._scope = SetScope(sets, now)

    def leaf(self, condition: Condition) -> SetRuling:
        return RULES[condition.type].sets(condition, self._scope)
