"""Statements of the attention list, built once: the Dashboard asks them at every look."""

from typing import Final

from sqlalchemy import DateTime, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from app.domain.engine.runs import ACTIVE
from app.domain.notices.attention import BY_CHOICE
from app.domain.states import RunState
from app.models import DirectoryGroup, GoneThing, ProtectedEntry, Run, Task
from app.models.mapping import TENANT

LOOKED_AT: Final = 200
"""So many runs are looked at, the newest."""
NOT_RUN: Final = (RunState.MISSED, RunState.SKIPPED)
_SINCE: Final = bindparam("since", type_=DateTime(timezone=True))
_later = aliased(Run)
_has_run_since = exists().where(
    _later.tenant_id == TENANT,
    _later.task_id == Run.task_id,
    _later.id > Run.id,
    *(_later.state != state for state in sorted({*NOT_RUN, *ACTIVE})),
)
_is_there = exists().where(DirectoryGroup.tenant_id == TENANT, DirectoryGroup.group_id == GoneThing.thing_id)
_is_listed = exists().where(
    ProtectedEntry.tenant_id == TENANT, ProtectedEntry.kind == "group", ProtectedEntry.value == GoneThing.thing_id
)

TASKS: Final = select(Task).where(Task.tenant_id == TENANT, Task.removed_at.is_(None))
"""All tasks."""
ACTIVE_RUNS: Final = (
    select(Run)
    .where(Run.tenant_id == TENANT, or_(*(Run.state == state for state in sorted(ACTIVE))))
    .order_by(Run.id.desc())
)
"""The runs that have not ended."""
CAME_BACK: Final = (
    select(Run).where(Run.tenant_id == TENANT, Run.came_back_at > _SINCE).order_by(Run.id.desc()).limit(LOOKED_AT)
)
"""The runs of which somebody else has changed something back since."""
NOT_STARTED: Final = (
    select(Run)
    .where(
        Run.tenant_id == TENANT,
        or_(*(Run.state == state for state in NOT_RUN)),
        Run.finished_at > _SINCE,
        *(Run.reason != reason for reason in sorted(BY_CHOICE)),
        ~_has_run_since,
    )
    .order_by(Run.id.desc())
    .limit(LOOKED_AT)
)
"""The slots that were missed or skipped since, for another reason than somebody's choice, of tasks that did not run
later."""
GONE: Final = (
    select(
        GoneThing.thing_id,
        GoneThing.name,
        GoneThing.gone_at,
        and_(GoneThing.kind == "group", _is_listed, ~_is_there).label("has_protected"),
    )
    .where(GoneThing.tenant_id == TENANT)
    .order_by(GoneThing.name)
)
"""What went away, and whether the protected list names it and protects nobody."""
