"""One way through the tree of a filter: its three-valued logic, and the facts that a condition says it reads."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.filters import CONDITIONS, Op, Verdict, parse_filter
from app.domain.filters.condition import LINKED_FACTS, Case, Condition
from app.domain.filters.evaluation import combine
from app.domain.filters.tree import Combination, Rulings, join
from app.domain.filters.verdicts import Ruling
from app.domain.people.directory import UserFacts
from tests.directory.organizations import CATALOGUE, NOW, conditions, filters, make_people


class Sides(Rulings[bool]):
    """Rulings about one user: each side either has them or not."""

    def every(self, sides: Iterable[bool]) -> bool:
        return all(list(sides))

    def some(self, sides: Iterable[bool]) -> bool:
        return any(list(sides))


RULINGS = {Verdict.YES: Ruling(True, False), Verdict.NO: Ruling(False, True), Verdict.UNKNOWN: Ruling(False, False)}


def list_parts(op: Op) -> list[Sequence[Verdict]]:
    counts = (1,) if op is Op.NOT else range(4)
    return [parts for count in counts for parts in itertools.product(Verdict, repeat=count)]


@pytest.mark.parametrize("op", Op)
def test_two_sides_and_a_verdict_are_the_same_logic(op: Op) -> None:
    for parts in list_parts(op):
        assert join(op, [RULINGS[part] for part in parts], Sides()) == RULINGS[combine(op, parts)], (op, parts)


def test_what_is_not_known_is_neither_a_match_nor_its_opposite() -> None:
    assert combine(Op.NOT, [Verdict.UNKNOWN]) is Verdict.UNKNOWN
    assert combine(Op.AND, [Verdict.YES, Verdict.UNKNOWN]) is Verdict.UNKNOWN
    assert combine(Op.OR, [Verdict.NO, Verdict.UNKNOWN]) is Verdict.UNKNOWN
    assert combine(Op.AND, [Verdict.UNKNOWN, Verdict.NO]) is Verdict.NO
    assert combine(Op.OR, [Verdict.UNKNOWN, Verdict.YES]) is Verdict.YES
    assert (combine(Op.AND, []), combine(Op.OR, [])) == (Verdict.YES, Verdict.NO)


@settings(max_examples=300)
@given(filters())
def test_every_condition_is_listed_with_the_pointer_that_leads_to_it(specification: dict[str, Any]) -> None:
    spec = parse_filter(specification)
    listed = list(spec.iter_conditions())

    for pointer, condition in listed:
        found: Any = spec.to_json()
        for part in pointer.removeprefix("/").split("/"):
            found = found[int(part)] if isinstance(found, list) else found[part]
        assert found == condition.to_json()
    assert len(dict(listed)) == len(listed) == count_conditions(spec.root)


def count_conditions(node: Combination | Condition) -> int:
    return 1 if isinstance(node, Condition) else sum(map(count_conditions, node.of))


def read_condition(specification: dict[str, Any]) -> Condition:
    root = parse_filter({"version": 1, "root": specification}).root
    assert isinstance(root, Condition)
    return root


FACTS = {one.name for one in fields(UserFacts)}


def read_facts(condition: Condition) -> set[str]:
    """The fields of UserFacts that the condition says it reads; the latest activity is told by that in all apps."""
    facts = set(condition.list_facts())
    return (facts - {"last_active_at"} | {"activity"}) if "last_active_at" in facts else facts


@settings(max_examples=1500)
@given(specification=conditions(), seed=st.integers(0, 1000))
def test_a_condition_reads_no_other_facts_than_it_says(specification: dict[str, Any], seed: int) -> None:
    condition = read_condition(specification)
    user, other = make_people(seed, 2)
    same = {name: getattr(user, name) for name in read_facts(condition)}

    changed = replace(other, **same)

    assert condition.judge(Case(changed, CATALOGUE, NOW)) is condition.judge(Case(user, CATALOGUE, NOW))


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
def test_the_facts_of_each_condition_are_facts_of_a_user(condition: type[Condition]) -> None:
    assert condition.facts
    assert condition.facts <= FACTS | {"last_active_at"}


@pytest.mark.parametrize(
    ("specification", "is_about_own_row"),
    [
        ({"type": "inactive", "days": 1}, True),
        ({"type": "inactive", "days": 1, "apps": ["a"]}, False),
        ({"type": "never_active"}, True),
        ({"type": "never_active", "apps": ["a"]}, False),
        ({"type": "apps", "apps": ["a"]}, False),
        ({"type": "groups", "groups": ["g"]}, False),
        ({"type": "roles", "roles": ["r"]}, False),
        ({"type": "sites", "sites": ["s"]}, False),
        ({"type": "email_domain", "domains": ["acme.com"]}, True),
        ({"type": "status", "statuses": ["active"]}, True),
        ({"type": "people", "values": ["a@acme.com"]}, True),
    ],
)
def test_what_stands_in_the_users_own_row(specification: dict[str, Any], is_about_own_row: bool) -> None:
    condition = read_condition(specification)

    assert condition.is_about_own_row is is_about_own_row
    assert condition.is_about_own_row is condition.list_facts().isdisjoint(LINKED_FACTS)
