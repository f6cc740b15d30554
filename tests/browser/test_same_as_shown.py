"""What is on the screen is what is saved, and what a run then does."""

from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.customers import Customer, people
from tests.browser.screens import AdminPage


def find(customer: Customer, path: str, name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [one for one in customer.ask("GET", path)["items"] if one["name"] == name]
    assert len(found) == 1, found
    return found[0]


def test_the_search_text_is_saved_with_the_filter_and_the_run_finds_whom_the_screen_showed(
    admin: AdminPage, customer: Customer
) -> None:
    word = str(customer.ordinary_people()[0]["name"])
    admin.open_tab("/users", "User Browser")
    admin.app.get_by_role("searchbox").fill(word)
    admin.button("Save filter").click()
    admin.dialog().get_by_label("Name").fill("As searched")
    admin.confirm("Save")
    expect(admin.flag("Filter “As searched” saved")).to_be_visible()
    expect(admin.app.get_by_role("searchbox")).to_have_value("")
    shown = customer.ask("POST", "/users/search", {"text": word, "limit": 50})

    saved = find(customer, "/filters", "As searched")
    meant = customer.ask("POST", "/users/search", {"specification": saved["specification"], "limit": 50})
    assert {one["account_id"] for one in meant["items"]} == {one["account_id"] for one in shown["items"]}
    expect(admin.text(f"{meant['total']} user")).to_be_visible()
    body = {"name": "Preview", "filter_id": saved["id"], "actions": [{"type": "restore_user"}]}
    preview = customer.ask("POST", "/tasks/preview", body | {"schedule": {"mode": "manual"}})
    assert preview["matched_users"] == meant["total"]


def test_the_first_click_on_a_button_of_an_action_counts_and_save_waits_for_the_limit(
    admin: AdminPage, customer: Customer
) -> None:
    customer.save_filter("Two people", people(*customer.ordinary_people()[:2]))
    for height in (768, 900):
        admin.page.set_viewport_size({"width": 1366, "height": height})
        admin.open_tab("/tasks", "Automated Tasks")
        admin.button("Add New Task").first.click()
        admin.dialog().get_by_label("Task name").fill(f"Clicks at {height}")
        admin.choose("Mode", "Live")
        admin.choose("Saved filter", "Two people")
        for kind in ("Add to groups", "Suspend user"):
            admin.add_action(kind)
        button = admin.app.get_by_role("button", name="Remove action 1")
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None
        admin.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        admin.page.mouse.down()
        admin.page.wait_for_timeout(90)
        admin.page.mouse.up()
        expect(admin.app.get_by_role("button", name="Remove action 2")).to_have_count(0)
        admin.confirm("Save")
        expect(admin.text(f"“Clicks at {height}” was saved.")).to_be_visible()
        task = find(customer, "/tasks", f"Clicks at {height}")
        assert [action["type"] for action in task["actions"]] == ["suspend_user"]
        assert task["max_users"] == 10


def test_who_stands_on_the_screen_with_site_and_search_is_whom_the_run_changes(
    admin: AdminPage, customer: Customer
) -> None:
    site = customer.ask("GET", "/sites")["items"][-1]
    there = {"version": 1, "root": {"type": "sites", "sites": [site["site_id"]]}}
    word = str(customer.ask("POST", "/users/search", {"specification": there})["items"][0]["name"]).split()[0]
    admin.open_tab("/users", "User Browser")
    admin.app.get_by_role("combobox", name="Site").press("ArrowDown")
    admin.app.get_by_role("option", name=site["name"], exact=True).click()
    admin.app.get_by_role("searchbox").fill(word)
    admin.button("Save filter").click()
    admin.dialog().get_by_label("Name").fill("As on the screen")
    admin.confirm("Save")
    expect(admin.flag("Filter “As on the screen” saved")).to_be_visible()
    saved = find(customer, "/filters", "As on the screen")
    total = customer.ask("POST", "/users/search", {"specification": saved["specification"]})["total"]
    expect(admin.app.locator(".sentence strong")).to_have_text(f"{total} user" + "s" * (total != 1))
    expect(admin.app.locator(".user-words")).to_have_count(total)
    shown = sorted(admin.app.locator(".user-words .link-button").all_inner_texts())
    assert shown
    assert all(word in name for name in shown)

    group = customer.free_groups()[0]["group_id"]
    draft = {"name": "As shown", "filter_id": saved["id"], "schedule": {"mode": "manual"}}
    task = customer.ask("POST", "/tasks", draft | {"actions": [{"type": "add_to_groups", "groups": [group]}]})
    run = customer.run(task["id"])
    lines = customer.ask("GET", f"/runs/{run['id']}/operations?limit=200")["items"]
    assert sorted(line["user_name"] for line in lines) == shown
    assert run["counts"]["matched"] == len(shown)


def test_save_waits_for_the_limit_that_is_proposed_and_the_task_then_has_it(
    admin: AdminPage, customer: Customer
) -> None:
    customer.save_filter("Three people", people(*customer.ordinary_people()[:3]))
    held: list[Route] = []

    def hold_totals(route: Route) -> None:
        if (route.request.post_data_json or {}).get("has_totals"):
            held.append(route)
        else:
            route.continue_()

    admin.page.route("**/api/v1/tasks/preview", hold_totals)
    admin.open_tab("/tasks", "Automated Tasks")
    admin.button("Add New Task").first.click()
    admin.dialog().get_by_label("Task name").fill("Saved at once")
    admin.choose("Mode", "Live")
    admin.choose("Saved filter", "Three people")
    admin.add_action("Suspend user")
    admin.confirm("Save")
    expect(admin.dialog().get_by_role("button", name="Save")).to_have_attribute("aria-disabled", "true")
    assert [task for task in customer.ask("GET", "/tasks")["items"] if task["name"] == "Saved at once"] == []
    admin.page.unroute_all()
    for route in held:
        route.continue_()
    expect(admin.text("“Saved at once” was saved.")).to_be_visible()

    task = find(customer, "/tasks", "Saved at once")
    unsaid = {"name": "By API", "filter_id": task["filter"]["id"], "actions": [{"type": "suspend_user"}]}
    assert customer.ask("POST", "/tasks", unsaid | {"schedule": {"mode": "manual"}})["max_users"] == task["max_users"]
    admin.use_menu("Saved at once", "Edit")
    expect(admin.dialog().get_by_label("Limit of users per run")).to_have_value(str(task["max_users"]))
