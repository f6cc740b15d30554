"""What Atlassian does not tell spares people: preview and run judge alike, and neither acts on what is not known."""

from typing import Any

import pytest

from app.domain.automation.actions import parse_actions
from app.domain.engine import reasons
from app.domain.filters import parse_filter
from app.services.automation.previews import preview_plan
from app.services.tenancy.settings import NewProtectedEntry, add_protected
from tests.ground.desk import Desk
from tests.worker.pausing import At
from tests.worker.people import all_users, in_order, ordinary, people, promote, show

SUSPEND = {"type": "suspend_user"}


def change(desk: Desk, *effects: list[Any]) -> None:
    """Change the organization behind the mirror's back."""
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": list(effects)})


def hide_address(desk: Desk, account_id: str) -> None:
    change(desk, ["user_changed", {"account_id": account_id, "changes": {"email": None}}])


def protect(desk: Desk, domain: str) -> None:
    desk.call(add_protected, NewProtectedEntry("domain", domain, "ours"), by="a", now=desk.clock())


def addressed(desk: Desk, number: int = 0) -> tuple[str, str]:
    """Somebody ordinary with an address, and its domain."""
    found = [account for account in ordinary(desk) if show(desk, account)["email"]]
    return found[number], str(show(desk, found[number])["email"]).partition("@")[2]


def preview(desk: Desk, specification: dict[str, Any], *actions: dict[str, Any]) -> Any:
    spec, plan = parse_filter(specification), parse_actions(actions)
    return desk.call(preview_plan, spec, plan, cursor=None, limit=50, now=desk.clock())


def run_outcomes(desk: Desk, specification: dict[str, Any], *actions: dict[str, Any]) -> list[tuple[str, str | None]]:
    return desk.outcomes(desk.run(desk.create_task(specification, *actions)).summary.id)


def test_a_protected_domain_goes_on_protecting_whose_address_is_hidden_now(synced: Desk) -> None:
    account_id, domain = addressed(synced)
    protect(synced, domain)
    hide_address(synced, account_id)

    assert run_outcomes(synced, people(account_id), SUSPEND) == [("skipped", reasons.PROTECTED)]
    synced.sync()
    assert run_outcomes(synced, people(account_id), SUSPEND) == [("skipped", reasons.PROTECTED)]
    assert synced.writes() == []


def test_whose_address_was_never_told_is_spared_while_any_domain_is_protected(synced: Desk) -> None:
    account_id = ordinary(synced)[0]
    twin = {**show(synced, account_id), "account_id": "5b10a2844c20165700ede21f", "email": None}
    fields = ("account_id", "name", "nickname", "email", "added_at", "account_type", "claim_status")
    user = {name: twin[name] for name in fields}
    change(synced, ["user_put", {"user": user, "directory_ids": list(twin["directories"])}])
    synced.sync()
    protect(synced, "elsewhere.example")
    hidden = people("5b10a2844c20165700ede21f")

    seen = preview(synced, hidden, SUSPEND)
    assert (seen.matched_users, seen.affected_users, seen.skipped) == (1, 0, {reasons.ADDRESS_UNKNOWN: 1})
    assert run_outcomes(synced, hidden, SUSPEND) == [("skipped", reasons.ADDRESS_UNKNOWN)]
    for condition in (
        {"type": "email_domain", "domains": ["elsewhere.example"]},
        {"type": "people", "values": ["somebody@elsewhere.example"]},
    ):
        root = {"op": "and", "of": [hidden["root"], {"op": "not", "of": [condition]}]}
        assert preview(synced, {"version": 1, "root": root}, SUSPEND).matched_users == 0
    assert synced.writes() == []


@pytest.mark.parametrize("setting", ["absent", "null"])
def test_a_run_works_where_empty_lists_are_left_out(synced: Desk, setting: str) -> None:
    accounts = ordinary(synced)[:3]
    left = [
        ["member_removed", {"account_id": accounts[0], "group_id": group}]
        for group in show(synced, accounts[0])["groups"]
    ]
    change(synced, *left)
    synced.sandbox.switch(synced.org_id, empty_lists=setting)
    synced.sync()

    assert preview(synced, people(*accounts), SUSPEND).affected_users == 3
    assert run_outcomes(synced, people(*accounts), SUSPEND) == [("succeeded", None)] * 3
    assert {show(synced, account)["membership_status"] for account in accounts} == {"suspended"}


@pytest.mark.parametrize("setting", ["sent", "absent", "null"])
@pytest.mark.parametrize("moment", ["planned", "opened", "batch_done"])
def test_whoever_becomes_an_admin_meanwhile_is_spared_whatever_their_rows_leave_out(
    synced: Desk, at: At, setting: str, moment: str
) -> None:
    accounts = in_order(synced, ordinary(synced)[:12])
    synced.sandbox.switch(synced.org_id, empty_lists=setting)
    if setting != "sent":
        # Some answers tell nobody's roles, those about the roster do; the search by role still knows.
        synced.sandbox.fault("missing_field", "R4", params={"field": "platformRoles"}, percent=50, seed=2)
    at(moment, lambda: promote(synced, accounts[-1]))

    run = synced.run(synced.create_task(people(*accounts), SUSPEND))

    assert show(synced, accounts[-1])["membership_status"] == "active"
    assert run.summary.state in ("succeeded", "partial", "failed")


def test_members_of_a_group_that_grants_the_admin_role_are_spared_in_preview_and_run(synced: Desk) -> None:
    account_id = ordinary(synced)[0]
    groups = synced.sandbox.call("GET", f"/organizations/{synced.org_id}/groups?search=org-admins")["groups"]
    [group] = [group for group in groups if group["name"] == "org-admins"]
    change(synced, ["member_added", {"account_id": account_id, "group_id": group["group_id"]}])

    assert run_outcomes(synced, people(account_id), SUSPEND) == [("skipped", reasons.ORG_ADMIN)]
    synced.sync()
    seen = preview(synced, people(account_id), SUSPEND)
    assert (seen.affected_users, seen.skipped) == (0, {reasons.ORG_ADMIN: 1})

    # A group that begins to grant the role after the sync counts at once.
    other = ordinary(synced)[1]
    free = next(g for g in show(synced, other)["groups"])
    row = group["grants"][0]
    change(synced, ["group_role_granted", {"group_id": free, **row}])
    assert run_outcomes(synced, people(other), SUSPEND) == [("skipped", reasons.ORG_ADMIN)]
    assert synced.writes() == []


@pytest.mark.parametrize("account_type", ["atlassian", "app", "absent"])
def test_nothing_is_taken_from_accounts_that_are_nobody(synced: Desk, account_type: str) -> None:
    synced.sandbox.switch(synced.org_id, non_person_account_type=account_type)
    synced.sync()
    robots = [user["account_id"] for user in all_users(synced) if user["account_type"] == "service_account"]
    never = {"version": 1, "root": {"type": "never_active"}}
    assert not set(robots) & {user.account_id for user in preview(synced, never, SUSPEND).users}

    seen = preview(synced, people(*robots), SUSPEND)
    assert seen.skipped == {reasons.NOT_A_PERSON: len(robots)}
    asked = {"version": 1, "root": {"type": "account_kind", "kinds": ["service_account"]}}
    assert preview(synced, asked, SUSPEND).matched_users == len(robots)
    assert run_outcomes(synced, asked, SUSPEND) == [("skipped", reasons.NOT_A_PERSON)] * len(robots)
    if account_type == "app":
        agents = [user["account_id"] for user in all_users(synced) if user["account_type"] == "agent"]
        assert run_outcomes(synced, people(*agents), SUSPEND) == [("skipped", reasons.NOT_A_PERSON)] * len(agents)
    assert synced.writes() == []


FIELDS = (
    "email", "status", "membershipStatus", "accountStatus", "claimStatus", "addedToOrg", "name", "nickname",
    "accountType", "productAccess", "groups",
)  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_look_without_a_field_judges_by_what_was_known(synced: Desk, field: str) -> None:
    """Or by nothing: never by the lack of it."""
    accounts = ordinary(synced)[:6]
    conditions = [
        {"type": "email_domain", "match": "ends_with", "domains": ["example"]},
        {"type": "status", "statuses": ["active"]},
        {"type": "text", "contains": "a"},
    ]
    root = {"op": "and", "of": [people(*accounts)["root"], {"op": "or", "of": conditions}]}
    specification = {"version": 1, "root": root}
    expected = preview(synced, specification, SUSPEND)
    never = {"version": 1, "root": {"op": "and", "of": [people(*accounts)["root"], {"type": "never_active"}]}}
    inactive_ones = {user.account_id for user in preview(synced, never, SUSPEND).users}
    synced.sandbox.fault("missing_field", "R4", params={"field": field})

    outcomes = run_outcomes(synced, specification, SUSPEND)
    assert outcomes.count(("succeeded", None)) == expected.affected_users == len(accounts)
    undone = [
        ["user_restored", {"account_id": a, "directory_id": d}]
        for a in accounts
        for d in show(synced, a)["directories"]
    ]
    change(synced, *undone)
    run_outcomes(synced, never, SUSPEND)
    assert {a for a in accounts if show(synced, a)["membership_status"] == "suspended"} <= inactive_ones


@pytest.mark.parametrize("zero", ["year_1", "epoch"])
def test_nobody_becomes_inactive_by_a_zero(synced: Desk, zero: str) -> None:
    before = {"version": 1, "root": {"type": "inactive", "days": 3000}}
    assert preview(synced, before, SUSPEND).matched_users == 0
    change(synced, *(["user_changed", {"account_id": a, "changes": {"added_at": None}}] for a in ordinary(synced)[:20]))
    synced.sandbox.switch(synced.org_id, zero_dates=zero)
    synced.sync()
    for root in (before["root"], {"type": "added", "comparison": "at_least_days_ago", "days": 3000}):
        assert preview(synced, {"version": 1, "root": root}, SUSPEND).matched_users == 0
        assert preview(synced, {"version": 1, "root": {"op": "and", "of": [root]}}, SUSPEND).matched_users == 0


def test_activity_in_a_sandbox_of_an_app_counts_neither_in_preview_nor_in_run(synced: Desk) -> None:
    sandbox_app = next(app["resource_id"] for app in synced.organization["apps"] if app["is_sandbox"])
    account_id = next(
        user["account_id"]
        for user in all_users(synced)
        if not user["activity"] and user["account_id"] in ordinary(synced)
    )
    now = synced.clock().isoformat()
    change(synced, ["user_changed", {"account_id": account_id, "changes": {"activity": {sandbox_app: now}}}])
    synced.sync()
    root = {"op": "and", "of": [people(account_id)["root"], {"type": "never_active"}]}
    specification = {"version": 1, "root": root}
    assert preview(synced, specification, SUSPEND).affected_users == 1
    assert run_outcomes(synced, specification, SUSPEND) == [("succeeded", None)]
