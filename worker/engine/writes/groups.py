"""Adding people to a group, and taking them out of it."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.directory.outcomes import mirror_members_added, mirror_members_removed
from app.domain.automation.actions import ADD_TO_GROUPS, REMOVE_FROM_GROUPS
from app.domain.automation.actions.steps import list_grants
from app.domain.automation.collateral import KEEPING, describe_leaving, store_remains
from app.domain.engine import reasons
from app.domain.engine.afterwards.changes import GAINED_APPS, LOST_APPS, name_pairs
from app.domain.states import StepOutcome
from app.services.engine.operations import Outcome
from worker.engine.effect import Effect
from worker.engine.writes.write import SingleWrite, Step

_MEMBER: Final = {"was_member": True}


class GroupWrite(SingleWrite):
    """Base of both: the thing is the membership."""

    def find_before(self, effect: Effect) -> Step:
        """Keep whether the user was a member, and which apps come with the group that they did not have."""
        group_id = effect.operation.target.id
        held = {app for app, _role in effect.user.app_roles}
        gained = {app for app, _role in list_grants([group_id], effect.catalogue)} - held
        gains = name_pairs(GAINED_APPS, gained, effect.catalogue)
        return {"was_member": group_id in effect.user.groups, **gains}


class AddMember(GroupWrite):
    """Add to a group."""

    word = ADD_TO_GROUPS
    in_place = ("group", True)

    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""
        target = effect.operation.target
        effect.api.add_group_member(str(target.directory_id), target.id, effect.user.account_id)

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """Members, with what the group gives."""
        mirror_members_added(session, tenant_id, rows)


class RemoveMember(GroupWrite):
    """Take out of a group."""

    word = REMOVE_FROM_GROUPS
    in_place = ("group", False)

    def call(self, effect: Effect) -> None:
        """The call. Raises AtlassianError."""
        target = effect.operation.target
        effect.api.remove_group_member(str(target.directory_id), target.id, effect.user.account_id)

    def carry_out(self, effect: Effect) -> Outcome:
        """Leave the group, and tell through what access remains."""
        outcome = self.write_verified(effect)
        return describe_rest(effect) if outcome.outcome == StepOutcome.SUCCEEDED else self.tell(effect, outcome)

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """No members, without what no other group gives."""
        mirror_members_removed(session, tenant_id, rows)


WRITES: Final = (AddMember(), RemoveMember())


def describe_rest(effect: Effect) -> Outcome:
    """A group was left: done, and which of the apps that it gives another group goes on giving. What is held directly
    shows once the group is gone, and is looked for then, in bulk (`worker.checks`)."""
    group_id = effect.operation.target.id
    found = describe_leaving(effect.user, group_id, effect.catalogue)
    kept = [one for one in found if one.kind in KEEPING]
    before: dict[str, Any] = _MEMBER | store_remains(kept) | _store_lost(effect, group_id)
    text = " ".join(one.text for one in kept) or None
    return Outcome(StepOutcome.SUCCEEDED, reasons.ACCESS_KEPT if kept else None, text, before)


def _store_lost(effect: Effect, group_id: str) -> dict[str, Any]:
    """The apps that went with a group: those that no other group of theirs gives."""
    kept = {app for app, _role in list_grants(effect.user.groups - {group_id}, effect.catalogue)}
    lost = {app for app, _role in list_grants([group_id], effect.catalogue)} - kept
    return name_pairs(LOST_APPS, lost, effect.catalogue)
