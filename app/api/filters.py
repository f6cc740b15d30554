"""Saved filters."""

from flask import Blueprint

from app.api.context import caller, now, tenant_session
from app.api.schemas.automation import (
    FilterChange,
    FilterCopyIn,
    FilterDeletion,
    FilterDescription,
    SavedFilter,
    SavedFilterIn,
    SavedFilterList,
    SavedFilterUpdate,
    SpecificationIn,
)
from app.api.spec import answers, spec
from app.platform.guards import requires_admin, requires_admin_for_change
from app.platform.limits.bounds import takes_lists
from app.services.automation import filters as service
from app.services.automation.overlap_counts import refresh_overlaps_of_filter

blueprint = Blueprint("filters", __name__, url_prefix="/filters")


@blueprint.get("")
@requires_admin
@spec.validate(resp=answers(200, SavedFilterList), tags=["filters"], operation_id="list_filters")
def list_filters() -> SavedFilterList:
    """All saved filters by name."""
    with tenant_session() as (session, tenant_id):
        views = service.list_filters(session, tenant_id)
    return SavedFilterList(items=[SavedFilter.model_validate(view) for view in views])


@blueprint.post("")
@requires_admin_for_change
@takes_lists
@spec.validate(resp=answers(201, SavedFilter, 422), tags=["filters"], operation_id="create_filter")
def create_filter(json: SavedFilterIn) -> tuple[SavedFilter, int]:
    """Save a filter."""
    with tenant_session() as (session, tenant_id):
        view = service.create_filter(session, tenant_id, json.name, json.specification, by=caller())
    return SavedFilter.model_validate(view), 201


@blueprint.get("/<int:filter_id>")
@requires_admin
@spec.validate(resp=answers(200, SavedFilter, 404), tags=["filters"], operation_id="get_filter")
def get_filter(filter_id: int) -> SavedFilter:
    """One saved filter."""
    with tenant_session() as (session, tenant_id):
        return SavedFilter.model_validate(service.get_filter(session, tenant_id, filter_id))


@blueprint.put("/<int:filter_id>")
@requires_admin_for_change
@takes_lists
@spec.validate(resp=answers(200, SavedFilter, 404, 409, 422), tags=["filters"], operation_id="update_filter")
def update_filter(filter_id: int, json: SavedFilterUpdate) -> SavedFilter:
    """Save an edit of the version that was read."""
    edit = service.FilterEdit(json.name, json.specification, json.version)
    with tenant_session() as (session, tenant_id):
        view = service.update_filter(session, tenant_id, filter_id, edit, by=caller(), now=now())
        refresh_overlaps_of_filter(session, tenant_id, filter_id)
    return SavedFilter.model_validate(view)


@blueprint.delete("/<int:filter_id>")
@requires_admin_for_change
@spec.validate(resp=answers(204, None, 404, 409), tags=["filters"], operation_id="delete_filter")
def delete_filter(filter_id: int, query: FilterDeletion) -> tuple[str, int]:
    """Delete a filter; while tasks use it only with `confirm=true`, which stops them."""
    with tenant_session() as (session, tenant_id):
        service.delete_filter(session, tenant_id, filter_id, by=caller(), now=now(), confirmed=query.confirm)
    return "", 204


@blueprint.post("/<int:filter_id>/copy")
@requires_admin_for_change
@spec.validate(resp=answers(201, SavedFilter, 404, 422), tags=["filters"], operation_id="copy_filter")
def copy_filter(filter_id: int, json: FilterCopyIn) -> tuple[SavedFilter, int]:
    """Save as Copy: an independent filter under another name."""
    with tenant_session() as (session, tenant_id):
        view = service.copy_filter(session, tenant_id, filter_id, json.name, by=caller())
    return SavedFilter.model_validate(view), 201


@blueprint.post("/describe")
@requires_admin
@takes_lists
@spec.validate(resp=answers(200, FilterDescription, 422), tags=["filters"], operation_id="describe_filter")
def describe_filter(json: SpecificationIn) -> FilterDescription:
    """Read a specification back as a sentence and count who matches now."""
    with tenant_session() as (session, tenant_id):
        return FilterDescription.model_validate(service.describe_filter(session, tenant_id, json.specification, now()))


@blueprint.post("/<int:filter_id>/change")
@requires_admin
@takes_lists
@spec.validate(resp=answers(200, FilterChange, 404, 422), tags=["filters"], operation_id="preview_filter_change")
def preview_filter_change(filter_id: int, json: SpecificationIn) -> FilterChange:
    """Preview of a saved filter's change: users who would come in and drop out."""
    with tenant_session() as (session, tenant_id):
        view = service.preview_change(session, tenant_id, filter_id, json.specification, now())
    return FilterChange.model_validate(view)
