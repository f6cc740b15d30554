"""Sync Users: one sync at a time, joined by whoever asks meanwhile; the age of the data."""

from tests.api.ground import Office


def test_a_second_request_joins_the_sync_that_is_active(office: Office) -> None:
    first = office.ask("POST", "/syncs")
    second = office.ask("POST", "/syncs", as_=office.acme.colleague)
    theirs = office.ask("POST", "/syncs", as_=office.globex.admin)

    assert (first["kind"], first["state"]) == ("manual", "queued")
    assert first["requested_by"]["account_id"] == office.acme.admin.account_id
    assert second == first
    assert theirs["id"] != first["id"]


def test_the_mirror_tells_its_age_and_the_sync_that_is_under_way(office: Office) -> None:
    office.advance(minutes=5)
    sync = office.ask("POST", "/syncs")

    waiting = office.ask("GET", "/mirror")
    assert 300 <= waiting["age_seconds"] < 330
    assert waiting["active_sync"] == sync
    assert (waiting["last_sync"]["kind"], waiting["last_sync"]["state"]) == ("first", "succeeded")

    office.work()
    done = office.ask("GET", "/mirror")
    assert done["age_seconds"] < 30
    assert done["active_sync"] is None
    assert (done["last_sync"]["id"], done["last_sync"]["state"]) == (sync["id"], "succeeded")
    assert done["last_sync"]["progress"]["users_done"] == done["last_sync"]["progress"]["users_total"] > 100
    assert done["last_sync"]["api_calls"] > 10


def test_the_time_left_counts_the_patience_that_atlassian_asked_for(office: Office) -> None:
    desk = office.acme.desk
    params = {"headers": "retry_after", "reset_in_seconds": 600}
    office.sandbox.fault("rate_limited", "searchDirectoryGroups", org_id=office.acme.org_id, after=10, params=params)
    office.ask("POST", "/syncs")

    for work in desk.hand_out():
        desk.work_on(work)

    sync = office.ask("GET", "/mirror")["active_sync"]
    assert (sync["state"], sync["progress"]["calls_done"] >= 10) == ("running", True)
    assert 590 <= sync["progress"]["eta_seconds"] <= 660
