"""Counts anew what tasks have in common that work against each other, after whatever has changed the mirror."""

from app.logs import get_logger
from app.services.automation.overlap_counts import refresh_overlaps
from worker.context import WorkerContext

logger = get_logger(__name__)


def recount_overlaps(context: WorkerContext, tenant_id: int) -> None:
    """Never raises: until the next time the list shows what was counted before, or nothing."""
    try:
        with context.database.tenant_session(tenant_id) as session:
            refresh_overlaps(session, tenant_id)
    except Exception:
        logger.exception("overlaps not counted", tenant_id=tenant_id)
