"""Filters: who is meant. Data with a `type`, judged for one user here and as SQL in `app.directory.conditions`."""

from app.domain.filters.audience import find_audience
from app.domain.filters.conditions import CONDITIONS
from app.domain.filters.conditions.email_domain import email_domain_of
from app.domain.filters.conditions.people import People
from app.domain.filters.conditions.text import Text
from app.domain.filters.description import describe
from app.domain.filters.evaluation import judge, matches
from app.domain.filters.explanation import Explanation, explain
from app.domain.filters.specification import (
    References,
    all_of_specs,
    find_missing_references,
    list_impossible,
    parse_filter,
    read_filter,
    references,
)
from app.domain.filters.tree import EVERYBODY, Combination, FilterSpec, Op
from app.domain.filters.verdicts import Verdict

__all__ = [
    "CONDITIONS",
    "EVERYBODY",
    "Combination",
    "Explanation",
    "FilterSpec",
    "Op",
    "People",
    "References",
    "Text",
    "Verdict",
    "all_of_specs",
    "describe",
    "email_domain_of",
    "explain",
    "find_audience",
    "find_missing_references",
    "judge",
    "list_impossible",
    "matches",
    "parse_filter",
    "read_filter",
    "references",
]
