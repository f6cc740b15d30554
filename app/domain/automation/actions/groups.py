"""Actions on groups: adding people to each of the groups, and taking them out."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

from app.domain.automation import cautions
from app.domain.automation.actions.kind import Action, ActionKind
from app.domain.automation.actions.records import ChangedKind, State, Thing, tell_state
from app.domain.automation.actions.steps import PLANNED, Target, Verdict, list_grants
from app.domain.automation.cautions import Caution, build_caution, join_names
from app.domain.automation.certainties import Certainties
from app.domain.automation.collateral import Detail, describe_leaving, name_apps
from app.domain.engine import reasons
from app.domain.errors import FieldError
from app.domain.mistakes import mistake
from app.domain.people.directory import Catalogue, GroupFacts, UserFacts
from app.domain.states import StepOutcome

ADD_TO_GROUPS: Final = "add_to_groups"
REMOVE_FROM_GROUPS: Final = "remove_from_groups"


class GroupAction(ActionKind):
    """Base of both: each target is a group, and the thing it is about is the membership."""

    field = "groups"
    is_for_delegates = True
    after: ClassVar[State]

    def name_target(self, target: str, catalogue: Catalogue) -> str:
        """Name the group as it is shown."""
        return catalogue.groups[target].shown if target in catalogue.groups else name_gone("group", target, catalogue)

    def check_targets(self, pointer: str, action: Action, catalogue: Catalogue) -> list[FieldError]:
        """Groups that exist and may be changed."""
        if not action.targets:
            return [mistake(f"{pointer}/groups", "no_groups")]
        errors = []
        for position, target in enumerate(action.targets):
            group = catalogue.groups.get(target)
            if group is None:
                errors.append(mistake(f"{pointer}/groups/{position}", "unknown_group"))
            elif group.is_externally_managed:
                errors.append(mistake(f"{pointer}/groups/{position}", "managed_group", group=group.shown))
        return errors

    def check_place(self, index: int, actions: Sequence[Action], catalogue: Catalogue) -> list[FieldError]:
        """No group that an earlier step adds to or takes out of."""
        before = {target for action in actions[:index] if action.type == self.opposite for target in action.targets}
        return [
            mistake(
                f"/actions/{index}/groups",
                "added_and_removed",
                group=catalogue.groups[target].shown if target in catalogue.groups else target,
            )
            for target in actions[index].targets
            if target in before
        ]

    def list_targets(self, user: UserFacts, action: Action, catalogue: Catalogue) -> Iterator[Target]:
        """The groups, whether the user is in them or not."""
        del user
        for group_id in action.targets:
            group = catalogue.groups.get(group_id)
            if group is None:
                yield Target("group", group_id, catalogue.gone.get(group_id, group_id))
            else:
                yield Target("group", group_id, group.shown, group.directory_id)

    def judge(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
        """By membership and by who manages the group."""
        del action
        group = catalogue.groups.get(target.id)
        if group is None:
            return Verdict(StepOutcome.FAILED, reasons.UNKNOWN_GROUP)
        if (target.id in user.groups) == self.leaves_it:
            return Verdict(StepOutcome.SKIPPED, self.already_so)
        if group.is_externally_managed:
            return Verdict(StepOutcome.FAILED, reasons.EXTERNALLY_MANAGED)
        return self.judge_directory(user, group)

    @abstractmethod
    def judge_directory(self, user: UserFacts, group: GroupFacts) -> Verdict:
        """By the directory of the group, when everything else is well."""

    def name_thing(self, target_id: str) -> Thing:
        """The membership."""
        return "group", target_id

    def tell(self, found: Mapping[str, Any]) -> tuple[ChangedKind, State, State]:
        """By whether the user was seen as a member."""
        return "group", tell_state(found.get("was_member"), "member", "not_member"), self.after


class AddToGroups(GroupAction):
    """Add to each of the groups, and so give what they grant."""

    word = ADD_TO_GROUPS
    verb = "Add to {targets}"
    joins_groups = True
    already_so = reasons.ALREADY_MEMBER
    opposite = REMOVE_FROM_GROUPS
    undo_place = 1
    leaves_it = True
    after = "member"

    def judge_directory(self, user: UserFacts, group: GroupFacts) -> Verdict:
        """Only who is in the group's directory can be in the group."""
        return (
            PLANNED if group.directory_id in user.directories else Verdict(StepOutcome.FAILED, reasons.NOT_IN_DIRECTORY)
        )

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """In the group, with what it grants."""
        del action
        grants = catalogue.groups[target.id].grants
        return replace(user, groups=user.groups | {target.id}, app_roles=user.app_roles | grants)

    def list_cautions(self, action: Action, actions: Sequence[Action], catalogue: Catalogue) -> Iterator[Caution]:
        """A group that gives access to an app which is also taken away."""
        removed_apps = {target for one in actions for target in one.apps}
        for target in action.targets:
            group = catalogue.groups.get(target)
            for resource_id in sorted({app for app, _role in group.grants} & removed_apps if group else ()):
                app = catalogue.apps[resource_id].label if resource_id in catalogue.apps else resource_id
                yield build_caution(cautions.GIVEN_AND_TAKEN, group=group.shown if group else target, app=app)

    def list_useless(self, action: Action, certain: Certainties, catalogue: Catalogue) -> Iterator[Caution]:
        """Groups in which everybody is already."""
        for target, name in zip(action.targets, self.name_targets(action, catalogue), strict=True):
            if certain.is_member(target):
                yield build_caution(cautions.ALWAYS_MEMBER, group=name)


class RemoveFromGroups(GroupAction):
    """Take out of each of the groups; what no other group gives goes with them."""

    word = REMOVE_FROM_GROUPS
    verb = "Remove from {targets}"
    is_destructive = True
    is_removal = True
    leaves_groups = True
    already_so = reasons.NOT_MEMBER
    opposite = ADD_TO_GROUPS
    undo_place = 3
    leaves_it = False
    after = "not_member"

    def judge_directory(self, user: UserFacts, group: GroupFacts) -> Verdict:
        """Judge a removal: a member can be taken out."""
        del user, group
        return PLANNED

    def make_after(self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
        """Out of the group. A role that came through it is kept: it may be held directly too, and only a look tells."""
        del action, catalogue
        return replace(user, groups=user.groups - {target.id})

    def make_read(self, done: UserFacts, target: Target, catalogue: Catalogue) -> UserFacts:
        """Without what no other group gives."""
        lost = list_grants([target.id], catalogue) - list_grants(done.groups, catalogue)
        return replace(done, app_roles=done.app_roles - lost)

    def list_consequences(
        self, user: UserFacts, action: Action, target: Target, catalogue: Catalogue
    ) -> tuple[Detail, ...]:
        """List the apps that go with the group, and those that remain through another one."""
        del action
        return tuple(describe_leaving(user, target.id, catalogue))

    def list_cautions(self, action: Action, actions: Sequence[Action], catalogue: Catalogue) -> Iterator[Caution]:
        """Groups with which access to apps goes."""
        del actions
        for group_id in action.targets:
            group = catalogue.groups.get(group_id)
            if group is not None and group.grants:
                apps = name_apps({app for app, _role in group.grants}, catalogue)
                yield build_caution(cautions.TAKES_APPS, group=group.name, apps=join_names(apps))

    def list_useless(self, action: Action, certain: Certainties, catalogue: Catalogue) -> Iterator[Caution]:
        """Groups in which nobody is."""
        for target, name in zip(action.targets, self.name_targets(action, catalogue), strict=True):
            if certain.is_no_member(target):
                yield build_caution(cautions.NEVER_MEMBER, group=name)


def name_gone(kind: str, target: str, catalogue: Catalogue) -> str:
    """Name a thing that is gone by its last known name, or by its id."""
    name = catalogue.gone.get(target)
    return f"{name} (gone)" if name else f"deleted {kind} {target}"


KINDS: Final = (AddToGroups(), RemoveFromGroups())
