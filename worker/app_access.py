"""Access to apps: taken away as a composite, and single direct roles given or taken by an undo.

A composite stores what it found before it changes anything, and each part as it is done, so that a crash in the
middle loses nothing an undo needs.
"""

from collections.abc import Sequence
from typing import Any

from app.atlassian import errors as atlassian
from app.domain import actions as act
from app.domain import reasons
from app.domain.directory import GroupFacts, UserFacts
from app.domain.planning import find_granting_groups, split_role_target
from app.domain.undo import FOUND, LEFT_GROUP, list_done
from app.services.operations import Outcome
from worker.certainty import InDoubt, ensure_written, is_already_so, outcome_of
from worker.crash_points import reach
from worker.effect import Effect
from worker.roles import DIRECT, HeldRoles, read_roles

Step = dict[str, Any]


def remove_app_access(effect: Effect) -> Outcome:
    """Revoke direct roles, then leave every group that grants the app and may be changed (contract 8, W6).

    Access that comes through a group managed elsewhere remains: the operation says so and fails.
    Raises KeyRejected, RateLimited and InDoubt; the parts that were done are stored by then.
    """
    resource_id = effect.operation.target.id
    steps = list(effect.operation.steps)
    try:
        held = _read_roles(effect, resource_id)
        _write_down_found(effect, steps, held.direct)
        for role in held.direct:
            _revoke(effect, resource_id, role, steps)
        remaining = _leave_groups(effect, resource_id, steps)
    except _StepFailed as failure:
        done = list_done(steps)
        return Outcome("failed", failure.outcome.reason, failure.outcome.error, steps=done)
    return _conclude(effect, remaining, list_done(steps), held)


def _conclude(effect: Effect, remaining: Sequence[str], steps: tuple[Step, ...], held: HeldRoles) -> Outcome:
    if remaining:
        text = f"Access remains through {', '.join(remaining)}, managed by your identity provider."
        return Outcome("failed", reasons.ACCESS_REMAINS, text, steps=steps)
    if not steps:
        granting = find_granting_groups(effect.user, effect.operation.target.id, effect.catalogue)
        if held.has_other and not granting:
            text = "Atlassian says that the user has access, but neither directly nor through a group."
            return Outcome("failed", reasons.ACCESS_REMAINS, text)
        return Outcome("skipped", reasons.NO_ACCESS)
    taken = [step["role"] for step in steps if step["step"] == DIRECT]
    return Outcome("succeeded", steps=steps, before={"direct_roles": taken})


def _write_down_found(effect: Effect, steps: list[Step], direct: Sequence[str]) -> None:
    """What there is, before anything is taken: an earlier worker's list stays, `add_missing` has read it."""
    if any(step["step"] == FOUND for step in steps):
        add_missing(steps, effect.user, direct)
        return
    resource_id = effect.operation.target.id
    groups = find_granting_groups(effect.user, resource_id, effect.catalogue)
    ours = [_left(group) for group in groups if not group.is_externally_managed]
    if direct or ours:
        steps.append({"step": FOUND, "parts": [*(_revoked(resource_id, role) for role in direct), *ours]})
        effect.save_steps(tuple(steps))


def add_missing(steps: list[Step], user: UserFacts, direct: Sequence[str]) -> None:
    """Add what was found before anything was taken and is gone now: an earlier try of ours took it."""
    for part in find_parts(steps):
        is_held = part["role"] in direct if part["step"] == DIRECT else part["group_id"] in user.groups
        if not is_held and part not in steps:
            steps.append(part)


def find_parts(steps: Sequence[Step]) -> list[Step]:
    """What there was before anything was taken."""
    return [part for step in steps if step["step"] == FOUND for part in step["parts"]]


def change_role(effect: Effect) -> Outcome:
    """Give or take one direct role: only an undo does this."""
    resource_id, role = split_role_target(effect.operation.target.id)
    is_grant = effect.operation.action == act.GRANT_APP_ROLE
    change = effect.api.assign_role if is_grant else effect.api.revoke_role
    try:
        is_held = role in _read_roles(effect, resource_id).direct
        if is_held == is_grant:
            done = effect.operation.was_started
            return Outcome("succeeded") if done else Outcome("skipped", reasons.STATE_CHANGED)
        ensure_written(
            effect,
            lambda: change(effect.user.account_id, _revocable(resource_id), role),
            lambda: (role in _look_at_roles(effect, resource_id).direct) == is_grant,
        )
    except _StepFailed as failure:
        return failure.outcome
    except atlassian.AtlassianError as error:
        return outcome_of(effect.operation, error)
    return Outcome("succeeded")


class _StepFailed(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def _look_at_roles(effect: Effect, resource_id: str) -> HeldRoles:
    return read_roles(effect.api, effect.user.account_id, effect.user.directories, resource_id)


def _read_roles(effect: Effect, resource_id: str) -> HeldRoles:
    """What is held before anything is changed."""
    try:
        return _look_at_roles(effect, resource_id)
    except (atlassian.KeyRejected, atlassian.RateLimited):
        raise
    except atlassian.AtlassianError as error:
        if effect.operation.is_begun:
            raise InDoubt(error.detail, status=error.status) from error
        raise _StepFailed(Outcome("failed", reasons.ATLASSIAN_UNAVAILABLE, error.detail)) from error


def _revoke(effect: Effect, resource_id: str, role: str, steps: list[Step]) -> None:
    try:
        ensure_written(
            effect,
            lambda: effect.api.revoke_role(effect.user.account_id, _revocable(resource_id), role),
            lambda: role not in _look_at_roles(effect, resource_id).direct,
        )
    except atlassian.AtlassianError as error:
        if is_already_so(effect.operation, error):
            return
        raise _StepFailed(outcome_of(effect.operation, error)) from error
    reach("step_called")
    steps.append(_revoked(resource_id, role))
    effect.save_steps(tuple(steps))
    reach("step_recorded")


def _revoked(resource_id: str, role: str) -> Step:
    return {"step": DIRECT, "role": role, "resource_id": resource_id}


def _revocable(resource_id: str) -> str:
    """Jira Administration is listed as jira-admin but changed as jira (contract 5.1, bug ID-8887)."""
    return resource_id.replace("ari:cloud:jira-admin::", "ari:cloud:jira::", 1)


def _leave_groups(effect: Effect, resource_id: str, steps: list[Step]) -> list[str]:
    """Leave the granting groups that may be changed; returns the names of those that may not."""
    remaining = []
    for group in find_granting_groups(effect.user, resource_id, effect.catalogue):
        if group.is_externally_managed:
            remaining.append(group.name)
            continue
        try:
            _leave_group(effect, group)
        except atlassian.ManagedElsewhere:
            remaining.append(group.name)
            continue
        except atlassian.AtlassianError as error:
            if is_already_so(effect.operation, error) or _is_group_gone(error):
                continue
            raise _StepFailed(outcome_of(effect.operation, error)) from error
        reach("step_called")
        steps.append(_left(group))
        effect.save_steps(tuple(steps))
        reach("step_recorded")
    return remaining


def _is_group_gone(error: atlassian.AtlassianError) -> bool:
    return isinstance(error, atlassian.NotFound) and error.what == "group"


def _left(group: GroupFacts) -> Step:
    """What is kept of a group that was left, enough to join it again."""
    return {
        "step": LEFT_GROUP,
        "group_id": group.group_id,
        "group_name": group.name,
        "directory_id": group.directory_id,
    }


def _leave_group(effect: Effect, group: GroupFacts) -> None:
    ensure_written(
        effect,
        lambda: effect.api.remove_group_member(group.directory_id, group.group_id, effect.user.account_id),
        lambda: _has_left(effect, group),
    )


def _has_left(effect: Effect, group: GroupFacts) -> bool | None:
    """Whether the user is out of the group; None when the answer does not tell."""
    account_id = effect.user.account_id
    page = effect.api.search_users(group.directory_id, account_ids=[account_id], limit=10, expand=["groups"])
    for record in page.rows:
        if record.account_id == account_id and record.groups is not None:
            return group.group_id not in {reference.group_id for reference in record.groups}
    return None
