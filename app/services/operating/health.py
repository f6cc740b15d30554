"""Health for an admin when nothing seems to happen: signs of life, and what stands in the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from app.db import TenantSession
from app.domain.states import DeliveryState, SyncState
from app.models import Notification, Tenant
from app.services.operating.examinations import find_unsafe_actions
from app.services.operating.vitals import ProcessVitals, Waiting, find_processes, measure_queue
from app.services.queues.syncs import MirrorView, get_mirror
from app.services.tenancy.organization import OrganizationView, find_organization

LATE_SECONDS: Final = 120
"""Work that waits longer than this for a worker is late."""
STALE_SYNC: Final = timedelta(hours=36)
"""The daily sync has been missed when the data are older than this."""
SOON_DAYS: Final = 30
UPKEEP_TROUBLE: Final = timedelta(hours=3)
"""The chores are tried every hour; what failed longer ago has succeeded since."""


@dataclass(frozen=True, slots=True)
class NotificationVitals:
    """Notifications of the tenant: under way, and given up within a day."""

    waiting: int
    failed_last_day: int


@dataclass(frozen=True, slots=True)
class HealthView:
    """All of it; `problems` names what needs somebody, the most urgent first."""

    scheduler: ProcessVitals
    workers: ProcessVitals
    queue: Waiting
    mirror: MirrorView
    organization: OrganizationView | None
    notifications: NotificationVitals
    problems: list[str]


def get_health(session: TenantSession, now: datetime) -> HealthView:
    """The health of the deployment as far as it concerns the tenant, and of the tenant's own parts."""
    processes = find_processes(session, now)
    queue = measure_queue(session, now, session.tenant_id)
    mirror = get_mirror(session, session.tenant_id, now)
    organization = find_organization(session, session.tenant_id, now.date())
    told = _find_notifications(session, now)
    checks = {
        "scheduler_dead": processes["scheduler"].alive == 0,
        "scheduler_failing": processes["scheduler"].troubled > 0,
        "workers_dead": processes["worker"].alive == 0,
        "queue_late": queue.age_seconds > LATE_SECONDS,
        "key_dead": organization is not None and organization.key_status == "dead",
        "key_expires_soon": organization is not None and organization.days_left <= SOON_DAYS,
        "data_old": mirror.age_seconds is None or mirror.age_seconds > STALE_SYNC.total_seconds(),
        "sync_failed": mirror.last_sync is not None and mirror.last_sync.state == SyncState.FAILED,
        "upkeep_failed": _has_upkeep_trouble(session, now),
        "notifications_failed": told.failed_last_day > 0,
        "fact_contradicted": bool(find_unsafe_actions(session)),
    }
    problems = [name for name, is_so in checks.items() if is_so]
    return HealthView(processes["scheduler"], processes["worker"], queue, mirror, organization, told, problems)


def _has_upkeep_trouble(session: TenantSession, now: datetime) -> bool:
    query = select(Tenant.id).where(Tenant.id == session.tenant_id, Tenant.upkeep_trouble_at > now - UPKEEP_TROUBLE)
    return session.scalar(query) is not None


def _find_notifications(session: TenantSession, now: datetime) -> NotificationVitals:
    failed = (Notification.state == DeliveryState.FAILED) & (Notification.finished_at > now - timedelta(days=1))
    query = select(func.count().filter(Notification.state == DeliveryState.WAITING), func.count().filter(failed))
    waiting, given_up = session.execute(query.where(Notification.tenant_id == session.tenant_id)).one()
    return NotificationVitals(waiting, given_up)
