"""Carries out one operation at Atlassian and says what became of it."""

from collections.abc import Callable
from typing import Any

from app.atlassian import errors as atlassian
from app.domain.automation import actions as act
from app.domain.engine.afterwards.changes import GAINED_APPS, SEEN_LATE, name_pairs
from app.domain.engine.planning import list_grants
from app.services.engine.operations import Outcome
from worker.engine.app_access import change_role, describe_rest, remove_app_access
from worker.engine.certainty import ensure_written, outcome_of
from worker.engine.effect import Effect


def carry_out(effect: Effect) -> Outcome:
    """Do it. Raises KeyRejected and RateLimited, after which nothing was applied by the last call, and InDoubt."""
    operation = effect.operation
    if operation.action == act.REMOVE_APP_ACCESS:
        return remove_app_access(effect)
    if operation.action in act.ROLE_ACTIONS:
        return change_role(effect)
    outcome = _write_verified(effect, _WRITES[operation.action])
    if operation.action == act.REMOVE_FROM_GROUPS and outcome.outcome == "succeeded":
        return describe_rest(effect)
    return Outcome(outcome.outcome, outcome.reason, outcome.error, before=_before(effect))


def _before(effect: Effect) -> dict[str, Any]:
    target, user = effect.operation.target, effect.user
    # What an earlier try of ours may have changed does not tell how it was before.
    late = {SEEN_LATE: True} if effect.operation.was_started else {}
    if target.kind == "group":
        held = {app for app, _role in user.app_roles}
        gained = {app for app, _role in list_grants([target.id], effect.catalogue)} - held
        gains = name_pairs(GAINED_APPS, gained, effect.catalogue)
        return {"was_member": target.id in user.groups, **gains, **late}
    return {"status": user.directories.get(target.id), **late}


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
        ensure_written(effect, lambda: write(effect), effect.is_applied)
    except atlassian.AtlassianError as error:
        return outcome_of(effect.operation, error)
    return Outcome("succeeded")
