"""Names the tasks that may touch the same people with a contrary effect, when a task is saved or previewed."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.directory.conditions.query import build_user_query
from app.domain.automation.actions import Action, parse_actions
from app.domain.automation.cautions import Caution
from app.domain.automation.overlap import find_contrary_effects, say_how_many
from app.domain.errors import Invalid
from app.domain.filters import FilterSpec, read_filter
from app.domain.people.directory import Catalogue
from app.models import SavedFilter, Task
from app.services.tenancy.settings import get_tenant


def find_overlaps(
    session: Session,
    tenant_id: int,
    spec: FilterSpec,
    actions: Sequence[Action],
    catalogue: Catalogue,
    *,
    but: int | None = None,
) -> list[Caution]:
    """One caution per task whose actions contradict and whose filter matches somebody who matches `spec`, too.

    `but` is the task itself.
    """
    query = (
        select(Task.id, Task.name, Task.actions, SavedFilter.specification)
        .join(SavedFilter, (SavedFilter.tenant_id == Task.tenant_id) & (SavedFilter.id == Task.filter_id))
        .where(Task.tenant_id == tenant_id, Task.removed_at.is_(None), Task.id != (but or 0))
        .order_by(Task.name)
    )
    cautions = []
    for _task_id, name, other_actions, specification in session.execute(query):
        try:
            contrary = find_contrary_effects(actions, parse_actions(other_actions), catalogue, task=name)
            other = read_filter(specification) if contrary else None
        except Invalid:
            continue
        shared = 0 if other is None else _count_shared(session, tenant_id, spec, other)
        if shared:
            cautions.append(say_how_many(contrary[0], shared))
    return cautions


def _count_shared(session: Session, tenant_id: int, one: FilterSpec, other: FilterSpec) -> int:
    now = get_tenant(session, tenant_id).mirror_synced_at
    if now is None:
        return 0
    both = build_user_query(one, tenant_id, now).intersect(build_user_query(other, tenant_id, now)).subquery()
    return session.scalar(select(func.count()).select_from(both)) or 0
