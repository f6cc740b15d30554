"""The sets of people are built after each sync, and whatever becomes of them the sync stands."""

import time

import sqlalchemy as sa

from app.models import Sync
from app.services.queues import syncs
from tests.ground.desk import Desk


def rename_somebody(desk: Desk, name: str) -> None:
    [first, *_] = desk.sandbox.users(desk.org_id, limit="1")
    effect = ["user_changed", {"account_id": first["account_id"], "changes": {"name": name}}]
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": [effect]})


def count_noted(desk: Desk) -> int:
    """People about whom something has changed since the sets were built."""
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return int(session.execute(sa.text("select count(*) from directory_changes")).scalar_one())


def change_schema(desk: Desk, statement: str) -> None:
    with desk.context.database.system_session() as session:
        session.execute(sa.text(statement))


def test_every_sync_leaves_sets_that_are_up_to_date(synced: Desk) -> None:
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        slots = session.execute(sa.text("select count(*), count(slot) from directory_users")).one()
        assert slots[0] == slots[1] > 0
    for name in ("Quetzal One", "Quetzal Two"):
        rename_somebody(synced, name)
        synced.sync()
        assert count_noted(synced) == 0


def test_a_long_sync_gives_way_within_seconds_when_somebody_else_waits_for_a_worker(synced: Desk) -> None:
    synced.sandbox.switch(synced.org_id, users_page_limit=10)
    synced.sandbox.fault("latency", "searches", params={"milliseconds": 500})
    synced.call(syncs.request_sync, "manual", synced.admin)
    [work] = synced.hand_out()
    other, waiting = synced.let_another_wait()
    started = time.monotonic()

    synced.work_on(work)

    assert time.monotonic() - started < 8, "a whole slice takes three quarters of a minute"
    assert waiting.tenant_id == other
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        assert session.get_one(Sync, (synced.tenant_id, work.row_id)).state in ("queued", "running")
    synced.sandbox.call("DELETE", "/faults")
    synced.work()
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        assert session.get_one(Sync, (synced.tenant_id, work.row_id)).state == "succeeded"


def test_a_sync_stands_when_the_sets_cannot_be_built_and_the_next_one_builds_them(synced: Desk) -> None:
    change_schema(synced, "alter table directory_sets add constraint full_disk check (false) not valid")
    rename_somebody(synced, "Quetzal One")
    synced.sync()
    assert count_noted(synced) == 1
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        mirror = syncs.get_mirror(session, synced.tenant_id, synced.clock())
        names = session.scalars(sa.text("select name from directory_users")).all()
    assert mirror.last_sync is not None
    assert mirror.last_sync.error is None
    assert "Quetzal One" in names

    change_schema(synced, "alter table directory_sets drop constraint full_disk")
    synced.sync()
    assert count_noted(synced) == 0
