"""Several delegated admins at one task or filter: each of them is behind what it does, whoever saved it last."""

from typing import Any

import pytest

from tests.api.ground import Caller, Office
from tests.api.stories import SUSPEND, draft, ordinary, people


@pytest.fixture
def first(office: Office) -> Caller:
    """Who shapes what the second one touches."""
    office.change_settings(are_product_admins_allowed=True, are_user_access_admins_allowed=True)
    return office.acme.product_admin


@pytest.fixture
def second(office: Office) -> Caller:
    """Who comes later, and changes next to nothing."""
    return office.acme.user_access_admin


def own_accounts(office: Office, *persons: Caller) -> list[bool]:
    """Whether the one task that is there spares each of them, because what it does is theirs."""
    found = []
    for person in persons:
        tasks = office.ask("GET", f"/users/{person.account_id}/tasks")["items"]
        found.append(["own_account" in str(one) for one in tasks])
    assert all(len(one) == 1 for one in found), found
    return [one[0] for one in found]


def touch(office: Office, what: str, task: dict[str, Any], second: Caller) -> None:
    """The second one's hand: in the task, in its filter, or in a copy of either, which then is the only task."""
    saved = office.ask("GET", f"/filters/{task['filter']['id']}")
    if what == "task":
        body = draft(saved["id"], SUSPEND, name="Another name") | {"version": task["version"]}
        office.ask("PUT", f"/tasks/{task['id']}", body, as_=second)
    elif what == "filter":
        edit = {"name": "Another name", "specification": saved["specification"], "version": saved["version"]}
        office.ask("PUT", f"/filters/{saved['id']}", edit, as_=second)
    elif what == "mode":
        for mode in ("draft", "live"):
            office.ask("PUT", f"/tasks/{task['id']}/mode", {"mode": mode, "is_confirmed": True}, as_=second)
    elif what == "clone":
        office.ask("DELETE", f"/tasks/{task['id']}")
    else:
        copy = office.ask("POST", f"/filters/{saved['id']}/copy", {"name": "A copy"}, as_=second)
        office.ask("DELETE", f"/tasks/{task['id']}")
        office.ask("POST", "/tasks", draft(copy["id"], SUSPEND))


@pytest.mark.parametrize("what", ["task", "filter", "mode", "clone", "copy"])
def test_who_shaped_it_stays_named_when_another_one_of_them_saves_it(
    office: Office, first: Caller, second: Caller, what: str
) -> None:
    both = people(first.account_id, second.account_id, ordinary(office.acme)[0])
    saved = office.ask("POST", "/filters", {"name": "Both", "specification": both}, as_=first)
    task = office.ask("POST", "/tasks", draft(saved["id"], SUSPEND), as_=first)
    assert own_accounts(office, first, second) == [True, False]

    clone = office.ask("POST", f"/tasks/{task['id']}/clone", as_=second) if what == "clone" else None
    touch(office, what, task, second)
    if clone:  # its filter is the first one's as well: what is asked here is the task's own
        ours = {"name": "Ours", "specification": both, "version": saved["version"]}
        office.ask("PUT", f"/filters/{saved['id']}", ours)
        office.ask("PUT", f"/tasks/{clone['id']}/mode", {"mode": "live", "is_confirmed": True})

    assert own_accounts(office, first, second) == [True, True]


def test_an_organization_admin_answers_alone_for_what_several_have_shaped(
    office: Office, first: Caller, second: Caller
) -> None:
    both = people(first.account_id, second.account_id)
    saved = office.ask("POST", "/filters", {"name": "Both", "specification": both}, as_=first)
    task = office.ask("POST", "/tasks", draft(saved["id"], SUSPEND), as_=first)
    touch(office, "task", task, second)
    touch(office, "filter", task, second)
    edit = {"name": "Ours", "specification": both, "version": saved["version"] + 1}
    office.ask("PUT", f"/filters/{saved['id']}", edit)
    office.ask("PUT", f"/tasks/{task['id']}", draft(saved["id"], SUSPEND) | {"version": task["version"] + 1})

    assert own_accounts(office, first, second) == [False, False]
