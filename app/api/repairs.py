"""One-click repair of what points at something that is gone."""

from flask import Blueprint

from app.api.context import caller, now, tenant_session
from app.api.schemas.automation import ReferenceRepair, RepairIn
from app.api.spec import answers, spec
from app.platform.guards import requires_configuration
from app.services.automation import repairs

blueprint = Blueprint("repairs", __name__)


@blueprint.post("/references/repair")
@requires_configuration
@spec.validate(resp=answers(200, ReferenceRepair, 404, 409, 422), tags=["filters"], operation_id="repair_references")
def repair_references(json: RepairIn) -> ReferenceRepair:
    """Let all that names a gone group, app or site name another one. Organization admins."""
    wanted = repairs.Replacement(json.kind, json.gone_id, json.new_id)
    with tenant_session() as (session, tenant_id):
        done = repairs.repair_references(session, tenant_id, wanted, by=caller(), now=now())
    return ReferenceRepair.model_validate(done)
