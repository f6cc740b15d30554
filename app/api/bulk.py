"""Bulk operations on a selection in the User Browser."""

from flask import Blueprint

from app.api.context import caller, counting_session, current_api, now, tenant_session
from app.api.runs import show_run
from app.api.schemas.previews import BulkIn, BulkPreviewIn, Preview
from app.api.schemas.runs import Run
from app.api.spec import answers, spec
from app.platform.guards import requires_admin, requires_admin_for_change
from app.platform.limits.bounds import takes_lists
from app.services.engine import bulk

blueprint = Blueprint("bulk", __name__, url_prefix="/bulk")


@blueprint.post("/preview")
@requires_admin
@takes_lists
@spec.validate(resp=answers(200, Preview, 422), tags=["bulk"], operation_id="preview_bulk")
def preview_bulk(json: BulkPreviewIn) -> Preview:
    """Preview of a bulk operation: each user's steps. Nothing is written."""
    if json.cursor is None:
        with tenant_session() as (session, tenant_id):
            stale = bulk.find_stale_groups(session, tenant_id, _draft(json), now())
        current_api().read_groups(tenant_id, stale)
    with counting_session(json.watch) as (session, tenant_id):
        view = bulk.preview_bulk(
            session,
            tenant_id,
            _draft(json),
            cursor=json.cursor,
            limit=json.limit,
            now=now(),
            has_totals=json.has_totals,
        )
    return Preview.model_validate(view)


@blueprint.post("/runs")
@requires_admin_for_change
@takes_lists
@spec.validate(resp=answers(202, Run, 409, 422), tags=["bulk"], operation_id="run_bulk")
def run_bulk(json: BulkIn) -> tuple[Run, int]:
    """Carry it out as a run of its own, logged and undoable."""
    with tenant_session() as (session, tenant_id):
        run_id = bulk.request_bulk(
            session, tenant_id, _draft(json), by=caller(), is_emergency=json.is_emergency, now=now()
        )
        return show_run(session, tenant_id, run_id), 202


def _draft(json: BulkIn) -> bulk.BulkDraft:
    return bulk.BulkDraft(
        actions=tuple(action.model_dump() for action in json.actions),
        account_ids=tuple(json.account_ids),
        specification=json.specification,
        text=json.text,
        excluded=tuple(json.excluded),
        max_users=json.max_users,
    )
