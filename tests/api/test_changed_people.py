"""Before and after of a run's people: page by page, of one tenant alone, and for no cursor that is not ours."""

from tests.api.ground import Office, pointers
from tests.api.stories import SUSPEND, ordinary, people, pick_group, run_to_end, save_task, walk


def test_people_are_paged_whole_each_of_them_once(office: Office) -> None:
    crowd = ordinary(office.acme)[:5]
    adding = {"type": "add_to_groups", "groups": [pick_group(office)["group_id"]]}
    run = run_to_end(office, save_task(office, people(*crowd), adding, SUSPEND))
    path = f"/runs/{run['id']}/people"

    everybody = walk(office, f"{path}?limit=100")

    assert sorted(one["person"]["account_id"] for one in everybody) == sorted(crowd)
    assert {len(one["changes"]) for one in everybody} >= {2}
    for limit in (1, 2, 4, 5):
        assert walk(office, f"{path}?limit={limit}") == everybody
    only = office.ask("GET", f"{path}?account_id={crowd[2]}")
    assert ([one["person"]["account_id"] for one in only["items"]], only["next_cursor"]) == ([crowd[2]], None)
    assert office.ask("GET", f"{path}?account_id=nobody") == {"items": [], "next_cursor": None}


def test_a_run_that_changed_nobody_has_nobody(office: Office) -> None:
    admin = office.acme.admin.account_id
    run = run_to_end(office, save_task(office, people(admin)))
    assert office.ask("GET", f"/runs/{run['id']}/people") == {"items": [], "next_cursor": None}


def test_nobody_of_another_tenant_is_told(office: Office) -> None:
    run = run_to_end(office, save_task(office, people(ordinary(office.acme)[0])))
    path = f"/runs/{run['id']}/people"
    assert office.ask("GET", path)["items"] != []
    assert office.request("GET", path, as_=office.globex.admin).status_code == 404
    assert office.request("GET", "/runs/999999/people").status_code == 404


BAD = {
    "cursor=nonsense": "/cursor",
    "cursor=LTE": "/cursor",
    "cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5": "/cursor",
    "cursor=%00": "/cursor",
    "limit=0": "/limit",
    "limit=1000000": "/limit",
    "limit=x": "/limit",
    "unknown=1": "/unknown",
}


def test_a_question_out_of_bounds_is_refused_with_its_field(office: Office) -> None:
    run = run_to_end(office, save_task(office, people(ordinary(office.acme)[0])))
    told = {}
    for query in BAD:
        answer = office.request("GET", f"/runs/{run['id']}/people?{query}")
        assert answer.status_code == 422, query
        told[query] = pointers(answer.get_json())
    assert told == {query: [field] for query, field in BAD.items()}


def test_a_cursor_behind_the_last_one_ends_the_list(office: Office) -> None:
    run = run_to_end(office, save_task(office, people(ordinary(office.acme)[0])))
    path = f"/runs/{run['id']}/people"
    assert office.ask("GET", f"{path}?cursor=OTk5OTk5") == {"items": [], "next_cursor": None}
