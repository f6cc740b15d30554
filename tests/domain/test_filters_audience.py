"""Filters are about people; others are meant only where they are asked for."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.filters import matches, parse_filter
from app.domain.people.directory import Catalogue, UserFacts

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SUSPENDED = {"type": "status", "statuses": ["suspended"]}
NEVER = {"type": "never_active"}


def person(**facts: Any) -> UserFacts:
    return UserFacts("a1", **facts)


def matching(user: UserFacts, root: dict[str, Any]) -> bool:
    return matches(parse_filter({"version": 1, "root": root}), user, Catalogue(), NOW)


@pytest.mark.parametrize("kind", ["service_account", "agent", "app", "customer", "other"])
def test_accounts_that_are_nobody_are_left_out_unless_they_are_asked_for(kind: str) -> None:
    robot = person(kind=kind, email="ci@serviceaccount.atlassian.com")

    assert not matching(robot, {"op": "and", "of": []})
    assert not matching(robot, NEVER)
    assert not matching(robot, {"op": "not", "of": [SUSPENDED]}), "under NOT neither"
    assert not matching(robot, {"op": "not", "of": [{"type": "people", "values": ["a2"]}]})
    assert matching(robot, {"op": "and", "of": [NEVER, {"type": "people", "values": ["a1"]}]})
    assert matching(robot, {"type": "people", "values": ["CI@serviceaccount.atlassian.com"]})
    if kind != "other":
        assert matching(robot, {"op": "and", "of": [NEVER, {"type": "account_kind", "kinds": [kind]}]})
        assert matching(robot, {"op": "not", "of": [{"type": "account_kind", "kinds": ["person"]}]})


def test_whoever_is_of_an_unknown_kind_is_shown_as_a_person() -> None:
    assert matching(person(kind=None), NEVER)
