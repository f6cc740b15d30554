"""The log shows tampering: whoever alters, removes or adds a row by SQL is found out, and the app itself is not."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.db import Database
from app.domain.seals import Seal, compute_content, make_seal
from app.models import AuditEntry, DirectoryUser, LogSeal, Run
from app.services.records.audit import Change, record_change
from app.services.records.log_proof import LogFault, prove_log
from app.services.records.seals import seal_finished_runs
from app.services.tenancy.erasure import erase_accounts
from app.services.tenancy.retention import remove_old_runs
from tests.services.sealing import NOW, add_run, add_tenant, begin, ids, prove, tamper, write


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url, pool_size=12)
    yield database
    database.dispose()


@pytest.fixture
def tenant(database: Database) -> int:
    return add_tenant(database)


def test_what_the_app_writes_is_whole(database: Database, tenant: int) -> None:
    write(database, tenant, "one", "two", empty=None, deep={"a": [1, {"b": None}], "z": 1e20})
    add_run(database, tenant)
    other = add_tenant(database)
    write(database, other, "theirs")

    proof = prove(database, tenant)

    assert (proof.fault, proof.seals, proof.rows, proof.unsealed) == (None, 4, 3, 0)
    assert proof.head is not None
    assert prove(database, tenant, proof.head).fault is None
    assert prove(database, other).rows == 1


@pytest.mark.parametrize(
    "change",
    [
        "account_id = 'somebody else'", "event = 'task.created'", "subject = 'three'", "before = '{}'",
        "before = null", "after = '{\"x\": 1}'", "at = at + interval '1 second'",
    ],
)  # fmt: skip
def test_an_altered_entry_is_named(change: str, database: Database, tenant: int) -> None:
    write(database, tenant, "one", "two", "three")
    wanted = ids(database, tenant)[1]
    tamper(database, f"update audit_entries set {change} where tenant_id = :t and id >= :id", t=tenant, id=wanted)

    assert prove(database, tenant).fault == LogFault("altered", "audit", wanted)


def test_a_missing_and_an_added_entry_are_named(database: Database, tenant: int) -> None:
    write(database, tenant, "one", "two", "three")
    first, second, third = ids(database, tenant)
    insert = "insert into audit_entries (tenant_id, event, subject) values (:t, 'task.updated', 'x')"
    tamper(database, insert, t=tenant)
    added = ids(database, tenant)[-1]

    assert prove(database, tenant).fault == LogFault("added", "audit", added)
    for one in (third, second, first):
        tamper(database, "delete from audit_entries where tenant_id = :t and id = :id", t=tenant, id=one)
        assert prove(database, tenant).fault == LogFault("missing", "audit", one)


@pytest.mark.parametrize(
    "statement",
    [
        "update runs set state = 'failed' where id = :id", "update runs set counts = '{\"x\": 1}' where id = :id",
        "update runs set requested_by = 'x' where id = :id", "update runs set specification = '{}' where id = :id",
        "update operations set outcome = 'skipped' where run_id = :id",
        "update operations set account_id = 'x' where run_id = :id", "delete from operations where run_id = :id",
        "update operations set reason = 'x' where run_id = :id",
        "update runs set log_removed_at = now(), state = 'failed' where id = :id",
    ],
)  # fmt: skip
def test_an_altered_run_is_named(statement: str, database: Database, tenant: int) -> None:
    run_id = add_run(database, tenant)
    add_run(database, tenant)
    tamper(database, statement, id=run_id)

    assert prove(database, tenant).fault == LogFault("altered", "run", run_id)


def test_a_missing_and_an_added_run_are_named(database: Database, tenant: int) -> None:
    run_id = add_run(database, tenant)
    forged = "insert into runs (tenant_id, trigger, specification, state, finished_at) values (:t, 'manual', '{}', "
    tamper(database, forged + "'succeeded', now())", t=tenant)
    with database.system_session() as session:
        seal_finished_runs(session, NOW)  # what a scheduler would do with it

    fault = prove(database, tenant).fault
    assert fault is not None
    assert (fault.kind, fault.what, fault.id > run_id) == ("added", "run", True)
    tamper(database, "delete from runs where tenant_id = :t and id = :id", t=tenant, id=run_id)
    assert prove(database, tenant).fault == LogFault("missing", "run", run_id)


@pytest.mark.parametrize(
    "statement",
    [
        "update log_seals set content = 'x' where position = 2",
        "update log_seals set subject_id = 9 where position = 2",
        "update log_seals set link = 'x' where position = 2", "update log_seals set kind = 'run' where position = 2",
        "delete from log_seals where position = 2", "update log_seals set position = 9 where position = 3",
    ],
)  # fmt: skip
def test_an_altered_seal_breaks_the_chain(statement: str, database: Database, tenant: int) -> None:
    write(database, tenant, "one", "two", "three")
    tamper(database, statement)

    with database.tenant_session(tenant) as session:
        proof = prove_log(session, tenant)
    assert proof.fault is not None
    tamper(database, "update log_seals set position = position")
    assert prove(database, tenant).fault == proof.fault


def test_a_chain_that_was_made_anew_does_not_hold_the_published_head(database: Database, tenant: int) -> None:
    write(database, tenant, "one", "two")
    head = prove(database, tenant).head
    assert head is not None
    tamper(database, "update audit_entries set subject = 'forged' where tenant_id = :t and subject = 'one'", t=tenant)
    make_anew(database, tenant)

    assert prove(database, tenant).fault is None
    assert prove(database, tenant, head).fault == LogFault("head", "seal", 2)
    tamper(database, "delete from log_seals where position = 2")
    tamper(database, "delete from audit_entries where subject = 'two'")
    assert prove(database, tenant, head).fault == LogFault("head", "seal", 2)


def make_anew(database: Database, tenant_id: int) -> None:
    """What somebody who knows the program does after altering a row."""
    names = ("id", "at", "account_id", "event", "subject", "before", "after")
    with database.system_session() as session:
        seals, previous = [], None
        for row in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)):
            content = compute_content({name: getattr(row, name) for name in names})
            previous = make_seal(previous, "audit", row.id, content)
            seals.append({"tenant_id": tenant_id, **{name: getattr(previous, name) for name in Seal.__slots__}})
        session.execute(sa.delete(LogSeal))
        session.execute(sa.insert(LogSeal), seals)


def test_erasure_and_retention_leave_the_log_whole(database: Database, tenant: int) -> None:
    with database.tenant_session(tenant) as session:
        session.add(
            DirectoryUser(
                tenant_id=tenant, account_id="carl", name="Carl", email="carl@x.example", status="active", kind="person"
            )
        )
    write(database, tenant, "one", reason="asked by carl@x.example")
    add_run(database, tenant, specification={"name": "of carl@x.example"})
    old = add_run(database, tenant, finished_at=NOW - timedelta(days=40))
    with database.tenant_session(tenant) as session:
        assert erase_accounts(session, tenant, ["carl"]) == 1
    with database.system_session() as session:
        assert remove_old_runs(session, NOW) > 0
    with database.tenant_session(tenant) as session:
        assert session.get(Run, (tenant, old)) is None

    proof = prove(database, tenant)
    assert (proof.fault, proof.rows) == (None, 3)


def test_a_savepoint_or_transaction_that_is_taken_back_leaves_no_seal(database: Database, tenant: int) -> None:
    with database.tenant_session(tenant) as session:
        record_change(session, tenant, None, Change("task.updated", "lost"))
        session.flush()
        session.rollback()
    with database.tenant_session(tenant) as session:
        record_change(session, tenant, None, Change("task.updated", "kept"))
        nested = session.begin_nested()
        record_change(session, tenant, None, Change("task.updated", "taken back"))
        session.flush()
        nested.rollback()

    proof = prove(database, tenant)
    assert (proof.fault, proof.seals, proof.rows) == (None, 1, 1)


def test_many_who_write_at_once_make_one_chain(database: Database, tenant: int) -> None:
    def writes(number: int) -> Callable[[], None]:
        def work() -> None:
            for turn in range(5):
                write(database, tenant, f"{number}-{turn}", f"{number}-{turn} again")

        return work

    threads = [threading.Thread(target=writes(number)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    proof = prove(database, tenant)
    assert (proof.fault, proof.seals, proof.rows) == (None, 80, 80)


def test_rows_older_than_the_seals_are_counted_apart(database: Database, tenant: int) -> None:
    write(database, tenant, "old", "old too")
    begin(database, tenant, f"{ids(database, tenant)[-1]}:0")
    write(database, tenant, "new")

    proof = prove(database, tenant)
    assert (proof.fault, proof.rows, proof.unsealed) == (None, 1, 2)


def test_what_an_older_release_wrote_while_it_was_being_replaced_is_no_fault(database: Database, tenant: int) -> None:
    begin(database, tenant, "0:0")
    insert = "insert into audit_entries (tenant_id, event, subject, at) values (:t, 'task.updated', 'x', :at)"
    tamper(database, insert, t=tenant, at=datetime.now(UTC) + timedelta(minutes=50))
    assert prove(database, tenant).fault is None
    tamper(database, insert, t=tenant, at=datetime.now(UTC) + timedelta(minutes=70))
    fault = prove(database, tenant).fault
    assert fault is not None
    assert fault.kind == "added"
