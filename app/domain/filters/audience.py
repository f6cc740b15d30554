"""Audience of a filter: people. Others only where it asks for kinds of accounts, or names somebody itself.

Applies on top of what the conditions say, and is no condition: under NOT it would let in whom nobody asked for.
"""

from dataclasses import dataclass
from typing import Final

from app.domain.filters.conditions.people import People
from app.domain.filters.tree import FilterSpec
from app.domain.people.accounts import is_nobody
from app.domain.people.directory import UserFacts
from app.domain.words import fold_address


@dataclass(frozen=True, slots=True)
class Audience:
    """is_everybody: the filter asks for kinds of accounts. Otherwise people, and those with a listed id or address."""

    is_everybody: bool = False
    account_ids: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()

    def includes(self, user: UserFacts) -> bool:
        """Whether the filter is about the user; whose kind is not known may be a person."""
        if self.is_everybody or not is_nobody(user.kind) or user.account_id in self.account_ids:
            return True
        return user.email is not None and fold_address(user.email) in self.emails


_PEOPLE_ONLY: Final = Audience()


def find_audience(spec: FilterSpec) -> Audience:
    """Find the audience of the filter."""
    conditions = [condition for _pointer, condition in spec.iter_conditions()]
    if any(condition.asks_for_kinds for condition in conditions):
        return Audience(is_everybody=True)
    lists = [condition for condition in conditions if isinstance(condition, People)]
    if not lists:
        return _PEOPLE_ONLY
    return Audience(
        account_ids=frozenset().union(*(one.account_ids for one in lists)),
        emails=frozenset().union(*(one.emails for one in lists)),
    )
