"""The users of a plan in order, with what is stored about them, before anybody looks at Atlassian."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from app.directory.known_people import KnownPerson, load_known
from app.domain.automation.actions import ACTIONS
from app.domain.automation.actions.records import Thing
from app.domain.engine.recent import SETTLING, Changes
from app.services.engine.operations import OpenOperation, UserHistory, load_histories, load_open_operations
from app.services.engine.recent_changes import load_changes
from app.services.engine.side_by_side.beside import load_changed_beside
from worker.engine.execution import Execution

USERS_PER_LOAD: Final = 50


@dataclass(frozen=True, slots=True)
class PlannedUser:
    """One user's open operations in order, what the run has done to them so far, and how the mirror knows them."""

    account_id: str
    operations: tuple[OpenOperation, ...]
    history: UserHistory
    known: KnownPerson | None
    changes: Changes = field(default_factory=dict)
    """What runs have changed of them lately; for an undo, since the run that it takes back."""
    changed_beside: tuple[tuple[Thing, int], ...] = ()
    """What runs beside this one have changed of them, or may have, and which run it was."""

    @property
    def needs_statuses(self) -> bool:
        """True when a step of theirs asks for the status in each directory."""
        return any(ACTIONS[operation.action].needs_statuses for operation in self.operations)


class PlanReader:
    """Reads on from where it stands and never back: what it gave out may be started and without an outcome.

    What is read stays true while the run is held, so users are loaded for several batches at once. until: the position
    at which the users begin who are not taken yet; None: nobody is left out.
    """

    def __init__(self, run: Execution, until: int | None = None) -> None:
        self._run, self._until = run, until
        self._loaded: deque[PlannedUser] = deque()
        self._position = -1
        self._is_at_end = False

    def take(self, users: int) -> list[PlannedUser]:
        """At most so many users; none at the end of the plan."""
        self.read_ahead()
        return [self._loaded.popleft() for _ in range(min(users, len(self._loaded)))]

    def read_ahead(self) -> None:
        """Have users at hand; best called while calls are out."""
        if not self._loaded and not self._is_at_end:
            with self._run.context.database.tenant_session(self._run.fence.tenant_id) as session:
                self._loaded += self._load(session)
            self._is_at_end = not self._loaded

    def _load(self, session: Session) -> list[PlannedUser]:
        tenant_id, run_id = self._run.fence.tenant_id, self._run.fence.run_id
        size = (USERS_PER_LOAD, self._run.operations_per_user)
        operations = load_open_operations(session, tenant_id, run_id, self._position, size, until=self._until)
        if operations:
            self._position = operations[-1].position
        by_account: defaultdict[str, list[OpenOperation]] = defaultdict(list)
        for operation in operations:
            by_account[operation.account_id].append(operation)
        known = load_known(session, tenant_id, list(by_account))
        histories = load_histories(session, tenant_id, run_id, list(by_account))
        since = self._run.source.since if self._run.source else self._run.context.clock() - SETTLING
        changes = load_changes(session, tenant_id, list(by_account), since=since, own_run=run_id)
        beside = load_changed_beside(session, tenant_id, self._run.beside, list(by_account))
        return [
            PlannedUser(
                account_id,
                tuple(mine),
                histories.get(account_id, UserHistory()),
                known.get(account_id),
                changes.get(account_id, {}),
                tuple(beside.get(account_id, ())),
            )
            for account_id, mine in by_account.items()
        ]
