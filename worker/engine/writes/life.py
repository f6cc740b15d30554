"""Deactivating, activating and deleting accounts, and cancelling deletions."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from sqlalchemy.orm import Session

from app.directory.outcomes import mirror_account_status
from app.domain.automation.actions import ACTIVATE_ACCOUNT, CANCEL_DELETION, DEACTIVATE_ACCOUNT, DELETE_ACCOUNT
from app.domain.automation.actions.life import DEACTIVATION_THING, DELETION_THING
from app.domain.states import StepOutcome
from app.services.engine.operations import OpenOperation, Outcome
from worker.engine.effect import Effect
from worker.engine.writes.write import Change, SingleWrite, Step


class LifeWrite(SingleWrite):
    """Base of account writes: the user's own row tells the state of the account."""

    leaves: ClassVar[str | None]
    """The status that it leaves; None: an active account, whose directories say what it is."""

    def find_before(self, effect: Effect) -> Step:
        """The state of the account."""
        return {"status": effect.user.status}

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """With the new status."""
        mirror_account_status(session, tenant_id, rows, self.leaves)

    def list_changes(self, operation: OpenOperation, outcome: Outcome) -> Iterator[Change]:
        """Also where Atlassian said that it was not needed."""
        if outcome.outcome == StepOutcome.SKIPPED and outcome.reason == self.kind.already_so:
            yield self.word, (operation.account_id, operation.target.id)
        yield from super().list_changes(operation, outcome)


class Deactivate(LifeWrite):
    """Block the account everywhere."""

    word = DEACTIVATE_ACCOUNT
    in_place = (DEACTIVATION_THING, True)
    leaves = "deactivated"

    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""
        effect.api.accounts.deactivate(effect.user.account_id)


class Activate(LifeWrite):
    """Let a deactivated account in again."""

    word = ACTIVATE_ACCOUNT
    in_place = (DEACTIVATION_THING, False)
    leaves = None

    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""
        effect.api.accounts.activate(effect.user.account_id)


class Delete(LifeWrite):
    """Deactivate the account, and let it be closed for good after the grace."""

    word = DELETE_ACCOUNT
    in_place = (DELETION_THING, True)
    leaves = "for_deletion"

    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""
        effect.api.accounts.delete(effect.user.account_id)


class CancelDeletion(LifeWrite):
    """Keep an account that was to be deleted."""

    word = CANCEL_DELETION
    in_place = (DELETION_THING, False)
    leaves = None

    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""
        effect.api.accounts.cancel_deletion(effect.user.account_id)


WRITES: Final = (Deactivate(), Activate(), Delete(), CancelDeletion())
