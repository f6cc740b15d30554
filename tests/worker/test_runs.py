"""What a run does, from Run Now to its log, as the sandbox's own directory and audit log show it."""

from app.domain.engine import reasons
from tests.ground.desk import EVERYBODY, Desk
from tests.worker.people import all_users, ordinary, people, show


def test_a_run_suspends_who_matches_and_the_directory_shows_it(synced: Desk) -> None:
    [first, second, *_rest] = ordinary(synced)
    task = synced.create_task(people(first, second), {"type": "suspend_user"})

    run = synced.run(task)

    assert run.summary.state == "succeeded"
    assert (run.summary.counts.matched, run.summary.counts.affected, run.summary.counts.succeeded) == (2, 2, 2)
    for account in (first, second):
        assert show(synced, account)["membership_status"] == "suspended"
    assert sorted(entry["target"]["account_id"] for entry in synced.writes()) == sorted([first, second])


def test_running_again_changes_nothing_and_says_so(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    task = synced.create_task(people(account), {"type": "suspend_user"})
    synced.run(task)
    writes = len(synced.writes())

    again = synced.run(task)

    assert again.summary.state == "succeeded"
    assert again.summary.counts.affected == 0
    assert synced.outcomes(again.summary.id) == [("skipped", reasons.ALREADY_SUSPENDED)]
    assert len(synced.writes()) == writes


def test_organization_admins_are_never_touched_even_when_the_filter_names_everybody(synced: Desk) -> None:
    task = synced.create_task(EVERYBODY, {"type": "suspend_user"})

    run = synced.run(task)

    admins = {user["account_id"] for user in all_users(synced) if user["is_org_admin"]}
    touched = {entry["target"]["account_id"] for entry in synced.writes()}
    assert admins
    assert not admins & touched
    assert run.summary.counts.skipped_by_reason[reasons.ORG_ADMIN] >= len(admins)
    assert touched
