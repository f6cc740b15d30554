"""What a run that began now would plan, by the code of the run itself: for previews, and for the limit of a task."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.directory.facts import iter_matching_users, load_catalogue
from app.domain.actions import Action
from app.domain.directory import Catalogue, UserFacts
from app.domain.filters import FilterSpec
from app.domain.planning import PlannedOperation, count_plan, plan_user
from app.services.authority import find_delegates
from app.services.recent_changes import recall_users
from app.services.restored import spare_restored
from app.services.settings import load_protection

CHUNK = 500


def iter_plans(
    session: Session,
    tenant_id: int,
    actions: Sequence[Action],
    chunks: Iterable[Sequence[tuple[int, UserFacts]]],
    *,
    catalogue: Catalogue,
    now: datetime,
    is_task: bool,
) -> Iterator[tuple[int, UserFacts, list[PlannedOperation]]]:
    """Each user with their row and their steps. is_task: it would be a run of a task, not a bulk operation."""
    protection = load_protection(session, tenant_id, now, delegates=find_delegates(session))
    if is_task:
        protection = spare_restored(session, tenant_id, protection, now)
    for chunk in chunks:
        # As our own log knows them, where reads may not show yet what runs have changed.
        logged = recall_users(session, tenant_id, [user for _row_id, user in chunk], catalogue, now)
        for row_id, user in chunk:
            known = logged.get(user.account_id)
            yield row_id, user, plan_user(user, actions, catalogue, protection, now=now, logged=known)


def count_affected(session: Session, tenant_id: int, spec: FilterSpec, actions: Sequence[Action], now: datetime) -> int:
    """How many people a task would change, without the rest of a preview."""
    catalogue = load_catalogue(session, tenant_id)
    chunks = iter_matching_users(session, tenant_id, spec, now, chunk_size=CHUNK)
    plans = iter_plans(session, tenant_id, actions, chunks, catalogue=catalogue, now=now, is_task=True)
    return sum(count_plan(plan).is_changed for _row_id, _user, plan in plans)
