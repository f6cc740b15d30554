"""The health of the app, for an admin who wonders why nothing happens."""

from flask import Blueprint

from app.api.context import now, tenant_session
from app.api.schemas.health import Health
from app.api.spec import answers, spec
from app.platform.guards import requires_admin
from app.services import health as service

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@requires_admin
@spec.validate(resp=answers(200, Health), tags=["settings"], operation_id="get_health")
def get_health() -> Health:
    """Do scheduler and workers live, how long does work wait, how old are the data, how long does the key last."""
    with tenant_session() as (session, tenant_id):
        return Health.model_validate(service.get_health(session, tenant_id, now()))
