"""One user's operations in order: which of them need a call, and what becomes of those that do not.

Decides only: no call is made and nothing is stored here.
"""

from collections import deque
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from app.domain.automation.actions import ACTIONS
from app.domain.automation.actions.steps import list_grants
from app.domain.engine import reasons
from app.domain.engine.composites import list_done
from app.domain.engine.last_admins import AdminSeats, Seat, list_seats, spare_admins, store_seats
from app.domain.engine.planning import after_operation, judge_both
from app.domain.engine.protection import Protection
from app.domain.engine.recent import LoggedOperation, fold_changes, keep_recent, overlay, unite
from app.domain.engine.things import find_changer, name_thing
from app.domain.engine.undo import element_of
from app.domain.filters import matches
from app.domain.people.directory import UserFacts
from app.domain.states import StepOutcome
from app.services.engine.operations import OpenOperation, Outcome, Settled, iter_left_groups
from worker.engine.certainty import ALREADY_SO, MOST_DOUBTS
from worker.engine.execution import Execution
from worker.engine.planned_users import PlannedUser
from worker.engine.writes import Sight
from worker.live.live import LiveUser

_EARLIER_FAILED: Final = Outcome(StepOutcome.SKIPPED, reasons.EARLIER_ACTION_FAILED)
_NOTHING_TO_TAKE: Final = (StepOutcome.SKIPPED, reasons.NO_ACCESS)


class UserWork:
    """Judges a user as Atlassian shows them now, step by step; `facts` follows what was done.

    sight: what shows of the first operation when an earlier try of ours has begun it.
    `logged` is the user as our own log says they are, None where it knows nothing that Atlassian may not show yet.
    """

    def __init__(self, run: Execution, planned: PlannedUser, live: LiveUser | None, sight: Sight | None = None) -> None:
        self.account_id = planned.account_id
        self._run = run
        self._left = deque(planned.operations)
        self._sight = sight
        if sight is not None:
            self._left[0] = replace(self._left[0], steps=sight.steps)
        self._is_touched = planned.history.is_touched or (sight is not None and sight.has_effect)
        self._failed_action = planned.history.failed_action
        self._changes = dict(planned.changes)
        self._changed_beside = planned.changed_beside
        self.recent = keep_recent(self._changes, run.context.clock())
        self._left_groups = set(planned.history.left_groups)
        self.facts = self._recall(live.facts) if live else UserFacts(planned.account_id)
        self.logged = overlay(self.facts, self.recent, run.catalogue) if self.recent else None
        self._refusal = self._find_refusal(live)

    @property
    def is_done(self) -> bool:
        """True when every operation has an outcome."""
        return not self._left

    @property
    def waits_until(self) -> datetime | None:
        """The moment before which nothing can be said of the operation in front: it does not show yet.

        Until then it is neither repeated nor given up.
        """
        if self._sight is None or self._sight.is_done or not self._left[0].was_started:
            return None
        settles_at = self._left[0].settles_at
        return settles_at if settles_at and self._run.context.clock() < settles_at else None

    @property
    def seats(self) -> frozenset[Seat]:
        """The admin roles of the user, as they are shown or as the log knows them."""
        known = (self.facts,) if self.logged is None else (self.facts, self.logged)
        return frozenset().union(*(list_seats(facts, self._run.catalogue) for facts in known))

    def settle(
        self, protection: Protection, seats: AdminSeats | None = None
    ) -> tuple[list[Settled], OpenOperation | None]:
        """Outcomes of the next operations that need no call, and the first one that needs one; None when none does.

        seats: who fills the admin roles of the users at hand; the last one of each is spared.
        """
        settled: list[Settled] = []
        while self._left and not self.waits_until:
            now = self._run.context.clock()
            outcome = self._decide(self._left[0], protection, now, seats)
            if outcome is None:
                return settled, self._left[0]
            settled.append(self.learn(outcome, now))
        return settled, None

    def learn(self, outcome: Outcome, now: datetime) -> Settled:
        """Take in what became of the operation in front."""
        operation = self._left.popleft()
        self._sight = None
        outcome = self._credit(operation, outcome)
        self._left_groups.update(iter_left_groups(outcome.steps))
        if outcome.outcome == StepOutcome.FAILED and self._failed_action is None:
            self._failed_action = operation.action_index
        elif outcome.outcome == StepOutcome.SUCCEEDED:
            if ACTIONS[operation.action].leaves_groups:
                self._left_groups.add(operation.target.id)
            self._follow(operation)
        self.recent |= keep_recent(fold_changes([self._describe(operation, outcome, now)]), now)
        return Settled(operation, outcome, now)

    def get_reach(self, operation: OpenOperation) -> UserFacts:
        """The user as the operation has to see them: what is to be taken away counts whoever knows of it."""
        return unite(self.facts, self.logged) if ACTIONS[operation.action].is_composite else self.facts

    def _follow(self, operation: OpenOperation) -> None:
        """The user as they are now that the operation has succeeded."""
        action = self._run.actions[operation.action_index]
        done = (action, operation.target, self._run.catalogue)
        self.facts = after_operation(self.facts, *done)
        self.logged = self.logged and after_operation(self.logged, *done)

    def _describe(self, operation: OpenOperation, outcome: Outcome, now: datetime) -> LoggedOperation:
        run_id = self._run.fence.run_id
        told = (outcome.outcome, outcome.reason, outcome.steps)
        return LoggedOperation(run_id, now, operation.action, operation.target, *told)

    def _recall(self, facts: UserFacts) -> UserFacts:
        """With the roles that went with groups this run has left: any of them may be held directly as well."""
        return replace(facts, app_roles=facts.app_roles | list_grants(self._left_groups, self._run.catalogue))

    def _credit(self, operation: OpenOperation, outcome: Outcome) -> Outcome:
        """Access that is gone because this run left its group before was taken by this run, as its preview said.

        What an undo found to be so already, by a look or by Atlassian's answer, somebody had changed.
        """
        if self._run.is_undo and outcome.outcome == StepOutcome.SKIPPED and outcome.reason in ALREADY_SO:
            return replace(outcome, reason=self._explain_needless(operation))
        if operation.target.kind != "app" or (outcome.outcome, outcome.reason) != _NOTHING_TO_TAKE:
            return outcome
        lost = {app for app, _role in list_grants(self._left_groups, self._run.catalogue)}
        return Outcome(StepOutcome.SUCCEEDED, reasons.LOST_WITH_GROUP) if operation.target.id in lost else outcome

    def _find_refusal(self, live: LiveUser | None) -> Outcome | None:
        """Find the refusal of anything at all for this user now."""
        if live is None:
            return Outcome(StepOutcome.SKIPPED, reasons.UNKNOWN_USER)
        if live.problem:
            return Outcome(StepOutcome.FAILED, reasons.ATLASSIAN_UNAVAILABLE, live.problem)
        run = self._run
        if run.spec is None or self._is_touched:
            return None
        if not matches(run.spec, self._choose_judged(live.facts), run.catalogue, run.context.clock()):
            return Outcome(StepOutcome.SKIPPED, reasons.NO_LONGER_MATCHES)
        return None

    def _choose_judged(self, shown: UserFacts) -> UserFacts:
        """Choose the user that the filter judges: what runs have just changed is believed to the log."""
        return overlay(shown, self.recent, self._run.catalogue) if self.recent else shown

    def _find_later_run(self, operation: OpenOperation) -> int | None:
        """The run that has changed, since the one that is taken back, what this step would change."""
        source, change = self._run.source, self._changes.get(element_of(operation.action, operation.target))
        if source is None or change is None or change.run_id in (source.run_id, *source.earlier):
            return None
        return change.run_id if change.at > source.since else None

    def _explain_needless(self, operation: OpenOperation) -> str:
        """Explain why an undo has nothing to do for a step."""
        change = self._changes.get(element_of(operation.action, operation.target))
        is_doubtful = change is not None and change.is_there is None
        return reasons.NOTHING_TO_TAKE_BACK if is_doubtful else reasons.STATE_CHANGED

    def _find_protection(self, operation: OpenOperation, protection: Protection, now: datetime) -> str | None:
        """Find why the user is spared, as they are shown or as the log knows them."""
        run = self._run
        known = (self.facts,) if self.logged is None else (self.facts, self.logged)
        action = run.actions[operation.action_index]
        found = (protection.find_reason(facts, action, run.catalogue, now) for facts in known)
        return next((reason for reason in found if reason), None)

    def _decide(
        self, operation: OpenOperation, protection: Protection, now: datetime, seats: AdminSeats | None
    ) -> Outcome | None:
        """The outcome of an operation as far as it is known without a call."""
        if self._sight is not None:
            if self._sight.is_done and not ACTIONS[operation.action].is_composite:
                # An earlier try of ours shows at Atlassian, so it was done.
                return Outcome(StepOutcome.SUCCEEDED)
            if operation.was_started and (self._sight.is_done is None or operation.doubts >= MOST_DOUBTS):
                return Outcome(StepOutcome.FAILED, reasons.OUTCOME_UNKNOWN, steps=operation.steps)
        refusal = self._refusal or self._find_obstacle(operation, protection, now)
        refusal = refusal or self._spare_admins(operation, seats, is_delegated=bool(protection.delegates))
        done = list_done(operation.steps)
        if refusal is None or not done:
            return refusal
        # What was done of it already must not look as if nothing had been done.
        is_whole = self._sight is not None and self._sight.is_done
        return (
            Outcome(StepOutcome.SUCCEEDED, steps=done)
            if is_whole
            else replace(refusal, outcome=StepOutcome.FAILED, steps=done)
        )

    def _spare_admins(
        self, operation: OpenOperation, seats: AdminSeats | None, *, is_delegated: bool
    ) -> Outcome | None:
        """Find why a step must not go out: nobody else would be left with an admin role, or it gives or takes one for
        somebody who may not. One that was begun is asked again, as its call may not have come through and others have
        gone since."""
        action, catalogue = self._run.actions[operation.action_index], self._run.catalogue
        after = partial(after_operation, action=action, target=operation.target, catalogue=catalogue)
        users = (self.facts, self.logged)
        spared, last = spare_admins(seats, users, after, catalogue, is_delegated=is_delegated)
        return Outcome(StepOutcome.SKIPPED, spared, before=store_seats(last)) if spared else None

    def _find_obstacle(self, operation: OpenOperation, protection: Protection, now: datetime) -> Outcome | None:
        """Find why a step is not needed, not allowed or not possible, as far as it is known without a call."""
        run = self._run
        if self._failed_action is not None and operation.action_index > self._failed_action and not run.is_undo:
            return _EARLIER_FAILED
        later_run = self._find_later_run(operation)
        if later_run is not None:
            return Outcome(StepOutcome.SKIPPED, reasons.CHANGED_BY_LATER_RUN, before={"later_run": later_run})
        step = (run.actions[operation.action_index], operation.target)
        verdict = judge_both(self.facts, self.logged, step, run.catalogue)
        refusal = self._find_protection(operation, protection, now)
        if refusal:
            return Outcome(StepOutcome.SKIPPED, refusal)
        refusal = protection.find_target_reason(step[0], operation.target.id, run.catalogue)
        if refusal:
            return Outcome(StepOutcome.FAILED, refusal)
        if verdict.outcome == StepOutcome.SKIPPED and not operation.is_begun:
            return Outcome(StepOutcome.SKIPPED, self._explain_needless(operation) if run.is_undo else verdict.reason)
        other_run = find_changer(name_thing(operation.action, operation.target.id), self._changed_beside, run.catalogue)
        if other_run is not None:
            return Outcome(StepOutcome.SKIPPED, reasons.CHANGED_BY_OTHER_RUN, before={"later_run": other_run})
        if verdict.outcome == StepOutcome.FAILED:
            return Outcome(StepOutcome.FAILED, verdict.reason)
        return None
