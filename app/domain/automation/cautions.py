"""Cautions of a task: steps that are allowed but probably not meant, as they stand twice, cancel out or do nothing.

A caution is a stable word with the names that belong to it, so that a page can say it in its own language, and a
sentence for everybody else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from app.domain.automation.actions import (
    ADD_TO_GROUPS,
    REMOVE_APP_ACCESS,
    REMOVE_FROM_GROUPS,
    RESTORE_USER,
    SUSPEND_USER,
    Action,
    describe_action,
    name_targets,
)
from app.domain.automation.collateral import list_shared_groups, name_apps
from app.domain.filters import FilterSpec
from app.domain.filters.condition import Condition
from app.domain.filters.conditions.apps import Apps
from app.domain.filters.conditions.groups import Groups
from app.domain.filters.conditions.status import Status
from app.domain.filters.tree import Algebra, fold
from app.domain.people.directory import Catalogue

REPEATED_ACTION: Final = "repeated_action"
GIVEN_AND_TAKEN: Final = "given_and_taken"
ALWAYS_MEMBER: Final = "always_member"
NEVER_MEMBER: Final = "never_member"
NEVER_ACCESS: Final = "never_access"
ALWAYS_SUSPENDED: Final = "always_suspended"
NEVER_SUSPENDED: Final = "never_suspended"
ALSO_TAKEN: Final = "also_taken"
KEPT_IN_SHARED_GROUPS: Final = "kept_in_shared_groups"
TAKES_APPS: Final = "takes_apps"
_MOST_NAMES: Final = 5
ZONE_UNKNOWN: Final = "zone_unknown"
ACTION_UNREADABLE: Final = "action_unreadable"
SCHEDULE_UNREADABLE: Final = "schedule_unreadable"
FILTER_UNREADABLE: Final = "filter_unreadable"
GONE_REFERENCE: Final = "gone_reference"
GONE_TARGET: Final = "gone_target"
GONE_PROTECTED: Final = "gone_protected"
MANAGED_TARGET: Final = "managed_target"
NEVER_MATCHES: Final = "never_matches"
PEOPLE_UNMATCHED: Final = "people_unmatched"
LIST_LOST: Final = "list_lost"
GROUPS_NOT_READ: Final = "groups_not_read"
BLACKED_OUT: Final = "blacked_out"

SENTENCES: Final = {
    REPEATED_ACTION: "“{sentence}” stands twice; the second one changes nothing.",
    GIVEN_AND_TAKEN: "{group} gives access to {app}, which is also taken away.",
    ALWAYS_MEMBER: "Everybody whom the filter finds is in {group} already.",
    NEVER_MEMBER: "Nobody whom the filter finds is in {group}.",
    NEVER_ACCESS: "Nobody whom the filter finds has access to {app}.",
    ALWAYS_SUSPENDED: "Everybody whom the filter finds is suspended already.",
    NEVER_SUSPENDED: "Nobody whom the filter finds is suspended.",
    ALSO_TAKEN: "Taking {app} away also takes {apps} from members of {groups}.",
    KEPT_IN_SHARED_GROUPS: "Members of {groups} keep {app}: these groups also give {apps}, and are not left.",
    TAKES_APPS: "Leaving {group} takes access to {apps} from everybody who has it in no other way.",
    ZONE_UNKNOWN: "The time zone “{zone}” is no longer known, so this task does not run by itself; choose another.",
    ACTION_UNREADABLE: "The action “{action}” can no longer be understood, so this task does not run; edit it.",
    SCHEDULE_UNREADABLE: "The schedule can no longer be understood, so this task does not run by itself; edit it.",
    GONE_REFERENCE: "The filter names the {kind} “{name}”, which no longer exists; nobody can match it.",
    f"{GONE_REFERENCE}_back": "The filter names the {kind} “{name}”, which no longer exists; nobody can match it. "
    "Another one of that name exists and can take its place.",
    GONE_TARGET: "The {kind} “{name}” no longer exists, so that this step fails for everybody.",
    f"{GONE_TARGET}_back": "The {kind} “{name}” no longer exists, so that this step fails for everybody. Another one "
    "of that name exists and can take its place.",
    GONE_PROTECTED: "The protected group “{name}” no longer exists, so that its entry spares nobody.",
    f"{GONE_PROTECTED}_back": "The protected group “{name}” no longer exists, so that its entry spares nobody. Another "
    "one of that name exists and can take its place.",
    MANAGED_TARGET: "{group} is managed elsewhere now; this task can no longer change it.",
    NEVER_MATCHES: "The filter asks for “{entry}”, which no address can have; nobody can match it. Edit the filter.",
    PEOPLE_UNMATCHED: "{count} entries of the list match nobody: {entries}",
    LIST_LOST: "Nobody on a list of the filter “{filter}” is known in the organization; edit the filter.",
    GROUPS_NOT_READ: "Who is in {groups} is known from the last sync only: groups of more than {most} people together "
    "are not read again before a run, so who joined or left since is found by the next one.",
    BLACKED_OUT: "Every run of the next year falls on a blackout day, so this task does not run by itself.",
    FILTER_UNREADABLE: "The filter “{filter}” can no longer be understood, so this task changes nobody; edit it.",
}


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to look at before a task is saved. `facts`: the names in its sentence."""

    code: str
    text: str
    facts: dict[str, str] = field(default_factory=dict)


def build_caution(code: str, **facts: str) -> Caution:
    """A caution of this module with its sentence."""
    return Caution(code, SENTENCES[code].format(**facts), facts)


def find_cautions(actions: Sequence[Action], catalogue: Catalogue, spec: FilterSpec | None = None) -> list[Caution]:
    """Find the cautions of the actions, by themselves and (when given) with the filter that finds the users."""
    found: list[Caution] = []
    seen: set[Action] = set()
    removed_apps = {target for action in actions if action.type == REMOVE_APP_ACCESS for target in action.targets}
    for action in actions:
        if action in seen:
            targets = ", ".join(name_targets(action, catalogue))
            sentence = describe_action(action, catalogue)
            found.append(build_caution(REPEATED_ACTION, sentence=sentence, action=action.type, targets=targets))
        seen.add(action)
        if action.type == ADD_TO_GROUPS:
            found += _given_and_taken(action, removed_apps, catalogue)
        elif action.type == REMOVE_APP_ACCESS:
            found += _warn_of_shared_groups(action, catalogue)
        elif action.type == REMOVE_FROM_GROUPS:
            found += _warn_of_lost_apps(action, catalogue)
    if spec is not None:
        found += _find_useless(actions, catalogue, fold(spec.root, _Certainties()).surely)
    return list({(caution.code, caution.text): caution for caution in found}.values())


def _given_and_taken(action: Action, removed_apps: set[str], catalogue: Catalogue) -> Iterator[Caution]:
    for target in action.targets:
        group = catalogue.groups.get(target)
        for resource_id in sorted({app for app, _role in group.grants} & removed_apps if group else ()):
            app = catalogue.apps[resource_id].label if resource_id in catalogue.apps else resource_id
            yield build_caution(GIVEN_AND_TAKEN, group=group.shown if group else target, app=app)


def _warn_of_shared_groups(action: Action, catalogue: Catalogue) -> Iterator[Caution]:
    """Warn of shared groups: what else goes with an app, or why members of some groups keep it."""
    code = ALSO_TAKEN if action.can_leave_shared_groups else KEPT_IN_SHARED_GROUPS
    for resource_id in action.targets:
        ways = list_shared_groups(resource_id, catalogue)
        if ways:
            others = {other for way in ways for other in way.others}
            [app] = name_apps([resource_id], catalogue)
            groups = _join([way.group.name for way in ways])
            yield build_caution(code, app=app, apps=_join(name_apps(others, catalogue)), groups=groups)


def _warn_of_lost_apps(action: Action, catalogue: Catalogue) -> Iterator[Caution]:
    for group_id in action.targets:
        group = catalogue.groups.get(group_id)
        if group is not None and group.grants:
            apps = name_apps({app for app, _role in group.grants}, catalogue)
            yield build_caution(TAKES_APPS, group=group.name, apps=_join(apps))


def warn_of_unread(names: Sequence[str], most: int) -> list[Caution]:
    """One caution that names the groups whose members are known from the last sync only, or none."""
    return [build_caution(GROUPS_NOT_READ, groups=_join(names), most=str(most))] if names else []


def _join(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    rest = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" (+{rest})" if rest > 0 else "")


class _Certain(NamedTuple):
    """Conditions that hold (True) or do not (False) for everybody who matches; `alone`: the part is nothing but it."""

    surely: tuple[tuple[bool, Condition], ...] = ()
    alone: Condition | None = None


class _Certainties(Algebra[_Certain]):
    """The parts of AND are certain, and the opposite of a single condition; of OR nothing is."""

    def leaf(self, condition: Condition) -> _Certain:
        return _Certain(((True, condition),), condition)

    def all_of(self, parts: Sequence[_Certain]) -> _Certain:
        return _Certain(tuple(one for part in parts for one in part.surely))

    def any_of(self, _parts: Sequence[_Certain]) -> _Certain:
        return _Certain()

    def none_of(self, parts: Sequence[_Certain]) -> _Certain:
        return _Certain(tuple((False, part.alone) for part in parts if part.alone))


def _find_useless(
    actions: Iterable[Action], catalogue: Catalogue, certain: Sequence[tuple[bool, Condition]]
) -> Iterator[Caution]:
    for action in actions:
        for target, name in zip(action.targets, name_targets(action, catalogue), strict=True):
            if action.type == ADD_TO_GROUPS and any(_is_member(*part, target) for part in certain):
                yield build_caution(ALWAYS_MEMBER, group=name)
            if action.type == REMOVE_FROM_GROUPS and any(_is_no_member(*part, target) for part in certain):
                yield build_caution(NEVER_MEMBER, group=name)
            if action.type == REMOVE_APP_ACCESS and any(_has_no_access(*part, target) for part in certain):
                yield build_caution(NEVER_ACCESS, app=name)
        statuses = [set(node.statuses) for holds, node in certain if holds and isinstance(node, Status)]
        if action.type == SUSPEND_USER and {"suspended"} in statuses:
            yield build_caution(ALWAYS_SUSPENDED)
        if action.type == RESTORE_USER and any("suspended" not in allowed for allowed in statuses):
            yield build_caution(NEVER_SUSPENDED)


def _is_member(holds: bool, node: Condition, group_id: str) -> bool:
    if not holds or not isinstance(node, Groups):
        return False
    return (node.match == "all" and group_id in node.groups) or (node.match == "any" and set(node.groups) == {group_id})


def _is_no_member(holds: bool, node: Condition, group_id: str) -> bool:
    return isinstance(node, Groups) and group_id in node.groups and _excludes(holds, node.match)


def _has_no_access(holds: bool, node: Condition, resource_id: str) -> bool:
    return isinstance(node, Apps) and resource_id in node.apps and _excludes(holds, node.match)


def _excludes(holds: bool, match: str) -> bool:
    """True when a list condition says that somebody has none of it."""
    return match == ("none" if holds else "any")
