"""Tasks that work against each other are named in the list, with how many people it is about, as long as it is so."""

from typing import Any

from app.models import TaskOverlap
from tests.api.ground import Office
from tests.api.stories import draft, pick_group


def save(office: Office, name: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    """A saved filter of these conditions."""
    specification = {"version": 1, "root": {"op": "and", "of": list(conditions)}}
    saved = office.ask("POST", "/filters", {"name": name, "specification": specification})
    assert isinstance(saved, dict)
    return saved


def told(office: Office, task: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What the list says of overlaps of a task, by code."""
    rows = {row["id"]: row for row in office.ask("GET", "/tasks")["items"]}
    warnings = rows[task["id"]]["warnings"]
    return {one["code"]: one["facts"] for one in warnings if one["code"].startswith("overlap")}


def count(office: Office, specification: dict[str, Any]) -> int:
    """How many people match, by the User Browser."""
    answer = office.ask("POST", "/users/search", {"filter": specification, "limit": 1})
    return int(answer["total"])


def test_contrary_tasks_are_named_on_both_sides_until_it_is_no_longer_so(office: Office) -> None:
    group = pick_group(office)["group_id"]
    active = {"type": "status", "statuses": ["active"]}
    one, other = save(office, "One", active), save(office, "Other", active)
    joining = office.ask("POST", "/tasks", draft(one["id"], {"type": "add_to_groups", "groups": [group]}, name="Join"))
    assert told(office, joining) == {}
    leave = {"type": "remove_from_groups", "groups": [group]}
    leaving = office.ask("POST", "/tasks", draft(other["id"], leave, name="Leave"))

    here, there = told(office, joining)["overlap_added_here"], told(office, leaving)["overlap_added_there"]
    assert (here["task"], there["task"], here["people"]) == ("Leave", "Join", there["people"])
    assert int(here["people"]) > 0
    assert set(told(office, leaving)) == {"overlap_added_there"}

    # The filter is edited: nobody is in both any more.
    nobody = {"version": 1, "root": {"op": "and", "of": [{"type": "status", "statuses": ["deactivated"]}, active]}}
    edit = {"name": "Other", "specification": nobody, "version": other["version"]}
    office.ask("PUT", f"/filters/{other['id']}", edit)
    assert told(office, joining) == told(office, leaving) == {}

    office.ask("PUT", f"/filters/{other['id']}", edit | {"specification": other["specification"], "version": 2})
    assert told(office, joining) != {}
    office.request("DELETE", f"/tasks/{leaving['id']}")
    assert told(office, joining) == {}


def test_tasks_that_feed_each_other_are_named_though_nobody_is_in_both(office: Office) -> None:
    group = pick_group(office)["group_id"]
    outside = save(office, "Outside", {"type": "groups", "match": "none", "groups": [group]})
    inside = save(office, "Inside", {"type": "groups", "match": "any", "groups": [group]})
    add, remove = {"type": "add_to_groups", "groups": [group]}, {"type": "remove_from_groups", "groups": [group]}
    joining = office.ask("POST", "/tasks", draft(outside["id"], add, name="In"))
    leaving = office.ask("POST", "/tasks", draft(inside["id"], remove, name="Out"))

    facts = told(office, joining)
    assert set(facts) == {"overlap_circling"}
    assert facts["overlap_circling"]["task"] == "Out"
    assert int(facts["overlap_circling"]["circling"]) > 0
    assert told(office, leaving)["overlap_circling"]["circling"] == facts["overlap_circling"]["circling"]


def test_a_number_that_was_counted_from_something_else_is_not_told(office: Office) -> None:
    group = pick_group(office)["group_id"]
    saved = save(office, "All", {"type": "status", "statuses": ["active"]})
    add, remove = {"type": "add_to_groups", "groups": [group]}, {"type": "remove_from_groups", "groups": [group]}
    joining = office.ask("POST", "/tasks", draft(saved["id"], add, name="In"))
    office.ask("POST", "/tasks", draft(saved["id"], remove, name="Out"))
    assert told(office, joining) != {}
    with office.database.tenant_session(office.acme.tenant_id) as session:
        session.query(TaskOverlap).filter(TaskOverlap.tenant_id == office.acme.tenant_id).update({"digest": "older"})
    assert told(office, joining) == {}


def test_a_task_that_is_not_live_is_said_to_matter_once_it_is_and_a_draft_bothers_nobody(office: Office) -> None:
    group = pick_group(office)["group_id"]
    saved = save(office, "Active", {"type": "status", "statuses": ["active"]})
    add, remove = {"type": "add_to_groups", "groups": [group]}, {"type": "remove_from_groups", "groups": [group]}
    tasks = {}
    for name, action in (("Join", add), ("Leave", remove)):
        tasks[name] = office.ask("POST", "/tasks", draft(saved["id"], action, name=name, mode="draft"))

    def told_in(join: str, leave: str) -> tuple[str | None, str | None]:
        """When it matters, by the one and by the other; "never": nothing is said."""
        for name, mode in (("Join", join), ("Leave", leave)):
            office.ask("PUT", f"/tasks/{tasks[name]['id']}/mode", {"mode": mode, "is_confirmed": True})
        found = (told(office, tasks["Join"]), told(office, tasks["Leave"]))
        one, other = ([facts.get("once") for facts in each.values()] or ["never"] for each in found)
        return one[0], other[0]

    assert told_in("draft", "draft") == ("never", "never")
    assert told_in("draft", "test") == ("both", "never")
    assert told_in("draft", "live") == ("this", "never")
    assert told_in("test", "test") == ("both", "both")
    assert told_in("test", "live") == ("this", "other")
    assert told_in("live", "live") == (None, None)
    assert told_in("live", "draft") == ("never", "this")


def test_a_preview_says_it_by_the_mode_that_the_task_would_have(office: Office) -> None:
    group = pick_group(office)["group_id"]
    saved = save(office, "Active", {"type": "status", "statuses": ["active"]})
    add, remove = {"type": "add_to_groups", "groups": [group]}, {"type": "remove_from_groups", "groups": [group]}
    office.ask("POST", "/tasks", draft(saved["id"], add, name="Join"))
    office.ask("POST", "/tasks", draft(saved["id"], add, name="Draft", mode="draft"))

    def warned(mode: str) -> list[tuple[str, str | None]]:
        asked = draft(saved["id"], remove, name="Leave", mode=mode)
        warnings = office.ask("POST", "/tasks/preview", asked)["warnings"]
        overlaps = [one["facts"] for one in warnings if one["code"].startswith("overlap")]
        return [(facts["task"], facts.get("once")) for facts in overlaps if "people" in facts]

    assert warned("live") == [("Join", None)]
    assert warned("draft") == [("Join", "this")]
