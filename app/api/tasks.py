"""Automated tasks: list, save, toggle, clone, remove, run now, preview."""

from flask import Blueprint

from app.api.context import caller, counting_session, current_api, now, tenant_session
from app.api.runs import show_run
from app.api.schemas.automation import (
    ModeIn,
    ScheduleActiveIn,
    ScheduleIn,
    SchedulePreview,
    Task,
    TaskDraft,
    TaskList,
    TaskUpdate,
)
from app.api.schemas.exemptions import Exemption, ExemptionIn, ExemptionList
from app.api.schemas.previews import Preview, PreviewIn, PreviewProgress, PreviewProgressQuery
from app.api.schemas.runs import EmergencyQuery, Run
from app.api.spec import answers, spec
from app.platform.guards import current_principal, requires_admin, requires_admin_for_change
from app.platform.limits.bounds import takes_lists
from app.services.automation import exemptions, previews
from app.services.automation import tasks as service
from app.services.engine import runs

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")


@blueprint.get("")
@requires_admin
@spec.validate(resp=answers(200, TaskList), tags=["tasks"], operation_id="list_tasks")
def list_tasks() -> TaskList:
    """All automated tasks by name."""
    with tenant_session() as (session, tenant_id):
        views = service.list_tasks(session, tenant_id, now())
    return TaskList(items=[Task.model_validate(view) for view in views])


@blueprint.post("")
@requires_admin_for_change
@takes_lists
@spec.validate(resp=answers(201, Task, 409, 422), tags=["tasks"], operation_id="create_task")
def create_task(json: TaskDraft) -> tuple[Task, int]:
    """Add New Task."""
    with tenant_session() as (session, tenant_id):
        view = service.create_task(session, tenant_id, _draft(json), by=caller(), now=now())
    return Task.model_validate(view), 201


@blueprint.get("/<int:task_id>")
@requires_admin
@spec.validate(resp=answers(200, Task, 404), tags=["tasks"], operation_id="get_task")
def get_task(task_id: int) -> Task:
    """One task."""
    with tenant_session() as (session, tenant_id):
        return Task.model_validate(service.get_task(session, tenant_id, task_id, now()))


@blueprint.put("/<int:task_id>")
@requires_admin_for_change
@takes_lists
@spec.validate(resp=answers(200, Task, 404, 409, 422), tags=["tasks"], operation_id="update_task")
def update_task(task_id: int, json: TaskUpdate) -> Task:
    """Update Task: save an edit of the version that was read."""
    with tenant_session() as (session, tenant_id):
        view = service.update_task(
            session, tenant_id, task_id, _draft(json, json.version), by=caller(), now=now()
        )  # fmt: skip
    return Task.model_validate(view)


@blueprint.delete("/<int:task_id>")
@requires_admin_for_change
@spec.validate(resp=answers(204, None, 404), tags=["tasks"], operation_id="remove_task")
def remove_task(task_id: int) -> tuple[str, int]:
    """Remove; the runs of the task stay."""
    with tenant_session() as (session, tenant_id):
        service.remove_task(session, tenant_id, task_id, by=caller(), now=now())
    return "", 204


@blueprint.put("/<int:task_id>/schedule-active")
@requires_admin_for_change
@spec.validate(resp=answers(200, Task, 404, 409, 422), tags=["tasks"], operation_id="set_schedule_active")
def set_schedule_active(task_id: int, json: ScheduleActiveIn) -> Task:
    """The Schedule Active toggle."""
    with tenant_session() as (session, tenant_id):
        view = service.set_schedule_active(
            session,
            tenant_id,
            task_id,
            json.is_schedule_active,
            by=caller(),
            now=now(),
            is_confirmed=json.is_confirmed,
        )
    return Task.model_validate(view)


@blueprint.put("/<int:task_id>/mode")
@requires_admin_for_change
@spec.validate(resp=answers(200, Task, 404, 409, 422), tags=["tasks"], operation_id="set_task_mode")
def set_task_mode(task_id: int, json: ModeIn) -> Task:
    """Draft, test or live."""
    with tenant_session() as (session, tenant_id):
        view = service.set_mode(
            session, tenant_id, task_id, json.mode, by=caller(), now=now(), is_confirmed=json.is_confirmed
        )
    return Task.model_validate(view)


@blueprint.post("/<int:task_id>/clone")
@requires_admin_for_change
@spec.validate(resp=answers(201, Task, 404), tags=["tasks"], operation_id="clone_task")
def clone_task(task_id: int) -> tuple[Task, int]:
    """Clone: an independent copy, a draft whose schedule is off."""
    with tenant_session() as (session, tenant_id):
        view = service.clone_task(session, tenant_id, task_id, by=caller(), now=now())
    return Task.model_validate(view), 201


@blueprint.post("/<int:task_id>/runs")
@requires_admin_for_change
@spec.validate(resp=answers(202, Run, 404, 409, 422), tags=["tasks"], operation_id="run_task_now")
def run_task_now(task_id: int, query: EmergencyQuery) -> tuple[Run, int]:
    """Run Now, a test run unless the task is live; 409 with the `run_id` of one that is active, on a blackout day with
    the day and why."""
    with tenant_session() as (session, tenant_id):
        run_id = runs.request_run(session, tenant_id, task_id, by=caller(), is_emergency=query.is_emergency, now=now())
        return show_run(session, tenant_id, run_id), 202


@blueprint.get("/<int:task_id>/exemptions")
@requires_admin
@spec.validate(resp=answers(200, ExemptionList, 404), tags=["tasks"], operation_id="list_exemptions")
def list_exemptions(task_id: int) -> ExemptionList:
    """List the exemptions of a task that hold now."""
    with tenant_session() as (session, tenant_id):
        views = exemptions.list_of_task(session, tenant_id, task_id, now())
    return ExemptionList(items=[Exemption.model_validate(view) for view in views])


@blueprint.put("/<int:task_id>/exemptions/<account_id>")
@requires_admin_for_change
@spec.validate(resp=answers(200, Exemption, 403, 404, 409, 422), tags=["tasks"], operation_id="set_exemption")
def set_exemption(task_id: int, account_id: str, json: ExemptionIn) -> Exemption:
    """Let the task leave a person alone until a moment, or without one in its next run alone."""
    draft = exemptions.ExemptionDraft(account_id, json.reason, json.expires_at)
    with tenant_session() as (session, tenant_id):
        view = exemptions.set_exemption(session, tenant_id, task_id, draft, by=caller(), now=now())
    return Exemption.model_validate(view)


@blueprint.delete("/<int:task_id>/exemptions/<account_id>")
@requires_admin_for_change
@spec.validate(resp=answers(204, None, 403, 404), tags=["tasks"], operation_id="end_exemption")
def end_exemption(task_id: int, account_id: str) -> tuple[str, int]:
    """Let the task act on the person again."""
    with tenant_session() as (session, tenant_id):
        exemptions.end_exemption(session, tenant_id, task_id, account_id, by=caller(), now=now())
    return "", 204


@blueprint.post("/preview")
@requires_admin
@takes_lists
@spec.validate(resp=answers(200, Preview, 422), tags=["tasks"], operation_id="preview_task")
def preview_task(json: PreviewIn) -> Preview:
    """Preview of a task's draft: each user's steps, by the run's own code. Nothing is written."""
    if json.cursor is None:
        with tenant_session() as (session, tenant_id):
            stale = previews.find_stale_groups(session, tenant_id, _draft(json), now())
        current_api().read_groups(tenant_id, stale)
    with counting_session(json.watch) as (session, tenant_id):
        view = previews.preview_draft(
            session,
            tenant_id,
            _draft(json),
            task_id=json.task_id,
            cursor=json.cursor,
            limit=json.limit,
            now=now(),
            has_totals=json.has_totals,
        )
    return Preview.model_validate(view)


@blueprint.get("/preview-progress")
@requires_admin
@spec.validate(resp=answers(200, PreviewProgress, 422), tags=["tasks"], operation_id="get_preview_progress")
def get_preview_progress(query: PreviewProgressQuery) -> PreviewProgress:
    """How far the totals of a preview are, of a task or of a bulk operation, for whoever waits for them."""
    found = current_api().progress.find(current_principal().tenant_id, query.watch)
    return PreviewProgress(looked_at=found)


@blueprint.post("/schedule-preview")
@requires_admin
@spec.validate(resp=answers(200, SchedulePreview, 422), tags=["tasks"], operation_id="preview_schedule")
def preview_schedule(json: ScheduleIn) -> SchedulePreview:
    """A schedule as a sentence, and its next five runs."""
    schedule = json.schedule.model_dump(mode="json")
    with tenant_session() as (session, tenant_id):
        view = previews.preview_schedule(
            session, tenant_id, schedule, json.time_zone, takes_away=json.takes_away, now=now()
        )
    return SchedulePreview.model_validate(view)


def _draft(json: TaskDraft, version: int | None = None) -> service.TaskDraft:
    return service.TaskDraft(
        name=json.name,
        filter_id=json.filter_id,
        actions=tuple(action.model_dump() for action in json.actions),
        schedule=json.schedule.model_dump(mode="json"),
        time_zone=json.time_zone,
        is_schedule_active=json.is_schedule_active,
        max_users=json.max_users,
        version=version,
        proposes_limit="max_users" not in json.model_fields_set,
        mode=json.mode,
        is_confirmed=json.is_confirmed,
    )
