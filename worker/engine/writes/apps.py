"""Taking an app away: a composite of several calls.

It stores what it found before it changes anything, and each part as it is done, so that a crash in the middle loses
nothing an undo needs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from app.atlassian import errors as atlassian
from app.directory.outcomes import mirror_app_access_removed
from app.domain.automation.actions import REMOVE_APP_ACCESS, REMOVE_FROM_GROUPS, REVOKE_APP_ROLE
from app.domain.automation.actions.steps import split_role_target
from app.domain.automation.collateral import (
    Way,
    describe_ways,
    find_granting_groups,
    find_rest_reason,
    find_ways,
    name_apps,
    store_remains,
)
from app.domain.engine import reasons
from app.domain.engine.composites import FOUND, LEFT_GROUP, REVOKED_ROLE, list_done
from app.domain.people.directory import Catalogue, GroupFacts, UserFacts
from app.domain.states import StepOutcome
from app.services.engine.operations import OpenOperation, Outcome
from worker.crash_points import reach
from worker.engine.certainty import ensure_written, is_already_so, outcome_of
from worker.engine.effect import Effect
from worker.engine.writes.direct_roles import StepFailed, look_at_roles, name_changed_app, read_roles_before
from worker.engine.writes.write import Change, Look, Sight, Step, Write
from worker.live.live import LiveUser
from worker.live.roles import HeldRoles, read_roles


class TakeApp(Write):
    """Take an app away, call by call."""

    word = REMOVE_APP_ACCESS

    def carry_out(self, effect: Effect) -> Outcome:
        """Revoke direct roles, then leave every group that grants the app and may be changed (contract 8, W6).

        Access that comes through a group managed elsewhere remains, and so does that of a group which gives other apps
        too, unless the action leaves such groups: the operation says so and fails.
        Raises KeyRejected, RateLimited and InDoubt; the parts that were done are stored by then.
        """
        resource_id = effect.operation.target.id
        steps = list(effect.operation.steps)
        try:
            held = read_roles_before(effect, resource_id)
            direct = (*held.direct, *_list_granted_lately(effect, resource_id, held.direct))
            _write_down_found(effect, steps, direct)
            for role in direct:
                _revoke(effect, resource_id, role, steps)
            remaining = _leave_groups(effect, steps)
        except StepFailed as failure:
            done = list_done(steps)
            return Outcome(StepOutcome.FAILED, failure.outcome.reason, failure.outcome.error, steps=done)
        return _conclude(effect, remaining, list_done(steps), held)

    def see(self, look: Look) -> Sight:
        """Done when nothing is left of what was found before; access that was there besides is none of these parts."""
        operation, user = look.operation, look.live.facts
        parts = find_parts(operation.steps)
        direct: tuple[str, ...] = ()
        if any(part["step"] == REVOKED_ROLE for part in parts):
            direct = read_roles(look.api, user.account_id, user.directories, operation.target.id).direct
        steps = list(operation.steps)
        add_missing(steps, user, direct)
        return Sight(bool(parts) and all(is_among(part, steps) for part in parts), tuple(steps))

    def mirror(self, session: Session, tenant_id: int, rows: Sequence[Any]) -> None:
        """No role on the app is held."""
        mirror_app_access_removed(session, tenant_id, rows)

    def conclude(
        self, outcome: Outcome, operation: OpenOperation, live: LiveUser | None, catalogue: Catalogue
    ) -> Outcome:
        """Access that remains through a group that is managed elsewhere is no success, as it is none in a whole run."""
        if outcome.outcome != StepOutcome.SUCCEEDED or live is None:
            return outcome
        if not find_granting_groups(live.facts, operation.target.id, catalogue):
            return outcome
        return Outcome(StepOutcome.FAILED, reasons.ACCESS_REMAINS, steps=outcome.steps)

    def list_changes(self, operation: OpenOperation, outcome: Outcome) -> Iterator[Change]:
        """Each part that was done, and then the whole."""
        yield from list_part_changes(operation.account_id, outcome.steps)
        yield from super().list_changes(operation, outcome)


WRITES: Final = (TakeApp(),)


def list_part_changes(account_id: str, steps: Iterable[Mapping[str, Any]]) -> Iterator[Change]:
    """List the changes of the mirror by the parts that were done, whatever becomes of the whole."""
    for step in list_done(steps):
        if step["step"] == LEFT_GROUP:
            yield REMOVE_FROM_GROUPS, (account_id, str(step["group_id"]))
        else:
            yield REVOKE_APP_ROLE, (account_id, str(step["resource_id"]), str(step["role"]))


def _conclude(effect: Effect, remaining: Sequence[Way], steps: tuple[Step, ...], held: HeldRoles) -> Outcome:
    rest = find_rest_reason(remaining)
    if rest is not None:
        text = " ".join(one.text for one in describe_ways(remaining, effect.catalogue))
        left = store_remains(describe_ways(remaining, effect.catalogue)) or None
        return Outcome(StepOutcome.FAILED, rest, text, steps=steps, before=left)
    if not steps:
        granting = find_granting_groups(effect.user, effect.operation.target.id, effect.catalogue)
        if held.has_other and not granting:
            text = "Atlassian says that the user has access, but neither directly nor through a group."
            return Outcome(StepOutcome.FAILED, reasons.ACCESS_REMAINS, text)
        return Outcome(StepOutcome.SKIPPED, reasons.NO_ACCESS)
    taken = [step["role"] for step in steps if step["step"] == REVOKED_ROLE]
    return Outcome(StepOutcome.SUCCEEDED, steps=steps, before={"direct_roles": taken})


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


def _list_granted_lately(effect: Effect, resource_id: str, shown: Sequence[str]) -> list[str]:
    """Direct roles on the app that the log knows of, or leaves open, and that do not show yet."""
    granted = (
        split_role_target(target_id)
        for (kind, target_id), change in effect.recent.items()
        if kind == "role" and change.is_there is not False
    )
    return [role for resource, role in granted if resource == resource_id and role not in shown]


def _revoke(effect: Effect, resource_id: str, role: str, steps: list[Step]) -> None:
    try:
        ensure_written(
            effect,
            lambda: effect.api.revoke_role(effect.user.account_id, name_changed_app(resource_id), role),
            lambda: role not in look_at_roles(effect, resource_id).direct,
        )
    except atlassian.AtlassianError as error:
        if is_already_so(effect.operation, error):
            return
        raise StepFailed(outcome_of(effect.operation, error)) from error
    reach("step_called")
    steps.append(_revoked(resource_id, role))
    effect.save_steps(tuple(steps))
    reach("step_recorded")


def _revoked(resource_id: str, role: str) -> Step:
    return {"step": REVOKED_ROLE, "role": role, "resource_id": resource_id}


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
            raise StepFailed(outcome_of(effect.operation, error)) from error
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
