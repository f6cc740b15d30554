"""Write: what a worker knows of an action, its call, how the truth of it is read, and what it changes in the mirror.

A new action is a subclass of `Write` in the module of its family, listed in that module's `WRITES` (`registry`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.atlassian import errors as atlassian
from app.atlassian.admin import AdminApi
from app.domain.automation.actions import ACTIONS, Action, ActionKind
from app.domain.automation.actions.records import SEEN_LATE, Element
from app.domain.engine.composites import list_done
from app.domain.engine.planning import judge_both
from app.domain.engine.recent import Changes, overlay
from app.domain.people.directory import Catalogue
from app.domain.states import StepOutcome
from app.services.engine.operations import OpenOperation, Outcome
from worker.engine.certainty import ensure_written, outcome_of
from worker.engine.effect import Effect
from worker.live.live import LiveUser

Step = dict[str, Any]
Change = tuple[str, tuple[str, ...]]
"""The action that says how the mirror changes, and who and what it is about."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Sight of one operation.

    is_done: None when that could not be read. steps: what is known of its parts, those included that were found before
    anything was taken and are gone now.
    """

    is_done: bool | None
    steps: tuple[Step, ...] = ()

    @property
    def has_effect(self) -> bool:
        """True when something of it was done."""
        return bool(self.is_done or list_done(self.steps))


@dataclass(frozen=True, slots=True)
class Look:
    """One operation that was begun, and its user who was just read.

    What shows while an opposite write of ours (`recent`) may still be hidden proves nothing: it counts as not done.
    """

    api: AdminApi
    operation: OpenOperation
    live: LiveUser
    catalogue: Catalogue
    recent: Changes


class Write(ABC):
    """One action in a worker's hands. Without state; one instance each."""

    word: ClassVar[str]
    in_place: ClassVar[tuple[str, bool] | None] = None
    """(kind of a thing, whether it is there): what a later look at it says that makes the mirror change like this."""

    @property
    def kind(self) -> ActionKind:
        """The action as the rules know it."""
        return ACTIONS[self.word]

    @abstractmethod
    def carry_out(self, effect: Effect) -> Outcome:
        """Do it. Raises KeyRejected and RateLimited, after which nothing was applied by the last call, and InDoubt."""

    @abstractmethod
    def see(self, look: Look) -> Sight:
        """See how much of it shows. Raises AtlassianError."""

    @abstractmethod
    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """Bring the mirror to what was done; rows: who and what, of many users."""

    def conclude(
        self, outcome: Outcome, operation: OpenOperation, live: LiveUser | None, catalogue: Catalogue
    ) -> Outcome:
        """The outcome of an operation that was found done and is not tried again."""
        del operation, live, catalogue
        return outcome

    def list_changes(self, operation: OpenOperation, outcome: Outcome) -> Iterator[Change]:
        """List the changes of the mirror by an outcome."""
        if outcome.outcome == StepOutcome.SUCCEEDED:
            yield self.word, (operation.account_id, operation.target.id)


class SingleWrite(Write):
    """A write of one call, whose truth the user's own row tells."""

    @abstractmethod
    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""

    @abstractmethod
    def find_before(self, effect: Effect) -> Step:
        """Find the state before, for before → after."""

    def carry_out(self, effect: Effect) -> Outcome:
        """The call, and a look when its answer leaves doubt."""
        return self.tell(effect, self.write_verified(effect))

    def write_verified(self, effect: Effect) -> Outcome:
        """Call, and tell what became of it."""
        try:
            ensure_written(effect, lambda: self.call(effect), effect.is_applied)
        except atlassian.AtlassianError as error:
            return outcome_of(effect.operation, error)
        return Outcome(StepOutcome.SUCCEEDED)

    def see(self, look: Look) -> Sight:
        """Done when the step would be needless now."""
        facts, operation = look.live.facts, look.operation
        logged = overlay(facts, look.recent, look.catalogue) if look.recent else None
        verdict = judge_both(facts, logged, (Action(operation.action), operation.target), look.catalogue)
        return Sight(verdict.outcome == StepOutcome.SKIPPED, operation.steps)

    def tell(self, effect: Effect, outcome: Outcome) -> Outcome:
        """The outcome with how the thing was found."""
        # What an earlier try of ours may have changed does not tell how it was before.
        late = {SEEN_LATE: True} if effect.operation.was_started else {}
        before = {**self.find_before(effect), **late}
        return Outcome(outcome.outcome, outcome.reason, outcome.error, before=before)


def is_believed(recent: Changes, element: Element, *, is_there: bool) -> bool:
    """True when what shows of a thing is so: not while a write of ours that says otherwise may still be hidden."""
    change = recent.get(element)
    return change is None or change.is_there is is_there
