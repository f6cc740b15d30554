"""Suspending people in a directory, and restoring them to it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from app.directory.outcomes import mirror_membership_status
from app.domain.automation.actions import RESTORE_USER, SUSPEND_USER
from app.domain.automation.actions.steps import UNKNOWN_STATUS
from app.services.engine.operations import OpenOperation, Outcome
from worker.engine.effect import Effect
from worker.engine.writes.write import Change, Look, Sight, SingleWrite, Step
from worker.live.directory_status import fetch_statuses


class StatusWrite(SingleWrite):
    """Base of both: the status in each directory has to be read for it."""

    def find_before(self, effect: Effect) -> Step:
        """The status in that directory."""
        return {"status": effect.user.directories.get(effect.operation.target.id)}

    def see(self, look: Look) -> Sight:
        """By the status in that directory; unknown when nobody tells it."""
        live = fetch_statuses(look.api, look.live)
        if live.facts.directories.get(look.operation.target.id) == UNKNOWN_STATUS:
            return Sight(None, look.operation.steps)
        return super().see(replace(look, live=live))

    def list_changes(self, operation: OpenOperation, outcome: Outcome) -> Iterator[Change]:
        """Also where it was not needed: the status was seen in that directory, where the mirror may not know it."""
        if outcome.reason == self.kind.already_so:
            yield self.word, (operation.account_id, operation.target.id)
        yield from super().list_changes(operation, outcome)


class Suspend(StatusWrite):
    """Suspend in a directory."""

    word = SUSPEND_USER
    in_place = ("directory", True)

    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""
        effect.api.suspend_user(effect.operation.target.id, effect.user.account_id)

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """Suspended there; suspended everywhere shows as suspended."""
        mirror_membership_status(session, tenant_id, rows, status="suspended")


class Restore(StatusWrite):
    """Restore to a directory."""

    word = RESTORE_USER
    in_place = ("directory", False)

    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""
        effect.api.restore_user(effect.operation.target.id, effect.user.account_id)

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """Active there, and so shown as active."""
        mirror_membership_status(session, tenant_id, rows, status="active")


WRITES: Final = (Suspend(), Restore())
