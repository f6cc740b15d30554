"""Previews and runs look at the same people: the groups that they name are read again; both say of when they are."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.directory.group_reading import MAX_MEMBERS
from app.domain.automation.cautions import GROUPS_NOT_READ
from app.domain.engine import reasons
from app.models import DirectoryGroup
from tests.api.ground import Office
from tests.api.stories import SUSPEND, condition, draft, pick_group, run_to_end, save_filter
from tests.worker.people import ordinary, people, show


def change(office: Office, *effects: list[Any]) -> None:
    """Change the organization behind the mirror's back."""
    office.sandbox.call("POST", f"/organizations/{office.acme.org_id}/effects", {"effects": list(effects)})


def join(office: Office, group_id: str) -> str:
    """Somebody joins the group; the account id."""
    desk = office.acme.desk
    account = next(one for one in ordinary(desk) if group_id not in show(desk, one)["groups"])
    change(office, ["member_added", {"account_id": account, "group_id": group_id}])
    return account


def previewed(office: Office, body: dict[str, Any], path: str = "/tasks/preview") -> tuple[dict[str, Any], set[str]]:
    view = office.ask("POST", path, body | {"limit": 100})
    return view, {user["account_id"] for user in view["users"]}


def test_a_preview_finds_who_joined_a_minute_ago_as_the_run_does(office: Office) -> None:
    group = pick_group(office)
    saved = save_filter(office, "In it", condition("groups", groups=[group["group_id"]]))
    body = draft(saved["id"], {"type": "restore_user"})
    office.advance(minutes=3)
    came = join(office, group["group_id"])

    view, seen = previewed(office, body)
    run = run_to_end(office, office.ask("POST", "/tasks", body))

    assert came in seen
    log = office.ask("GET", f"/runs/{run['id']}/operations?limit=100")["items"]
    assert {line["account_id"] for line in log} == seen
    assert run["counts"]["matched"] == view["matched_users"]
    for told in (view, run):
        assert datetime.fromisoformat(told["groups_read_at"]) > datetime.fromisoformat(told["data_read_at"])


def test_a_bulk_preview_reads_the_groups_of_its_actions_again(office: Office) -> None:
    group = pick_group(office)
    office.advance(minutes=3)
    came = join(office, group["group_id"])
    leave = {"type": "remove_from_groups", "groups": [group["group_id"]]}

    view, _seen = previewed(office, {"account_ids": [came], "actions": [leave]}, "/bulk/preview")

    assert view["affected_users"] == 1


def test_while_atlassian_is_away_a_preview_shows_what_is_known_and_of_when(office: Office) -> None:
    group = pick_group(office)
    saved = save_filter(office, "In it", condition("groups", groups=[group["group_id"]]))
    office.advance(minutes=3)
    came = join(office, group["group_id"])
    office.ask("GET", "/me")
    office.sandbox.fault("forbidden", "R10")

    view, seen = previewed(office, draft(saved["id"], {"type": "restore_user"}))

    assert came not in seen
    assert datetime.fromisoformat(view["groups_read_at"]) <= datetime.fromisoformat(view["data_read_at"])
    assert office.acme.desk.clock() - datetime.fromisoformat(view["data_read_at"]) >= timedelta(minutes=3)


def test_a_preview_names_the_groups_that_no_run_reads_again(office: Office) -> None:
    group = pick_group(office)
    saved = save_filter(office, "In it", condition("groups", groups=[group["group_id"]]))
    body = draft(saved["id"], {"type": "restore_user"})
    before, _seen = previewed(office, body)
    with office.acme.desk.context.database.tenant_session(office.acme.desk.tenant_id) as session:
        large = sa.update(DirectoryGroup).where(DirectoryGroup.group_id == group["group_id"])
        session.execute(large.values(user_count=MAX_MEMBERS + 1))

    view, _seen = previewed(office, body)

    named = [one["facts"] for one in view["warnings"] if one["code"] == GROUPS_NOT_READ]
    assert named == [{"groups": group["name"], "most": str(MAX_MEMBERS)}]
    assert not [one for one in before["warnings"] if one["code"] == GROUPS_NOT_READ]


def test_an_organization_admin_who_left_every_directory_opens_the_app_and_is_never_touched(office: Office) -> None:
    desk, admin = office.acme.desk, office.acme.colleague
    for directory_id in show(desk, admin.account_id)["directories"]:
        change(office, ["directory_left", {"account_id": admin.account_id, "directory_id": directory_id}])
    office.advance(minutes=2)

    assert office.ask("GET", "/me", as_=admin)["account_id"] == admin.account_id
    task = office.ask("POST", "/tasks", draft(save_filter(office, "One", people(admin.account_id))["id"], SUSPEND))
    preview, _seen = previewed(office, draft(task["filter"]["id"], SUSPEND))
    assert (preview["affected_users"], preview["skipped"]) == (0, {reasons.ORG_ADMIN: 1})
    for _mirror in ("as it was", "without them"):
        run = run_to_end(office, task)
        log = office.ask("GET", f"/runs/{run['id']}/operations")["items"]
        assert {line["reason"] for line in log} <= {reasons.ORG_ADMIN, reasons.UNKNOWN_USER}
        assert not [entry for entry in desk.writes() if entry["target"].get("account_id") == admin.account_id]
        desk.sync()
    assert office.ask("GET", "/me", as_=admin)["account_id"] == admin.account_id
