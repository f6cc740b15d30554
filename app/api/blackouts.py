"""The calendar of blackout days."""

from flask import Blueprint

from app.api.context import caller, tenant_session
from app.api.schemas.blackouts import BlackoutEntry, BlackoutEntryIn, BlackoutEntryList
from app.api.spec import answers, spec
from app.platform.guards import requires_admin, requires_configuration
from app.services.tenancy import blackouts as service

blueprint = Blueprint("blackouts", __name__, url_prefix="/blackout-days")


@blueprint.get("")
@requires_admin
@spec.validate(resp=answers(200, BlackoutEntryList), tags=["settings"], operation_id="list_blackouts")
def list_blackouts() -> BlackoutEntryList:
    """Days on which no run that takes something away starts; weekdays and the hour of the daily sync are settings."""
    with tenant_session() as (session, tenant_id):
        views = service.list_blackouts(session, tenant_id)
    return BlackoutEntryList(items=[BlackoutEntry.model_validate(view) for view in views])


@blueprint.post("")
@requires_configuration
@spec.validate(resp=answers(201, BlackoutEntry, 409, 422), tags=["settings"], operation_id="add_blackout")
def add_blackout(json: BlackoutEntryIn) -> tuple[BlackoutEntry, int]:
    """Black out a day or a range of days."""
    last_on = json.last_on or json.first_on
    with tenant_session() as (session, tenant_id):
        view = service.add_blackout(session, tenant_id, json.first_on, last_on, note=json.note, by=caller())
    return BlackoutEntry.model_validate(view), 201


@blueprint.delete("/<int:blackout_id>")
@requires_configuration
@spec.validate(resp=answers(204, None, 404), tags=["settings"], operation_id="remove_blackout")
def remove_blackout(blackout_id: int) -> tuple[str, int]:
    """Take an entry off the calendar."""
    with tenant_session() as (session, tenant_id):
        service.remove_blackout(session, tenant_id, blackout_id, by=caller())
    return "", 204
