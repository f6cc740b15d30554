"""Who can write every row of the database can make no seal: whatever they do by SQL, the first row of it is named."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from app.crypto import Keyring
from app.db import Database
from app.domain.seals import Seal, compute_content, make_seal
from app.models import AuditEntry, DirectoryUser, LogSeal, SealKey
from app.services.operating.key_rotation import rotate_keys
from app.services.records.log_proof import LogFault, LogProof
from app.services.tenancy.erasure import erase_accounts
from app.services.tenancy.retention import remove_old_runs
from tests.platform.door import ENCRYPTION_KEYS
from tests.services.sealing import add_run, add_tenant, ids, prove, tamper, write

OTHER = "k2:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoyMzQ1Njc="


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url, keyring=Keyring.parse(ENCRYPTION_KEYS))
    yield database
    database.dispose()


@pytest.fixture
def tenant(database: Database) -> int:
    tenant_id = add_tenant(database)
    write(database, tenant_id, "one", "two", "three")
    add_run(database, tenant_id)
    return tenant_id


def find_fault(database: Database, tenant_id: int) -> tuple[str, str, int] | None:
    fault = prove(database, tenant_id).fault
    return None if fault is None else astuple(fault)


def test_every_seal_carries_a_key_that_is_not_in_the_database(database: Database, tenant: int) -> None:
    proof = prove(database, tenant)
    assert (proof.fault, proof.keyed) == (None, proof.seals)
    with database.system_session() as session:
        stored = session.scalars(sa.select(SealKey.encrypted_key)).all()
    assert [one.split(".")[:2] for one in stored] == [["v1", "k1"]]


def remake(database: Database, tenant_id: int, key: bytes | None) -> None:
    """Make the whole chain anew over what stands there, as who knows the program does."""
    names = ("id", "at", "account_id", "event", "subject", "before", "after")
    with database.system_session() as session:
        seals: list[dict[str, Any]] = []
        previous: Seal | None = None
        for row in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)):
            content = compute_content({name: getattr(row, name) for name in names})
            previous = make_seal(previous, "audit", row.id, content, key)
            seals.append({"tenant_id": tenant_id, **{name: getattr(previous, name) for name in Seal.__slots__}})
        session.execute(sa.text("delete from operations"))
        session.execute(sa.text("delete from runs"))
        session.execute(sa.delete(LogSeal))
        session.execute(sa.insert(LogSeal), seals)


def by_sql(*statements: str) -> Callable[[Database, int], None]:
    def act(database: Database, _tenant: int) -> None:
        for statement in statements:
            tamper(database, statement)

    return act


SWAP = (
    "update log_seals set position = position + 100 where position in (2, 3)",
    ("update log_seals set position = case position when 102 then 3 else 2 end where position in (102, 103)"),
)
CRIMES: dict[str, tuple[Callable[[Database, int], None], tuple[str, str]]] = {
    "alter": (by_sql("update audit_entries set account_id = 'eve' where subject = 'two'"), ("altered", "audit")),
    "delete": (by_sql("delete from audit_entries where subject = 'two'"), ("missing", "audit")),
    "insert": (
        by_sql("insert into audit_entries (tenant_id, event, subject) select id, 'x', 'y' from tenants"),
        ("added", "audit"),
    ),
    "alter a run": (by_sql("update operations set outcome = 'skipped'"), ("altered", "run")),
    "delete a run": (by_sql("delete from operations", "delete from runs"), ("missing", "run")),
    "reorder": (by_sql(*SWAP), ("chain", "seal")),
    "delete with its seal": (
        by_sql("delete from audit_entries where subject = 'two'", "delete from log_seals where position = 2"),
        ("chain", "seal"),
    ),
    "swap what two of them say": (
        by_sql(
            "update audit_entries a set subject = b.subject, account_id = b.account_id, after = b.after "
            "from audit_entries b where a.subject in ('one', 'two') and b.subject in ('one', 'two') and a.id <> b.id"
        ),
        ("altered", "audit"),
    ),
    "number it anew": (
        by_sql("update audit_entries set id = id + 1000 where subject = 'two'"),
        ("missing", "audit"),
    ),
    "number it and its seal anew": (
        by_sql(
            "update log_seals set subject_id = subject_id + 1000 where kind = 'audit' and subject_id = "
            "(select id from audit_entries where subject = 'two')",
            "update audit_entries set id = id + 1000 where subject = 'two'",
        ),
        ("altered", "audit"),
    ),
    "date it back": (
        by_sql("update audit_entries set at = at - interval '1 day' where subject = 'two'"),
        ("altered", "audit"),
    ),
    "alter the newest": (
        by_sql("update audit_entries set after = '{\"n\": 2}' where subject = 'three'"),
        ("altered", "audit"),
    ),
    "say that a run was removed": (
        by_sql(
            "delete from operations", "delete from runs", "update log_seals set kind = 'run_removed' where kind = 'run'"
        ),
        ("chain", "seal"),
    ),
    "cut the end off": (
        by_sql("delete from operations", "delete from runs", "delete from log_seals where kind like 'run%'"),
        ("head", "seal"),
    ),
    "cut everything off": (
        by_sql("delete from operations", "delete from runs", "delete from log_seals", "delete from audit_entries"),
        ("head", "seal"),
    ),
    "make the chain anew without a key": (lambda d, t: remake(d, t, None), ("head", "seal")),
    "make the chain anew with another key": (lambda d, t: remake(d, t, b"x" * 32), ("chain", "seal")),
    "say that seals carry no key": (
        by_sql("update log_seals set is_keyed = false where position > 1"),
        ("chain", "seal"),
    ),
    "drop the key": (by_sql("delete from seal_keys"), ("key", "seal")),
    "put another key there": (by_sql("update seal_keys set encrypted_key = 'v1.k1.AAAA'"), ("key", "seal")),
    "note another head": (by_sql("update seal_keys set head_position = 2"), ("head", "seal")),
}


@pytest.mark.parametrize("crime", CRIMES)
def test_what_is_done_by_sql_is_found_and_named(crime: str, database: Database, tenant: int) -> None:
    act, expected = CRIMES[crime]
    act(database, tenant)
    fault = prove(database, tenant).fault
    assert fault is not None
    assert (fault.kind, fault.what) == expected


def test_the_first_row_is_named_by_its_number(database: Database, tenant: int) -> None:
    second = ids(database, tenant)[1]
    last = prove(database, tenant).seals
    tamper(database, "update audit_entries set subject = 'x' where id >= :id", id=second)
    assert prove(database, tenant).fault == LogFault("altered", "audit", second)
    tamper(database, "delete from log_seals where position = :p", p=last)
    assert prove(database, tenant).fault == LogFault("altered", "audit", second)


def test_who_goes_on_without_a_key_is_found(database: Database, tenant: int) -> None:
    bare = Database(database.engine.url.render_as_string(hide_password=False))
    write(bare, tenant, "four")
    bare.dispose()
    assert find_fault(database, tenant) == ("chain", "seal", 6)


def test_seals_from_before_the_keys_stay_good_and_are_counted(database: Database) -> None:
    tenant = add_tenant(database)
    bare = Database(database.engine.url.render_as_string(hide_password=False))
    write(bare, tenant, "old", "old too")
    bare.dispose()
    assert _told(prove(database, tenant)) == (None, 2, 0)
    write(database, tenant, "new")
    assert _told(prove(database, tenant)) == (None, 3, 1)
    tamper(database, "update audit_entries set subject = 'x' where subject = 'old'")
    assert find_fault(database, tenant) is not None


def _told(proof: LogProof) -> tuple[LogFault | None, int, int]:
    return proof.fault, proof.seals, proof.keyed


def test_the_keys_outlive_those_of_the_environment(database: Database, tenant: int) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    both, new = Keyring.parse(f"{OTHER},{ENCRYPTION_KEYS}"), Keyring.parse(OTHER)
    during = Database(url, keyring=both)
    assert prove(during, tenant).fault is None
    rotate_keys(during, both)
    write(during, tenant, "during")
    during.dispose()
    after = Database(url, keyring=new)
    write(after, tenant, "after")
    proof = prove(after, tenant)
    assert (proof.fault, proof.keyed) == (None, proof.seals)
    after.dispose()
    assert find_fault(database, tenant) == ("key", "seal", 1)


def test_a_key_that_cannot_be_read_stops_nobody_and_is_told(database: Database, tenant: int) -> None:
    tamper(database, "update seal_keys set encrypted_key = 'nonsense'")
    write(database, tenant, "four")
    assert find_fault(database, tenant) == ("key", "seal", 1)


TABLES = ("audit_entries", "log_seals", "seal_keys")


def test_an_older_state_of_everything_is_whole_and_does_not_hold_a_head_that_was_kept(
    database: Database, tenant: int
) -> None:
    older = prove(database, tenant).head
    assert older is not None
    for table in TABLES:
        tamper(database, f"create table old_{table} as select * from {table}")
    write(database, tenant, "four")
    head = prove(database, tenant, older).head
    assert head is not None
    for table in reversed(TABLES):
        tamper(database, f"delete from {table}")
    for table in TABLES:
        tamper(database, f"insert into {table} select * from old_{table}")

    assert find_fault(database, tenant) is None, "nothing in the database tells of what came later"
    assert prove(database, tenant, older).fault is None
    assert prove(database, tenant, head).fault == LogFault("head", "seal", int(head.partition(":")[0]))
    write(database, tenant, "another four")
    assert prove(database, tenant, head).fault == LogFault("head", "seal", int(head.partition(":")[0]))


def test_what_many_write_while_others_are_erased_and_removed_is_whole_and_then_shows_what_was_altered(
    database: Database, tenant: int
) -> None:
    now = datetime.now(UTC)
    with database.tenant_session(tenant) as session:
        for name in ("carl", "dora"):
            session.add(
                DirectoryUser(
                    tenant_id=tenant, account_id=name, name=name, email=f"{name}@x.example", status="active",
                    kind="person",
                )
            )  # fmt: skip
    for number in range(6):
        ended = now - timedelta(days=40 * (number % 2))
        add_run(database, tenant, specification={"name": "of carl@x.example"}, finished_at=ended)

    def erase(name: str) -> None:
        with database.tenant_session(tenant) as session:
            erase_accounts(session, tenant, [name])

    def remove() -> None:
        with database.system_session() as session:
            remove_old_runs(session, now)

    def write_six(number: int) -> None:
        for turn in range(6):
            write(database, tenant, f"{number}-{turn}", reason="carl@x.example")

    works: list[Callable[[], object]] = [
        *(partial(write_six, number) for number in range(4)),
        lambda: erase("carl"), lambda: erase("dora"), remove, remove,
        lambda: add_run(database, tenant),
    ]  # fmt: skip
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()

    proof = prove(database, tenant)
    assert (proof.fault, proof.keyed) == (None, proof.seals)
    rows = ids(database, tenant)
    middle = rows[len(rows) // 2]
    tamper(database, "update audit_entries set subject = 'x' where id >= :id", id=middle)
    assert prove(database, tenant).fault == LogFault("altered", "audit", middle)
