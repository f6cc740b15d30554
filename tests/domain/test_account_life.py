"""Acting on the account itself: judged by what is known of it, last in a list, taken back only where that is safe."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.automation.actions import ACTIONS, Action, check_actions
from app.domain.automation.actions.life import GRACE, LIFE_THINGS, shows_life
from app.domain.automation.actions.records import SEEN_LATE, DoneOperation
from app.domain.automation.actions.steps import Target
from app.domain.automation.frozen import freeze_core
from app.domain.engine import reasons
from app.domain.engine.afterwards.changes import list_changes
from app.domain.engine.afterwards.checks import CONFIRMED, NOT_APPLIED, Awaited, Seen
from app.domain.engine.afterwards.checks import judge as judge_look
from app.domain.engine.holds import OrganizationLimit, find_holds, needs_release
from app.domain.engine.last_admins import AdminSeats
from app.domain.engine.planning import after_operation, plan_user
from app.domain.engine.protection import Protection
from app.domain.engine.recent import LoggedOperation, fold_changes, overlay
from app.domain.engine.release import Hand, judge_release
from app.domain.engine.undo import UNDO_ACTIONS, reverse_operation
from app.domain.people.accounts import SERVICE_ACCOUNT
from app.domain.people.directory import ORG_ADMIN_ROLE, UserFacts
from app.domain.states import StepOutcome
from tests.domain.people import CATALOGUE, JIRA, NOW, person

DEACTIVATE, ACTIVATE = "deactivate_account", "activate_account"
DELETE, CANCEL = "delete_account", "cancel_deletion"
LIFE = (DEACTIVATE, ACTIVATE, DELETE, CANCEL)
STATUSES = ("active", "suspended", "not_invited", "deactivated", "for_deletion", "unknown", "quarantined")
ACCOUNT = Target("account", "account", "Atlassian account")
PLANNED = ("planned", None)
ACTIVE = ("active", "suspended", "not_invited")


def managed(**facts: object) -> UserFacts:
    return person("a1", **({"claim": "managed", "management_source": "invited"} | facts))


def judged(user: UserFacts, action: str, protection: Protection | None = None) -> tuple[str, str | None]:
    [planned] = plan_user(user, [Action(action)], CATALOGUE, protection or Protection(), now=NOW)
    return planned.verdict.outcome, planned.verdict.reason


EXPECTED = {
    DEACTIVATE: {
        **dict.fromkeys(ACTIVE, PLANNED),
        "deactivated": ("skipped", reasons.ALREADY_DEACTIVATED),
        "for_deletion": ("skipped", reasons.ALREADY_FOR_DELETION),
    },
    ACTIVATE: {
        **dict.fromkeys(ACTIVE, ("skipped", reasons.ALREADY_ACTIVE)),
        "deactivated": PLANNED,
        "for_deletion": ("failed", reasons.DELETION_PENDING),
    },
    DELETE: {
        **dict.fromkeys((*ACTIVE, "deactivated"), PLANNED),
        "for_deletion": ("skipped", reasons.ALREADY_FOR_DELETION),
    },
    CANCEL: {
        **dict.fromkeys((*ACTIVE, "deactivated"), ("skipped", reasons.NOT_FOR_DELETION)),
        "for_deletion": PLANNED,
    },
}


@pytest.mark.parametrize(("action", "status"), list(product(LIFE, STATUSES)))
def test_each_state_of_a_managed_account_has_one_verdict(action: str, status: str) -> None:
    unknown = ("failed", reasons.ACCOUNT_STATE_UNKNOWN)
    assert judged(managed(status=status), action) == EXPECTED[action].get(status, unknown)


@pytest.mark.parametrize(("action", "status"), list(product(LIFE, STATUSES)))
def test_an_account_of_somebody_else_is_never_changed(action: str, status: str) -> None:
    for claim, reason in (
        ("unmanaged", reasons.NOT_MANAGED),
        (None, reasons.CLAIM_UNKNOWN),
        ("claimed", reasons.CLAIM_UNKNOWN),
    ):
        assert judged(managed(claim=claim, status=status), action) == ("failed", reason)


@pytest.mark.parametrize(("action", "status"), list(product(LIFE, STATUSES)))
def test_what_an_identity_provider_owns_is_only_looked_at(action: str, status: str) -> None:
    outcome, reason = judged(managed(status=status), action)
    theirs = judged(managed(status=status, management_source="synced"), action)
    assert theirs == (("failed", reasons.ACCOUNT_MANAGED_ELSEWHERE) if outcome == "planned" else (outcome, reason))
    assert judged(managed(status=status, management_source=None), action) == (outcome, reason)


NEEDING = {DEACTIVATE: "active", ACTIVATE: "deactivated", DELETE: "active", CANCEL: "for_deletion"}


@pytest.mark.parametrize("action", LIFE)
def test_admins_and_protected_people_are_never_touched(action: str) -> None:
    user = managed(status=NEEDING[action])
    assert judged(user, action) == PLANNED
    admin = replace(user, platform_roles=frozenset({ORG_ADMIN_ROLE}))
    assert judged(admin, action) == ("skipped", reasons.ORG_ADMIN)
    assert judged(user, action, Protection(users=frozenset({"a1"}))) == ("skipped", reasons.PROTECTED)
    assert judged(user, action, Protection(exempt=frozenset({"a1"}))) == ("skipped", reasons.EXEMPT)


@pytest.mark.parametrize("action", [DEACTIVATE, DELETE])
def test_what_takes_away_spares_the_new_the_unknown_and_those_who_are_nobody(action: str) -> None:
    cases: tuple[tuple[dict[str, object], Protection, str], ...] = (
        ({"kind": SERVICE_ACCOUNT}, Protection(), reasons.NOT_A_PERSON),
        ({"kind": None}, Protection(), reasons.KIND_UNKNOWN),
        ({"added_at": NOW - timedelta(days=3)}, Protection(minimum_age_days=7), reasons.YOUNG_ACCOUNT),
        ({"added_at": None}, Protection(minimum_age_days=7), reasons.AGE_UNKNOWN),
        ({}, Protection(restored=frozenset({"a1"})), reasons.RECENTLY_RESTORED),
    )
    for facts, protection, reason in cases:
        assert judged(managed(**facts), action, protection) == ("skipped", reason)


@pytest.mark.parametrize("action", [DEACTIVATE, DELETE])
def test_the_last_admin_of_an_app_keeps_the_account(action: str) -> None:
    seat = (JIRA, "atlassian/admin")
    user = managed(app_roles=frozenset({seat}))
    for others, expected in ((set(), ("skipped", reasons.LAST_ADMIN)), ({"b"}, PLANNED)):
        seats = AdminSeats({seat: {"a1", *others}})
        [planned] = plan_user(user, [Action(action)], CATALOGUE, Protection(), now=NOW, seats=seats)
        assert (planned.verdict.outcome, planned.verdict.reason) == expected


# -- in a list ------------------------------------------------------------------------------------------------------


ANY = ("add_to_groups", "suspend_user", *LIFE)


def build(words: tuple[str, ...]) -> list[Action]:
    return [Action(word, ("g-staff",) if ACTIONS[word].field else ()) for word in words]


def test_nothing_follows_an_action_on_the_account() -> None:
    for words in [some for size in (1, 2, 3) for some in product(ANY, repeat=size)]:
        first = next((place for place, word in enumerate(words) if word in LIFE), len(words))
        found = [one.pointer for one in check_actions(build(words), CATALOGUE) if one.code == "after_terminal"]
        assert found == [f"/actions/{place}/type" for place in range(first + 1, len(words))], words


def test_after_a_failed_action_the_account_stays() -> None:
    actions = [Action("add_to_groups", ("g-scim",)), Action(DELETE)]
    planned = plan_user(managed(), actions, CATALOGUE, Protection(), now=NOW)
    assert planned[-1].verdict.reason == reasons.EARLIER_ACTION_FAILED


# -- before and after -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", LIFE)
def test_what_is_done_is_needless_afterwards(action: str) -> None:
    user = managed(status=NEEDING[action], directories={"d1": "suspended"})
    after = after_operation(user, Action(action), ACCOUNT, CATALOGUE)
    assert judged(after, action)[0] == "skipped"
    assert after.status == {DEACTIVATE: "deactivated", DELETE: "for_deletion"}.get(action, "suspended")


def test_the_log_outranks_what_is_shown_late() -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)

    def logged(*steps: tuple[str, str]) -> list[LoggedOperation]:
        return [LoggedOperation(1, at, action, ACCOUNT, StepOutcome(outcome), None) for action, outcome in steps]

    for shown, steps, known in (
        ("active", ((DEACTIVATE, "succeeded"),), "deactivated"),
        ("deactivated", ((ACTIVATE, "succeeded"),), "active"),
        ("active", ((DELETE, "succeeded"),), "for_deletion"),
        ("for_deletion", ((CANCEL, "succeeded"),), "active"),
        ("active", ((DEACTIVATE, "succeeded"), (DELETE, "succeeded")), "for_deletion"),
        ("active", ((DELETE, "succeeded"), (CANCEL, "succeeded"), (DEACTIVATE, "succeeded")), "deactivated"),
        ("active", ((DELETE, "started"),), "for_deletion"),
        ("for_deletion", ((DELETE, "started"),), "active"),
        ("deactivated", ((DEACTIVATE, "started"),), "active"),
        ("active", ((DEACTIVATE, "skipped"),), "active"),
        ("for_deletion", ((ACTIVATE, "succeeded"),), "for_deletion"),
    ):
        found = overlay(managed(status=shown), fold_changes(logged(*steps)), CATALOGUE)
        assert found.status == known, (shown, steps)


@given(st.sampled_from(STATUSES), st.sampled_from(LIFE_THINGS))
def test_a_look_tells_only_what_a_status_says(status: str, thing: str) -> None:
    told = shows_life(thing, status)
    if status in ("unknown", "quarantined"):
        assert told is None
    if told:
        assert status == {"deactivation": "deactivated", "deletion": "for_deletion"}[thing]


@pytest.mark.parametrize("status", STATUSES)
def test_a_deletion_that_does_not_show_was_not_applied(status: str) -> None:
    awaited, late = Awaited({("deletion", "account"): True}), timedelta(minutes=3)
    verdict = judge_look(awaited, Seen(None, status=status), late)
    expected = {"for_deletion": CONFIRMED, "unknown": None, "quarantined": None}
    assert verdict == expected.get(status, NOT_APPLIED)
    assert judge_look(awaited, Seen(None, status="active"), timedelta(seconds=30)) is None


@pytest.mark.parametrize(("action", "before"), list(product(LIFE, STATUSES)))
def test_before_and_after_say_the_state_of_the_account(action: str, before: str) -> None:
    [told] = list_changes(DoneOperation(action, ACCOUNT, StepOutcome.SUCCEEDED, before={"status": before}))
    named = {"deactivated": "deactivated", "for_deletion": "for_deletion"} | dict.fromkeys(ACTIVE, "active")
    assert (told.kind, told.before) == ("account", named.get(before, "unknown"))
    assert told.after == {DEACTIVATE: "deactivated", DELETE: "for_deletion"}.get(action, "active")


# -- taking back ------------------------------------------------------------------------------------------------------


def backs(action: str, before: dict[str, object] | None = None, **options: timedelta) -> list[tuple[str, str | None]]:
    done = DoneOperation(action, ACCOUNT, StepOutcome.SUCCEEDED, before=before)
    return [(step.action, step.refusal) for step in reverse_operation(done, **options)]


def test_an_undo_gives_back_and_never_deletes() -> None:
    assert backs(DEACTIVATE) == [(ACTIVATE, None)]
    assert backs(ACTIVATE) == [(DEACTIVATE, None)]
    assert backs(DELETE) == [(CANCEL, None)]
    assert backs(CANCEL) == [(CANCEL, reasons.NO_WAY_BACK)]
    assert DELETE not in {action.type for action in UNDO_ACTIONS}
    for action in LIFE:
        assert reverse_operation(DoneOperation(action, ACCOUNT, StepOutcome.SKIPPED)) == []
        assert reverse_operation(DoneOperation(action, ACCOUNT, StepOutcome.FAILED, reasons.OUTCOME_UNKNOWN)) != []


def test_who_was_deactivated_before_a_deletion_is_so_again() -> None:
    """Cancelling activates the account whatever it was (admin API contract 11)."""
    assert backs(DELETE, {"status": "deactivated"}) == [(CANCEL, None), (DEACTIVATE, None)]
    assert backs(DELETE, {"status": "deactivated", SEEN_LATE: True}) == [(CANCEL, None)]
    assert backs(DELETE, {"status": "active"}) == [(CANCEL, None)]


def test_after_the_grace_a_deletion_is_not_taken_back() -> None:
    late = timedelta(seconds=1)
    assert backs(DELETE, age=GRACE - late) == [(CANCEL, None)]
    assert backs(DELETE, age=GRACE) == [(CANCEL, reasons.GRACE_OVER)]
    assert backs(DEACTIVATE, age=10 * GRACE) == [(ACTIVATE, None)]


# -- approval ---------------------------------------------------------------------------------------------------------


def test_a_plan_that_deletes_always_waits() -> None:
    everybody = OrganizationLimit(100, 100, 1000)
    for words, planned in product([some for size in (1, 2) for some in product(ANY, repeat=size)], (0, 1, 500)):
        frozen = freeze_core(None, [action.to_json() for action in build(words)])
        holds = find_holds(
            planned=planned, matched=500, task_limit=None, organization=everybody, history=[500, 500],
            needs_release=needs_release(frozen.known_actions),
        )  # fmt: skip
        assert [hold.reason for hold in holds] == ([reasons.DELETION] if DELETE in words and planned else [])


@pytest.mark.parametrize("admins", [frozenset({"ann"}), frozenset({"ann", "bob"}), frozenset()])
@pytest.mark.parametrize("is_on", [True, False])
def test_nobody_releases_a_deletion_alone(admins: frozenset[str], is_on: bool) -> None:
    hands = [Hand("ann", "requested", NOW), Hand("ann", "shaped_task", NOW)]
    ruling = judge_release(hands, admins, is_on=is_on, caller="ann", is_strict=True)
    assert not ruling.allows("ann")
    assert ruling.allows("bob")
