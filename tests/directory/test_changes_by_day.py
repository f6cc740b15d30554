"""Random days in the mirror: who was where on each of them is told by the spans as by a copy of every day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.looks import say_look, say_nobody, say_run
from app.domain.changes import Stay, was_so
from app.models import DirectoryUser
from tests.directory.changes import come, gain_role, join, leave, lose_app, somebody
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import CATALOGUE, STATUSES, make_people

DAYS: Final = 12
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
Fact = tuple[str, str, str, str]
"""(account, kind, thing, detail)."""
_FACTS: Final = sa.text("""
select u.account_id, 'group', g.group_id, '' from group_members m
join directory_users u on u.tenant_id = m.tenant_id and u.id = m.user_id
join directory_groups g on g.tenant_id = m.tenant_id and g.id = m.group_row_id where m.tenant_id = :tenant
union all
select u.account_id, 'app', a.resource_id, x.role from app_access x
join directory_users u on u.tenant_id = x.tenant_id and u.id = x.user_id
join apps a on a.tenant_id = x.tenant_id and a.id = x.app_row_id where x.tenant_id = :tenant
union all
select account_id, 'presence', '', '' from directory_users where tenant_id = :tenant
union all
select account_id, 'status', '', status from directory_users where tenant_id = :tenant and status <> 'active'
""")
_OF_THEM: Final = "x.tenant_id = :tenant and u.tenant_id = x.tenant_id and u.id = x.user_id and u.account_id = :account"
_SPANS: Final = sa.text("""
select account_id, kind, thing_id, detail, began_at, ended_at from change_spans where tenant_id = :tenant
""")


@pytest.fixture(scope="module")
def database(module_database_url: str) -> Iterator[Database]:
    """Shared: each example has tenants of its own."""
    opened = Database(module_database_url)
    yield opened
    opened.dispose()


def make_tenant(database: Database, seed: int) -> int:
    """A tenant that was synced, with random people whose status is known."""
    tenant_id = create_tenant(database)
    with database.tenant_session(tenant_id) as session:
        say_look(session, START, is_first=True)
        store_mirror(session, tenant_id, CATALOGUE, make_people(seed, 20))
        known = sa.update(DirectoryUser).where(DirectoryUser.status.not_in(STATUSES)).values(status="active")
        session.execute(known)
        session.execute(sa.text("delete from change_spans"))
        session.execute(
            sa.text("update tenants set mirror_synced_at = :at where id = :id"), {"at": START, "id": tenant_id}
        )
    return tenant_id


def move(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody has another status, for once one that nobody understands, which changes nothing."""
    mine = (DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id == somebody(dice))
    session.execute(sa.update(DirectoryUser).where(*mine).values(status=dice.choice(STATUSES)))


def vanish(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody is gone, as a sync finds it: what they had goes first."""
    account = somebody(dice)
    for table in ("group_members", "app_access"):
        statement = f"delete from {table} x using directory_users u where {_OF_THEM}"
        session.execute(sa.text(statement), {"tenant": tenant_id, "account": account})
    gone = (DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id == account)
    session.execute(sa.delete(DirectoryUser).where(*gone))


def live_a_day(session: Session, tenant_id: int, dice: Random, at: datetime) -> None:
    """A few changes, found by a sync or made by a run."""
    if dice.random() < 0.5:
        say_look(session, at)
    else:
        say_run(session, dice.randrange(1, 99), at)
    for _ in range(dice.randrange(6)):
        dice.choice((join, leave, leave, gain_role, lose_app, vanish, come, move, move))(session, tenant_id, dice)
    session.flush()
    say_nobody(session)


def read_facts(session: Session, tenant_id: int) -> frozenset[Fact]:
    """All that is so now."""
    return frozenset((row[0], row[1], row[2], row[3]) for row in session.execute(_FACTS, {"tenant": tenant_id}))


@pytest.mark.parametrize("seed", range(4))
def test_spans_and_daily_copies_tell_the_same_of_every_day(database: Database, seed: int) -> None:
    dice = Random(seed)
    tenants = [make_tenant(database, seed), make_tenant(database, seed)]  # the same accounts: ids are no keys
    copies: dict[int, list[frozenset[Fact]]] = {one: [] for one in tenants}
    for day in range(DAYS):
        for tenant_id in tenants:
            with database.tenant_session(tenant_id) as session:
                if day:
                    live_a_day(session, tenant_id, dice, START + timedelta(days=day))
                copies[tenant_id].append(read_facts(session, tenant_id))
    for tenant_id, kept in copies.items():
        with database.tenant_session(tenant_id) as session:
            rows = session.execute(_SPANS, {"tenant": tenant_id}).all()
        assert_told(rows, kept)


def assert_told(rows: Sequence[sa.Row[Any]], kept: list[frozenset[Fact]]) -> None:
    """What spans and the present tell of each day is what was copied on it."""
    stays: defaultdict[Fact, list[Stay]] = defaultdict(list)
    for row in rows:
        stays[row.account_id, row.kind, row.thing_id, row.detail].append(Stay(row.began_at, row.ended_at))
    present = [{fact[0] for fact in copy if fact[1] == "presence"} for copy in kept]
    always = frozenset.intersection(*map(frozenset, present))
    for day, copy in enumerate(kept):
        for fact in {*stays, *frozenset().union(*kept)}:
            if fact[1] == "status" and fact[0] not in always:
                continue  # of whoever came or went nothing says since when
            told = was_so(stays[fact], START + timedelta(days=day), is_so_now=fact in kept[-1])
            assert told == (fact in copy), (day, fact, stays[fact])
