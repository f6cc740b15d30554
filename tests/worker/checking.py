"""Looking at what runs have changed, as the scheduler and a worker do it."""

from app.models import Run
from app.services.engine.checks import hand_out_checks
from tests.ground.desk import Desk
from worker.checks import check_part


def list_due(desk: Desk) -> list[tuple[int, int]]:
    """(tenant, run) of what is to be looked at now; each is left alone for a while then."""
    with desk.context.database.system_session() as session:
        return hand_out_checks(session, desk.clock(), limit=20)


def check_due(desk: Desk) -> list[int]:
    """Look at every run that is due, part after part; which runs."""
    looked = []
    while due := list_due(desk):
        for tenant_id, run_id in due:
            check_part(desk.context, tenant_id, run_id)
            looked.append(run_id)
    return looked


def find_row(desk: Desk, run_id: int) -> Run:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return session.get_one(Run, (desk.tenant_id, run_id))
