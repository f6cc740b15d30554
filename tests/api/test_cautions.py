"""What the API warns about before a task is saved, and the names that come with it."""

from tests.api.ground import Office
from tests.api.stories import draft, pick_group, save_filter


def test_a_preview_of_an_edit_does_not_warn_about_the_task_itself(office: Office) -> None:
    group = pick_group(office)["group_id"]
    add, remove = {"type": "add_to_groups", "groups": [group]}, {"type": "remove_from_groups", "groups": [group]}
    saved = save_filter(office, "Everybody active")
    task = office.ask("POST", "/tasks", draft(saved["id"], add, name="Turned around"))
    turned = draft(saved["id"], remove, name="Turned around")

    codes = [warning["code"] for warning in office.ask("POST", "/tasks/preview", turned)["warnings"]]
    assert codes == ["overlap_added_there"]
    assert office.ask("POST", "/tasks/preview", turned | {"task_id": task["id"]})["warnings"] == []


def test_names_of_targets_come_with_the_task(office: Office) -> None:
    group = pick_group(office)
    saved = save_filter(office, "For names")
    action = {"type": "add_to_groups", "groups": [group["group_id"]]}

    task = office.ask("POST", "/tasks", draft(saved["id"], action))

    assert task["names"] == {group["group_id"]: group["name"]}
