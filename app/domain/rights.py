"""Rights: one table of the kinds of admins and what they may do, and the reach of delegated admins.

The organization's key carries full rights and knows nothing of the person who pressed the button, so whatever Atlassian
would deny a delegated admin is refused here (admin API contract 5.7).
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from app.domain.automation.actions import Action
from app.domain.automation.collateral import list_shared_groups
from app.domain.errors import FieldError
from app.domain.mistakes import MistakeCode, mistake
from app.domain.people.directory import ORG_ADMIN_ROLE, AppFacts, Catalogue, GroupFacts

Via = Literal["org_admin", "product_admin", "user_access_admin"]

PRODUCT_ADMIN_ROLES: Final = frozenset({"atlassian/admin", "atlassian/site-admin"})
USER_ACCESS_ADMIN_ROLES: Final = frozenset({"atlassian/user-access-admin"})
ADMIN_ROLES: Final = PRODUCT_ADMIN_ROLES | USER_ACCESS_ADMIN_ROLES | {ORG_ADMIN_ROLE}
_HARMLESS_ROLES: Final = frozenset(
    f"atlassian/{word}"
    for word in ("user", "basic", "viewer", "stakeholder", "guest", "customer", "contributor", "ai-access")
)
"""The roles that let somebody use an app. Whatever role is not among them may be an admin's, also one that is new."""
ADMINISTRATION: Final = "ari:cloud:jira-admin:"
"""How the ids of administration entries begin: who has access to one is an admin."""


class Right(enum.StrEnum):
    """Right of a person in the app; each route and each switch of the page asks for one."""

    BROWSE = "browse"
    """Read everything, export, preview."""
    AUTOMATE = "automate"
    """Save filters and tasks, run, cancel and undo, within one's reach; sync."""
    STOP = "stop"
    """Pull the stop switch."""
    RELEASE = "release"
    """Release or reject held plans."""
    CONFIGURE = "configure"
    """Settings, protected list, channels, retention, who may use the app; lift the stop."""
    CONNECT = "connect"
    """The organization's key; take over another installation's data."""


_DELEGATED: Final = frozenset({Right.BROWSE, Right.AUTOMATE, Right.STOP})
RIGHTS: Final[Mapping[Via, frozenset[Right]]] = MappingProxyType(
    {
        "org_admin": frozenset(Right),
        "product_admin": _DELEGATED,
        "user_access_admin": _DELEGATED,
    }
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Reach of a delegated admin: resource ids of apps, and ids of whole sites."""

    resources: frozenset[str] = frozenset()

    def covers_app(self, resource_id: str, app: AppFacts | None) -> bool:
        """Whether the person administers this app, or the site it is on."""
        return resource_id in self.resources or (app is not None and app.site_id in self.resources)

    def covers_group(self, group: GroupFacts, catalogue: Catalogue) -> bool:
        """Whether all that the group gives is on apps that the person administers."""
        return all(self.covers_app(resource, catalogue.apps.get(resource)) for resource, _role in group.grants)


def read_reach(held: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The resources and sites on which somebody holds an admin role, of their (resource id, role) pairs."""
    found: set[str] = set()
    for resource_id, role in held:
        if role in ADMIN_ROLES:
            # Jira's administration is an entry of its own; whoever administers it administers Jira.
            found |= {resource_id, resource_id.replace(ADMINISTRATION, "ari:cloud:jira:", 1)}
            if role == "atlassian/site-admin":
                found.add(resource_id.rpartition("::site/")[2])
    return frozenset(found)


def gives_admin_role(group: GroupFacts) -> bool:
    """Whether members of the group are, or may be, admins of something."""
    return group.grants_org_admin or any(
        role not in _HARMLESS_ROLES or resource.startswith(ADMINISTRATION) for resource, role in group.grants
    )


@dataclass(frozen=True, slots=True)
class NamedGroups:
    """Pairs of tasks' actions and the groups that decide to whom: one pair for each task."""

    tasks: Sequence[tuple[Sequence[Action], AbstractSet[str]]] = ()

    def find_ways_to_admin(self, catalogue: Catalogue) -> frozenset[str]:
        """The groups whose members some task makes admins, or puts into such a group; whoever may fill one of these
        makes admins."""
        found: set[str] = set()
        while True:
            fresh = {group for actions, named in self.tasks if _leads_to(actions, found, catalogue) for group in named}
            if fresh <= found:
                return frozenset(found)
            found |= fresh


def _leads_to(actions: Sequence[Action], groups: AbstractSet[str], catalogue: Catalogue) -> bool:
    return any(
        makes_admins(action, target, catalogue) or (action.kind.field == "groups" and target in groups)
        for action in actions
        for target in action.targets
    )


def find_beyond_reach(
    actions: Sequence[Action], catalogue: Catalogue, reach: Reach, named: NamedGroups | None = None
) -> list[FieldError]:
    """The actions and targets that a delegated admin may not name: what is for organization admins, what makes admins,
    also by a task that asks who is in a group, and what others administer.

    A target that is gone is no concern of rights; saving refuses it by itself.
    """
    ways = (named or NamedGroups()).find_ways_to_admin(catalogue)
    errors = []
    for index, action in enumerate(actions):
        if not action.kind.is_for_delegates:
            errors.append(mistake(f"/actions/{index}/type", "org_admins_action"))
            continue
        field = action.kind.field
        for position, target in enumerate(action.targets):
            code = _judge(action, target, catalogue, reach, ways)
            if code is not None:
                errors.append(mistake(f"/actions/{index}/{field}/{position}", code))
    return errors


def makes_admins(action: Action, target: str, catalogue: Catalogue) -> bool:
    """Whether a step gives or takes an admin role: asked when it is saved, and again when it is carried out, since a
    group may have become an admins' group in between."""
    if action.kind.field == "groups":
        group = catalogue.groups.get(target)
        return group is not None and gives_admin_role(group)
    return target.startswith(ADMINISTRATION)


def _judge(
    action: Action, target: str, catalogue: Catalogue, reach: Reach, ways: AbstractSet[str]
) -> MistakeCode | None:
    if makes_admins(action, target, catalogue) or _touches(action, target, ways, catalogue):
        return "admin_target"
    if action.kind.field == "groups":
        group = catalogue.groups.get(target)
        return None if group is None or reach.covers_group(group, catalogue) else "beyond_reach"
    if action.can_leave_shared_groups and not _covers_shared_groups(target, catalogue, reach):
        return "beyond_reach"
    return None if reach.covers_app(target, catalogue.apps.get(target)) else "beyond_reach"


def _touches(action: Action, target: str, groups: AbstractSet[str], catalogue: Catalogue) -> bool:
    """Whether a step changes who is in one of these groups: by name, or by leaving what gives an app."""
    if action.kind.field == "groups":
        return target in groups
    known = [catalogue.groups[one] for one in groups if one in catalogue.groups]
    return any(resource == target for group in known for resource, _role in group.grants)


def _covers_shared_groups(resource_id: str, catalogue: Catalogue, reach: Reach) -> bool:
    """Whether everything that goes with an app is on apps that the person administers, and makes nobody an admin."""
    groups = [way.group for way in list_shared_groups(resource_id, catalogue)]
    return all(reach.covers_group(group, catalogue) and not gives_admin_role(group) for group in groups)


def raises_limit(was: int | None, becomes: int | None) -> bool:
    """Whether a limit of people a run is lifted: a guard rail that a delegated admin leaves as it is."""
    return was is not None and (becomes is None or becomes > was)


def join_delegates(stored: str | None, account: str | None) -> str | None:
    """The delegated admins behind a task or a filter, as its row keeps them, with one more: who wrote it first stays
    named when another one saves it, since what a run does is still theirs."""
    return " ".join(name_delegates(stored, account)) or None


def name_delegates(*stored: str | None) -> list[str]:
    """The delegated admins behind a run, as its specification keeps them: they are never its subject."""
    return sorted({account for accounts in stored for account in (accounts or "").split()})
