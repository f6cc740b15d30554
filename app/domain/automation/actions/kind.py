"""The class behind each action: everything that the rules have to know of it, in one place.

A new action is a subclass of `ActionKind` in the module of its family, listed in that module's `KINDS`
(`registry`). Nobody else compares the words: whoever needs to know something of an action asks its kind.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final, Literal

from app.domain.automation.actions.records import Changed, ChangedKind, DoneOperation, Element, State, StepBack, Thing
from app.domain.automation.actions.steps import Target, Verdict
from app.domain.automation.cautions import Caution
from app.domain.automation.certainties import Certainties
from app.domain.automation.collateral import Detail
from app.domain.engine import reasons
from app.domain.errors import FieldError
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome


@dataclass(frozen=True, slots=True)
class Action:
    """One configured step. `targets` are group ids or resource ids; empty for actions on the user.

    can_leave_shared_groups: taking an app away may take what else its groups give.
    """

    type: str
    targets: tuple[str, ...] = ()
    can_leave_shared_groups: bool = False

    @property
    def kind(self) -> "ActionKind":
        """Kind of action that its word means. Raises KeyError for a word that this release does not know."""
        return ACTIONS[self.type]

    @property
    def is_destructive(self) -> bool:
        """True when the action takes something away."""
        return self.kind.is_destructive

    @property
    def groups(self) -> tuple[str, ...]:
        """The ids of the groups that it names."""
        return self.targets if self.kind.field == "groups" else ()

    @property
    def apps(self) -> tuple[str, ...]:
        """The resource ids of the apps that it names."""
        return self.targets if self.kind.field == "apps" else ()

    @property
    def joined(self) -> tuple[str, ...]:
        """The ids of the groups that people come into by it."""
        return self.targets if self.kind.joins_groups else ()

    @property
    def left(self) -> tuple[str, ...]:
        """The ids of the groups that people are taken out of by it."""
        return self.targets if self.kind.leaves_groups else ()

    def to_json(self) -> dict[str, Any]:
        """The stored and served form."""
        return self.kind.write(self)


class ActionKind(ABC):
    """One action: its word, its form, its judgement, and how it is taken back. Without state; one instance each."""

    word: ClassVar[str]
    """Word by which it is stored and served, for good."""
    verb: ClassVar[str]
    """Sentence that an admin reads; `{targets}` stands for the names."""
    field: ClassVar[Literal["groups", "apps"] | None] = None
    """Field of its JSON that keeps the targets; None for what is done to the user."""
    is_configurable: ClassVar[bool] = True
    """False for what only an undo does."""
    is_for_delegates: ClassVar[bool] = False
    """True when admins who are no organization admins may do it too, within their reach; a new action is not theirs."""
    is_destructive: ClassVar[bool] = False
    """True when it takes something away: then more people are protected, and blackouts count."""
    is_composite: ClassVar[bool] = False
    """True when it takes several calls, which are stored part by part: what shows of it is no end by itself."""
    is_removal: ClassVar[bool] = False
    """True when an answer that what is to be removed is not there says that all is as wanted."""
    is_giving_back: ClassVar[bool] = False
    """True when an admin who does it in bulk means that tasks shall leave these people alone for a time."""
    is_terminal: ClassVar[bool] = False
    """True when nothing can follow it in a list of actions."""
    needs_release: ClassVar[bool] = False
    """True when a plan with it always waits for another admin, however few people it is about."""
    reads_account: ClassVar[bool] = False
    """True when it is judged by the state of the account and by whose it is."""
    undone_within: ClassVar[timedelta | None] = None
    """How long after what it takes back an undo can have it as a step; None: for ever."""
    needs_statuses: ClassVar[bool] = False
    """True when the status in each directory has to be known before it."""
    joins_groups: ClassVar[bool] = False
    leaves_groups: ClassVar[bool] = False
    already_so: ClassVar[str] = reasons.STATE_CHANGED
    """Reason why a step was not needed, when Atlassian's answer says so."""
    opposite: ClassVar[str | None] = None
    """The word of the action that takes it back; None when none does, or when its parts are taken back one by one."""
    contrary: ClassVar[str | None] = None
    """The caution about another task that does the opposite, when that is told of the people as such."""
    undo_place: ClassVar[int | None] = None
    """Its place among the steps that an undo can have. Stored with each step: never changed, new ones come behind."""
    leaves_it: ClassVar[bool]
    """True when the thing it is about is there afterwards: a membership, a suspension, a role."""

    def read(self, item: Mapping[str, Any]) -> Action:
        """The configured step of a stored or posted form; repeated targets count once."""
        targets = (item.get(self.field) if self.field else None) or ()
        return Action(self.word, tuple(dict.fromkeys(targets)))

    def write(self, action: Action) -> dict[str, Any]:
        """The stored and served form."""
        return {"type": self.word, self.field: list(action.targets)} if self.field else {"type": self.word}

    def describe(self, action: Action, catalogue: Catalogue) -> str:
        """The step as an admin reads it, such as “Remove from contractors, interns”."""
        return self.verb.format(targets=", ".join(self.name_targets(action, catalogue)))

    def name_targets(self, action: Action, catalogue: Catalogue) -> list[str]:
        """The names of its groups or apps, in their order; one that is gone by its last known name."""
        return [self.name_target(target, catalogue) for target in action.targets]

    def name_target(self, target: str, catalogue: Catalogue) -> str:
        """The name of one of them."""
        return catalogue.gone.get(target, target)

    def check_targets(self, pointer: str, action: Action, catalogue: Catalogue) -> list[FieldError]:
        """Refuse targets that cannot be saved."""
        del pointer, action, catalogue
        return []

    def check_place(self, index: int, actions: Sequence[Action], catalogue: Catalogue) -> list[FieldError]:
        """Refuse the step at this place when it cannot be saved beside the others."""
        del index, actions, catalogue
        return []

    def check_list(self, actions: Sequence[Action]) -> list[FieldError]:
        """Refuse a list with this action that cannot be saved as a whole."""
        del actions
        return []

    def list_cautions(self, action: Action, actions: Sequence[Action], catalogue: Catalogue) -> Iterator[Caution]:
        """List cautions about one step among all of them: allowed but probably not meant."""
        del action, actions, catalogue
        yield from ()

    def list_useless(self, action: Action, certain: Certainties, catalogue: Catalogue) -> Iterator[Caution]:
        """List cautions about a step that can do nothing to anybody whom the filter finds."""
        del action, certain, catalogue
        yield from ()

    @abstractmethod
    def list_targets(self, user: UserFacts, action: Action, catalogue: Catalogue) -> Iterator[Target]:
        """List the targets for one user, in order."""

    @abstractmethod
    def judge(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
        """Judge whether a step is needed and possible for a user as they are now. Knows nothing of protection."""

    @abstractmethod
    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """The user as they are known to be once the step has succeeded, before any look."""

    def make_read(self, done: UserFacts, target: Target, catalogue: Catalogue) -> UserFacts:
        """The same user as a later read will show them, as far as groups tell."""
        del target, catalogue
        return done

    def list_consequences(
        self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue
    ) -> tuple[Detail, ...]:
        """List the consequences of a step beside its target, as far as groups tell: direct access shows to a look."""
        del user, action, target, catalogue
        return ()

    def takes_a_part(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> bool:
        """True when a step that fails in the end is known to take something all the same."""
        del user, action, target, catalogue
        return False

    @abstractmethod
    def name_thing(self, target_id: str) -> Thing:
        """Name the thing of the person that a step changes, for runs that are at work side by side."""

    def name_element(self, target: Target) -> Element:
        """The thing in which a step shows: a membership, a status in a directory, a direct role."""
        return target.kind, target.id

    def list_marks(
        self, target: Target, steps: Sequence[Mapping[str, Any]], *, is_done: bool, is_unknown: bool
    ) -> Iterator[tuple[Element, bool | None]]:
        """The things that a logged step left there or took away; None where nobody knows what became of it."""
        del steps
        if is_done or is_unknown:
            yield self.name_element(target), None if is_unknown else self.leaves_it

    def reverse(self, done: DoneOperation) -> list[StepBack]:
        """The steps that take it back, the last thing done first; empty when it changed nothing."""
        if self.opposite is None or (done.outcome != StepOutcome.SUCCEEDED and not done.is_unknown):
            return []
        return [StepBack(self.opposite, done.target, self.find_undo_refusal(done))]

    def find_undo_refusal(self, done: DoneOperation) -> str | None:
        """Find the reason why it must not be taken back, though it was done."""
        del done
        return None

    @abstractmethod
    def tell(self, found: Mapping[str, Any]) -> tuple[ChangedKind, State, State]:
        """Tell the thing that it changes, as it was found before and as it is left."""

    def list_parts(self, done: DoneOperation) -> list[Changed]:
        """List what the parts of a composite changed, or may have changed."""
        del done
        return []


ACTIONS: Final[dict[str, ActionKind]] = {}
"""Every action by its word, in the order in which the page offers them; filled by `registry`."""
