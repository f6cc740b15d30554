"""Runs: lists, one run, its log, cancel, approve, reject, and the result as a file."""

from collections.abc import Iterator

from flask import Blueprint
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.api.context import caller, current_api, now, tenant_session
from app.api.files import stream_file
from app.api.schemas.files import FilePart, ResultPartQuery
from app.api.schemas.previews import Preview, UndoPreviewQuery, UndoQuery
from app.api.schemas.runs import (
    ApprovalIn,
    Hold,
    LookedAt,
    Operation,
    OperationPage,
    OperationQuery,
    PeopleIn,
    PersonChangesPage,
    PersonChangesQuery,
    Release,
    Run,
    RunPage,
    RunQuery,
    RunSummary,
)
from app.api.schemas.shapes import Outage, Person
from app.api.spec import answers, spec
from app.domain.automation.frozen import read_specification
from app.domain.rights import Right
from app.platform.guards import (
    current_principal,
    requires_admin,
    requires_admin_for_change,
    requires_admin_for_export,
    requires_release,
)
from app.platform.limits.bounds import asks_much
from app.services.engine import operation_log, run_views, runs, undo, undo_preview
from app.services.engine.afterwards import people_changes
from app.services.engine.releasing import four_eyes, taking_out
from app.services.files import downloads, results, taken_files
from app.services.files.file_forms import write_whole
from app.services.tenancy.authority import has_right

blueprint = Blueprint("runs", __name__, url_prefix="/runs")


@blueprint.get("")
@requires_admin
@spec.validate(resp=answers(200, RunPage, 422), tags=["runs"], operation_id="list_runs")
def list_runs(query: RunQuery) -> RunPage:
    """Last Runs of all tasks, or the runs of one."""
    with tenant_session() as (session, tenant_id):
        page = run_views.list_runs(
            session, tenant_id, task_id=query.task_id, cursor=query.cursor, limit=query.limit
        )  # fmt: skip
    return RunPage(items=[RunSummary.model_validate(run) for run in page.items], next_cursor=page.next_cursor)


@blueprint.get("/<int:run_id>")
@requires_admin
@spec.validate(resp=answers(200, Run, 404), tags=["runs"], operation_id="get_run")
def get_run(run_id: int) -> Run:
    """One run with live counts."""
    with tenant_session() as (session, tenant_id):
        return show_run(session, tenant_id, run_id)


@blueprint.get("/<int:run_id>/operations")
@requires_admin
@spec.validate(resp=answers(200, OperationPage, 404, 422), tags=["runs"], operation_id="list_operations")
def list_operations(run_id: int, query: OperationQuery) -> OperationPage:
    """The log: who, what, target, outcome, reason."""
    with tenant_session() as (session, tenant_id):
        run_views.get_run(session, tenant_id, run_id, now())
        page = operation_log.list_operations(
            session,
            tenant_id,
            run_id,
            outcome=query.outcome,
            account_id=query.account_id,
            has_come_back=query.has_come_back,
            cursor=query.cursor,
            limit=query.limit,
        )
    return OperationPage(items=[Operation.model_validate(one) for one in page.items], next_cursor=page.next_cursor)


@blueprint.get("/<int:run_id>/people")
@requires_admin
@spec.validate(resp=answers(200, PersonChangesPage, 404, 422), tags=["runs"], operation_id="list_changed_people")
def list_changed_people(run_id: int, query: PersonChangesQuery) -> PersonChangesPage:
    """Before and after: what the run changed of each person."""
    with tenant_session() as (session, tenant_id):
        run_views.get_run(session, tenant_id, run_id, now())
        page = people_changes.list_changed_people(
            session, tenant_id, run_id, account_id=query.account_id, cursor=query.cursor, limit=query.limit
        )
    return PersonChangesPage.model_validate(page)


@blueprint.post("/<int:run_id>/cancel")
@requires_admin_for_change
@spec.validate(resp=answers(202, Run, 404, 409), tags=["runs"], operation_id="cancel_run")
def cancel_run(run_id: int) -> tuple[Run, int]:
    """Stop a run within seconds; what was done stays in its log."""
    with tenant_session() as (session, tenant_id):
        runs.cancel_run(session, tenant_id, run_id, by=caller(), now=now())
        return show_run(session, tenant_id, run_id), 202


@blueprint.post("/<int:run_id>/approve")
@requires_release
@spec.validate(resp=answers(202, Run, 404, 409, 422), tags=["runs"], operation_id="approve_run")
def approve_run(run_id: int, json: ApprovalIn) -> tuple[Run, int]:
    """Carry out the frozen plan of a held run."""
    with tenant_session() as (session, tenant_id):
        runs.approve_run(
            session, tenant_id, run_id, by=caller(), plan_hash=json.plan_hash, is_emergency=json.is_emergency, now=now()
        )
        return show_run(session, tenant_id, run_id), 202


@blueprint.post("/<int:run_id>/reject")
@requires_release
@spec.validate(resp=answers(200, Run, 404, 409), tags=["runs"], operation_id="reject_run")
def reject_run(run_id: int) -> Run:
    """End a held run without a change."""
    with tenant_session() as (session, tenant_id):
        runs.reject_run(session, tenant_id, run_id, by=caller(), now=now())
        return show_run(session, tenant_id, run_id)


@blueprint.post("/<int:run_id>/take-out")
@requires_release
@spec.validate(resp=answers(200, Run, 404, 409, 422), tags=["runs"], operation_id="take_out_of_plan")
def take_out_of_plan(run_id: int, json: PeopleIn) -> Run:
    """Take people out of a held plan: whoever releases the rest leaves them as they are."""
    with tenant_session() as (session, tenant_id):
        taking_out.take_out(session, tenant_id, run_id, json.account_ids, by=caller(), now=now())
        return show_run(session, tenant_id, run_id)


@blueprint.post("/<int:run_id>/put-back")
@requires_release
@spec.validate(resp=answers(200, Run, 404, 409, 422), tags=["runs"], operation_id="put_back_into_plan")
def put_back_into_plan(run_id: int, json: PeopleIn) -> Run:
    """Put people back into a held plan who were taken out of it."""
    with tenant_session() as (session, tenant_id):
        taking_out.put_back(session, tenant_id, run_id, json.account_ids, by=caller(), now=now())
        return show_run(session, tenant_id, run_id)


@blueprint.post("/<int:run_id>/undo")
@requires_admin_for_change
@spec.validate(resp=answers(202, Run, 404, 409, 422), tags=["runs"], operation_id="undo_run")
def undo_run(run_id: int, query: UndoQuery) -> tuple[Run, int]:
    """Undo: a new run that takes back what this one changed, where it is still so."""
    with tenant_session() as (session, tenant_id):
        undo_id = undo.request_undo(session, tenant_id, run_id, by=caller(), is_emergency=query.is_emergency, now=now())
        return show_run(session, tenant_id, undo_id), 202


@blueprint.get("/<int:run_id>/undo/preview")
@requires_admin
@asks_much
@spec.validate(resp=answers(200, Preview, 404, 409, 422), tags=["runs"], operation_id="preview_undo")
def preview_undo(run_id: int, query: UndoPreviewQuery) -> Preview:
    """Preview of a run's undo: each user's steps back, from the run's own plan. Nothing is written."""
    with tenant_session() as (session, tenant_id):
        view = undo_preview.preview_undo(
            session,
            tenant_id,
            run_id,
            cursor=query.cursor,
            limit=query.limit,
            now=now(),
            has_totals=query.has_totals,
        )
    return Preview.model_validate(view)


@blueprint.get("/<int:run_id>/result.json")
@requires_admin_for_export
@asks_much
@spec.validate(resp=answers(200, None, 404), tags=["runs"], operation_id="download_result_json")
def download_result_json(run_id: int) -> Response:
    """Download Result: the whole run as JSON, streamed.

    Its form: GET /api/v1/run-result.schema.json
    """
    return _download(run_id, "json")


@blueprint.get("/<int:run_id>/result.csv")
@requires_admin_for_export
@asks_much
@spec.validate(resp=answers(200, None, 404), tags=["runs"], operation_id="download_result_csv")
def download_result_csv(run_id: int) -> Response:
    """Download Result as CSV, streamed."""
    return _download(run_id, "csv")


@blueprint.get("/<int:run_id>/result/part")
@requires_admin_for_export
@asks_much
@spec.validate(resp=answers(200, FilePart, 404, 422), tags=["runs"], operation_id="download_result_part")
def download_result_part(run_id: int, query: ResultPartQuery) -> FilePart:
    """The same files in parts, for whoever may not receive large answers: the texts put together are the file."""
    by = caller()
    with tenant_session() as (session, tenant_id):
        run = run_views.get_run(session, tenant_id, run_id, now())
        file = taken_files.describe_result(query.format, run_id, run.summary.name)
        entry, cursor = taken_files.take_cursor(session, by, file, query.cursor) or (None, None)
        part = downloads.result_part(session, run, kind=query.format, cursor=cursor)
        part = taken_files.hand_out(session, by, file, part, entry=entry)
    return FilePart.model_validate(part)


def _download(run_id: int, kind: str) -> Response:
    tenant_id = current_principal().tenant_id
    database = current_api().database
    with database.tenant_session(tenant_id) as session:
        run = run_views.get_run(session, tenant_id, run_id, now())
        file = taken_files.describe_result(kind, run_id, run.summary.name)
        taken_files.note_file(session, caller(), file, run.summary.counts.total)

    def stream() -> Iterator[str]:
        with database.tenant_session(tenant_id) as session:
            lines = operation_log.iter_operations(session, tenant_id, run_id)
            yield from write_whole(results.FORMS[kind](run), lines)

    return stream_file(stream(), f"rollcall-run-{run_id}", kind)


def show_run(session: Session, tenant_id: int, run_id: int) -> Run:
    """A run in the shape of the API. Raises NotFound."""
    view = run_views.get_run(session, tenant_id, run_id, now())
    frozen = read_specification(view.specification)
    return Run(
        **RunSummary.model_validate(view.summary).model_dump(),
        specification=view.specification,
        filter_name=frozen.filter.name if frozen.filter else None,
        filter_sentence=frozen.filter.sentence if frozen.filter else None,
        action_sentences=list(frozen.action_sentences),
        max_users=frozen.max_users,
        failed_users=view.failed_users,
        eta_seconds=view.eta_seconds,
        waiting=None if view.waiting is None else Outage.model_validate(view.waiting),
        can_cancel=view.can_cancel,
        can_approve=view.can_approve,
        can_undo=view.can_undo,
        undo_of=view.undo_of,
        undone_by=view.undone_by,
        plan_hash=view.plan_hash,
        release=_show_release(session, tenant_id, run_id) if view.can_approve else None,
        cancel_requested_at=view.cancel_requested_at,
        approved_by=Person.model_validate(view.approved_by) if view.approved_by else None,
        held_until=view.held_until,
        holds=[Hold.model_validate(hold) for hold in view.holds],
        data_read_at=view.data_read_at,
        groups_read_at=view.groups_read_at,
        looked_at=None if view.looked_at is None else LookedAt.model_validate(view.looked_at),
        remains=view.remains,
        first_people=view.first_people,
    )


def _show_release(session: Session, tenant_id: int, run_id: int) -> Release:
    is_admin = has_right(session, Right.RELEASE)
    view = four_eyes.describe_release(session, tenant_id, run_id, by=caller(), is_admin=is_admin)
    return Release.model_validate(view)
