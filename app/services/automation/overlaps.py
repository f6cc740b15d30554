"""Names the tasks that work against a draft, with how many people it is about."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.automation.actions import Action
from app.domain.automation.cautions import Caution
from app.domain.automation.circling import Doing
from app.domain.automation.modes import LIVE
from app.domain.automation.overlap import find_contrary_effects, is_told_of
from app.domain.filters import FilterSpec
from app.domain.people.directory import Catalogue
from app.models import Task
from app.services.automation.overlap_counts import (
    MOST_TOLD,
    TaskDoing,
    count_circling,
    count_shared,
    describe_overlap,
    list_pairs,
    load_doings,
)
from app.services.tenancy.settings import get_tenant


def find_overlaps(
    session: Session,
    tenant_id: int,
    spec: FilterSpec,
    actions: Sequence[Action],
    catalogue: Catalogue,
    *,
    but: int | None = None,
    mode: str | None = None,
) -> list[Caution]:
    """Cautions of the tasks whose actions contradict: whose filter matches somebody whom `spec` matches, too, or who
    lead people to and fro with it. `but` is the task itself, `mode` the one it is to have; None: as it is.
    """
    now = get_tenant(session, tenant_id).mirror_synced_at
    if now is None:
        return []
    row = session.get(Task, (tenant_id, but)) if but is not None and mode is None else None
    mine = TaskDoing(0, "", Doing(spec, tuple(actions)), mode or (row.mode if row else LIVE))
    others = [one for one in load_doings(session, tenant_id) if one.task_id != but and is_told_of(one.mode)]
    contrary = [one for one in others if find_contrary_effects(actions, one.doing.actions, catalogue, task=one.name)]
    cautions: list[Caution] = []
    for other in [*(one for one, _same in list_pairs([mine], catalogue)), *sorted(contrary, key=lambda one: one.name)]:
        both = (mine.doing, other.doing)
        people = 0 if other is mine else count_shared(session, tenant_id, both, now)
        circling = count_circling(session, tenant_id, both, catalogue, now)
        cautions += describe_overlap(mine, other, (people, circling), catalogue)
        if len(cautions) >= MOST_TOLD:
            break
    return cautions[:MOST_TOLD]
