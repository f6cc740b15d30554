"""A held plan is released by another person than those who had a hand in it, as it was looked at, and not otherwise."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.domain.errors import Conflict
from app.domain.people.directory import ORG_ADMIN_ROLE
from app.models import DirectoryUser, Notification, Run, Task
from app.services.automation import filters, tasks
from app.services.engine import bulk, runs, undo
from app.services.engine.releasing import four_eyes
from app.services.tenancy import settings
from app.services.tenancy.erasure import erase_accounts
from tests.ground.desk import Desk
from tests.worker.accesses import cause, plain_groups
from tests.worker.delivering import add_channel
from tests.worker.people import ordinary, people

SUSPEND = {"type": "suspend_user"}
DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}


@pytest.fixture
def two(synced: Desk) -> Desk:
    """An organization with two organization admins, `admins(desk)`, who can come to the page."""
    first, second, *others = synced.call(four_eyes.list_admins)
    roles = synced.sandbox.call("GET", f"/organizations/{synced.org_id}/roles")["roles"]
    [platform] = {row["resource_id"] for row in roles if row["role"] == ORG_ADMIN_ROLE}
    role = {"resource_id": platform, "role": ORG_ADMIN_ROLE}
    cause(synced, *(["user_role_revoked", {"account_id": one} | role] for one in others))
    synced.sync()
    assert synced.call(four_eyes.list_admins) == [first, second]
    return synced


def admins(desk: Desk) -> tuple[str, ...]:
    return tuple(desk.call(four_eyes.list_admins))


def save_task(desk: Desk, by: str, *, filter_by: str | None = None, **fields: object) -> int:
    spec = people(*ordinary(desk)[:3])
    saved = desk.call(filters.create_filter, f"F{len(desk.list_run_rows())}", spec, by=filter_by or by).id
    draft = tasks.TaskDraft(
        name="T", filter_id=saved, actions=(SUSPEND,), schedule=fields.pop("schedule", {"mode": "manual"}),  # type: ignore[arg-type]
        max_users=1, is_confirmed=True, **fields,  # type: ignore[arg-type]
    )  # fmt: skip
    return int(desk.call(tasks.create_task, draft, by=by, now=desk.clock()).id)


def edit(desk: Desk, task: int, by: str, **changes: object) -> None:
    view = desk.call(tasks.get_task, task, desk.clock())
    draft = tasks.TaskDraft(
        name=view.name, filter_id=view.filter.id, actions=tuple(view.actions), schedule=view.schedule,
        max_users=view.max_users, version=view.version, is_confirmed=True,
        is_schedule_active=view.is_schedule_active,
    )  # fmt: skip
    desk.call(tasks.update_task, task, replace(draft, **changes), by=by, now=desk.clock())  # type: ignore[arg-type]


def run_of(desk: Desk, task: int, by: str) -> int:
    run_id = int(desk.call(runs.request_run, task, by=by))
    desk.work()
    assert desk.show(run_id).summary.state == "held"
    return run_id


def slot_of(desk: Desk, task: int) -> int:
    """The held run of the task's next slot, which nobody asked for."""
    desk.advance_to_next_run(task)
    desk.work()
    run = desk.list_run_rows()[-1]
    assert (run.state, run.requested_by) == ("held", None)
    return run.id


def release(desk: Desk, run_id: int, by: str) -> str:
    """The code of the refusal, or the state of the run."""
    plan_hash = desk.show(run_id).plan_hash
    try:
        desk.call(runs.approve_run, run_id, by=by, plan_hash=plan_hash, now=desk.clock())
    except Conflict as refusal:
        assert desk.show(run_id).summary.state == "held"
        assert desk.writes() == []
        return refusal.code
    desk.work()
    return desk.show(run_id).summary.state


def test_neither_author_nor_requester_releases_a_plan_and_the_refusal_names_who_may(synced: Desk) -> None:
    author, requester, other, *_rest = admins(synced)
    run_id = run_of(synced, save_task(synced, author), requester)

    with pytest.raises(Conflict) as refusal:
        synced.call(runs.approve_run, run_id, by=author, plan_hash=synced.show(run_id).plan_hash, now=synced.clock())

    assert refusal.value.code == "other_person_needed"
    named = {one["account_id"] for one in refusal.value.extra["may_release"]}
    assert named == set(admins(synced)) - {author, requester}
    assert all(one["name"] in refusal.value.extra["names"] for one in refusal.value.extra["may_release"])
    assert release(synced, run_id, requester) == "other_person_needed"
    assert release(synced, run_id, other) == "succeeded"
    assert len(synced.writes()) == 3


@pytest.mark.parametrize("door", ["bulk", "undo"])
def test_who_asked_for_a_bulk_operation_or_an_undo_does_not_release_it(two: Desk, door: str) -> None:
    first, second = admins(two)
    done = two.run(two.create_task(people(*ordinary(two)[:3]), SUSPEND)) if door == "undo" else None
    two.call(settings.update_settings, {"limit_percent": 1, "limit_people": 1}, by=first, now=two.clock())
    if done:
        run_id = int(two.call(undo.request_undo, done.summary.id, by=first))
    else:
        draft = bulk.BulkDraft(actions=(SUSPEND,), account_ids=tuple(ordinary(two)[:3]))
        run_id = int(two.call(bulk.request_bulk, draft, by=first))
    two.work()
    plan_hash = two.show(run_id).plan_hash

    with pytest.raises(Conflict):
        two.call(runs.approve_run, run_id, by=first, plan_hash=plan_hash, now=two.clock())

    two.call(runs.approve_run, run_id, by=second, plan_hash=plan_hash, now=two.clock())


def test_with_two_admins_the_author_releases_what_the_other_one_asked_for(two: Desk) -> None:
    author, requester = admins(two)
    run_id = run_of(two, save_task(two, author), requester)

    assert release(two, run_id, requester) == "other_person_needed"
    assert release(two, run_id, author) == "succeeded"


def rename(desk: Desk, task: int, by: str) -> None:
    edit(desk, task, by, name="Renamed")


def switch_schedule(desk: Desk, task: int, by: str) -> None:
    for is_active in (False, True):
        desk.call(tasks.set_schedule_active, task, is_active, by=by, now=desk.clock(), is_confirmed=True)


@pytest.mark.parametrize("touch", [rename, switch_schedule])
def test_whoever_chose_whom_a_task_changes_is_not_forgotten_when_another_one_saves_it(
    two: Desk, touch: Callable[[Desk, int, str], None]
) -> None:
    author, other = admins(two)
    task = save_task(two, author, schedule=DAILY, is_schedule_active=True)
    touch(two, task, other)

    run_id = slot_of(two, task)

    assert release(two, run_id, author) == "other_person_needed"
    assert release(two, run_id, other) == "succeeded"


@pytest.mark.parametrize("what", ["its limit", "its actions", "its filter"])
def test_whoever_changes_what_a_task_does_is_its_author(two: Desk, what: str) -> None:
    first, second = admins(two)
    task = save_task(two, first, schedule=DAILY, is_schedule_active=True)
    switch_schedule(two, task, first)
    two.clock.advance(seconds=1)
    if what == "its limit":
        edit(two, task, second, max_users=2)
    elif what == "its actions":
        edit(two, task, second, actions=(SUSPEND, {"type": "remove_from_groups", "groups": plain_groups(two)[:1]}))
    else:
        edit(two, task, second, filter_id=two.save_filter(people(*ordinary(two)[:5])))
    switch_schedule(two, task, first)

    run_id = slot_of(two, task)

    assert release(two, run_id, second) == "other_person_needed"


def test_whoever_saved_the_filter_last_does_not_release_the_people_that_it_names(two: Desk) -> None:
    first, second = admins(two)
    task = save_task(two, first, schedule=DAILY, is_schedule_active=True)
    saved = two.call(tasks.get_task, task, two.clock()).filter.id
    two.clock.advance(seconds=1)
    change = filters.FilterEdit("Wider", people(*ordinary(two)[:4]), 1)
    two.call(filters.update_filter, saved, change, by=second, now=two.clock())

    run_id = slot_of(two, task)

    assert release(two, run_id, second) == "other_person_needed"
    assert release(two, run_id, first) == "succeeded"


def test_who_saves_the_task_while_its_run_is_held_changes_nothing_about_who_may(synced: Desk) -> None:
    author, requester, other, *_rest = admins(synced)
    task = save_task(synced, author)
    run_id = run_of(synced, task, requester)
    edit(synced, task, other, max_users=7, filter_id=synced.save_filter(people(*ordinary(synced)[:9])))

    assert release(synced, run_id, author) == "other_person_needed"
    assert release(synced, run_id, other) == "succeeded"


@pytest.mark.parametrize("gone", [{"status": "suspended"}, {"kind": "app"}], ids=str)
def test_an_only_admin_releases_alone_and_who_cannot_come_does_not_count(two: Desk, gone: dict[str, str]) -> None:
    first, second = admins(two)
    run_id = run_of(two, save_task(two, first), first)
    assert release(two, run_id, first) == "other_person_needed"
    with two.context.database.system_session() as session:
        session.execute(sa.update(DirectoryUser).where(DirectoryUser.account_id == second).values(**gone))

    view = two.call(four_eyes.describe_release, run_id, by=first, is_admin=True)

    assert (view.rule, view.is_allowed) == ("one_admin", True)
    assert release(two, run_id, first) == "succeeded"


def test_switching_the_rule_off_is_told_and_lets_the_author_release(synced: Desk) -> None:
    author, *_others = admins(synced)
    add_channel(synced, "http://127.0.0.1:1/", "run.held")
    run_id = run_of(synced, save_task(synced, author), author)
    assert release(synced, run_id, author) == "other_person_needed"

    for is_on in (False, False, True):
        changes = {"is_four_eyes_required": is_on}
        synced.call(settings.update_settings, changes, by=author, now=synced.clock())
        if not is_on:
            assert synced.call(four_eyes.describe_release, run_id, by=author, is_admin=True).rule == "off"
    with synced.context.database.system_session() as session:
        told = session.scalars(sa.select(Notification.event).order_by(Notification.id)).all()
    assert told == ["run.held", "four_eyes.off"]
    assert release(synced, run_id, author) == "other_person_needed"

    synced.call(settings.update_settings, {"is_four_eyes_required": False}, by=author, now=synced.clock())
    assert release(synced, run_id, author) == "succeeded"


def test_a_run_of_an_earlier_release_is_judged_by_the_authors_of_today(synced: Desk) -> None:
    author, requester, other, *_rest = admins(synced)
    task = save_task(synced, author)
    run_id = run_of(synced, task, requester)
    with synced.context.database.system_session() as session:
        session.execute(sa.text("update runs set specification = specification - 'hands', plan_hash = 'abc'"))
        session.execute(sa.update(Task).values(shaped_by=None, shaped_at=None))

    assert release(synced, run_id, author) == "other_person_needed"
    assert release(synced, run_id, requester) == "other_person_needed"
    assert release(synced, run_id, other) == "succeeded"


TAMPERINGS = {
    "another person": "update operations set account_id = 'somebody' where position = 0",
    "another action": "update operations set action = 'restore_user' where position = 0",
    "another target": "update operations set target_id = 'elsewhere' where position = 0",
    "another order": "update operations set position = 99 where position = 0",
    "a step more": """insert into operations (tenant_id, run_id, position, account_id, action_index, action,
        target_kind, target_id, target_name)
        select tenant_id, run_id, 77, 'somebody', 0, action, target_kind, target_id, target_name
        from operations where position = 0""",
    "a step less": "delete from operations where position = 0",
    "a step that was none": "update operations set outcome = 'skipped', reason = 'protected' where position = 0",
    "a step that is said to be none": "update operations set outcome = 'skipped' where position = 0",
    "another limit": "update runs set specification = specification || '{\"max_users\": 99}'",
    "another filter": "update runs set specification = jsonb_set(specification, '{filter,name}', '\"Other\"')",
    "other hands": "update runs set specification = jsonb_set(specification, '{hands}', '[]')",
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_plan_that_is_not_the_one_looked_at_is_never_released(synced: Desk, what: str) -> None:
    author, other, *_rest = admins(synced)
    run_id = run_of(synced, save_task(synced, author), author)
    with synced.context.database.system_session() as session:
        session.execute(sa.text(TAMPERINGS[what]))

    assert release(synced, run_id, other) == "plan_changed"


def test_an_erased_address_in_a_held_plan_leaves_it_one_that_can_be_released(synced: Desk) -> None:
    author, other, *_rest = admins(synced)
    run_id = run_of(synced, save_task(synced, author), author)
    with synced.context.database.system_session() as session:
        known = session.execute(
            sa.select(DirectoryUser.account_id, DirectoryUser.email).where(DirectoryUser.email.is_not(None)).limit(1)
        ).one()
        session.execute(
            sa.text("update operations set target_name = :email where position = 0"), {"email": known.email}
        )
        names = sa.func.jsonb_set(Run.specification, ["names"], sa.func.jsonb_build_object("x", known.email))
        session.execute(sa.update(Run).values(specification=names).execution_options(synchronize_session=False))
    before = synced.show(run_id).plan_hash

    synced.call(erase_accounts, [known.account_id])

    assert synced.show(run_id).plan_hash != before
    assert release(synced, run_id, other) in ("succeeded", "partial")
