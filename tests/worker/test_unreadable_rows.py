"""One row that is no longer understood (a zone, an action, a condition, a schedule) stops nothing but itself."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.domain.engine import reasons
from app.domain.errors import Conflict, Invalid
from app.services.automation import filters, previews, tasks
from app.services.browser import dashboard
from app.services.engine import runs
from app.services.queues import dispatch
from app.services.tenancy import settings
from tests.ground.desk import EVERYBODY, Desk

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
SUSPEND = {"type": "suspend_user"}
NOBODY: dict[str, Any] = {"version": 1, "root": {"type": "text", "contains": "nobody is called this"}}
SPOILS = {
    "zone_unknown": "update tasks set time_zone = 'US/Pacific-New' where id = :id",
    "action_unreadable": """update tasks set actions = '[{"type": "freeze_user"}]' where id = :id""",
    "schedule_unreadable": """update tasks set schedule = '{"mode": "hourly", "hour": 99}' where id = :id""",
    "never_matches": """update saved_filters
        set specification = '{"version": 1, "root": {"type": "email_domain", "domains": ["localhost"]}}'
        where id = (select filter_id from tasks where id = :id)""",
    "filter_unreadable": """update saved_filters set specification = '{"version": 1, "root": {"type": "shoe_size"}}'
        where id = (select filter_id from tasks where id = :id)""",
}


def _spoil(desk: Desk, statement: str, **values: object) -> None:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        session.execute(text(statement), values)


def _scheduled(desk: Desk) -> int:
    return desk.create_task(NOBODY, SUSPEND, schedule=DAILY, is_schedule_active=True)


@pytest.mark.parametrize("code", SPOILS)
def test_the_task_says_so_and_everything_else_works(code: str, synced: Desk) -> None:
    sick, well = _scheduled(synced), _scheduled(synced)
    _spoil(synced, SPOILS[code], id=sick)
    now = synced.clock()

    shown = {task.id: task for task in synced.call(tasks.list_tasks, now)}
    assert [caution.code for caution in shown[sick].warnings] == [code]
    assert [caution.code for caution in shown[well].warnings] == []
    assert synced.call(tasks.get_task, sick, now).id == sick
    assert synced.call(filters.list_filters)

    synced.call(settings.update_settings, {"is_stopped": True}, by=synced.admin, now=now)
    synced.call(runs.stop_all_runs, by=synced.admin, now=now)
    assert synced.call(tasks.get_task, well, now).no_next_run_code == reasons.STOPPED
    synced.call(settings.update_settings, {"is_stopped": False}, by=synced.admin, now=now)
    assert synced.call(tasks.get_task, well, now).next_run_at is not None
    assert synced.call(tasks.set_schedule_active, sick, False, by=synced.admin, now=now).is_schedule_active is False
    synced.call(tasks.remove_task, sick, by=synced.admin, now=now)


@pytest.mark.parametrize("code", ["zone_unknown", "action_unreadable"])
def test_its_slot_is_recorded_with_the_reason_and_the_others_run(code: str, synced: Desk) -> None:
    sick, well = _scheduled(synced), _scheduled(synced)
    synced.advance_to_next_run(well)
    _spoil(synced, SPOILS[code], id=sick)

    synced.work()

    expected = {"zone_unknown": reasons.ZONE_UNKNOWN, "action_unreadable": reasons.TASK_UNREADABLE}[code]
    found = {run.task_id: (run.state, run.reason) for run in synced.list_run_rows()}
    assert found == {sick: ("skipped", expected), well: ("succeeded", None)}
    assert synced.call(tasks.get_task, sick, synced.clock()).no_next_run_code == expected


def test_a_task_whose_action_is_not_understood_is_not_started_by_hand(synced: Desk) -> None:
    task = _scheduled(synced)
    _spoil(synced, SPOILS["action_unreadable"], id=task)

    with pytest.raises(Conflict) as refused:
        synced.run_now(task)

    assert refused.value.code == reasons.TASK_UNREADABLE


def test_a_run_that_froze_such_an_action_fails_with_the_reason(synced: Desk) -> None:
    run_id = synced.run_now(_scheduled(synced))
    _spoil(
        synced,
        """update runs set specification = jsonb_set(specification, '{actions}', '[{"type": "freeze_user"}]')
           where id = :id""",
        id=run_id,
    )

    synced.work()

    shown = synced.show(run_id).summary
    assert (shown.state, shown.reason) == ("failed", reasons.TASK_UNREADABLE)


NEVER = ("localhost", "*.acme.example", "10.0.0.1", "a_b.example", "x" * 64 + ".example", ".acme.example")


@pytest.mark.parametrize("root", ["plain", "within"])
@pytest.mark.parametrize("domain", NEVER)
def test_a_stored_domain_that_can_never_match_is_told_of_and_touches_nobody(
    root: str, domain: str, synced: Desk
) -> None:
    """Earlier releases took such domains; what they stored is read, says so, and is mended by an edit."""
    task, now = _scheduled(synced), synced.clock()
    condition: dict[str, Any] = {"type": "email_domain", "match": "is", "domains": [domain]}
    nested = {"op": "and", "of": [{"op": "or", "of": [condition, NOBODY["root"]]}]}
    stored = {"version": 1, "root": condition if root == "plain" else nested}
    shown = synced.call(tasks.get_task, task, now)
    _spoil(
        synced,
        "update saved_filters set specification = cast(:stored as jsonb) where id = :id",
        stored=json.dumps(stored),
        id=shown.filter.id,
    )

    [caution] = synced.call(tasks.get_task, task, now).warnings
    assert (caution.code, caution.facts) == ("never_matches", {"entry": domain})
    [listed] = [one for one in synced.call(filters.list_filters) if one.id == shown.filter.id]
    assert "can no longer be understood" not in listed.sentence
    draft = tasks.TaskDraft("again", listed.id, (SUSPEND,), DAILY)
    preview = synced.call(previews.preview_draft, draft, task_id=None, cursor=None, limit=10, now=now)
    assert (preview.warnings[0].code, preview.matched_users) == ("never_matches", 0)
    synced.run_now(task)
    synced.work()
    [run] = synced.list_run_rows()
    assert (run.state, run.reason, run.counts["matched"]) == ("succeeded", reasons.NEVER_MATCHES, 0)
    assert run.id in [one.id for one in synced.ask(dashboard.get_dashboard, None, synced.clock()).failures]

    mended = filters.FilterEdit(listed.name, NOBODY, listed.version)
    with pytest.raises(Invalid):
        synced.call(
            filters.update_filter, listed.id, filters.FilterEdit(listed.name, stored, listed.version),
            by=synced.admin, now=now,
        )  # fmt: skip
    synced.call(filters.update_filter, listed.id, mended, by=synced.admin, now=now)
    assert synced.call(tasks.get_task, task, now).warnings == []


def test_an_edit_with_a_known_zone_mends_the_task(synced: Desk) -> None:
    task = _scheduled(synced)
    _spoil(synced, SPOILS["zone_unknown"], id=task)
    shown = synced.call(tasks.get_task, task, synced.clock())
    draft = tasks.TaskDraft(
        "mended", shown.filter.id, tuple(shown.actions), shown.schedule, is_schedule_active=True, version=shown.version,
        time_zone=shown.time_zone,
    )  # fmt: skip

    with pytest.raises(Invalid) as refused:
        synced.call(tasks.update_task, task, draft, by=synced.admin, now=synced.clock())
    mended = synced.call(
        tasks.update_task, task, _with_zone(draft, "Asia/Kolkata"), by=synced.admin, now=synced.clock()
    )

    assert [error.pointer for error in refused.value.errors] == ["/time_zone"]
    assert (mended.warnings, mended.next_run_at is not None) == ([], True)


def test_a_tenant_whose_zone_is_unknown_goes_on_by_utc_and_says_so(synced: Desk) -> None:
    healthy = _scheduled(synced)
    _spoil(synced, "update tenants set time_zone = 'US/Pacific-New' where id = :id", id=synced.tenant_id)
    now = synced.clock()

    assert synced.call(settings.get_settings).is_time_zone_known is False
    synced.sync()
    assert synced.ask(dashboard.get_history, None, 30, now).until == now.date()
    synced.call(settings.update_settings, {"daily_sync_hour": 4, "is_stopped": False}, by=synced.admin, now=now)
    synced.advance_to_next_run(healthy)
    _spoil(
        synced, "update tenants set next_daily_sync_at = :now where id = :id", id=synced.tenant_id, now=synced.clock()
    )
    with synced.context.database.system_session() as session:
        assert dispatch.request_daily_syncs(session, synced.clock()) == 1
    synced.work()
    assert ("scheduled", "succeeded") in [(run.trigger, run.state) for run in synced.list_run_rows()]

    with pytest.raises(Invalid):
        synced.call(settings.update_settings, {"time_zone": "right/UTC"}, by=synced.admin, now=now)
    mended = synced.call(settings.update_settings, {"time_zone": "Europe/Kyiv"}, by=synced.admin, now=now)
    assert mended.is_time_zone_known is True


def test_a_filter_that_is_not_understood_can_be_replaced_after_a_look(synced: Desk) -> None:
    filter_id = synced.save_filter(NOBODY)
    _spoil(
        synced,
        """update saved_filters set specification = '{"version": 1, "root": {"type": "shoe_size"}}' where id = :id""",
        id=filter_id,
    )

    change = synced.call(filters.preview_change, filter_id, EVERYBODY, synced.clock() + timedelta())

    assert (change.removed, change.added > 0) == (0, True)


def _with_zone(draft: tasks.TaskDraft, zone: str) -> tasks.TaskDraft:
    fields = {name: getattr(draft, name) for name in tasks.TaskDraft.__dataclass_fields__}
    return tasks.TaskDraft(**(fields | {"time_zone": zone}))


@pytest.mark.parametrize(
    ("field", "stored", "reason"),
    [
        ("actions", '"suspend_user"', reasons.TASK_UNREADABLE),
        ("actions", "null", reasons.TASK_UNREADABLE),
        ("filter", "null", reasons.FILTER_INVALID),
        ("filter", '"everybody"', reasons.FILTER_INVALID),
        ("filter", "{}", reasons.FILTER_INVALID),
        ("name", "null", None),
        ("max_users", '"many"', None),
        ("hands", '["?"]', None),
    ],
)
def test_a_run_with_a_part_that_is_not_understood_says_so_and_is_shown(
    field: str, stored: str, reason: str | None, synced: Desk
) -> None:
    run_id = synced.run_now(_scheduled(synced))
    _spoil(
        synced,
        """update runs set specification = jsonb_set(specification, array[:field], cast(:stored as jsonb))
           where id = :id""",
        field=field, stored=stored, id=run_id,
    )  # fmt: skip

    synced.work()

    shown = synced.show(run_id).summary
    assert (shown.state, shown.reason) == (("failed", reason) if reason else ("succeeded", None))
    assert synced.ask(dashboard.get_dashboard, None, synced.clock())
