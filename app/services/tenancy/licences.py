"""Licences: the end of one lets the tenant's schedules rest until there is one again.

Whether a licence is needed, and whether there is one, is known to the platform edge.
"""

from datetime import datetime, timedelta

from app.db import SystemSession
from app.logs import get_logger
from app.models.tenants import Tenant
from app.services.automation.slots import refresh_next_runs
from app.services.records.audit import Change, record_change

CONFIRM_AFTER = timedelta(days=3)
"""Schedules that have rested for longer must not wake up by themselves."""
_log = get_logger(__name__)


def record_license_state(session: SystemSession, tenant_id: int, now: datetime, *, has_ended: bool) -> None:
    """Write down that the licence has ended, or is there (again), and let the schedules follow."""
    # Every page that is opened may tell of the licence: one of them writes, the others see that it has.
    tenant = session.get_one(Tenant, tenant_id, with_for_update={"key_share": True})
    ended_at = tenant.license_ended_at
    if has_ended == (ended_at is not None):
        return
    tenant.license_ended_at = now if has_ended else None
    if ended_at is not None and now - ended_at >= CONFIRM_AFTER:
        tenant.are_schedules_confirmed = False
    session.flush()
    refresh_next_runs(session, tenant_id, now)
    record_change(session, tenant_id, None, Change("licence.ended" if has_ended else "licence.renewed"))
    session.flush()
    _log.info("licence_changed", tenant_id=tenant_id, has_ended=has_ended)
