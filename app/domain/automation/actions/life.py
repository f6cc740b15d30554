"""Actions on the account itself: deactivating, activating and deleting it, and cancelling a deletion.

Deactivating blocks the whole Atlassian account, everywhere; it is no suspension in a directory. Only accounts that the
organization manages can be changed (admin API contract 11), and nothing can follow in a list of actions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar, Final

from app.domain.automation.actions.kind import Action, ActionKind
from app.domain.automation.actions.records import (
    ACCOUNT,
    SEEN_LATE,
    UNKNOWN,
    ChangedKind,
    DoneOperation,
    Element,
    State,
    StepBack,
    Thing,
)
from app.domain.automation.actions.steps import (
    DEACTIVATED,
    FOR_DELETION,
    LIVING,
    PLANNED,
    Target,
    Verdict,
    find_living_status,
)
from app.domain.engine import reasons
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome

DEACTIVATE_ACCOUNT: Final = "deactivate_account"
ACTIVATE_ACCOUNT: Final = "activate_account"
DELETE_ACCOUNT: Final = "delete_account"
CANCEL_DELETION: Final = "cancel_deletion"
GRACE: Final = timedelta(days=14)
"""How long a deletion can be cancelled (admin API contract 11)."""
MANAGED: Final = "managed"
SYNCED: Final = "synced"
DEACTIVATION_THING: Final = "deactivation"
DELETION_THING: Final = "deletion"
LIFE_THINGS: Final = (DEACTIVATION_THING, DELETION_THING)
_TARGET: Final = Target("account", "account", "Atlassian account")


class LifeAction(ActionKind):
    """Base of account actions: the one target is the account, and it must be the organization's to change."""

    is_terminal = True
    reads_account = True
    changes: ClassVar[str]
    """The kind of the thing that it is about."""

    def list_targets(self, user: UserFacts, action: Action, catalogue: Catalogue) -> Iterator[Target]:
        """The account."""
        del user, action, catalogue
        yield _TARGET

    def judge(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
        """Judge the known facts, and do nothing for unknown ones: whose account it is, and whether it is active."""
        del action, target, catalogue
        if user.claim != MANAGED:
            return Verdict(
                StepOutcome.FAILED, reasons.CLAIM_UNKNOWN if user.claim != "unmanaged" else reasons.NOT_MANAGED
            )
        if user.status not in (DEACTIVATED, FOR_DELETION, *LIVING):
            return Verdict(StepOutcome.FAILED, reasons.ACCOUNT_STATE_UNKNOWN)
        verdict = self.judge_state(user.status)
        if verdict == PLANNED and user.management_source == SYNCED:
            return Verdict(StepOutcome.FAILED, reasons.ACCOUNT_MANAGED_ELSEWHERE)
        return verdict

    def judge_state(self, status: str) -> Verdict:
        """Whether it is needed and possible in one of the known states."""
        raise NotImplementedError

    def name_thing(self, target_id: str) -> Thing:
        """The whole account: nothing of the person stays out of it."""
        del target_id
        return ACCOUNT

    def name_element(self, target: Target) -> Element:
        """Whether it is deactivated, or whether it is to be deleted."""
        return self.changes, target.id

    def tell(self, found: Mapping[str, Any]) -> tuple[ChangedKind, State, State]:
        """By the state that was seen."""
        return "account", tell_account(found.get("status")), self.after

    after: ClassVar[State]


def tell_account(status: object) -> State:
    """Read a kept status as the account's state."""
    if status == DEACTIVATED:
        return "deactivated"
    if status == FOR_DELETION:
        return "for_deletion"
    return "active" if status in LIVING else UNKNOWN


def shows_life(thing: str, status: str | None) -> bool | None:
    """Whether an account that is shown like this is deactivated, or is to be deleted; None when that is not told."""
    if status == FOR_DELETION:
        return True if thing == DELETION_THING else None
    if status == DEACTIVATED:
        return thing == DEACTIVATION_THING
    return False if status in LIVING else None


def follow_life(user: UserFacts, thing: str, *, is_there: bool | None) -> UserFacts:
    """The user as a logged change left their account; where nobody knows its outcome, the contrary of what is shown."""
    shown = shows_life(thing, user.status)
    if is_there is None:
        is_there = not shown
    if is_there:
        return replace(user, status=FOR_DELETION if thing == DELETION_THING else DEACTIVATED)
    if thing == DEACTIVATION_THING and user.status == FOR_DELETION:
        return user
    return replace(user, status=find_living_status(user.directories))


class DeactivateAccount(LifeAction):
    """Deactivate: nobody can sign in with the account, anywhere, until it is activated."""

    word = DEACTIVATE_ACCOUNT
    verb = "Deactivate the account"
    is_destructive = True
    already_so = reasons.ALREADY_DEACTIVATED
    opposite = ACTIVATE_ACCOUNT
    undo_place = 8
    leaves_it = True
    changes = DEACTIVATION_THING
    after = "deactivated"

    def judge_state(self, status: str) -> Verdict:
        """An account that is to be deleted is deactivated until then."""
        if status == FOR_DELETION:
            return Verdict(StepOutcome.SKIPPED, reasons.ALREADY_FOR_DELETION)
        return Verdict(StepOutcome.SKIPPED, self.already_so) if status == DEACTIVATED else PLANNED

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """Deactivated; what the account was given stays."""
        del action, target, catalogue
        return replace(user, status=DEACTIVATED)


class ActivateAccount(LifeAction):
    """Activate: a deactivated account can sign in again, with what it was given."""

    word = ACTIVATE_ACCOUNT
    verb = "Activate the account"
    is_giving_back = True
    already_so = reasons.ALREADY_ACTIVE
    opposite = DEACTIVATE_ACCOUNT
    undo_place = 6
    leaves_it = False
    changes = DEACTIVATION_THING
    after = "active"

    def judge_state(self, status: str) -> Verdict:
        """A deletion has to be cancelled first, which activates the account by itself."""
        if status == FOR_DELETION:
            return Verdict(StepOutcome.FAILED, reasons.DELETION_PENDING)
        return PLANNED if status == DEACTIVATED else Verdict(StepOutcome.SKIPPED, self.already_so)

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """As the directories say."""
        del action, target, catalogue
        return replace(user, status=find_living_status(user.directories))


class DeleteAccount(LifeAction):
    """Delete: the account is deactivated at once, and closed for good after 14 days."""

    word = DELETE_ACCOUNT
    verb = "Delete the account after 14 days"
    is_destructive = True
    needs_release = True
    already_so = reasons.ALREADY_FOR_DELETION
    leaves_it = True
    changes = DELETION_THING
    after = "for_deletion"

    def judge_state(self, status: str) -> Verdict:
        """Also an account that is deactivated."""
        return Verdict(StepOutcome.SKIPPED, self.already_so) if status == FOR_DELETION else PLANNED

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """To be deleted, and deactivated until then."""
        del action, target, catalogue
        return replace(user, status=FOR_DELETION)

    def reverse(self, done: DoneOperation) -> list[StepBack]:
        """Cancelled, which activates the account; who was deactivated before is so again."""
        if done.outcome != StepOutcome.SUCCEEDED and not done.is_unknown:
            return []
        found = {} if (done.before or {}).get(SEEN_LATE) else done.before or {}
        again = [StepBack(DEACTIVATE_ACCOUNT, done.target)] if found.get("status") == DEACTIVATED else []
        return [StepBack(CANCEL_DELETION, done.target), *again]


class CancelDeletion(LifeAction):
    """Cancel a deletion within its 14 days: the account stays and is active, whatever it was before."""

    word = CANCEL_DELETION
    verb = "Cancel the deletion of the account"
    is_giving_back = True
    already_so = reasons.NOT_FOR_DELETION
    undo_place = 7
    undone_within = GRACE
    leaves_it = False
    changes = DELETION_THING
    after = "active"

    def judge_state(self, status: str) -> Verdict:
        """Cancel a deletion and nothing else: what that would do to other accounts is documented nowhere."""
        return PLANNED if status == FOR_DELETION else Verdict(StepOutcome.SKIPPED, self.already_so)

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """Active, as the directories say."""
        del action, target, catalogue
        return replace(user, status=find_living_status(user.directories))

    def reverse(self, done: DoneOperation) -> list[StepBack]:
        """Never taken back by itself: that would delete somebody."""
        if done.outcome != StepOutcome.SUCCEEDED and not done.is_unknown:
            return []
        return [StepBack(self.word, done.target, reasons.NO_WAY_BACK)]


KINDS: Final = (DeactivateAccount(), ActivateAccount(), DeleteAccount(), CancelDeletion())
