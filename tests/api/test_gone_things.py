"""What a filter, a task or a protected entry names and that is gone: said with its last name, and repaired at once."""

import uuid
from typing import Any

import pytest

from tests.api.ground import Office
from tests.api.outside import change, stored
from tests.api.stories import condition, draft, pick_group, run_to_end, save_filter


def codes(view: dict[str, Any]) -> list[str]:
    return [caution["code"] for caution in view["warnings"]]


def test_a_group_that_came_back_under_another_id_is_told_everywhere_and_repaired_at_once(office: Office) -> None:
    group = pick_group(office)
    saved = save_filter(office, "In it", condition("groups", groups=[group["group_id"]]))
    task = office.ask("POST", "/tasks", draft(saved["id"]))
    add = {"type": "add_to_groups", "groups": [group["group_id"]]}
    aimed = office.ask("POST", "/tasks", draft(save_filter(office)["id"], add, name="Aimed"))
    entry = office.ask("POST", "/protected", {"kind": "group", "value": group["group_id"], "reason": "r"})
    row, new_id = stored(office, group["group_id"]), str(uuid.uuid4())

    change(
        office, ["group_deleted", {"group_id": group["group_id"]}], ["group_put", {"group": row | {"group_id": new_id}}]
    )

    shown = {one["id"]: one for one in office.ask("GET", "/tasks")["items"]}
    assert codes(shown[task["id"]]) == ["gone_reference_back"]
    assert codes(shown[aimed["id"]]) == ["gone_target_back"]
    assert shown[task["id"]]["warnings"][0]["facts"]["name"] == group["name"]
    assert group["name"] in shown[aimed["id"]]["action_sentences"][0]
    assert f"{group['name']} (gone)" in office.ask("GET", f"/filters/{saved['id']}")["sentence"]
    assert "gone_reference_back" in codes(office.ask("POST", "/tasks/preview", draft(saved["id"])))
    [listed] = [one for one in office.ask("GET", "/protected")["items"] if one["id"] == entry["id"]]
    assert (listed["label"], listed["people_count"]) == (f"{group['name']} (gone)", 0)
    assert (listed["gone"]["code"], listed["gone"]["facts"]["new_id"]) == ("gone_protected_back", new_id)
    run = run_to_end(office, task)
    assert (run["state"], run["reason"], run["counts"]["matched"]) == ("succeeded", "reference_gone", 0)
    assert run["id"] in [one["id"] for one in office.ask("GET", "/dashboard")["failures"]]

    wanted = {"kind": "group", "gone_id": group["group_id"], "new_id": new_id}
    assert office.refuse(404, "POST", "/references/repair", wanted | {"new_id": "nothing"})
    done = office.ask("POST", "/references/repair", wanted)

    assert done == {"filters": 1, "tasks": 1, "protected": 1}
    shown = {one["id"]: one for one in office.ask("GET", "/tasks")["items"]}
    assert codes(shown[task["id"]]) == codes(shown[aimed["id"]]) == []
    mended = office.ask("GET", "/protected")["items"][-1]
    assert (mended["value"], mended["gone"]) == (new_id, None)
    assert office.refuse(409, "POST", "/references/repair", wanted | {"gone_id": new_id})["code"] == "still_there"
    [audited] = [one for one in office.ask("GET", "/audit")["items"] if one["event"] == "reference.repaired"]
    assert audited["before"] == {"id": group["group_id"], "name": group["name"]}


@pytest.mark.parametrize(
    ("loses", "caution", "mistake", "reason"),
    [
        ("deleted", "gone_target", "unknown_group", "unknown_group"),
        ("managed", "managed_target", "managed_group", "externally_managed"),
    ],
)
def test_a_task_whose_target_was_lost_is_previewed_as_it_runs(
    office: Office, loses: str, caution: str, mistake: str, reason: str
) -> None:
    """The dialog before Run Now says what would fail, instead of refusing what nobody wants to save."""
    group = pick_group(office)
    add = {"type": "add_to_groups", "groups": [group["group_id"]]}
    task = office.ask("POST", "/tasks", draft(save_filter(office)["id"], add))
    changed = stored(office, group["group_id"]) | {"is_modifiable": False, "is_deletable": False}
    gone = {"deleted": ["group_deleted", {"group_id": group["group_id"]}], "managed": ["group_put", {"group": changed}]}
    change(office, gone[loses])

    asked = draft(task["filter"]["id"], add)
    assert office.refuse(422, "POST", "/tasks/preview", asked)["errors"][0]["code"] == mistake
    other = asked | {"task_id": task["id"], "actions": [add, {"type": "suspend_user"}]}
    assert office.refuse(422, "POST", "/tasks/preview", other)["errors"][0]["code"] == mistake
    preview = office.ask("POST", "/tasks/preview", asked | {"task_id": task["id"]})
    assert caution in codes(preview)
    planned = {operation["reason"] for user in preview["users"] for operation in user["operations"]}
    assert (preview["affected_users"], reason in planned, None in planned) == (0, True, False)
    counts = run_to_end(office, task)["counts"]
    assert (counts["affected"], counts["failed_by_reason"]) == (0, preview["failed"])


def test_two_groups_of_one_name_are_told_apart_wherever_one_is_named(office: Office) -> None:
    groups = office.ask("GET", "/groups?limit=200")["items"]
    gives = next(one for one in groups if one["grants"] and not one["is_externally_managed"])
    plain = pick_group(office)
    change(office, ["group_put", {"group": stored(office, plain["group_id"]) | {"name": gives["name"]}}])

    def name_everywhere(group_id: str) -> set[str]:
        saved = save_filter(office, f"In {group_id}", condition("groups", groups=[group_id]))
        task = office.ask("POST", "/tasks", draft(saved["id"], {"type": "add_to_groups", "groups": [group_id]}))
        entry = office.ask("POST", "/protected", {"kind": "group", "value": group_id, "reason": "r"})
        [picked] = [one for one in office.ask("GET", "/groups?limit=200")["items"] if one["group_id"] == group_id]
        return {
            saved["sentence"],
            task["action_sentences"][0],
            task["names"][group_id],
            entry["label"],
            picked["label"],
        }

    assert name_everywhere(gives["group_id"]).isdisjoint(name_everywhere(plain["group_id"]))
    others = [one for one in groups if one["name"] not in (gives["name"], plain["name"])]
    assert all(one["label"] == one["name"] for one in others)


KINDS = ("app", "site")


def _find_app(office: Office) -> dict[str, Any]:
    """An app of Acme with people, as the sandbox keeps it, on a site of several."""
    apps = office.sandbox.call("GET", f"/organizations/{office.acme.org_id}")["apps"]
    sites = {site["site_id"] for site in office.acme.desk.organization["sites"]}
    return next(app for app in apps if app["site_id"] in sites and "jira-admin" not in app["resource_id"])


@pytest.mark.parametrize("kind", KINDS)
def test_an_app_or_a_site_that_came_back_under_another_id_is_told_everywhere_and_repaired_at_once(
    kind: str, office: Office
) -> None:
    app = _find_app(office)
    site = next(one for one in office.acme.desk.organization["sites"] if one["site_id"] == app["site_id"])
    gone_id, field = (app["resource_id"], "apps") if kind == "app" else (app["site_id"], "sites")
    by_it = save_filter(office, "By it", condition(field, **{field: [gone_id]}, match="any"))
    without = save_filter(office, "Without it", condition(field, **{field: [gone_id]}, match="none"))
    add = {"type": "suspend_user"}
    matched = office.ask("POST", "/tasks", draft(by_it["id"], add, name="Matched"))
    excluded = office.ask("POST", "/tasks", draft(without["id"], add, name="Excluded"))
    remove = {"type": "remove_app_access", "apps": [app["resource_id"]]}
    aimed = office.ask("POST", "/tasks", draft(save_filter(office)["id"], remove, name="Aimed"))
    assert by_it["sentence"] in office.ask("GET", f"/filters/{by_it['id']}")["sentence"]

    new_site = site | {"site_id": str(uuid.uuid4())} if kind == "site" else site
    renewed = app | {
        "resource_id": app["resource_id"].rpartition("/")[0] + f"/{uuid.uuid4()}", "site_id": new_site["site_id"]
    }  # fmt: skip
    removed = ["app_removed", {"resource_id": gone_id}] if kind == "app" else ["site_removed", {"site_id": gone_id}]
    change(office, removed)
    shown = {one["id"]: codes(one) for one in office.ask("GET", "/tasks")["items"]}
    assert shown[matched["id"]] == shown[excluded["id"]] == ["gone_reference"], shown
    assert shown[aimed["id"]] == ["gone_target"]
    change(office, ["record_put", {"kind": "site", "row": new_site}], ["record_put", {"kind": "app", "row": renewed}])

    tasks = {one["id"]: one for one in office.ask("GET", "/tasks")["items"]}
    assert codes(tasks[matched["id"]]) == codes(tasks[excluded["id"]]) == ["gone_reference_back"]
    assert codes(tasks[aimed["id"]]) == ["gone_target_back"]
    for task in (matched, excluded):
        run = run_to_end(office, task)
        assert (run["state"], run["reason"], run["counts"]["matched"]) == ("succeeded", "reference_gone", 0)
        assert run["id"] in [one["id"] for one in office.ask("GET", "/dashboard")["failures"]]
        assert "gone_reference_back" in codes(office.ask("POST", "/tasks/preview", draft(task["filter"]["id"])))
    told = [item for item in office.ask("GET", "/dashboard")["attention"]["items"] if item["kind"] == "repair"]
    assert {(item["name"], item["action"]) for item in told} == {
        (name, "repair_reference") for name in ("Matched", "Excluded", "Aimed")
    }

    for task in (matched, aimed):
        [caution] = tasks[task["id"]]["warnings"]
        facts = caution["facts"]
        wanted = {"kind": facts["kind"], "gone_id": facts["id"], "new_id": facts["new_id"]}
        if (task, kind) != (aimed, "app"):  # the first repair has mended both
            office.ask("POST", "/references/repair", wanted)
    mended = {one["id"]: codes(one) for one in office.ask("GET", "/tasks")["items"]}
    assert not any(code.startswith("gone") for found in mended.values() for code in found), mended
    assert gone_id not in str(office.ask("GET", "/filters"))
