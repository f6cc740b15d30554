"""Giving and taking one direct role: only an undo does this."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.atlassian import errors as atlassian
from app.directory.outcomes import mirror_app_roles_added, mirror_app_roles_removed
from app.domain.automation.actions import GRANT_APP_ROLE, REVOKE_APP_ROLE
from app.domain.automation.actions.steps import split_role_target
from app.domain.engine import reasons
from app.domain.engine.undo import element_of
from app.domain.states import StepOutcome
from app.services.engine.operations import OpenOperation, Outcome
from worker.engine.certainty import ensure_written, outcome_of
from worker.engine.effect import Effect
from worker.engine.writes.direct_roles import StepFailed, look_at_roles, name_changed_app, read_roles_before
from worker.engine.writes.write import Change, Look, Sight, Write, is_believed
from worker.live.roles import read_roles


class RoleWrite(Write):
    """Base of both: whether the role is held has to be read on the app itself."""

    def carry_out(self, effect: Effect) -> Outcome:
        """A look first, as direct roles are not told in bulk."""
        resource_id, role = split_role_target(effect.operation.target.id)
        is_grant = self.kind.leaves_it
        change = effect.api.assign_role if is_grant else effect.api.revoke_role
        try:
            is_held = role in read_roles_before(effect, resource_id).direct
            # What an earlier try of ours may have changed does not tell how it was before.
            before = None if effect.operation.was_started else {"was_held": is_held}
            if is_held == is_grant and _is_settled(effect, is_held=is_held):
                done = effect.operation.was_started
                return Outcome(StepOutcome.SUCCEEDED) if done else Outcome(StepOutcome.SKIPPED, reasons.STATE_CHANGED)
            ensure_written(
                effect,
                lambda: change(effect.user.account_id, name_changed_app(resource_id), role),
                lambda: (role in look_at_roles(effect, resource_id).direct) == is_grant,
            )
        except StepFailed as failure:
            return failure.outcome
        except atlassian.AtlassianError as error:
            return outcome_of(effect.operation, error)
        return Outcome(StepOutcome.SUCCEEDED, before=before)

    def see(self, look: Look) -> Sight:
        """Done when the role is held, or is not, as wanted."""
        operation, user = look.operation, look.live.facts
        resource_id, role = split_role_target(operation.target.id)
        is_held = role in read_roles(look.api, user.account_id, user.directories, resource_id).direct
        believed = is_believed(look.recent, element_of(operation.action, operation.target), is_there=is_held)
        return Sight(believed and is_held == self.kind.leaves_it, operation.steps)

    def list_changes(self, operation: OpenOperation, outcome: Outcome) -> Iterator[Change]:
        """With app and role."""
        if outcome.outcome == StepOutcome.SUCCEEDED:
            yield self.word, (operation.account_id, *split_role_target(operation.target.id))


class GrantRole(RoleWrite):
    """Give the role."""

    word = GRANT_APP_ROLE
    in_place = ("role", True)

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """The role is held."""
        mirror_app_roles_added(session, tenant_id, rows)


class RevokeRole(RoleWrite):
    """Take the role."""

    word = REVOKE_APP_ROLE
    in_place = ("role", False)

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """The role is no longer held, unless a group gives it too."""
        mirror_app_roles_removed(session, tenant_id, rows)


WRITES: Final = (GrantRole(), RevokeRole())


def _is_settled(effect: Effect, *, is_held: bool) -> bool:
    return is_believed(effect.recent, element_of(effect.operation.action, effect.operation.target), is_there=is_held)
