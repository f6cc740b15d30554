"""Small named situations that a test or a rehearsal can bring about in a seeded organization at any moment.

Each is a list of effects; they are visible at once, as if they had happened long ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.world.directory import Grant, Group, User
from sandbox.world.effects import Effect
from sandbox.world.organization import ORG_ADMIN, Organization

Json = dict[str, Any]
Build = Callable[[Organization], tuple[list[Effect], Json]]
SCENARIOS: dict[str, Build] = {}


class ScenarioImpossibleError(ValueError):
    """The organization lacks what the scenario needs."""


def _scenario(function: Build) -> Build:
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


def build_scenario(org: Organization, name: str) -> tuple[list[Effect], Json]:
    """Return the effects and what they touched; raises KeyError for unknown names, ScenarioImpossibleError."""
    return SCENARIOS[name](org)


def _first(found: Iterable[str], what: str) -> str:
    for item in sorted(found):
        return item
    raise ScenarioImpossibleError(f"the organization has no {what}")


def _ordinary_member(org: Organization) -> str:
    """Return a person with a group, active, who is no admin."""
    for account_id in sorted(org.users):
        user = org.users[account_id]
        roles = {access.grant.role for access in org.iter_access(account_id)}
        if (
            user.account_status == "active"
            and user.email
            and org.membership_status(account_id) == "active"
            and org.membership.rights_of(account_id)
            and roles <= {"atlassian/user"}
        ):
            return account_id
    raise ScenarioImpossibleError("the organization has no ordinary member")


def _changed(account_id: str, **changes: Any) -> Effect:
    return Effect("user_changed", {"account_id": account_id, "changes": changes})


def _put_group(group: Group, **changes: Any) -> Effect:
    return Effect("group_put", {"group": {**group.dump(), **changes}})


@_scenario
def admin_promoted(org: Organization) -> tuple[list[Effect], Json]:
    """An ordinary user becomes organization admin, e.g. in the middle of a run."""
    account_id = _ordinary_member(org)
    grant = {"account_id": account_id, "resource_id": org.platform_resource_id, "role": ORG_ADMIN}
    return [Effect("user_role_granted", grant)], {"account_id": account_id}


@_scenario
def user_without_email(org: Organization) -> tuple[list[Effect], Json]:
    """A user's email is no longer visible."""
    account_id = _ordinary_member(org)
    return [_changed(account_id, email=None)], {"account_id": account_id}


@_scenario
def group_renamed_to_existing_name(org: Organization) -> tuple[list[Effect], Json]:
    """Two groups of one directory carry the same name; only their ids tell them apart."""
    groups = sorted((g for g in org.groups.values() if g.is_modifiable and not g.defaults), key=lambda g: g.group_id)
    for renamed in groups[1:]:
        if renamed.directory_id == groups[0].directory_id:
            effect = _put_group(renamed, name=groups[0].name)
            return [effect], {"group_id": renamed.group_id, "name": groups[0].name, "other": groups[0].group_id}
    raise ScenarioImpossibleError("the organization has no two groups in one directory")


@_scenario
def group_becomes_external(org: Organization) -> tuple[list[Effect], Json]:
    """A group that tasks may aim at is taken over by the identity provider."""
    group_id = _first((g.group_id for g in org.groups.values() if g.is_modifiable and not g.defaults), "free group")
    changes = {"managed_by": "external", "is_external_synced": True, "is_modifiable": False, "is_deletable": False}
    return [_put_group(org.groups[group_id], **changes)], {"group_id": group_id}


@_scenario
def group_deleted(org: Organization) -> tuple[list[Effect], Json]:
    """A group that tasks may aim at is gone."""
    group_id = _first((g.group_id for g in org.groups.values() if g.is_deletable), "deletable group")
    return [Effect("group_deleted", {"group_id": group_id})], {"group_id": group_id}


@_scenario
def user_leaves(org: Organization) -> tuple[list[Effect], Json]:
    """A user is removed from all directories."""
    account_id = _ordinary_member(org)
    directories = sorted(org.in_directory.rights_of(account_id))
    effects = [Effect("directory_left", {"account_id": account_id, "directory_id": item}) for item in directories]
    return effects, {"account_id": account_id}


@_scenario
def account_closed(org: Organization) -> tuple[list[Effect], Json]:
    """A user's Atlassian account is closed for good."""
    account_id = _ordinary_member(org)
    return [_changed(account_id, account_status="closed", email=None, name="Former user")], {"account_id": account_id}


@_scenario
def account_deactivated(org: Organization) -> tuple[list[Effect], Json]:
    """A user's Atlassian account is deactivated everywhere, which is not a suspension."""
    account_id = _ordinary_member(org)
    return [_changed(account_id, account_status="inactive")], {"account_id": account_id}


@_scenario
def app_full(org: Organization) -> tuple[list[Effect], Json]:
    """Jira Service Management has no free seat left."""
    resource_id = _first((a.resource_id for a in org.apps.values() if a.owner == "jira-servicedesk"), "JSM app")
    app = org.apps[resource_id]
    row = {**app.dump(), "seat_limit": len(org.occupants(app))}
    return [Effect("record_put", {"kind": "app", "row": row})], {"resource_id": resource_id, "seats": row["seat_limit"]}


@_scenario
def user_in_two_directories(org: Organization) -> tuple[list[Effect], Json]:
    """A user is suspended in one directory and active in another, hence not suspended on the whole."""
    if len(org.directories) < 2:
        raise ScenarioImpossibleError("needs several directories: seed with management=original")
    account_id = _ordinary_member(org)
    joined = sorted(org.directories)
    effects = [Effect("directory_joined", {"account_id": account_id, "directory_id": item}) for item in joined]
    effects.append(Effect("user_suspended", {"account_id": account_id, "directory_id": joined[0]}))
    return effects, {"account_id": account_id, "suspended_in": joined[0]}


@_scenario
def access_only_through_external_group(org: Organization) -> tuple[list[Effect], Json]:
    """A user's access to an app comes only through a group that the identity provider owns."""
    for group in sorted(org.groups.values(), key=lambda g: g.group_id):
        grants = sorted(org.group_grants.rights_of(group.group_id))
        if not group.is_external_synced or not grants:
            continue
        grant = grants[0]
        for account_id in sorted(org.membership.lefts_of(group.group_id)):
            if org.user_grants.has(account_id, grant):
                continue
            return _leave_other_groups(org, account_id, group.group_id, grant)
    raise ScenarioImpossibleError("no externally managed group grants access to anybody")


def _leave_other_groups(org: Organization, account_id: str, kept: str, grant: Grant) -> tuple[list[Effect], Json]:
    others = [
        group_id
        for group_id in sorted(org.membership.rights_of(account_id))
        if group_id != kept and org.group_grants.has(group_id, grant)
    ]
    effects = [Effect("member_removed", {"account_id": account_id, "group_id": group_id}) for group_id in others]
    return effects, {"account_id": account_id, "group_id": kept, "resource_id": grant.resource_id}


@_scenario
def right_to_left_name(org: Organization) -> tuple[list[Effect], Json]:
    """A user's name holds right-to-left marks, an emoji and an apostrophe."""
    account_id = _ordinary_member(org)
    name = "\N{RIGHT-TO-LEFT OVERRIDE}O'Neill\N{POP DIRECTIONAL FORMATTING} د. ليلى 👩 <b>&amp;"
    return [_changed(account_id, name=name, nickname=name)], {"account_id": account_id, "name": name}


@_scenario
def twins(org: Organization) -> tuple[list[Effect], Json]:
    """Two accounts with the same name, one of them without a visible email."""
    original = org.users[_ordinary_member(org)]
    twin = User.load({**original.dump(), "account_id": f"712020:{original.account_id[-12:]}-twin", "email": None})
    directories = sorted(org.in_directory.rights_of(original.account_id))
    effect = Effect("user_put", {"user": twin.dump(), "directory_ids": directories})
    return [effect], {"account_ids": [original.account_id, twin.account_id]}
