"""Another installation takes over at any moment of a run, through either door, and back again: nobody acts twice,
nothing is lost, and whoever rests is told where it went and nothing else."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.models import Installation, Notification, Tenant
from app.services.notices.notification_queue import find_place
from app.services.tenancy.tenants import secret_place
from tests.api.doors import Door, Doors, check_one_owner, count_writes, open_doors, paste
from tests.api.ground import Office
from tests.api.stories import EVERYBODY, draft, ordinary, people
from tests.ground.processes import wait_until
from tests.worker.pausing import nap_at

KINDS = ("site", "forge")
WEEKLY = {"mode": "weekly", "weekdays": ["monday"], "hour": 5}
Act = Callable[[], None]


@pytest.fixture
def doors(office: Office) -> Iterator[Doors]:
    with open_doors(office) as doors:
        yield doors


class Work:
    """A task about five people of whom one is protected, and its run, by whoever acts."""

    def __init__(self, office: Office, by: Door, accounts: list[str] | None = None) -> None:
        self.office, self.by = office, by
        self.accounts = accounts or ordinary(office.acme)[:5]
        self.spared = self.accounts[0]
        body = {"kind": "user", "value": self.spared, "reason": "ours"}
        if not any(one["value"] == self.spared for one in by.ask("GET", "/protected")["items"]):
            by.ask("POST", "/protected", body)
        saved = by.ask("POST", "/filters", {"name": f"Five {by.client_key}", "specification": people(*self.accounts)})
        self.filter_id = saved["id"]

    def task(self, action: str, **fields: Any) -> int:
        body = draft(self.filter_id, {"type": action}, name=f"{action} {self.by.client_key}", **fields)
        return int(self.by.ask("POST", "/tasks", body)["id"])

    def start(self, task_id: int) -> int:
        return int(self.by.ask("POST", f"/tasks/{task_id}/runs", {})["id"])


def age(office: Office) -> None:
    """The mirror is too old for a run."""
    with office.database.system_session() as session:
        session.execute(
            sa.update(Tenant)
            .where(Tenant.id == office.acme.tenant_id)
            .values(mirror_synced_at=Tenant.mirror_synced_at - sa.text("interval '1 hour'"))
        )


def while_queued(_office: Office, act: Act) -> None:
    act()


def while_waiting_for_a_sync(office: Office, act: Act) -> None:
    age(office)
    [work] = office.acme.desk.hand_out()
    office.acme.desk.work_on(work)
    act()


def at(point: str, passes: int = 1) -> Callable[[Office, Act], None]:
    def during(office: Office, act: Act) -> None:
        failed: list[Exception] = []

        def meanwhile() -> None:
            try:
                act()
            except Exception as error:  # noqa: BLE001 - it is a thread of the worker that gets it
                failed.append(error)

        with nap_at(point, passes, meanwhile) as napped:
            office.work()
        assert napped, point
        assert not failed, failed

    during.__name__ = f"{point}_{passes}"
    return during


def while_a_sync_goes_on(office: Office, act: Act) -> None:
    age(office)
    [run] = office.acme.desk.hand_out()
    office.acme.desk.work_on(run)
    [sync] = office.acme.desk.hand_out()
    assert sync.kind == "sync"
    with nap_at("claimed", 1, act):
        office.acme.desk.work_on(sync)


MOMENTS = (
    while_queued, while_a_sync_goes_on, at("called"), while_waiting_for_a_sync, at("names_frozen"), at("planned_chunk"),
    at("opened"), at("marked_started"), at("calling", 2), at("before_finish"),
)  # fmt: skip


CELLS = [("site", moment) for moment in MOMENTS] + [("forge", moment) for moment in MOMENTS[:3]]


@pytest.mark.parametrize(("kind", "moment"), CELLS, ids=lambda one: getattr(one, "__name__", one))
def test_at_any_moment_of_a_run_and_back_again(
    office: Office, doors: Doors, kind: str, moment: Callable[[Office, Act], None]
) -> None:
    first, other = doors.first, doors.add(kind)
    accounts = ordinary(office.acme)[:5]
    for before, after, action, call in (
        (first, other, "suspend_user", "suspend"),
        (other, first, "restore_user", "restore"),
    ):
        work = Work(office, before, accounts)
        writes = count_writes(office)
        run_id = work.start(work.task(action))
        moment(office, after.take_over)
        check_one_owner(office, after, before)
        office.work()

        run = after.ask("GET", f"/runs/{run_id}")
        assert (run["state"], run["counts"]["affected"]) == ("succeeded", 4), run["counts"]
        made = count_writes(office) - writes
        assert sorted(account for _call, account in made) == sorted(work.accounts[1:]), made
        assert set(made.values()) == {1}, call
        check_one_owner(office, after, before)
    told = {one["event"] for one in first.ask("GET", "/audit")["items"]}
    assert {"organization.taken_over", "run.requested"} <= told


@pytest.mark.parametrize("kind", KINDS)
def test_a_held_plan_is_released_by_whoever_acts_now_and_by_nobody_else(
    office: Office, doors: Doors, kind: str
) -> None:
    first, other = doors.first, doors.add(kind)
    first.ask("PATCH", "/settings", {"is_four_eyes_required": False})
    work = Work(office, first)
    run_id = work.start(work.task("suspend_user", max_users=1))
    office.work()
    held = first.ask("GET", f"/runs/{run_id}")
    assert held["state"] == "held"

    other.take_over()

    released = {"plan_hash": held["plan_hash"]}
    assert first.refuse("POST", f"/runs/{run_id}/approve", released)["code"] == "setup_required"
    other.ask("POST", f"/runs/{run_id}/approve", released)
    office.work()
    assert other.ask("GET", f"/runs/{run_id}")["counts"]["affected"] == 4
    assert set(count_writes(office).values()) == {1}


@pytest.mark.parametrize("kind", KINDS)
def test_the_stop_stays_pulled_until_whoever_acts_lifts_it(office: Office, doors: Doors, kind: str) -> None:
    first, other = doors.first, doors.add(kind)
    work = Work(office, first)
    task_id = work.task("suspend_user", schedule=WEEKLY, is_schedule_active=True)
    run_id = work.start(task_id)
    first.ask("PATCH", "/settings", {"is_stopped": True})

    other.take_over()
    office.work()

    assert other.ask("GET", f"/runs/{run_id}")["state"] == "cancelled"
    assert not count_writes(office)
    assert (other.ask("GET", "/me")["is_stopped"], other.ask("GET", f"/tasks/{task_id}")["next_run_at"]) == (True, None)
    assert first.refuse("PATCH", "/settings", {"is_stopped": False})["code"] == "setup_required"
    other.ask("PATCH", "/settings", {"is_stopped": False})
    assert other.ask("GET", f"/tasks/{task_id}")["next_run_at"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_end_of_whoever_rests_ends_nothing_and_coming_back_brings_nothing(
    office: Office, doors: Doors, kind: str
) -> None:
    first, other = doors.first, doors.add(kind)
    work = Work(office, first)
    task = first.ask("GET", f"/tasks/{work.task('suspend_user', schedule=WEEKLY, is_schedule_active=True)}")
    other.take_over()

    first.uninstall()
    assert other.ask("GET", f"/tasks/{task['id']}")["next_run_at"] == task["next_run_at"]
    first.install_again()

    check_one_owner(office, other, first)
    first.take_over()
    check_one_owner(office, first, other)
    other.uninstall()
    back = first.ask("GET", f"/tasks/{task['id']}")
    assert (back["next_run_at"], first.ask("GET", "/me")["are_schedules_confirmed"]) == (task["next_run_at"], True)


def test_an_open_download_ends_with_the_place_and_goes_on_with_the_new_one(office: Office, doors: Doors) -> None:
    first, other = doors.first, doors.add("site")
    ask = {"format": "csv", "specification": EVERYBODY}
    part = first.ask("POST", "/users/export/part", ask)
    first_cursor = part["next_cursor"]

    other.take_over()

    assert first.refuse("POST", "/users/export/part", ask | {"cursor": first_cursor})["code"] == "setup_required"


def test_what_is_told_is_told_once_and_leads_to_whoever_acts(office: Office, doors: Doors) -> None:
    first, other = doors.first, doors.add("site")
    channel = {"kind": "webhook", "name": "Ops", "url": "https://hooks.example/x", "events": ["run.succeeded"]}
    first.ask("POST", "/channels", channel)
    work = Work(office, first)
    run_id = work.start(work.task("suspend_user"))
    with nap_at("marked_started", 1, other.take_over):
        office.work()

    assert other.ask("GET", f"/runs/{run_id}")["state"] == "succeeded"
    with office.database.system_session() as session:
        rows = session.scalars(sa.select(Notification).where(Notification.event == "run.succeeded")).all()
        assert [row.tenant_id for row in rows] == [office.acme.tenant_id]
        place = find_place(session, office.acme.tenant_id)
        assert place is not None
        assert place.site == other.site_url


def test_a_secret_that_the_host_tells_meanwhile_is_kept(office: Office, doors: Doors) -> None:
    """The lifecycle holds the installation's row while somebody takes over."""
    first, other = doors.first, doors.add("site")
    keyring, owner = office.acme.desk.context.keyring, office.acme.tenant_id
    taking = threading.Thread(target=other.take_over)
    with office.database.system_session() as session:
        told = sa.update(Installation).where(Installation.client_key == first.client_key)
        session.execute(told.values(encrypted_shared_secret=keyring.encrypt("told meanwhile", secret_place(owner))))
        taking.start()
        waiting = sa.text("select count(*) from pg_locks where not granted")
        wait_until(lambda: session.scalar(waiting) > 0, timeout_seconds=30)
    taking.join()

    with office.database.system_session() as session:
        row = session.scalars(sa.select(Installation).where(Installation.client_key == first.client_key)).one()
        assert row.tenant_id == first.tenant_id != owner
        assert keyring.decrypt(str(row.encrypted_shared_secret), secret_place(row.tenant_id)) == "told meanwhile"


def test_whoever_moved_first_is_told_where_it_is_now(office: Office, doors: Doors) -> None:
    """From the first to a second and on to a third; the first page must not send people to one that rests."""
    first, second, third = doors.first, doors.add("site"), doors.add("forge")
    second.take_over()
    third.take_over()

    check_one_owner(office, third, second)
    check_one_owner(office, third, first)
    first.take_over()
    check_one_owner(office, first, second)
    check_one_owner(office, first, third)


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_uninstalled_one_took_comes_back_to_whoever_had_it(office: Office, doors: Doors, kind: str) -> None:
    first, other, third = doors.first, doors.add(kind), doors.add("forge")
    work = Work(office, first)
    task_id = work.task("suspend_user", schedule=WEEKLY, is_schedule_active=True)
    run_id = work.start(task_id)
    other.take_over()
    other.uninstall()
    # It was never theirs: a third one, of the same organization, gets none of it.
    assert third.refuse("POST", "/organization/take-over", paste(office))["code"] == "not_found"

    first.ask("PUT", "/organization", paste(office))

    assert first.tenant_id == office.acme.tenant_id
    assert (first.ask("GET", "/me")["are_schedules_confirmed"], other.tenant_id == first.tenant_id) == (False, False)
    assert first.ask("GET", f"/tasks/{task_id}")["next_run_at"] is None
    assert first.ask("GET", f"/runs/{run_id}")["state"] == "cancelled"
    assert [one["value"] for one in first.ask("GET", "/protected")["items"]] == [work.spared]
    office.work()
    assert not count_writes(office)
