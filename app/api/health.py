"""The health of the app, for an admin who wonders why nothing happens, and the doctor."""

from flask import Blueprint

from app.api.context import caller, current_api, now, own_session
from app.api.schemas.health import Examination, Health
from app.api.spec import answers, spec
from app.platform.guards import current_principal, requires_admin, requires_configuration
from app.platform.limits.bounds import asks_much
from app.services.operating import examinations
from app.services.operating import health as service

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@requires_admin
@spec.validate(resp=answers(200, Health), tags=["settings"], operation_id="get_health")
def get_health() -> Health:
    """Do scheduler and workers live, how long does work wait, how old are the data, how long does the key last."""
    with own_session() as session:
        return Health.model_validate(service.get_health(session, now()))


@blueprint.get("/health/examination")
@requires_admin
@spec.validate(resp=answers(200, Examination), tags=["settings"], operation_id="get_examination")
def get_examination() -> Examination:
    """The last examination as kept: contradicted facts, and the actions that do not run because of them."""
    with own_session() as session:
        return Examination.model_validate(examinations.get_examination(session))


@blueprint.post("/health/examination")
@requires_configuration
@asks_much
@spec.validate(resp=answers(200, Examination, 503), tags=["settings"], operation_id="examine_organization")
def examine_organization() -> Examination:
    """Look at the organization, reading only, for what no document of Atlassian's says; what is found is kept."""
    findings = current_api().examine(current_principal().tenant_id)
    with own_session() as session:
        found = examinations.record_examination(session, findings, now(), by=caller())
        return Examination.model_validate(found)
