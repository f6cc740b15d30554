"""The limit of a task when nobody says one."""

from app.domain.automation.proposed_limits import propose_limit
from tests.api.ground import Office
from tests.api.stories import draft, ordinary, people, save_filter


def test_the_limit_of_a_task_for_everybody_follows_from_everybody_whom_it_would_change(office: Office) -> None:
    everybody = {"version": 1, "root": {"op": "and", "of": []}}
    saved = office.ask("POST", "/filters", {"name": "Everybody", "specification": everybody})
    body = draft(saved["id"])
    preview = office.ask("POST", "/tasks/preview", body | {"limit": 1})

    task = office.ask("POST", "/tasks", body)

    assert preview["affected_users"] > 100
    assert task["max_users"] == propose_limit(preview["affected_users"])


def test_a_limit_that_nobody_says_is_proposed_from_what_a_run_would_change(office: Office) -> None:
    staff = ordinary(office.acme)[:9]
    saved = save_filter(office, "Nine", people(*staff, office.acme.admin.account_id))

    proposed = office.ask("POST", "/tasks", draft(saved["id"], name="Proposed"))
    unlimited = office.ask("POST", "/tasks", draft(saved["id"], name="Unlimited", max_users=None))

    assert (proposed["max_users"], unlimited["max_users"]) == (12, None)
    kept = office.ask("PUT", f"/tasks/{unlimited['id']}", draft(saved["id"], name="Unlimited") | {"version": 1})
    assert kept["max_users"] is None
    office.ask("DELETE", f"/filters/{saved['id']}?confirm=true")
    again = save_filter(office, "Nine again", people(*staff))
    lost = office.ask("GET", f"/tasks/{unlimited['id']}")
    body = draft(again["id"], name="Unlimited") | {"version": lost["version"]}
    assert office.ask("PUT", f"/tasks/{unlimited['id']}", body)["max_users"] == 12
    assert office.ask("POST", "/tasks", draft(None, name="No filter"))["max_users"] is None
