"""Nobody has the app itself seal what they altered by SQL, and the app's own changes are no fault."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import Database
from app.domain.engine.composites import LEFT_GROUP
from app.domain.seals import Seal, compute_content, make_seal
from app.domain.states import Confirmation
from app.models import DirectoryUser, LogSeal, Operation, Run
from app.services.engine.checks import Checked, end_check, load_unchecked, record_checks
from app.services.records.log_proof import LogFault
from app.services.records.seals import seal_finished_runs
from app.services.tenancy.erasure import erase_accounts
from app.services.tenancy.retention import remove_old_runs
from tests.services.sealing import NOW, add_run, add_tenant, begin, ids, prove, tamper, write


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def tenant(database: Database) -> int:
    return add_tenant(database)


def erase_carl(database: Database, tenant: int) -> None:
    with database.tenant_session(tenant) as session:
        session.add(
            DirectoryUser(
                tenant_id=tenant, account_id="bob", name="Carl", email="carl@x.example", status="active", kind="person"
            )
        )
        session.flush()
        assert erase_accounts(session, tenant, ["bob"]) == 1


def seal_again(database: Database, tenant: int) -> None:
    tamper(database, "update runs set sealed_at = null where tenant_id = :t", t=tenant)
    with database.system_session() as session:
        assert seal_finished_runs(session, NOW) == 1


def find_not_applied(database: Database, tenant: int) -> None:
    """A look after the end finds that a step did not happen, and corrects the run."""
    tamper(
        database, "update operations set finished_at = :at where tenant_id = :t", t=tenant, at=NOW - timedelta(hours=1)
    )
    with database.tenant_session(tenant) as session:
        [run_id] = session.scalars(sa.select(Run.id))
        found = [Checked(one, Confirmation.NOT_APPLIED) for one in load_unchecked(session, tenant, run_id, NOW)]
        assert found
        record_checks(session, tenant, run_id, found, NOW)
        assert end_check(session, tenant, run_id, NOW) == 1


LAUNDRIES: dict[str, Callable[[Database, int], None]] = {
    "the note of its seal is taken away": seal_again,
    "somebody's account is closed": erase_carl,
    "a look finds a step that did not happen": find_not_applied,
}


@pytest.mark.parametrize("laundry", LAUNDRIES)
def test_what_was_altered_is_not_sealed_by_what_the_app_does_next(
    laundry: str, database: Database, tenant: int
) -> None:
    run_id = add_run(database, tenant, specification={"name": "of carl@x.example"}, requested_by="anna")
    tamper(database, "update runs set requested_by = 'eve' where id = :id", id=run_id)
    LAUNDRIES[laundry](database, tenant)

    assert prove(database, tenant).fault == LogFault("altered", "run", run_id)


def test_a_run_that_only_says_that_it_is_sealed_is_named(database: Database, tenant: int) -> None:
    """Nobody hides a run from the seal that its end would get."""
    with database.tenant_session(tenant) as session:
        session.add(Run(tenant_id=tenant, trigger="manual", specification={}, state="succeeded", finished_at=NOW))
    assert prove(database, tenant).fault is None
    tamper(database, "update runs set sealed_at = now() where tenant_id = :t", t=tenant)
    fault = prove(database, tenant).fault
    assert fault is not None
    assert (fault.kind, fault.what) == ("altered", "run")


def test_an_altered_entry_stays_altered_when_somebody_in_it_is_erased(database: Database, tenant: int) -> None:
    write(database, tenant, "one", reason="asked by carl@x.example")
    tamper(database, "update audit_entries set account_id = 'eve' where tenant_id = :t", t=tenant)
    erase_carl(database, tenant)

    assert prove(database, tenant).fault == LogFault("altered", "audit", ids(database, tenant)[0])


@pytest.mark.parametrize("column", ["error", "target_name", "before"])
def test_a_run_whose_log_alone_names_somebody_is_sealed_anew_when_they_are_erased(
    column: str, database: Database, tenant: int
) -> None:
    run_id = add_run(database, tenant, sealed_at=NOW)
    value = "'\"carl@x.example\"'" if column == "before" else "'carl@x.example'"
    tamper(database, f"update operations set {column} = {value} where run_id = :id", id=run_id)
    tamper(database, "update runs set sealed_at = null where id = :id", id=run_id)
    with database.system_session() as session:
        seal_finished_runs(session, NOW)
    assert prove(database, tenant).fault is None
    erase_carl(database, tenant)
    with database.tenant_session(tenant) as session:
        assert "carl" not in str(session.scalar(sa.select(getattr(Operation, column))))

    assert prove(database, tenant).fault is None


def test_a_run_that_goes_on_is_no_fault_when_somebody_in_it_is_erased(database: Database, tenant: int) -> None:
    with database.tenant_session(tenant) as session:
        run = Run(tenant_id=tenant, trigger="manual", specification={"name": "of carl@x.example"}, state="running")
        session.add(run)
    erase_carl(database, tenant)
    tamper(database, "update runs set matched_users = 3 where tenant_id = :t", t=tenant)
    assert prove(database, tenant).fault is None
    tamper(database, "update runs set state = 'succeeded', finished_at = now() where tenant_id = :t", t=tenant)
    with database.system_session() as session:
        assert seal_finished_runs(session, NOW) == 1
    assert prove(database, tenant).fault is None


def test_the_apps_own_corrections_are_no_fault(database: Database, tenant: int) -> None:
    with database.tenant_session(tenant) as session:
        run = Run(tenant_id=tenant, trigger="manual", specification={"name": "x"}, state="succeeded", finished_at=NOW)
        session.add(run)
        session.flush()
        steps = [{"step": LEFT_GROUP, "group_id": "g", "directory_id": "d"}]
        session.add(
            Operation(
                tenant_id=tenant, run_id=run.id, position=0, account_id="bob", action_index=0, action="suspend_user",
                target_kind="user", target_id="x", target_name="x", outcome="succeeded", steps=steps,
                finished_at=NOW - timedelta(hours=1),
            )
        )  # fmt: skip
        run_id = run.id
    with database.system_session() as session:
        seal_finished_runs(session, NOW)
    with database.tenant_session(tenant) as session:
        undone = frozenset({("group", "g")})
        found = [Checked(one, Confirmation.NOT_APPLIED, undone) for one in load_unchecked(session, tenant, run_id, NOW)]
        record_checks(session, tenant, run_id, found, NOW)
        assert session.scalar(sa.select(Operation.steps)) == []
    assert prove(database, tenant).fault is None
    with database.tenant_session(tenant) as session:
        end_check(session, tenant, run_id, NOW)
    assert prove(database, tenant).fault is None


def test_a_run_in_the_place_of_one_that_was_removed_is_named(database: Database, tenant: int) -> None:
    run_id = add_run(database, tenant, finished_at=NOW - timedelta(days=40))
    with database.system_session() as session:
        assert remove_old_runs(session, NOW, operations=0) == 0
    assert prove(database, tenant).fault is None, "the log is being removed, the run is still what it was"
    with database.system_session() as session:
        assert remove_old_runs(session, NOW) > 0
    assert prove(database, tenant).fault is None
    forged = (
        "insert into runs (id, tenant_id, trigger, specification, state, finished_at, sealed_at, log_removed_at)"
        " overriding system value values (:id, :t, 'manual', '{}', 'succeeded', now(), now(), now())"
    )
    tamper(database, forged, id=run_id, t=tenant)
    assert prove(database, tenant).fault == LogFault("altered", "run", run_id)


@pytest.mark.parametrize("days", [2, -2])
def test_an_entry_that_was_added_later_is_none_of_the_hour_in_which_the_seals_began(
    days: int, database: Database, tenant: int
) -> None:
    write(database, tenant, "old")
    begin(database, tenant, f"{ids(database, tenant)[-1]}:0")
    write(database, tenant, "new")
    insert = "insert into audit_entries (tenant_id, event, subject, at) values (:t, 'x', 'y', now() - :days * interval "
    tamper(database, f"{insert}'1 day')", t=tenant, days=days)

    assert prove(database, tenant).fault == LogFault("added", "audit", ids(database, tenant)[-1])


def test_two_tenants_cannot_change_their_seals_with_each_other(database: Database, tenant: int) -> None:
    other = add_tenant(database)
    for one in (tenant, other):
        write(database, one, "one", "two")
    tamper(database, "update log_seals set position = position + 100 where tenant_id = :a", a=tenant)
    tamper(database, "update log_seals set tenant_id = :a where tenant_id = :b", a=tenant, b=other)
    tamper(database, "update log_seals set tenant_id = :b, position = position - 100 where position > 100", b=other)
    for one in (tenant, other):
        fault = prove(database, one).fault
        assert fault is not None
        assert fault.kind in ("chain", "added", "missing")


def test_seals_of_the_first_form_stay_good(database: Database, tenant: int) -> None:
    """As the release before made them: over fewer parts of a run."""
    run_id = add_run(database, tenant)
    parts = "position, account_id, action_index, action, target_kind, target_id, outcome, coalesce(reason, '')"
    with database.system_session() as session:
        log = session.scalar(
            sa.text(
                "select encode(sha256(convert_to(string_agg(encode(sha256(convert_to("
                f"concat_ws('|', {parts}), 'UTF8')), 'hex'), '' order by position), 'UTF8')), 'hex') from operations"
            )
        )
        names = (
            *("id", "task_id", "trigger", "scheduled_for", "state", "reason", "specification", "plan_hash", "counts"),
            *("matched_users", "planned_users", "requested_by", "approved_by", "cancel_requested_by"),
            *("created_at", "started_at", "finished_at"),
        )
        run = session.get_one(Run, (tenant, run_id))
        content = compute_content({name: getattr(run, name) for name in names} | {"log": log})
        [begun, _run] = session.scalars(sa.select(LogSeal).order_by(LogSeal.position))
        first = make_seal(None, "run_begun", run_id, begun.content)
        second = make_seal(first, "run", run_id, content)
        session.execute(sa.delete(LogSeal))
        values = [
            {"tenant_id": tenant, **{name: getattr(one, name) for name in Seal.__slots__}} for one in (first, second)
        ]
        session.execute(sa.insert(LogSeal), values)
        session.execute(sa.text("delete from seal_keys"))
    assert prove(database, tenant).fault is None
    tamper(database, "update operations set outcome = 'skipped'")
    assert prove(database, tenant).fault == LogFault("altered", "run", run_id)
