"""From a user and ordered actions to operations. The same code serves preview, plan and the last look before acting.

Within one action every target is tried; when any of them fails, the user's later actions are skipped.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, Literal

from app.domain.automation import actions as act
from app.domain.automation.actions import Action
from app.domain.automation.collateral import Detail, describe_leaving, describe_ways, find_rest_reason, find_ways
from app.domain.engine import reasons
from app.domain.engine.last_admins import AdminSeats, spare_last
from app.domain.engine.protection import Protection
from app.domain.people.directory import Catalogue, UserFacts

PlannedOutcome = Literal["planned", "skipped", "failed"]
SUSPENDED: Final = "suspended"
NO_MEMBERSHIP: Final = "no_membership"
UNKNOWN_STATUS: Final = "unknown"
"""A status in a directory that nobody told: the step is tried there, and Atlassian's answer decides."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a step would be done (`planned`), is not needed or not allowed (`skipped`), or cannot be done.

    A planned step with a reason is done as far as it can be, and will fail for that reason.
    """

    outcome: PlannedOutcome
    reason: str | None = None

    @property
    def is_failing(self) -> bool:
        """True when the step will not end in success."""
        return self.outcome == "failed" or (self.outcome == "planned" and self.reason is not None)


PLANNED: Final = Verdict("planned")


@dataclass(frozen=True, slots=True)
class Target:
    """Target of a step: a group, an app, or a directory of the user."""

    kind: str
    id: str
    name: str
    directory_id: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedOperation:
    """One step for one user and one target, before anything is done. `later_run`: the run that changed it since."""

    action_index: int
    action: str
    target: Target
    verdict: Verdict
    consequences: tuple[Detail, ...] = ()
    is_changing: bool = False
    """True when something will be changed as far as is known; also by a step that fails in the end."""
    later_run: int | None = None


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """Counts of a plan; the same for previews, limits and held plans.

    changes: steps that would succeed. skipped, failing: reasons of the steps that would not, known beforehand.
    is_changed: something is known to change, be it by a step that fails in the end.
    """

    changes: int
    skipped: tuple[str, ...]
    failing: tuple[str, ...]
    is_changed: bool


def count_plan(operations: Sequence[PlannedOperation]) -> PlanCounts:
    """Count one user's plan."""
    verdicts = [operation.verdict for operation in operations]
    return PlanCounts(
        changes=sum(verdict.outcome == "planned" and not verdict.is_failing for verdict in verdicts),
        skipped=tuple(str(verdict.reason) for verdict in verdicts if verdict.outcome == "skipped"),
        failing=tuple(str(verdict.reason) for verdict in verdicts if verdict.is_failing),
        is_changed=any(operation.is_changing for operation in operations),
    )


def plan_user(
    user: UserFacts,
    actions: Sequence[Action],
    catalogue: Catalogue,
    protection: Protection,
    *,
    now: datetime,
    logged: UserFacts | None = None,
    seats: AdminSeats | None = None,
) -> list[PlannedOperation]:
    """All operations of one user in order, with those that would be skipped or fail, and why.

    logged: the user as our own log says they are, when it knows of changes that reads may not show yet.
    seats: who fills the admin roles when the plan has come to this user; the last one of each is spared.
    """
    operations: list[PlannedOperation] = []
    has_failed = False
    for index, action in enumerate(actions):
        fails_here = False
        for target in iter_targets(user, action, catalogue):
            # Asked for each target: what was done to the one before may be why the user is protected now.
            refusal = protection.find_reason(user, action, catalogue, now)
            if refusal is None and logged is not None:
                refusal = protection.find_reason(logged, action, catalogue, now)
            if refusal:
                verdict = Verdict("skipped", refusal)
            elif has_failed:
                verdict = Verdict("skipped", reasons.EARLIER_ACTION_FAILED)
            elif (reason := protection.find_target_reason(action, target.id, catalogue)) is not None:
                verdict = Verdict("failed", reason)
            else:
                verdict = judge_both(user, logged, (action, target), catalogue)
            consequences: tuple[Detail, ...] = ()
            if verdict.outcome == "planned":
                after = partial(after_operation, action=action, target=target, catalogue=catalogue)
                consequences = spare_last(seats, (user, logged), after, catalogue)
                verdict = Verdict("skipped", reasons.LAST_ADMIN) if consequences else verdict
            fails_here = fails_here or verdict.is_failing
            is_changing = False
            if verdict.outcome == "planned":
                consequences = find_consequences(user, action, target, catalogue)
                is_changing = not verdict.is_failing or takes_something(user, action, target, catalogue)
                user = after_operation(user, action, target, catalogue)
                logged = logged and after_operation(logged, action, target, catalogue)
            operations.append(PlannedOperation(index, action.type, target, verdict, consequences, is_changing))
        has_failed = has_failed or fails_here
    return operations


def iter_targets(user: UserFacts, action: Action, catalogue: Catalogue) -> Iterator[Target]:
    """The targets of an action for one user; actions on the user have one per directory membership."""
    if action.type in act.GROUP_ACTIONS:
        for group_id in action.targets:
            group = catalogue.groups.get(group_id)
            if group is None:
                yield Target("group", group_id, catalogue.gone.get(group_id, group_id))
            else:
                yield Target("group", group_id, group.shown, group.directory_id)
    elif action.type == act.REMOVE_APP_ACCESS:
        for resource_id in action.targets:
            app = catalogue.apps.get(resource_id)
            yield Target("app", resource_id, app.label if app else catalogue.gone.get(resource_id, resource_id))
    else:
        memberships = [d for d, status in sorted(user.directories.items()) if status != NO_MEMBERSHIP]
        for directory_id in memberships:
            yield Target("directory", directory_id, catalogue.directories.get(directory_id, directory_id), directory_id)
        if not memberships:
            yield Target("directory", "-", "no directory")


def judge(user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
    """Whether a step of an action is needed and possible for a user as they are now. Knows nothing of protection."""
    if action.type == act.REMOVE_APP_ACCESS:
        return _judge_app(user, target, catalogue, leaves_shared=action.can_leave_shared_groups)
    return _JUDGES[action.type](user, target, catalogue)


def judge_both(user: UserFacts, logged: UserFacts | None, step: tuple[Action, Target], catalogue: Catalogue) -> Verdict:
    """Whether a step is needed and possible; it is needless only where what is shown and what is logged agree."""
    action, target = step
    verdict = judge(user, action, target, catalogue)
    if verdict.outcome != "skipped" or logged is None:
        return verdict
    return judge(logged, action, target, catalogue)


def find_consequences(user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> tuple[Detail, ...]:
    """Find the consequences of a step beside its target, as far as groups tell: direct access shows to a look."""
    if action.type == act.REMOVE_APP_ACCESS:
        ways = find_ways(user, target.id, catalogue, leaves_shared=action.can_leave_shared_groups)
        return tuple(describe_ways(ways, catalogue))
    return tuple(describe_leaving(user, target.id, catalogue)) if action.type == act.REMOVE_FROM_GROUPS else ()


def takes_something(user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> bool:
    """Whether taking an app away that remains in the end is known to take some of it: a group, or a direct role."""
    if action.type != act.REMOVE_APP_ACCESS:
        return False
    ways = find_ways(user, target.id, catalogue, leaves_shared=action.can_leave_shared_groups)
    given = {pair for way in ways for pair in way.group.grants}
    has_direct = any(pair not in given for pair in user.app_roles if pair[0] == target.id)
    return has_direct or any(way.reason is None for way in ways)


def after_operation(user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
    """The user as they are known to be once the step has succeeded.

    A role that came through a group which was left is kept: it may be held directly too, and only a look tells.
    """
    if action.type == act.ADD_TO_GROUPS:
        grants = catalogue.groups[target.id].grants
        return replace(user, groups=user.groups | {target.id}, app_roles=user.app_roles | grants)
    if action.type == act.REMOVE_FROM_GROUPS:
        return replace(user, groups=user.groups - {target.id})
    if action.type == act.REMOVE_APP_ACCESS:
        ways = find_ways(user, target.id, catalogue, leaves_shared=action.can_leave_shared_groups)
        left = {way.group.group_id for way in ways if way.reason is None}
        rest = {pair for way in ways if way.reason is not None for pair in way.group.grants}
        roles = frozenset(pair for pair in user.app_roles if pair[0] != target.id or pair in rest)
        return replace(user, groups=user.groups - left, app_roles=roles)
    if action.type in act.ROLE_ACTIONS:
        pair = frozenset({split_role_target(target.id)})
        roles = user.app_roles | pair if action.type == act.GRANT_APP_ROLE else user.app_roles - pair
        return replace(user, app_roles=roles)
    status = SUSPENDED if action.type == act.SUSPEND_USER else "active"
    return replace(user, directories={**user.directories, target.id: status})


def join_role_target(resource_id: str, role: str) -> str:
    """The target id of a step that gives or takes one direct role."""
    return f"{resource_id}|{role}"


def split_role_target(target_id: str) -> tuple[str, str]:
    """(resource id, role) of such a target id."""
    resource_id, _bar, role = target_id.rpartition("|")
    return resource_id, role


def list_grants(group_ids: Iterable[str], catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """The (resource id, role) pairs that the groups give to their members."""
    groups = (catalogue.groups[group_id] for group_id in group_ids if group_id in catalogue.groups)
    return frozenset(pair for group in groups for pair in group.grants)


def _judge_group(user: UserFacts, target: Target, catalogue: Catalogue, *, should_be_member: bool) -> Verdict:
    group = catalogue.groups.get(target.id)
    if group is None:
        return Verdict("failed", reasons.UNKNOWN_GROUP)
    if (target.id in user.groups) == should_be_member:
        return Verdict("skipped", reasons.ALREADY_MEMBER if should_be_member else reasons.NOT_MEMBER)
    if group.is_externally_managed:
        return Verdict("failed", reasons.EXTERNALLY_MANAGED)
    if should_be_member and group.directory_id not in user.directories:
        return Verdict("failed", reasons.NOT_IN_DIRECTORY)
    return PLANNED


def _judge_add(user: UserFacts, target: Target, catalogue: Catalogue) -> Verdict:
    return _judge_group(user, target, catalogue, should_be_member=True)


def _judge_remove(user: UserFacts, target: Target, catalogue: Catalogue) -> Verdict:
    return _judge_group(user, target, catalogue, should_be_member=False)


def _judge_app(user: UserFacts, target: Target, catalogue: Catalogue, *, leaves_shared: bool) -> Verdict:
    if target.id not in catalogue.apps:
        return Verdict("failed", reasons.UNKNOWN_APP)
    if target.id not in user.apps:
        return Verdict("skipped", reasons.NO_ACCESS)
    rest = find_rest_reason(find_ways(user, target.id, catalogue, leaves_shared=leaves_shared))
    return Verdict("planned", rest) if rest else PLANNED


def _judge_role(_user: UserFacts, target: Target, catalogue: Catalogue) -> Verdict:
    """Direct roles are not told in bulk, so the call itself finds out whether the step is needed."""
    resource_id, _role = split_role_target(target.id)
    return PLANNED if resource_id in catalogue.apps else Verdict("failed", reasons.UNKNOWN_APP)


def _judge_suspend(user: UserFacts, target: Target, _catalogue: Catalogue) -> Verdict:
    if target.id not in user.directories:
        return Verdict("failed", reasons.NO_MEMBERSHIP)
    if user.directories[target.id] == SUSPENDED:
        return Verdict("skipped", reasons.ALREADY_SUSPENDED)
    return PLANNED


def _judge_restore(user: UserFacts, target: Target, _catalogue: Catalogue) -> Verdict:
    if target.id not in user.directories:
        return Verdict("failed", reasons.NO_MEMBERSHIP)
    is_open = user.directories[target.id] in (SUSPENDED, UNKNOWN_STATUS)
    return PLANNED if is_open else Verdict("skipped", reasons.NOT_SUSPENDED)


_JUDGES: Final[dict[str, Callable[[UserFacts, Target, Catalogue], Verdict]]] = {
    act.ADD_TO_GROUPS: _judge_add,
    act.REMOVE_FROM_GROUPS: _judge_remove,
    act.SUSPEND_USER: _judge_suspend,
    act.RESTORE_USER: _judge_restore,
    act.GRANT_APP_ROLE: _judge_role,
    act.REVOKE_APP_ROLE: _judge_role,
}
