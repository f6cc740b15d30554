"""The vocabulary of change: every write of the sandbox is a list of these effects, applied here and journalled.

An effect is a name and JSON arguments, so that a journal line can be replayed. Effects never refuse: whether a
change is allowed was decided before. Replaying a list gives the same state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sandbox.world.directory import ApiKey, App, Directory, Domain, Grant, Group, Site, User
from sandbox.world.organization import Organization


class Effect(NamedTuple):
    """A change: `name` is a key of EFFECTS, `args` its JSON arguments."""

    name: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visibility:
    """From when reads show membership, role, suspension and account changes (epoch seconds); None = at once."""

    members_at: float | None = None
    roles_at: float | None = None
    suspensions_at: float | None = None
    accounts_at: float | None = None


AT_ONCE = Visibility()
Apply = Callable[[Organization, Visibility, dict[str, Any]], None]
EFFECTS: dict[str, Apply] = {}


def _effect(function: Apply) -> Apply:
    EFFECTS[function.__name__] = function
    return function


def apply_effect(org: Organization, effect: Effect, visibility: Visibility = AT_ONCE) -> None:
    """Carry out one effect; raises KeyError for an unknown name."""
    EFFECTS[effect.name](org, visibility, effect.args)


@_effect
def user_put(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """Add or replace a user record and its directories: {user, directory_ids}."""
    user = User.load(args["user"])
    if user.account_id in org.users:
        org.unindex_user(user.account_id)
    org.index_user(user)
    for directory_id in args.get("directory_ids", ()):
        org.in_directory.add(user.account_id, directory_id, visibility.members_at)


@_effect
def user_changed(org: Organization, _visibility: Visibility, args: dict[str, Any]) -> None:
    """Change fields of a user record: {account_id, changes}."""
    row = org.users[args["account_id"]].dump()
    row.update(args["changes"])
    org.unindex_user(args["account_id"])
    org.index_user(User.load(row))


@_effect
def account_changed(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """The life of an account goes on, which reads show late: {account_id, changes}."""
    if visibility.accounts_at is not None:
        shown = org.seen_account(org.users[args["account_id"]])
        org.late_accounts[args["account_id"]] = (shown, visibility.accounts_at)
    else:
        org.late_accounts.pop(args["account_id"], None)
    user_changed(org, visibility, args)


@_effect
def account_closed(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """The grace of a deletion is over: nobody is left, and in no directory: {account_id}."""
    account_id = args["account_id"]
    for directory_id in list(org.in_directory.rights_of(account_id)):
        directory_left(org, visibility, {"account_id": account_id, "directory_id": directory_id})
    gone = {"account_status": "closed", "is_for_deletion": False, "deletion_at": None}
    changes = {**gone, "name": "Former user", "nickname": "Former user", "email": None}
    account_changed(org, visibility, {"account_id": account_id, "changes": changes})


@_effect
def app_opened(org: Organization, _visibility: Visibility, args: dict[str, Any]) -> None:
    """Activity in an app: {account_id, resource_id, at, visible_at: epoch seconds or null}."""
    account_id, resource_id = args["account_id"], args["resource_id"]
    activity = org.users[account_id].activity
    if args.get("visible_at") is not None:
        shown, _ = org.late_activity.get((account_id, resource_id), (activity.get(resource_id), 0.0))
        org.late_activity[(account_id, resource_id)] = (shown, args["visible_at"])
    activity[resource_id] = args["at"]


@_effect
def directory_joined(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{account_id, directory_id}"""
    org.in_directory.add(args["account_id"], args["directory_id"], visibility.members_at)


@_effect
def directory_left(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """Out of the directory, with its groups and the roles on its apps: {account_id, directory_id}."""
    account_id, directory_id = args["account_id"], args["directory_id"]
    for group_id in list(org.membership.rights_of(account_id)):
        if org.groups[group_id].directory_id == directory_id:
            org.membership.remove(account_id, group_id, visibility.members_at)
    for grant in list(org.user_grants.rights_of(account_id)):
        app = org.apps.get(grant.resource_id)
        if app is not None and app.directory_id == directory_id:
            org.user_grants.remove(account_id, grant, visibility.roles_at)
    org.suspended_in.remove(account_id, directory_id, visibility.members_at)
    org.in_directory.remove(account_id, directory_id, visibility.members_at)


@_effect
def user_suspended(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{account_id, directory_id}"""
    org.suspended_in.add(args["account_id"], args["directory_id"], visibility.suspensions_at)


@_effect
def user_restored(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{account_id, directory_id}"""
    org.suspended_in.remove(args["account_id"], args["directory_id"], visibility.suspensions_at)


@_effect
def member_added(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{account_id, group_id}"""
    org.membership.add(args["account_id"], args["group_id"], visibility.members_at)


@_effect
def member_removed(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{account_id, group_id}"""
    org.membership.remove(args["account_id"], args["group_id"], visibility.members_at)


@_effect
def revert_planned(org: Organization, _visibility: Visibility, args: dict[str, Any]) -> None:
    """Remember that the identity provider will undo a change: {account_id, group_id, undo: add|remove}."""
    org.reverting.append((args["account_id"], args["group_id"], args["undo"]))


@_effect
def identity_provider_synced(org: Organization, _visibility: Visibility, _args: dict[str, Any]) -> None:
    """Undo what `revert_planned` remembered: {}."""
    for account_id, group_id, undo in org.reverting:
        if group_id in org.groups and account_id in org.users:
            (org.membership.add if undo == "add" else org.membership.remove)(account_id, group_id)
    org.reverting.clear()


@_effect
def user_role_granted(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{account_id, resource_id, role}"""
    org.user_grants.add(args["account_id"], Grant(args["resource_id"], args["role"]), visibility.roles_at)


@_effect
def user_role_revoked(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{account_id, resource_id, role}"""
    org.user_grants.remove(args["account_id"], Grant(args["resource_id"], args["role"]), visibility.roles_at)


@_effect
def group_role_granted(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{group_id, resource_id, role}"""
    org.group_grants.add(args["group_id"], Grant(args["resource_id"], args["role"]), visibility.roles_at)


@_effect
def group_role_revoked(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """{group_id, resource_id, role}"""
    org.group_grants.remove(args["group_id"], Grant(args["resource_id"], args["role"]), visibility.roles_at)


@_effect
def group_put(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """Add or replace a group record: {group}."""
    group = Group.load(args["group"])
    if visibility.members_at is not None and group.group_id not in org.groups:
        org.hidden_groups[group.group_id] = visibility.members_at
    org.groups[group.group_id] = group
    org.record_version += 1


@_effect
def group_deleted(org: Organization, _visibility: Visibility, args: dict[str, Any]) -> None:
    """{group_id}"""
    group_id = args["group_id"]
    for account_id in list(org.membership.lefts_of(group_id)):
        org.membership.remove(account_id, group_id)
    for grant in list(org.group_grants.rights_of(group_id)):
        org.group_grants.remove(group_id, grant)
    org.groups.pop(group_id, None)
    org.hidden_groups.pop(group_id, None)
    org.record_version += 1


@_effect
def user_deleted(org: Organization, _visibility: Visibility, args: dict[str, Any]) -> None:
    """Forget an account altogether: {account_id}."""
    account_id = args["account_id"]
    for group_id in list(org.membership.rights_of(account_id)):
        org.membership.remove(account_id, group_id)
    for grant in list(org.user_grants.rights_of(account_id)):
        org.user_grants.remove(account_id, grant)
    for directory_id in list(org.in_directory.rights_of(account_id)):
        org.suspended_in.remove(account_id, directory_id)
        org.in_directory.remove(account_id, directory_id)
    org.unindex_user(account_id)


@_effect
def record_put(org: Organization, _visibility: Visibility, args: dict[str, Any]) -> None:
    """Add or replace a directory, site, app, domain or key: {kind, row}."""
    row = args["row"]
    match args["kind"]:
        case "directory":
            org.directories[row["directory_id"]] = Directory.load(row)
        case "site":
            org.sites[row["site_id"]] = Site.load(row)
        case "app":
            org.apps[row["resource_id"]] = App.load(row)
        case "domain":
            org.domains[row["domain_id"]] = Domain.load(row)
        case "key":
            org.keys[row["key_id"]] = ApiKey.load(row)
        case unknown:
            raise KeyError(unknown)
    org.record_version += 1


@_effect
def app_removed(org: Organization, _visibility: Visibility, args: dict[str, Any]) -> None:
    """An app leaves its site, with everybody's access to it: {resource_id}."""
    app = org.apps.pop(args["resource_id"])
    for grants in (org.group_grants, org.user_grants):
        for holder, grant in list(grants.pairs()):
            if grant.resource_id == app.resource_id:
                grants.remove(holder, grant)
    org.record_version += 1


@_effect
def site_removed(org: Organization, visibility: Visibility, args: dict[str, Any]) -> None:
    """A site is given up, with all its apps: {site_id}."""
    for app in [app for app in org.apps.values() if app.site_id == args["site_id"]]:
        app_removed(org, visibility, {"resource_id": app.resource_id})
    org.sites.pop(args["site_id"])
    org.record_version += 1


@_effect
def switch_turned(org: Organization, _visibility: Visibility, args: dict[str, Any]) -> None:
    """{name, value}"""
    org.switches.set(args["name"], args["value"])
    org.record_version += 1
