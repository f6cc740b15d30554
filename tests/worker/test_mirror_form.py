"""A mirror that an earlier release has read is no base for a run: what that did not read is not taken for known."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.freshness import MIRROR_FORM
from app.models import DirectoryUser, Tenant
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people
from worker.housekeeping import Housekeeping


def age_mirror(desk: Desk, **known: Any) -> None:
    """The mirror as an earlier release has left it a moment ago."""
    with desk.context.database.system_session() as session:
        session.execute(sa.update(Tenant).values(mirror_form=MIRROR_FORM - 1, mirror_synced_at=desk.clock(), **known))
        session.execute(sa.update(DirectoryUser).values(kind=None))


def list_sync_kinds(desk: Desk) -> list[str]:
    with desk.context.database.system_session() as session:
        return list(session.scalars(sa.text("select kind from syncs order by id")))


def test_a_run_on_it_reads_anew_and_does_what_it_should(synced: Desk) -> None:
    account = ordinary(synced)[0]
    task = synced.create_task(people(account), {"type": "suspend_user"})
    before = list_sync_kinds(synced)
    age_mirror(synced)

    run = synced.run_now(task)
    synced.work()

    assert list_sync_kinds(synced) == [*before, "before_run"]
    assert synced.outcomes(run) == [("succeeded", None)]
    synced.run(task)
    assert list_sync_kinds(synced) == [*before, "before_run"], "once is enough"


def test_the_daily_sync_comes_at_once_and_not_again(synced: Desk) -> None:
    chores = Housekeeping(
        synced.context.database, synced.clock, lambda _tenant_id: None, lambda _tenant_id, _run_id: None
    )
    chores.run_if_due()
    assert not is_daily_sync_due(synced)

    age_mirror(synced)
    synced.clock.advance(hours=1)
    chores.run_if_due()
    assert is_daily_sync_due(synced)


@pytest.mark.parametrize("never", [{"mirror_synced_at": None}, {"next_daily_sync_at": None}])
def test_it_does_not_come_where_nothing_was_read_or_no_sync_is_planned(synced: Desk, never: dict[str, Any]) -> None:
    age_mirror(synced)
    with synced.context.database.system_session() as session:
        session.execute(sa.update(Tenant).values(**never))
    Housekeeping(
        synced.context.database, synced.clock, lambda _tenant_id: None, lambda _tenant_id, _run_id: None
    ).run_if_due()
    assert not is_daily_sync_due(synced)


def is_daily_sync_due(desk: Desk) -> bool:
    with desk.context.database.system_session() as session:
        moment = session.scalars(sa.select(Tenant.next_daily_sync_at)).one()
    return moment is not None and moment <= desk.clock()
