"""How many people a task would change now, without the rest of a preview: what its limit is proposed from."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.directory.facts import iter_matching_users, load_catalogue
from app.domain.actions import Action
from app.domain.filters import FilterSpec
from app.domain.planning import count_plan, plan_user
from app.services.authority import find_delegates
from app.services.recent_changes import recall_users
from app.services.restored import spare_restored
from app.services.settings import load_protection

CHUNK = 500


def count_affected(session: Session, tenant_id: int, spec: FilterSpec, actions: Sequence[Action], now: datetime) -> int:
    """By the code of the run itself."""
    catalogue = load_catalogue(session, tenant_id)
    protection = load_protection(session, tenant_id, now, delegates=find_delegates(session))
    protection = spare_restored(session, tenant_id, protection, now)
    affected = 0
    for chunk in iter_matching_users(session, tenant_id, spec, now, chunk_size=CHUNK):
        users = [user for _row_id, user in chunk]
        logged = recall_users(session, tenant_id, users, catalogue, now)
        plans = (
            plan_user(user, actions, catalogue, protection, now=now, logged=logged.get(user.account_id))
            for user in users
        )
        affected += sum(count_plan(plan).is_changed for plan in plans)
    return affected
