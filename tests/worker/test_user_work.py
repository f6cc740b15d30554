"""What is decided of one user's operations before a call: every reason to hold back, by itself."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.automation import actions as act
from app.domain.engine import reasons
from app.domain.engine.last_admins import AdminSeats
from app.domain.engine.protection import Protection
from app.domain.engine.recent import LoggedChange
from app.domain.people.directory import ORG_ADMIN_ROLE, UserFacts
from app.services.engine.operations import UserHistory
from tests.domain.people import JIRA, NOW, person
from tests.worker.deciding import (
    ANYBODY,
    BEGUN,
    CALLED,
    FOUND_JIRA,
    IN_STAFF,
    JOIN,
    JUST_NOW,
    LEFT_JIRA,
    NOT_BEGUN,
    OTHER,
    SUSPEND,
    TAKE_JIRA,
    decide,
    run_of,
    step,
    work,
)
from worker.engine.writes import Sight
from worker.live.live import LiveUser


def test_a_step_that_is_needed_and_allowed_is_called() -> None:
    assert decide(work(run_of(SUSPEND), ANYBODY, step(SUSPEND))) == CALLED


@pytest.mark.parametrize(
    ("user", "reason"),
    [
        (person(platform_roles=frozenset({ORG_ADMIN_ROLE})), reasons.ORG_ADMIN),
        (person(groups=frozenset({"g-admins"})), reasons.ORG_ADMIN),
        (person(groups=frozenset({"g-staff"})), reasons.PROTECTED),
        (person(directories={"d1": "suspended"}), reasons.ALREADY_SUSPENDED),
        (None, reasons.UNKNOWN_USER),
    ],
)
@pytest.mark.parametrize("state", [NOT_BEGUN, BEGUN], ids=["planned", "begun"])
def test_who_is_spared_is_not_called_for(user: UserFacts | None, reason: str, state: dict[str, Any]) -> None:
    """Also by a step that was begun and shows nothing of itself."""
    sight = Sight(False) if state is BEGUN else None
    if state is BEGUN and reason == reasons.ALREADY_SUSPENDED:
        sight = Sight(True)
    one = work(run_of(SUSPEND), user, step(SUSPEND, **state), sight=sight)

    told = decide(one, Protection(groups={"g-staff"}))

    assert told == [("succeeded", None) if sight and sight.is_done else ("skipped", reason)]


def test_who_could_not_be_read_is_not_called_for() -> None:
    one = work(run_of(SUSPEND), LiveUser(ANYBODY, "Atlassian did not say."), step(SUSPEND))

    assert decide(one) == [("failed", reasons.ATLASSIAN_UNAVAILABLE)]


@pytest.mark.parametrize(("is_shown", "is_logged"), [(True, False), (False, True)])
def test_a_membership_protects_whether_it_is_shown_or_logged(is_shown: bool, is_logged: bool) -> None:
    user = person(groups=frozenset({"g-staff"} if is_shown else ()))
    changes = {("group", "g-staff"): LoggedChange(is_logged, JUST_NOW, OTHER)}

    assert decide(work(run_of(SUSPEND), user, step(SUSPEND), changes=changes), Protection(groups={"g-staff"})) == [
        ("skipped", reasons.PROTECTED)
    ]


@pytest.mark.parametrize(
    ("history", "sight", "expected"),
    [
        (UserHistory(), None, [("skipped", reasons.NO_LONGER_MATCHES)]),
        (UserHistory(is_touched=True), None, CALLED),
        (UserHistory(), Sight(False), [("skipped", reasons.NO_LONGER_MATCHES)]),
    ],
)
def test_whom_the_filter_no_longer_finds_is_left_unless_the_run_has_changed_them(
    history: UserHistory, sight: Sight | None, expected: list[tuple[str, str | None]]
) -> None:
    state = BEGUN if sight else NOT_BEGUN
    one = work(run_of(SUSPEND, spec=IN_STAFF), ANYBODY, step(SUSPEND, **state), sight=sight, history=history)

    assert decide(one) == expected


def test_what_shows_of_a_begun_step_keeps_the_user_for_the_next_one() -> None:
    run = run_of(JOIN, SUSPEND, spec=IN_STAFF)
    one = work(run, ANYBODY, step(JOIN, **BEGUN), step(SUSPEND, 1), sight=Sight(True))

    assert decide(one) == [("succeeded", None), *CALLED]


@pytest.mark.parametrize("is_logged", [True, False])
def test_the_filter_believes_what_was_logged_just_now(is_logged: bool) -> None:
    user = person(groups=frozenset(() if is_logged else {"g-staff"}))
    changes = {("group", "g-staff"): LoggedChange(is_logged, JUST_NOW, OTHER)}
    one = work(run_of(SUSPEND, spec=IN_STAFF), user, step(SUSPEND), changes=changes)

    assert decide(one) == (CALLED if is_logged else [("skipped", reasons.NO_LONGER_MATCHES)])


@pytest.mark.parametrize(
    ("is_done", "doubts", "expected"),
    [
        (True, 0, [("succeeded", None)]),
        (True, 2, [("succeeded", None)]),
        (None, 0, [("failed", reasons.OUTCOME_UNKNOWN)]),
        (False, 0, CALLED),
        (False, 1, CALLED),
        (False, 2, [("failed", reasons.OUTCOME_UNKNOWN)]),
    ],
)
def test_a_begun_step_follows_what_shows_of_it(
    is_done: bool | None, doubts: int, expected: list[tuple[str, str | None]]
) -> None:
    one = work(run_of(SUSPEND), ANYBODY, step(SUSPEND, **BEGUN, doubts=doubts), sight=Sight(is_done))

    assert decide(one) == expected


@pytest.mark.parametrize("is_done", [True, False, None])
def test_what_does_not_show_yet_is_neither_repeated_nor_given_up(is_done: bool | None) -> None:
    later = NOW + timedelta(seconds=5)
    begun = step(SUSPEND, was_started=True, settles_at=later, doubts=2)
    one = work(run_of(SUSPEND), ANYBODY, begun, step(JOIN, 1), sight=Sight(is_done))

    assert one.waits_until == (None if is_done else later)
    if not is_done:
        assert one.settle(Protection()) == ([], None)
        assert not one.is_done


def test_what_was_only_prepared_waits_for_nothing() -> None:
    one = work(run_of(TAKE_JIRA), ANYBODY, step(TAKE_JIRA, steps=(FOUND_JIRA,)), sight=Sight(False, (FOUND_JIRA,)))

    assert one.waits_until is None


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (NOT_BEGUN, [("skipped", reasons.NO_ACCESS)]),
        (BEGUN, [("call", act.REMOVE_APP_ACCESS)]),
        ({"steps": (FOUND_JIRA,)}, [("call", act.REMOVE_APP_ACCESS)]),
    ],
    ids=["planned", "begun", "found something"],
)
@pytest.mark.parametrize("is_done", [False, None])
def test_access_that_a_begun_step_found_is_looked_at_though_nobody_knows_of_it_any_more(
    state: dict[str, Any], expected: list[tuple[str, str | None]], is_done: bool | None
) -> None:
    operation = step(TAKE_JIRA, **state)
    sight = Sight(is_done, operation.steps) if operation.is_begun else None
    if operation.was_started and is_done is None:
        expected = [("failed", reasons.OUTCOME_UNKNOWN)]

    assert decide(work(run_of(TAKE_JIRA), ANYBODY, operation, sight=sight)) == expected


@pytest.mark.parametrize(("is_done", "outcome"), [(False, "failed"), (True, "succeeded")])
@pytest.mark.parametrize("is_problem", [True, False])
def test_what_was_taken_is_never_logged_as_skipped(is_done: bool, outcome: str, is_problem: bool) -> None:
    user = person(platform_roles=frozenset({ORG_ADMIN_ROLE}))
    live = LiveUser(user, "Atlassian did not say." if is_problem else None)
    sight = Sight(is_done, (FOUND_JIRA, LEFT_JIRA))
    one = work(run_of(TAKE_JIRA), live, step(TAKE_JIRA, **BEGUN), sight=sight)

    [settled], operation = one.settle(Protection())

    assert operation is None
    assert (settled.outcome.outcome, settled.outcome.steps) == (outcome, (LEFT_JIRA,))


@pytest.mark.parametrize(("others", "is_called"), [({"a2"}, True), (set(), False)])
@pytest.mark.parametrize("is_logged", [True, False])
@pytest.mark.parametrize("state", [NOT_BEGUN, BEGUN], ids=["planned", "begun"])
def test_the_last_admin_is_not_called_for(
    others: set[str], is_called: bool, is_logged: bool, state: dict[str, Any]
) -> None:
    """Whether the role is shown or logged, and also by a step that was begun and shows nothing of itself."""
    seat = (JIRA, "atlassian/admin")
    user = person(app_roles=frozenset(() if is_logged else {seat}))
    changes = {("role", "|".join(seat)): LoggedChange(True, JUST_NOW, OTHER)} if is_logged else {}
    sight = Sight(False) if state is BEGUN else None
    one = work(run_of(SUSPEND), user, step(SUSPEND, **state), sight=sight, changes=changes)
    assert one.seats == {seat}

    settled, operation = one.settle(Protection(), AdminSeats({seat: {"a1", *others}}))

    assert (operation is not None) == is_called
    assert [each.outcome.reason for each in settled] == ([] if is_called else [reasons.LAST_ADMIN])
    assert [each.outcome.before for each in settled] == (
        [] if is_called else [{"last_admin": [{"role": seat[1], "apps": ["Jira (acme)"]}]}]
    )


def test_what_was_taken_of_the_last_admin_is_not_logged_as_skipped() -> None:
    user = person(app_roles=frozenset({(JIRA, "atlassian/admin")}))
    sight = Sight(False, (FOUND_JIRA, LEFT_JIRA))
    one = work(run_of(TAKE_JIRA), user, step(TAKE_JIRA, **BEGUN), sight=sight)

    [settled], operation = one.settle(Protection(), AdminSeats({(JIRA, "atlassian/admin"): {"a1"}}))

    assert operation is None
    assert (settled.outcome.outcome, settled.outcome.reason) == ("failed", reasons.LAST_ADMIN)
    assert settled.outcome.steps == (LEFT_JIRA,)
