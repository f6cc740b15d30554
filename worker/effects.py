"""Carries out one operation at Atlassian and says what became of it.

Writes are repeated only after Atlassian said that nothing was applied, or after the truth was read:
a 5xx, a time-out or a dropped connection leaves the outcome unknown (admin API contract 9 and 14.3).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.atlassian import errors as atlassian
from app.atlassian.admin import AdminApi
from app.domain import actions as act
from app.domain import reasons
from app.domain.directory import Catalogue, GroupFacts, UserFacts
from app.domain.planning import find_granting_groups, split_role_target
from app.services.operations import OpenOperation, Outcome

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """One operation about to be carried out for a user as they are now.

    save_steps stores the parts of a composite operation as they are done.
    is_applied reads the truth: True when the operation shows at Atlassian, None when that cannot be read.
    """

    api: AdminApi
    operation: OpenOperation
    user: UserFacts
    catalogue: Catalogue
    save_steps: Callable[[tuple[Step, ...]], None]
    is_applied: Callable[[], bool | None]


def carry_out(effect: Effect) -> Outcome:
    """Do it. Raises KeyRejected and RateLimited, after which nothing was applied by this call."""
    operation = effect.operation
    if operation.action == act.REMOVE_APP_ACCESS:
        return _remove_app_access(effect)
    if operation.action in act.ROLE_ACTIONS:
        return _change_role(effect)
    outcome = _write_verified(effect, _WRITES[operation.action])
    return Outcome(outcome.outcome, outcome.reason, outcome.error, before=_before(effect))


def _before(effect: Effect) -> dict[str, Any]:
    target, user = effect.operation.target, effect.user
    if target.kind == "group":
        return {"was_member": target.id in user.groups}
    return {"status": user.directories.get(target.id)}


def _add_to_group(effect: Effect) -> None:
    target = effect.operation.target
    effect.api.add_group_member(str(target.directory_id), target.id, effect.user.account_id)


def _remove_from_group(effect: Effect) -> None:
    target = effect.operation.target
    effect.api.remove_group_member(str(target.directory_id), target.id, effect.user.account_id)


def _suspend(effect: Effect) -> None:
    effect.api.suspend_user(effect.operation.target.id, effect.user.account_id)


def _restore(effect: Effect) -> None:
    effect.api.restore_user(effect.operation.target.id, effect.user.account_id)


_WRITES: dict[str, Callable[[Effect], None]] = {
    act.ADD_TO_GROUPS: _add_to_group,
    act.REMOVE_FROM_GROUPS: _remove_from_group,
    act.SUSPEND_USER: _suspend,
    act.RESTORE_USER: _restore,
}


def _write_verified(effect: Effect, write: Callable[[Effect], None]) -> Outcome:
    try:
        _ensure(lambda: write(effect), effect.is_applied, is_repeat=effect.operation.was_started)
    except (atlassian.KeyRejected, atlassian.RateLimited):
        raise
    except atlassian.AtlassianError as error:
        return _outcome_of(effect.operation, error)
    return Outcome("succeeded")


def _ensure(write: Callable[[], None], is_applied: Callable[[], bool | None], *, is_repeat: bool = False) -> None:
    """Write once; when the outcome is unknown, read, and only then write once more.

    After an earlier try of ours "already so" and "not there" mean that the earlier one worked.
    Raises the AtlassianError that decides; UnknownOutcome when even the truth could not be read.
    """
    for is_last in (False, True):
        try:
            write()
        except (atlassian.AlreadyDone, atlassian.NotFound):
            if not is_repeat:
                raise
            return
        except atlassian.AtlassianError as error:
            if not error.is_outcome_unknown and not isinstance(error, atlassian.Conflict):
                raise
            verdict = is_applied()
            if verdict:
                return
            if verdict is None or is_last or isinstance(error, atlassian.Conflict):
                raise UnknownOutcome(error.detail) from error
            is_repeat = True
        else:
            return


class UnknownOutcome(atlassian.AtlassianError):
    """Whether the write was applied could not be found out."""


def _outcome_of(operation: OpenOperation, error: atlassian.AtlassianError) -> Outcome:
    """What a refusal means for the operation."""
    already = {act.ADD_TO_GROUPS: reasons.ALREADY_MEMBER, act.REMOVE_FROM_GROUPS: reasons.NOT_MEMBER}
    if isinstance(error, UnknownOutcome):
        return Outcome("failed", reasons.OUTCOME_UNKNOWN, error.detail)
    if isinstance(error, atlassian.AlreadyDone) or _is_gone(operation, error):
        return Outcome("skipped", already.get(operation.action, reasons.STATE_CHANGED), error.detail)
    if isinstance(error, atlassian.LicenceLimit):
        return Outcome("failed", reasons.LICENCE_LIMIT, error.detail)
    if isinstance(error, atlassian.NotFound):
        return Outcome("failed", _missing_reason(operation, error), error.detail)
    if isinstance(error, atlassian.Refused) and error.code == "ADMIN-403-5":
        return Outcome("failed", reasons.EXTERNALLY_MANAGED, error.detail)
    return Outcome("failed", reasons.REFUSED, error.detail)


def _is_gone(operation: OpenOperation, error: atlassian.AtlassianError) -> bool:
    """Removing what is not there answers 404; only the group's own absence is a failure."""
    is_removal = operation.action == act.REMOVE_FROM_GROUPS
    return is_removal and isinstance(error, atlassian.NotFound) and error.what != "group"


def _missing_reason(operation: OpenOperation, error: atlassian.NotFound) -> str:
    if error.what == "group":
        return reasons.UNKNOWN_GROUP
    return reasons.NOT_IN_DIRECTORY if operation.target.kind == "group" else reasons.NO_MEMBERSHIP


def _change_role(effect: Effect) -> Outcome:
    """Give or take one direct role: only an undo does this."""
    resource_id, role = split_role_target(effect.operation.target.id)
    is_grant = effect.operation.action == act.GRANT_APP_ROLE
    change = effect.api.assign_role if is_grant else effect.api.revoke_role
    try:
        is_held = role in _read_roles(effect, resource_id)[0]
        if is_held == is_grant:
            done = effect.operation.was_started
            return Outcome("succeeded") if done else Outcome("skipped", reasons.STATE_CHANGED)
        _ensure(
            lambda: change(effect.user.account_id, _revocable(resource_id), role),
            lambda: (role in _read_roles(effect, resource_id)[0]) == is_grant,
            is_repeat=effect.operation.was_started,
        )
    except _StepFailed as failure:
        return failure.outcome
    except (atlassian.KeyRejected, atlassian.RateLimited):
        raise
    except atlassian.AtlassianError as error:
        return _outcome_of(effect.operation, error)
    return Outcome("succeeded")


def _revocable(resource_id: str) -> str:
    """Jira Administration is listed as jira-admin but changed as jira (contract 5.1, bug ID-8887)."""
    return resource_id.replace("ari:cloud:jira-admin::", "ari:cloud:jira::", 1)


def _remove_app_access(effect: Effect) -> Outcome:
    """Revoke direct roles, then leave every group that grants the app and may be changed (contract 8, W6).

    Access that comes through a group managed elsewhere remains: the operation says so and fails.
    """
    resource_id, user = effect.operation.target.id, effect.user
    steps = list(effect.operation.steps)
    try:
        direct, other = _read_roles(effect, resource_id)
        for role in direct:
            _revoke(effect, resource_id, role, steps)
        remaining = _leave_groups(effect, resource_id, steps)
    except _StepFailed as failure:
        return Outcome("failed", failure.outcome.reason, failure.outcome.error, steps=tuple(steps))
    if remaining:
        text = f"Access remains through {', '.join(remaining)}, managed by your identity provider."
        return Outcome("failed", reasons.ACCESS_REMAINS, text, steps=tuple(steps))
    if not steps and not find_granting_groups(user, resource_id, effect.catalogue):
        if other:
            text = "Atlassian says that the user has access, but neither directly nor through a group."
            return Outcome("failed", reasons.ACCESS_REMAINS, text)
        return Outcome("skipped", reasons.NO_ACCESS)
    return Outcome("succeeded", steps=tuple(steps), before={"direct_roles": list(direct)})


class _StepFailed(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def _read_roles(effect: Effect, resource_id: str) -> tuple[tuple[str, ...], bool]:
    """(roles held directly, whether any other role shows) on one app, over the user's directories."""
    direct: dict[str, None] = {}
    other = False
    for directory_id in sorted(effect.user.directories):
        try:
            records = effect.api.fetch_user_role_assignments(
                directory_id, effect.user.account_id, resource_ids=[resource_id]
            )
        except (atlassian.KeyRejected, atlassian.RateLimited):
            raise
        except atlassian.NotFound:
            continue
        except atlassian.AtlassianError as error:
            raise _StepFailed(Outcome("failed", reasons.ATLASSIAN_UNAVAILABLE, error.detail)) from error
        for record in records:
            if record.resource_id != resource_id:
                continue
            for grant in record.grants:
                if grant.is_direct:
                    direct[grant.role] = None
                else:
                    other = True
    return tuple(direct), other


def _revoke(effect: Effect, resource_id: str, role: str, steps: list[Step]) -> None:
    try:
        _ensure(
            lambda: effect.api.revoke_role(effect.user.account_id, _revocable(resource_id), role),
            lambda: role not in _read_roles(effect, resource_id)[0],
        )
    except (atlassian.KeyRejected, atlassian.RateLimited):
        raise
    except atlassian.NotFound:
        return
    except atlassian.AtlassianError as error:
        raise _StepFailed(_outcome_of(effect.operation, error)) from error
    steps.append({"step": "revoked_role", "role": role, "resource_id": resource_id})
    effect.save_steps(tuple(steps))


def _leave_groups(effect: Effect, resource_id: str, steps: list[Step]) -> list[str]:
    """Leave the granting groups that may be changed; returns the names of those that may not."""
    remaining = []
    for group in find_granting_groups(effect.user, resource_id, effect.catalogue):
        if group.is_externally_managed:
            remaining.append(group.name)
            continue
        try:
            _leave_group(effect, group)
        except (atlassian.KeyRejected, atlassian.RateLimited):
            raise
        except atlassian.NotFound:
            continue
        except atlassian.Refused:
            remaining.append(group.name)
            continue
        except atlassian.AtlassianError as error:
            raise _StepFailed(_outcome_of(effect.operation, error)) from error
        steps.append(_left(group))
        effect.save_steps(tuple(steps))
    return remaining


def _left(group: GroupFacts) -> Step:
    """What is kept of a group that was left, enough to join it again."""
    return {
        "step": "left_group",
        "group_id": group.group_id,
        "group_name": group.name,
        "directory_id": group.directory_id,
    }


def _leave_group(effect: Effect, group: GroupFacts) -> None:
    _ensure(
        lambda: effect.api.remove_group_member(group.directory_id, group.group_id, effect.user.account_id),
        lambda: _has_left(effect, group),
    )


def _has_left(effect: Effect, group: GroupFacts) -> bool | None:
    """Whether the user is out of the group; None when that cannot be read."""
    account_id = effect.user.account_id
    try:
        page = effect.api.search_users(group.directory_id, account_ids=[account_id], limit=10, expand=["groups"])
    except atlassian.AtlassianError:
        return None
    for record in page.rows:
        if record.account_id == account_id and record.groups is not None:
            return group.group_id not in {reference.group_id for reference in record.groups}
    return None
