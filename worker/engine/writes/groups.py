"""Adding people to a group, and taking them out of it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from app.atlassian import errors as atlassian
from app.directory.outcomes import mirror_members_added, mirror_members_removed
from app.domain.automation.actions import ADD_TO_GROUPS, REMOVE_FROM_GROUPS
from app.domain.automation.actions.steps import list_grants
from app.domain.automation.collateral import KEEPING, Detail, describe_leaving, name_apps, store_remains
from app.domain.engine import reasons
from app.domain.engine.afterwards.changes import GAINED_APPS, LOST_APPS, name_pairs
from app.services.engine.operations import OpenOperation, Outcome
from worker.engine.effect import Effect
from worker.engine.writes.direct_roles import look_at_roles
from worker.engine.writes.write import Change, SingleWrite, Step

KEPT_ROLES: Final = "kept_roles"
"""Direct roles that were seen behind those of a group that was left."""
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
        return describe_rest(effect) if outcome.outcome == "succeeded" else self.tell(effect, outcome)

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """No members, without what no other group gives."""
        mirror_members_removed(session, tenant_id, rows)

    def list_changes(self, operation: OpenOperation, outcome: Outcome) -> Iterator[Change]:
        """With the direct roles that were seen behind those of the group."""
        if outcome.outcome == "succeeded":
            for app, role in (outcome.before or {}).get("direct_roles", ()):
                yield KEPT_ROLES, (operation.account_id, str(app), str(role))
        yield from super().list_changes(operation, outcome)


WRITES: Final = (AddMember(), RemoveMember())


def describe_rest(effect: Effect) -> Outcome:
    """A group was left: done, and which of the apps that it gives remain, through another group or directly."""
    group_id = effect.operation.target.id
    found = describe_leaving(effect.user, group_id, effect.catalogue)
    kept = [one for one in found if one.kind in KEEPING]
    given = list_grants([group_id], effect.catalogue)
    try:
        direct = [pair for pair in _read_direct(effect, given) if pair in given]
    except atlassian.AtlassianError:
        return Outcome("succeeded", reasons.ACCESS_UNREAD, None, _MEMBER | store_remains(kept))
    kept += [Detail("keeps_direct", role=role, apps=name_apps([app], effect.catalogue)) for app, role in direct]
    before: dict[str, Any] = _MEMBER | store_remains(kept) | _store_lost(effect, group_id, direct)
    if direct:
        before["direct_roles"] = [list(pair) for pair in direct]
    text = " ".join(one.text for one in kept) or None
    return Outcome("succeeded", reasons.ACCESS_KEPT if kept else None, text, before)


def _store_lost(effect: Effect, group_id: str, direct: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The apps that went with a group: those that no other group of theirs and no direct role gives."""
    others = list_grants(effect.user.groups - {group_id}, effect.catalogue)
    kept = {app for app, _role in (*others, *direct)}
    lost = {app for app, _role in list_grants([group_id], effect.catalogue)} - kept
    return name_pairs(LOST_APPS, lost, effect.catalogue)


def _read_direct(effect: Effect, given: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(resource id, role) pairs that are held directly on the apps of the given ones."""
    return [(app, role) for app in sorted({app for app, _role in given}) for role in look_at_roles(effect, app).direct]
