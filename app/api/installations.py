"""Taking over the data of an earlier installation, after Forge gave a reinstalled app a new id."""

from flask import Blueprint

from app.api.context import caller, current_api, now
from app.api.schemas.organization import EarlierInstallation, EarlierInstallations
from app.api.spec import answers, spec
from app.domain.errors import NotFound
from app.domain.states import SyncKind
from app.platform.guards import current_principal, requires_admin, requires_configuration
from app.services.queues.syncs import request_sync
from app.services.tenancy.relinking import list_relinkable, relink

blueprint = Blueprint("installations", __name__)


@blueprint.get("/earlier-installations")
@requires_admin
@spec.validate(
    resp=answers(200, EarlierInstallations), tags=["installations"], operation_id="list_earlier_installations"
)
def list_earlier_installations() -> EarlierInstallations:
    """Uninstalled ones of this site and organization whose data is still kept; none under Connect, which needs none."""
    with current_api().database.system_session() as session:
        try:
            found = list_relinkable(session, current_principal().tenant_id, now())
        except NotFound:
            found = []
    items = [EarlierInstallation(id=one.tenant_id, uninstalled_at=one.uninstalled_at, task_count=one.task_count)
             for one in found]  # fmt: skip
    return EarlierInstallations(items=items)


@blueprint.post("/earlier-installations/<int:earlier_id>/link")
@requires_configuration
@spec.validate(resp=answers(204, None, 403, 404, 409), tags=["installations"], operation_id="link_earlier_installation")
def link_earlier_installation(earlier_id: int) -> tuple[str, int]:
    """Take over its filters, tasks, runs and settings; schedules wait until they are confirmed. Organization admins."""
    context = current_api()
    with context.database.system_session() as session:
        tenant_id = current_principal().tenant_id
        relink(session, context.keyring, tenant_id, earlier_id, by=caller(), now=now())
        request_sync(session, earlier_id, SyncKind.MANUAL, caller())
    return "", 204
