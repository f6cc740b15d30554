"""Actions on the status: suspending people in, and restoring them to, each of their directories."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

from app.domain.automation import cautions
from app.domain.automation.actions.kind import Action, ActionKind
from app.domain.automation.actions.records import STATUS, UNKNOWN, ChangedKind, DoneOperation, State, Thing
from app.domain.automation.actions.steps import NO_MEMBERSHIP, PLANNED, SUSPENDED, UNKNOWN_STATUS, Target, Verdict
from app.domain.automation.cautions import Caution, build_caution
from app.domain.automation.certainties import Certainties
from app.domain.engine import reasons
from app.domain.errors import FieldError
from app.domain.mistakes import mistake
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome

SUSPEND_USER: Final = "suspend_user"
RESTORE_USER: Final = "restore_user"


class StatusAction(ActionKind):
    """Base of both: each target is a directory of the user."""

    is_for_delegates = True
    needs_statuses = True
    after: ClassVar[State]

    def list_targets(self, user: UserFacts, action: Action, catalogue: Catalogue) -> Iterator[Target]:
        """One for each directory that the user is in."""
        del action
        memberships = [d for d, status in sorted(user.directories.items()) if status != NO_MEMBERSHIP]
        for directory_id in memberships:
            yield Target("directory", directory_id, catalogue.directories.get(directory_id, directory_id), directory_id)
        if not memberships:
            yield Target("directory", "-", "no directory")

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """With the new status in that directory."""
        del action, catalogue
        return replace(user, directories={**user.directories, target.id: self.after})

    def make_read(self, done: UserFacts, target: Target, catalogue: Catalogue) -> UserFacts:
        """Show those as suspended who are suspended everywhere."""
        del target, catalogue
        are_all = all(status == SUSPENDED for status in done.directories.values())
        return replace(done, status=SUSPENDED if are_all else "active")

    def name_thing(self, target_id: str) -> Thing:
        """The status, whatever the directory."""
        del target_id
        return STATUS

    def tell(self, found: Mapping[str, Any]) -> tuple[ChangedKind, State, State]:
        """By the status that was seen in that directory."""
        status = found.get("status")
        if status == SUSPENDED:
            return "status", "suspended", self.after
        return "status", UNKNOWN if status in (None, UNKNOWN_STATUS) else "active", self.after


class SuspendUser(StatusAction):
    """Suspend: the user can no longer sign in; groups and roles stay."""

    word = SUSPEND_USER
    verb = "Suspend"
    is_destructive = True
    already_so = reasons.ALREADY_SUSPENDED
    opposite = RESTORE_USER
    undo_place = 5
    leaves_it = True
    after = "suspended"

    def check_list(self, actions: Sequence[Action]) -> list[FieldError]:
        """Refuse a task that suspends and restores."""
        are_both = any(action.type == self.opposite for action in actions)
        return [mistake("/actions", "suspended_and_restored")] if are_both else []

    def list_useless(self, action: Action, certain: Certainties, catalogue: Catalogue) -> Iterator[Caution]:
        """Warn when everybody is suspended already."""
        del action, catalogue
        if certain.are_all_suspended:
            yield build_caution(cautions.ALWAYS_SUSPENDED)

    def judge(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
        """Also where the status was not told: Atlassian's answer decides."""
        del action, catalogue
        if target.id not in user.directories:
            return Verdict(StepOutcome.FAILED, reasons.NO_MEMBERSHIP)
        if user.directories[target.id] == SUSPENDED:
            return Verdict(StepOutcome.SKIPPED, self.already_so)
        return PLANNED


class RestoreUser(StatusAction):
    """Restore: the user can sign in again."""

    word = RESTORE_USER
    verb = "Restore"
    is_giving_back = True
    already_so = reasons.NOT_SUSPENDED
    opposite = SUSPEND_USER
    contrary = "overlap_suspension"
    undo_place = 0
    leaves_it = False
    after = "active"

    def list_useless(self, action: Action, certain: Certainties, catalogue: Catalogue) -> Iterator[Caution]:
        """Warn when nobody is suspended."""
        del action, catalogue
        if certain.is_nobody_suspended:
            yield build_caution(cautions.NEVER_SUSPENDED)

    def judge(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
        """Only who is suspended there, or may be."""
        del action, catalogue
        if target.id not in user.directories:
            return Verdict(StepOutcome.FAILED, reasons.NO_MEMBERSHIP)
        is_open = user.directories[target.id] in (SUSPENDED, UNKNOWN_STATUS)
        return PLANNED if is_open else Verdict(StepOutcome.SKIPPED, self.already_so)

    def find_undo_refusal(self, done: DoneOperation) -> str | None:
        """Refuse where an earlier suspension was not told: an undo must not lock them out by mistake."""
        return reasons.BEFORE_UNKNOWN if (done.before or {}).get("status") == UNKNOWN_STATUS else None


KINDS: Final = (SuspendUser(), RestoreUser())
