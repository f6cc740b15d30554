"""Access to apps: taken away as a composite, and single direct roles given or taken by an undo.

A composite stores what it found before it changes anything, and each part as it is done, so that a crash in the
middle loses nothing an undo needs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from app.atlassian import errors as atlassian
from app.domain.automation import actions as act
from app.domain.automation.collateral import (
    KEEPING,
    Detail,
    Way,
    describe_leaving,
    describe_ways,
    find_granting_groups,
    find_rest_reason,
    find_ways,
    name_apps,
    store_remains,
)
from app.domain.engine import reasons
from app.domain.engine.afterwards.changes import LOST_APPS, name_pairs
from app.domain.engine.composites import FOUND, LEFT_GROUP, REVOKED_ROLE, list_done
from app.domain.engine.planning import list_grants, split_role_target
from app.domain.engine.undo import element_of
from app.domain.people.directory import GroupFacts, UserFacts
from app.services.engine.operations import Outcome
from worker.crash_points import reach
from worker.engine.certainty import InDoubt, ensure_written, is_already_so, outcome_of
from worker.engine.effect import Effect
from worker.live.roles import HeldRoles, read_roles

Step = dict[str, Any]


def remove_app_access(effect: Effect) -> Outcome:
    """Revoke direct roles, then leave every group that grants the app and may be changed (contract 8, W6).

    Access that comes through a group managed elsewhere remains, and so does that of a group which gives other apps too,
    unless the action leaves such groups: the operation says so and fails.
    Raises KeyRejected, RateLimited and InDoubt; the parts that were done are stored by then.
    """
    resource_id = effect.operation.target.id
    steps = list(effect.operation.steps)
    try:
        held = _read_roles(effect, resource_id)
        direct = (*held.direct, *_list_granted_lately(effect, resource_id, held.direct))
        _write_down_found(effect, steps, direct)
        for role in direct:
            _revoke(effect, resource_id, role, steps)
        remaining = _leave_groups(effect, steps)
    except _StepFailed as failure:
        done = list_done(steps)
        return Outcome("failed", failure.outcome.reason, failure.outcome.error, steps=done)
    return _conclude(effect, remaining, list_done(steps), held)


def _conclude(effect: Effect, remaining: Sequence[Way], steps: tuple[Step, ...], held: HeldRoles) -> Outcome:
    rest = find_rest_reason(remaining)
    if rest is not None:
        text = " ".join(one.text for one in describe_ways(remaining, effect.catalogue))
        left = store_remains(describe_ways(remaining, effect.catalogue)) or None
        return Outcome("failed", rest, text, steps=steps, before=left)
    if not steps:
        granting = find_granting_groups(effect.user, effect.operation.target.id, effect.catalogue)
        if held.has_other and not granting:
            text = "Atlassian says that the user has access, but neither directly nor through a group."
            return Outcome("failed", reasons.ACCESS_REMAINS, text)
        return Outcome("skipped", reasons.NO_ACCESS)
    taken = [step["role"] for step in steps if step["step"] == REVOKED_ROLE]
    return Outcome("succeeded", steps=steps, before={"direct_roles": taken})


def _write_down_found(effect: Effect, steps: list[Step], direct: Sequence[str]) -> None:
    """Write down what is there before anything is taken: an earlier worker's list stays, `add_missing` has read it."""
    if any(step["step"] == FOUND for step in steps):
        add_missing(steps, effect.user, direct)
        return
    resource_id = effect.operation.target.id
    ours = [_left(way, effect) for way in _list_ways(effect) if way.reason is None]
    if direct or ours:
        steps.append({"step": FOUND, "parts": [*(_revoked(resource_id, role) for role in direct), *ours]})
        effect.save_steps(tuple(steps))


def add_missing(steps: list[Step], user: UserFacts, direct: Sequence[str]) -> None:
    """Add what was found before anything was taken and is gone now: an earlier try of ours took it."""
    for part in find_parts(steps):
        is_held = part["role"] in direct if part["step"] == REVOKED_ROLE else part["group_id"] in user.groups
        if not is_held and not is_among(part, steps):
            steps.append(part)


def is_among(part: Step, steps: Iterable[Step]) -> bool:
    """Whether the same was done; names may have changed since."""
    return any(_identity(part) == _identity(step) for step in steps)


def _identity(step: Step) -> tuple[object, ...]:
    return (step["step"], step.get("group_id"), step.get("resource_id"), step.get("role"))


def find_parts(steps: Sequence[Step]) -> list[Step]:
    """Find the parts as they were before anything was taken."""
    return [part for step in steps if step["step"] == FOUND for part in step["parts"]]


def change_role(effect: Effect) -> Outcome:
    """Give or take one direct role: only an undo does this."""
    resource_id, role = split_role_target(effect.operation.target.id)
    is_grant = effect.operation.action == act.GRANT_APP_ROLE
    change = effect.api.assign_role if is_grant else effect.api.revoke_role
    try:
        is_held = role in _read_roles(effect, resource_id).direct
        # What an earlier try of ours may have changed does not tell how it was before.
        before = None if effect.operation.was_started else {"was_held": is_held}
        if is_held == is_grant and _is_settled(effect, is_held=is_held):
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
    return Outcome("succeeded", before=before)


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
    return [(app, role) for app in sorted({app for app, _role in given}) for role in _look_at_roles(effect, app).direct]


_MEMBER: Final = {"was_member": True}


def _is_settled(effect: Effect, *, is_held: bool) -> bool:
    """Whether what shows of the role is so: not while a write of ours that says otherwise may still be hidden."""
    change = effect.recent.get(element_of(effect.operation.action, effect.operation.target))
    return change is None or change.is_there is is_held


def _list_granted_lately(effect: Effect, resource_id: str, shown: Sequence[str]) -> list[str]:
    """Direct roles on the app that the log knows of, or leaves open, and that do not show yet."""
    granted = (
        split_role_target(target_id)
        for (kind, target_id), change in effect.recent.items()
        if kind == "role" and change.is_there is not False
    )
    return [role for resource, role in granted if resource == resource_id and role not in shown]


class _StepFailed(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def _look_at_roles(effect: Effect, resource_id: str) -> HeldRoles:
    return read_roles(effect.api, effect.user.account_id, effect.user.directories, resource_id)


def _read_roles(effect: Effect, resource_id: str) -> HeldRoles:
    """Read the roles that are held before anything is changed."""
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
    return {"step": REVOKED_ROLE, "role": role, "resource_id": resource_id}


def _revocable(resource_id: str) -> str:
    """Jira Administration is listed as jira-admin but changed as jira (contract 5.1, bug ID-8887)."""
    return resource_id.replace("ari:cloud:jira-admin::", "ari:cloud:jira::", 1)


def _list_ways(effect: Effect) -> list[Way]:
    is_wide = effect.action.can_leave_shared_groups
    return find_ways(effect.user, effect.operation.target.id, effect.catalogue, leaves_shared=is_wide)


def _leave_groups(effect: Effect, steps: list[Step]) -> list[Way]:
    """Leave the granting groups that may be left; returns those that are not."""
    remaining = []
    for way in _list_ways(effect):
        if way.reason is not None:
            remaining.append(way)
            continue
        try:
            _leave_group(effect, way.group)
        except atlassian.ManagedElsewhere:
            remaining.append(replace(way, reason=reasons.EXTERNALLY_MANAGED))
            continue
        except atlassian.AtlassianError as error:
            if is_already_so(effect.operation, error) or _is_group_gone(error):
                continue
            raise _StepFailed(outcome_of(effect.operation, error)) from error
        reach("step_called")
        steps.append(_left(way, effect))
        effect.save_steps(tuple(steps))
        reach("step_recorded")
    return remaining


def _is_group_gone(error: atlassian.AtlassianError) -> bool:
    return isinstance(error, atlassian.NotFound) and error.what == "group"


def _left(way: Way, effect: Effect) -> Step:
    """Keep of a left group what it takes to join it again and to say what else went."""
    others = {"apps": list(name_apps(way.others, effect.catalogue))} if way.others else {}
    return {
        "step": LEFT_GROUP,
        "group_id": way.group.group_id,
        "group_name": way.group.name,
        "directory_id": way.group.directory_id,
        **others,
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
