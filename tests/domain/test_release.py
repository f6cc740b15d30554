"""Who may release a held plan, over every distribution of its hands; and what its digest tells apart."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from app.domain.engine.release import (
    Hand,
    Part,
    compute_plan_digest,
    freeze_hands,
    judge_release,
    read_hands,
    shorten_digest,
)

NOW = datetime(2026, 3, 4, tzinfo=UTC)
PARTS: tuple[Part, ...] = ("requested", "shaped_task", "saved_filter", "saved_task")


def hand(account_id: str, part: Part, minutes: int | None = 0) -> Hand:
    return Hand(account_id, part, None if minutes is None else NOW + timedelta(minutes=minutes))


def may(hands: list[Hand], admins: str, caller: str | None = None, *, is_on: bool = True) -> str:
    """Which of some people, written as letters, may release the plan."""
    ruling = judge_release(hands, frozenset(admins), is_on=is_on, caller=caller)
    return "".join(one for one in "ABCX" if one in admins + (caller or "") and ruling.allows(one))


@pytest.mark.parametrize("part", PARTS)
def test_nobody_who_had_any_hand_in_a_plan_releases_it_while_another_admin_had_none(part: Part) -> None:
    assert may([hand("A", part)], "AB") == "B"
    assert may([hand("A", part)], "ABC") == "BC"


def test_over_all_distributions_somebody_else_than_the_only_hand_decides() -> None:
    for accounts in product("ABX", repeat=len(PARTS)):
        hands = [hand(account, part) for account, part in zip(accounts, PARTS, strict=True)]
        ruling = judge_release(hands, frozenset("AB"), is_on=True, caller=None)
        assert ruling.rule == "applies"
        if len(set(accounts)) == 1:
            assert not ruling.allows(accounts[0])
        assert not ruling.allows(accounts[0]), "whoever asked for the run never releases it"
        assert ruling.is_stop_gap == ({"A", "B"} <= set(accounts))
        assert any(ruling.allows(one) for one in "AB")


def test_with_one_admin_alone_the_rule_rests() -> None:
    ruling = judge_release([hand("A", "requested")], frozenset("A"), is_on=True, caller="A")
    assert (ruling.rule, ruling.allows("A")) == ("one_admin", True)


def test_an_admin_whom_the_mirror_does_not_know_yet_counts() -> None:
    assert may([hand("X", "requested")], "A", caller="X") == "A"


def test_where_no_admin_is_known_nobody_passes_for_the_only_one() -> None:
    assert may([hand("A", "requested")], "", caller="A") == ""
    assert may([hand("A", "requested")], "", caller="B") == "B"
    assert may([hand("A", "saved_task"), hand("X", "shaped_task")], "", caller="A") == ""


def test_switched_off_the_rule_refuses_nobody() -> None:
    assert may([hand("A", "requested")], "AB", is_on=False) == "AB"


def test_the_author_may_release_what_the_only_other_admin_asked_for() -> None:
    hands = [hand("B", "requested"), hand("A", "shaped_task"), hand("A", "saved_filter"), hand("A", "saved_task")]
    assert may(hands, "AB") == "A"


def test_who_only_saved_the_task_last_may_release_what_the_other_one_shaped() -> None:
    assert may([hand("A", "shaped_task"), hand("A", "saved_filter"), hand("B", "saved_task", 9)], "AB") == "B"
    hands = [hand("A", "shaped_task", 1), hand("B", "saved_filter", 2), hand("C", "saved_task", 3)]
    assert may(hands, "ABC") == "C", "nobody who shaped it, while another one only saved it"


@pytest.mark.parametrize(("task", "saved", "expected"), [(1, 2, "A"), (2, 1, "B"), (1, 1, ""), (1, None, "")])
def test_of_two_who_shaped_a_scheduled_run_the_one_who_did_so_last_does_not_release_it(
    task: int, saved: int | None, expected: str
) -> None:
    assert may([hand("A", "shaped_task", task), hand("B", "saved_filter", saved)], "AB") == expected


def test_hands_are_read_as_they_were_frozen() -> None:
    hands = [hand("A", "shaped_task"), hand("B", "saved_filter", None)]
    assert read_hands(freeze_hands(hands)) == hands
    assert read_hands(None) is None
    for wrong in ("account_id", "part", "at"):
        [stored] = freeze_hands(hands[:1])
        assert wrong == "account_id" or read_hands([stored | {wrong: "?"}]) is None
        assert wrong == "at" or read_hands([{key: value for key, value in stored.items() if key != wrong}]) is None
    assert read_hands(["A"]) is None


SPECIFICATION: dict[str, Any] = {"name": "Clean up", "actions": [{"type": "suspend_user"}], "max_users": 5}


def test_a_digest_tells_every_specification_and_every_plan_apart() -> None:
    plans = [
        (SPECIFICATION, "steps"),
        (SPECIFICATION | {"max_users": 6}, "steps"),
        (SPECIFICATION | {"actions": []}, "steps"),
        (SPECIFICATION, "other steps"),
    ]
    digests = [compute_plan_digest(specification, steps) for specification, steps in plans]
    assert len(set(digests)) == len(plans)
    assert compute_plan_digest(dict(reversed(SPECIFICATION.items())), "steps") == digests[0]
    assert digests[0].startswith("sha256:")
    assert shorten_digest(digests[0]) == digests[0][7:19]
    assert shorten_digest("0123456789abcdef") == "0123456789ab", "of an earlier release"
