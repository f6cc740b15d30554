"""The action on apps: taking every access to each of the apps away that can be taken away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.domain.automation import cautions
from app.domain.automation.actions.groups import ADD_TO_GROUPS, name_gone
from app.domain.automation.actions.kind import Action, ActionKind
from app.domain.automation.actions.records import (
    UNKNOWN,
    Changed,
    ChangedKind,
    DoneOperation,
    Element,
    State,
    StepBack,
    Thing,
    part_of,
)
from app.domain.automation.actions.roles import GRANT_APP_ROLE
from app.domain.automation.actions.steps import PLANNED, Target, Verdict, join_role_target
from app.domain.automation.cautions import Caution, build_caution, join_names
from app.domain.automation.certainties import Certainties
from app.domain.automation.collateral import (
    Detail,
    Way,
    describe_ways,
    find_rest_reason,
    find_ways,
    list_shared_groups,
    name_apps,
)
from app.domain.engine import reasons
from app.domain.engine.composites import FOUND, LEFT_GROUP
from app.domain.errors import FieldError
from app.domain.mistakes import mistake
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome

REMOVE_APP_ACCESS: Final = "remove_app_access"


class RemoveAppAccess(ActionKind):
    """Take apps away: revoke direct roles, and leave the groups that give them and may be left.

    Groups that also give other apps are left only with `can_leave_shared_groups`. A composite: it is taken back part
    by part.
    """

    word = REMOVE_APP_ACCESS
    verb = "Remove access to {targets}"
    field = "apps"
    is_for_delegates = True
    is_destructive = True
    is_composite = True
    is_removal = True
    leaves_it = False

    def read(self, item: Mapping[str, Any]) -> Action:
        """With the choice to take what else the groups give."""
        return replace(super().read(item), can_leave_shared_groups=item.get("can_leave_shared_groups") is True)

    def write(self, action: Action) -> dict[str, Any]:
        """The choice stands there only when it was made."""
        choice = {"can_leave_shared_groups": True} if action.can_leave_shared_groups else {}
        return super().write(action) | choice

    def describe(self, action: Action, catalogue: Catalogue) -> str:
        """With what the choice means."""
        sentence = super().describe(action, catalogue)
        wide = f"{sentence}, also by leaving groups that give other apps"
        return wide if action.can_leave_shared_groups else sentence

    def name_target(self, target: str, catalogue: Catalogue) -> str:
        """Name the app as an admin knows it."""
        return catalogue.apps[target].label if target in catalogue.apps else name_gone("app", target, catalogue)

    def check_targets(self, pointer: str, action: Action, catalogue: Catalogue) -> list[FieldError]:
        """Apps that exist."""
        if not action.targets:
            return [mistake(f"{pointer}/apps", "no_apps")]
        return [
            mistake(f"{pointer}/apps/{position}", "unknown_app")
            for position, target in enumerate(action.targets)
            if target not in catalogue.apps
        ]

    def list_cautions(self, action: Action, actions: Sequence[Action], catalogue: Catalogue) -> Iterator[Caution]:
        """Warn of shared groups: what else goes with an app, or why members of some groups keep it."""
        del actions
        code = cautions.ALSO_TAKEN if action.can_leave_shared_groups else cautions.KEPT_IN_SHARED_GROUPS
        for resource_id in action.targets:
            ways = list_shared_groups(resource_id, catalogue)
            if ways:
                others = {other for way in ways for other in way.others}
                [app] = name_apps([resource_id], catalogue)
                groups = join_names([way.group.name for way in ways])
                yield build_caution(code, app=app, apps=join_names(name_apps(others, catalogue)), groups=groups)

    def list_useless(self, action: Action, certain: Certainties, catalogue: Catalogue) -> Iterator[Caution]:
        """Apps to which nobody has access."""
        for target, name in zip(action.targets, self.name_targets(action, catalogue), strict=True):
            if certain.has_no_access(target):
                yield build_caution(cautions.NEVER_ACCESS, app=name)

    def list_targets(self, user: UserFacts, action: Action, catalogue: Catalogue) -> Iterator[Target]:
        """The apps, whether the user has access or not."""
        del user
        for resource_id in action.targets:
            app = catalogue.apps.get(resource_id)
            yield Target("app", resource_id, app.label if app else catalogue.gone.get(resource_id, resource_id))

    def judge(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
        """Planned with a reason where access will remain."""
        if target.id not in catalogue.apps:
            return Verdict(StepOutcome.FAILED, reasons.UNKNOWN_APP)
        if target.id not in user.apps:
            return Verdict(StepOutcome.SKIPPED, reasons.NO_ACCESS)
        rest = find_rest_reason(_find_ways(user, action, target, catalogue))
        return Verdict(StepOutcome.PLANNED, rest) if rest else PLANNED

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """Out of the groups that may be left, with the roles that the others give."""
        ways = _find_ways(user, action, target, catalogue)
        left = {way.group.group_id for way in ways if way.reason is None}
        rest = {pair for way in ways if way.reason is not None for pair in way.group.grants}
        roles = frozenset(pair for pair in user.app_roles if pair[0] != target.id or pair in rest)
        return replace(user, groups=user.groups - left, app_roles=roles)

    def list_consequences(
        self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue
    ) -> tuple[Detail, ...]:
        """The groups that are left and those that are not."""
        return tuple(describe_ways(_find_ways(user, action, target, catalogue), catalogue))

    def takes_a_part(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> bool:
        """True when some of the access goes though it remains in the end: a group, or a direct role."""
        ways = _find_ways(user, action, target, catalogue)
        given = {pair for way in ways for pair in way.group.grants}
        has_direct = any(pair not in given for pair in user.app_roles if pair[0] == target.id)
        return has_direct or any(way.reason is None for way in ways)

    def name_thing(self, target_id: str) -> Thing:
        """Access to the app."""
        return "app", target_id

    def list_marks(
        self, target: Target, steps: Sequence[Mapping[str, Any]], *, is_done: bool, is_unknown: bool
    ) -> Iterator[tuple[Element, bool | None]]:
        """Mark what was found as open while nobody knows, and the parts that were done as gone."""
        del target, is_done
        if is_unknown:
            found = (part for step in steps if step["step"] == FOUND for part in step["parts"])
            yield from ((part_of(part), None) for part in found)
        yield from ((part_of(step), False) for step in steps if step["step"] != FOUND)

    def reverse(self, done: DoneOperation) -> list[StepBack]:
        """Just the parts that were done, and those that may have been."""
        return [_reverse_part(part, done.target) for part in reversed(list(_iter_taken(done)))]

    def tell(self, found: Mapping[str, Any]) -> tuple[ChangedKind, State, State]:
        """Access that was there, as far as the whole tells; `list_parts` knows more."""
        del found
        return "app", "access", "no_access"

    def list_parts(self, done: DoneOperation) -> list[Changed]:
        """Each group that was left, each role that was revoked, and the app."""
        parts = [step for step in done.steps if step["step"] != FOUND]
        taken = [_tell_part(part, done.target.name, is_done=part in parts) for part in _iter_taken(done)]
        if not parts and not done.is_unknown:
            return taken
        # A part that failed, or ended in the middle: whether access is left is in the reason, if anywhere.
        after: State = "no_access" if done.outcome == StepOutcome.SUCCEEDED else UNKNOWN
        if done.reason in (reasons.ACCESS_REMAINS, reasons.SHARED_GROUP, reasons.ACCESS_KEPT):
            after = "access"
        return [*taken, Changed("app", done.target.id, done.target.name, "access", after)]


def _find_ways(user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> list[Way]:
    return find_ways(user, target.id, catalogue, leaves_shared=action.can_leave_shared_groups)


def _iter_taken(done: DoneOperation) -> Iterator[Mapping[str, Any]]:
    """List the parts that a composite has taken, and those it may have taken."""
    parts = [step for step in done.steps if step["step"] != FOUND]
    yield from parts
    if done.is_unknown:
        found = (part for step in done.steps if step["step"] == FOUND for part in step["parts"])
        yield from (part for part in found if part not in parts)


def _reverse_part(step: Mapping[str, Any], app: Target) -> StepBack:
    if step["step"] == LEFT_GROUP:
        return StepBack(ADD_TO_GROUPS, Target("group", step["group_id"], step["group_name"], step.get("directory_id")))
    target_id = join_role_target(step["resource_id"], step["role"])
    return StepBack(GRANT_APP_ROLE, Target("role", target_id, f"{step['role']} in {app.name}"))


def _tell_part(step: Mapping[str, Any], app: str, *, is_done: bool) -> Changed:
    _kind, thing = part_of(step)
    if step["step"] == LEFT_GROUP:
        return Changed("group", thing, str(step["group_name"]), "member", "not_member" if is_done else UNKNOWN)
    return Changed("role", thing, f"{step['role']} in {app}", "held", "not_held" if is_done else UNKNOWN)


KINDS: Final = (RemoveAppAccess(),)
