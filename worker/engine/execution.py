"""Execution context of a slice: the tenant's rules and names, and the admin roster."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy.orm import Session

from app.atlassian.admin import MAX_IDS_PER_SEARCH, AdminApi
from app.directory.facts import load_catalogue
from app.domain.automation.actions import Action, parse_actions
from app.domain.automation.frozen import RunSpecification
from app.domain.engine.last_admins import AdminSeats, Seat, can_take_seats
from app.domain.engine.protection import Protection
from app.domain.engine.undo import UNDO_ACTIONS
from app.domain.filters import FilterSpec, read_filter
from app.domain.people.directory import Catalogue
from app.domain.states import Trigger
from app.models import Run
from app.services.automation.admin_seats import fill_seats, list_untouched_people
from app.services.automation.exemptions import spare_exempt
from app.services.engine.operations import Fence
from app.services.engine.restored import TASK_TRIGGERS, spare_restored
from app.services.engine.side_by_side.beside import list_runs_beside
from app.services.engine.undo_plan import UndoSource, load_undo_source
from app.services.tenancy.settings import load_protection
from worker.context import WorkerContext
from worker.live.admin_groups import list_touched_groups, refresh_grants
from worker.live.roster import Roster, fetch_roster, mark_admin_groups
from worker.live.seats import confirm_seats

_MOST_TARGETS_OF_AN_UNDO = 50


@dataclass(frozen=True, slots=True)
class Execution:
    """The run as it was frozen, and the names and organization admins as they are at the start of the slice."""

    context: WorkerContext
    fence: Fence
    api: AdminApi
    spec: FilterSpec | None
    actions: tuple[Action, ...]
    catalogue: Catalogue
    roster: Roster
    delegates: frozenset[str] = frozenset()
    """The delegated admins behind the run, who are never its subject."""
    trigger: Trigger = Trigger.MANUAL
    task_id: int | None = None
    requested_by: str | None = None
    source: UndoSource | None = None
    """The run that this one takes back."""
    beside: tuple[int, ...] = ()
    """The runs whose life has a part in common with this one's."""

    @property
    def is_undo(self) -> bool:
        """An undo has no filter; its steps do not depend on each other, and "already so" means that somebody was
        there before."""
        return self.spec is None

    def load_protection(self, session: Session, accounts: Sequence[str]) -> Protection:
        """The safety rules that hold now for these users, as this kind of run keeps them."""
        now, tenant_id = self.context.clock(), self.fence.tenant_id
        protection = load_protection(session, tenant_id, now, delegates=self.delegates)
        if self.source:
            return protection.for_undo(of_undo=self.source.is_undo)
        if self.trigger in TASK_TRIGGERS:
            protection = spare_restored(session, tenant_id, protection, now, accounts)
            return spare_exempt(
                session, tenant_id, protection, now,
                task_id=self.task_id, run_id=self.fence.run_id, accounts=accounts,
            )  # fmt: skip
        return protection

    @property
    def takes_seats(self) -> bool:
        """Whether it may take an admin role from somebody."""
        return can_take_seats(self.actions)

    def ask_for_seats(self, seats: Collection[Seat]) -> AdminSeats:
        """Ask for the holders of these admin roles, as known here and as Atlassian shows. Raises AtlassianError."""
        with self.context.database.tenant_session(self.fence.tenant_id) as session:
            known = fill_seats(
                session, self.fence.tenant_id, self.catalogue, self.context.clock(),
                entries={entry for entry, _role in seats},
            )  # fmt: skip
        return confirm_seats(self.api, known, sorted(seats), self.catalogue.directories, self._choose_people)

    def _choose_people(self, accounts: Collection[str]) -> frozenset[str]:
        """Those who are known as active people and whom no run has changed lately, which reads may not show yet."""
        with self.context.database.tenant_session(self.fence.tenant_id) as session:
            return list_untouched_people(session, self.fence.tenant_id, accounts, self.context.clock())

    @property
    def operations_per_user(self) -> int:
        """How many operations a user of this plan has at most, or about as many for an undo."""
        if self.is_undo:
            return _MOST_TARGETS_OF_AN_UNDO
        return sum(len(action.targets) or max(len(self.catalogue.directories), 1) for action in self.actions)


def open_execution(context: WorkerContext, fence: Fence, specification: RunSpecification, api: AdminApi) -> Execution:
    """Read the names and the admin roster for one slice. Raises AdminsUnknown, AtlassianError, Invalid."""
    with context.database.tenant_session(fence.tenant_id) as session:
        catalogue = load_catalogue(session, fence.tenant_id)
        undone = specification.undo_of
        source = None if undone is None else load_undo_source(session, fence.tenant_id, undone)
        run = session.get_one(Run, (fence.tenant_id, fence.run_id))
        trigger, requested_by, task_id = run.trigger, run.requested_by, run.task_id
        beside = set(list_runs_beside(session, fence.tenant_id, fence.run_id))
        if source:  # what these have changed is what it takes back
            beside -= {source.run_id, *source.earlier}
    frozen = specification.filter
    planned = UNDO_ACTIONS if source else parse_actions(specification.actions or ())
    known = _refresh_groups(api, catalogue, planned)
    delegates = specification.delegates
    if can_take_seats(planned) or delegates:
        known = refresh_grants(api, known, list_touched_groups(planned, known))
    return Execution(
        context=context,
        fence=fence,
        api=api,
        spec=read_filter(frozen.specification) if frozen else None,
        actions=planned,
        catalogue=mark_admin_groups(api, known),
        roster=fetch_roster(api, sorted(catalogue.directories)),
        delegates=delegates,
        trigger=trigger,
        task_id=task_id,
        requested_by=requested_by,
        source=source,
        beside=tuple(sorted(beside)),
    )


def _refresh_groups(api: AdminApi, catalogue: Catalogue, actions: Sequence[Action]) -> Catalogue:
    """The catalogue with the target groups as they are now: one may have been taken over by an identity provider.

    A group that Atlassian does not show is left to the call itself. Raises AtlassianError.
    """
    targets = {target for action in actions for target in action.groups}
    known = sorted(
        (catalogue.groups[target] for target in targets if target in catalogue.groups),
        key=lambda group: (group.directory_id, group.group_id),
    )
    groups = dict(catalogue.groups)
    for directory_id, members in groupby(known, key=lambda group: group.directory_id):
        ids = [group.group_id for group in members]
        for start in range(0, len(ids), MAX_IDS_PER_SEARCH):
            page = api.search_groups(directory_id, group_ids=ids[start : start + MAX_IDS_PER_SEARCH])
            for row in page.rows:
                if row.group_id in targets and row.group_id in groups and row.is_management_told:
                    now = replace(groups[row.group_id], is_externally_managed=row.is_externally_managed)
                    groups[row.group_id] = now
    return replace(catalogue, groups=groups)
