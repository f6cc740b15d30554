"""What the tests of one user's decisions stand on: a run that asks nobody, its steps, and how they are judged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.automation import actions as act
from app.domain.automation.actions import Action
from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import Target
from app.domain.engine.composites import FOUND, LEFT_GROUP
from app.domain.engine.protection import Protection
from app.domain.engine.recent import LoggedChange
from app.domain.engine.undo import UNDO_ACTIONS
from app.domain.filters import parse_filter
from app.domain.people.directory import UserFacts
from app.services.engine.operations import Fence, OpenOperation, UserHistory
from app.services.engine.undo_plan import UndoSource
from tests.domain.people import CATALOGUE, JIRA, NOW, person
from tests.ground.desk import Clock, build_context
from worker.engine.execution import Execution
from worker.engine.planned_users import PlannedUser
from worker.engine.user_work import UserWork
from worker.engine.writes import Sight
from worker.live.live import LiveUser
from worker.live.roster import Roster

RUN, SOURCE, OTHER = 7, 5, 6
JUST_NOW = NOW - timedelta(seconds=20)
LONG_AGO = NOW - timedelta(hours=1)
STAFF = Target("group", "g-staff", "staff", "d1")
LEFT_JIRA = {"step": LEFT_GROUP, "group_id": "g-jira", "group_name": "jira-users", "directory_id": "d1"}
FOUND_JIRA = {"step": FOUND, "parts": [LEFT_JIRA]}
SUSPEND = Action(act.SUSPEND_USER)
JOIN = Action(act.ADD_TO_GROUPS, ("g-staff",))
LEAVE = Action(act.REMOVE_FROM_GROUPS, ("g-staff",))
TAKE_JIRA = Action(act.REMOVE_APP_ACCESS, (JIRA,))
IN_STAFF = {"version": 1, "root": {"type": "groups", "groups": ["g-staff"], "match": "any"}}
EVERYBODY = {"version": 1, "root": {"op": "and", "of": []}}
NOT_BEGUN: dict[str, Any] = {"was_started": False, "steps": ()}
BEGUN: dict[str, Any] = {"was_started": True, "steps": (), "settles_at": NOW - timedelta(seconds=1)}


def run_of(*actions: Action, spec: dict[str, Any] | None = EVERYBODY, source: UndoSource | None = None) -> Execution:
    """A run of these actions, or the undo of a source; nothing of it is asked of a server."""
    context = build_context(
        "http://127.0.0.1:1", "postgresql+psycopg://127.0.0.1:1/none", "redis://127.0.0.1:1", Clock()
    )
    nobody: Any = None
    return Execution(
        context=replace(context, clock=lambda: NOW),
        fence=Fence(1, RUN, 1),
        api=nobody,
        spec=None if source or spec is None else parse_filter(spec),
        actions=UNDO_ACTIONS if source else actions,
        catalogue=CATALOGUE,
        roster=Roster(frozenset(), are_roles_told=True),
        source=source,
    )


def step(action: Action, index: int = 0, **state: Any) -> OpenOperation:
    """The operation of an action for its first target."""
    if action.groups:
        target = STAFF
    elif action.apps:
        target = Target("app", JIRA, "Jira")
    else:
        target = Target("directory", "d1", "Acme", "d1")
    return OpenOperation(index, "a1", index, action.type, target, **(NOT_BEGUN | state))


def work(
    run: Execution,
    user: UserFacts | LiveUser | None,
    *operations: OpenOperation,
    sight: Sight | None = None,
    history: UserHistory | None = None,
    changes: Mapping[Element, LoggedChange] | None = None,
) -> UserWork:
    planned = PlannedUser("a1", operations, history or UserHistory(), None, changes or {})
    return UserWork(run, planned, LiveUser(user) if isinstance(user, UserFacts) else user, sight)


def decide(one: UserWork, protection: Protection | None = None) -> list[tuple[str, str | None]]:
    """(outcome, reason) of what needs no call, and ("call", action) for what is called next."""
    settled, operation = one.settle(protection or Protection())
    told = [(each.outcome.outcome, each.outcome.reason) for each in settled]
    return told + ([("call", operation.action)] if operation else [])


CALLED = [("call", act.SUSPEND_USER)]
ANYBODY = person()


UNDO = UndoSource(SOURCE, LONG_AGO, is_undo=False, earlier=frozenset({4}))


def undo_step(action: str, target: Target = STAFF) -> OpenOperation:
    index = [one.type for one in UNDO_ACTIONS].index(action)
    return OpenOperation(0, "a1", index, action, target, was_started=False, steps=())
