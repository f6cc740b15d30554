"""Whatever is noted of a person by their id goes with them, whether or not the directory still has them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.people.erasure import FORMER_USER
from app.models import (
    AccessCheck,
    ActivityDays,
    App,
    ChangeSpan,
    DirectoryUser,
    Exemption,
    RestoredUser,
    Run,
    Task,
    TaskOverlap,
)
from app.models.mapping import Base
from app.services.tenancy.erasure import erase_accounts
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people

KEPT = {
    "audit_entries": "who did it; the log keeps ids",
    "directory_users": "the row says that it was somebody",
    "operations": "the log of runs keeps ids",
}
"""Tables with an account id that stays, and why."""
GONE = "712020:nobody-here-any-more"


def _span(desk: Desk, account: str) -> ChangeSpan:
    at = desk.clock()
    return ChangeSpan(
        tenant_id=desk.tenant_id, account_id=account, kind="presence", thing_id="", detail="", began_at=at
    )


def _exemption(desk: Desk, account: str) -> Exemption:
    task = desk.create_task(people(*ordinary(desk)[:1]), {"type": "suspend_user"})
    return Exemption(
        tenant_id=desk.tenant_id, task_id=task, account_id=account, reason="Ill", created_by=desk.admin,
        created_at=desk.clock(), expires_at=desk.clock() + timedelta(days=9),
    )  # fmt: skip


def _restored(desk: Desk, account: str) -> RestoredUser:
    return RestoredUser(tenant_id=desk.tenant_id, account_id=account, run_id=1, restored_at=desk.clock())


def _access(desk: Desk, account: str) -> AccessCheck:
    return AccessCheck(tenant_id=desk.tenant_id, account_id=account, roles=[], checked_at=desk.clock())


NOTED: dict[str, Callable[[Desk, str], Any]] = {
    "change_spans": _span,
    "exemptions": _exemption,
    "restored_users": _restored,
    "access_checks": _access,
}
"""Tables that note something of a person, each with a row of it."""


def count(desk: Desk, table: str, account: str) -> int:
    rows = Base.metadata.tables[table]
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        query = sa.select(sa.func.count()).select_from(rows).where(rows.c.account_id == account)
        return session.scalar(query) or 0


def test_every_table_with_an_account_id_says_whether_it_goes() -> None:
    named = {table.name for table in Base.metadata.sorted_tables if "account_id" in table.columns}
    assert named == KEPT.keys() | NOTED.keys()


@pytest.mark.parametrize("is_here", [True, False], ids=["in the directory", "gone from it"])
def test_what_is_noted_of_a_person_goes_with_them_and_of_others_stays(synced: Desk, is_here: bool) -> None:
    here, other = ordinary(synced)[:2]
    account = here if is_here else GONE
    for make in NOTED.values():
        for one in (account, other):
            row = make(synced, one)
            with synced.context.database.tenant_session(synced.tenant_id) as session:
                session.add(row)

    assert synced.call(erase_accounts, [account]) == int(is_here)

    assert {table: count(synced, table, account) for table in NOTED} == dict.fromkeys(NOTED, 0)
    assert all(count(synced, table, other) for table in NOTED)


def test_days_of_activity_go_with_the_person_and_a_task_keeps_its_numbers(synced: Desk) -> None:
    account = ordinary(synced)[0]
    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"}))
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        user = session.scalars(sa.select(DirectoryUser).where(DirectoryUser.account_id == account)).one()
        app = session.scalars(sa.select(App.id).limit(1)).one()
        days = {"tenant_id": synced.tenant_id, "user_id": user.id, "app_row_id": app, "year": 1999, "days": "1" * 366}
        session.execute(sa.insert(ActivityDays).values(days))
        task = session.scalars(sa.select(Task.id)).one()
        session.add(
            TaskOverlap(tenant_id=synced.tenant_id, task_id=task, other_id=task, digest="x", people=1, circling=0)
        )

    synced.call(erase_accounts, [account])

    with synced.context.database.tenant_session(synced.tenant_id) as session:
        user = session.scalars(sa.select(DirectoryUser).where(DirectoryUser.account_id == account)).one()
        assert (user.name, user.email) == (FORMER_USER, None)
        left = sa.select(sa.func.count()).select_from(ActivityDays).where(ActivityDays.user_id == user.id)
        assert session.scalar(left) == 0
        assert session.scalar(sa.select(TaskOverlap.people)) == 1, "a number names nobody"
        row = session.get_one(Run, (synced.tenant_id, run.summary.id))
        assert (row.mode, row.first_people, row.passes_blackout) == ("live", None, None)
