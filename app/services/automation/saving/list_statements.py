"""Statements of the lists of filters and tasks, built once: the page asks them again and again."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Select, any_, bindparam, column, func, select
from sqlalchemy.orm import aliased

from app.domain.states import RunState
from app.models import Run, SavedFilter, Task
from app.models.mapping import TENANT

TASKS: Final = (
    select(Task).where(Task.tenant_id == TENANT, Task.removed_at.is_(None)).order_by(func.lower(Task.name), Task.id)
)
"""All tasks by name."""
FILTERS: Final = select(SavedFilter).where(SavedFilter.tenant_id == TENANT).order_by(func.lower(SavedFilter.name))
"""All filters by name."""
FILTERS_OF: Final = select(SavedFilter).where(
    SavedFilter.tenant_id == TENANT, SavedFilter.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))
)
"""The filters with these ids."""
TASKS_OF_EACH: Final = (
    select(Task.filter_id, func.count())
    .where(Task.tenant_id == TENANT, Task.filter_id.is_not(None), Task.removed_at.is_(None))
    .group_by(Task.filter_id)
)
"""How many tasks each filter has."""


def _select_newest(state: RunState | None = None) -> Select[Run]:
    """Select the newest run of each of the tasks, in that state or in any: a step down an index for each, however many
    runs there were."""
    listed = func.unnest(bindparam("tasks", type_=ARRAY(BigInteger)))
    tasks = listed.table_valued(column("id", BigInteger), name="of_tasks").render_derived()
    run = aliased(Run)
    newest = select(func.max(run.id)).where(run.tenant_id == TENANT, run.task_id == tasks.c.id)
    if state is not None:
        newest = newest.where(run.state == state)
    ids = select(newest.scalar_subquery()).select_from(tasks).scalar_subquery()
    return select(Run).where(Run.tenant_id == TENANT, Run.id == any_(func.array(ids)))


NEWEST: Final = _select_newest()
NEWEST_TESTED: Final = _select_newest(RunState.TESTED)
"""The newest run, or test run that came to its end, of each of these tasks."""
