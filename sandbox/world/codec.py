"""An organization as plain JSON and back: the one form used by snapshots, checkpoints and exports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.switches import Switches
from sandbox.world.directory import ApiKey, App, Directory, Domain, Grant, Group, Record, Site, User
from sandbox.world.organization import Organization
from sandbox.world.relation import Relation


def dump_organization(org: Organization) -> dict[str, Any]:
    """Return everything about the organization; shares no mutable part with it."""
    return {
        "org_id": org.org_id,
        "name": org.name,
        "seed": dict(org.seed),
        "keys": _rows(org.keys.values()),
        "directories": _rows(org.directories.values()),
        "sites": _rows(org.sites.values()),
        "apps": _rows(org.apps.values()),
        "users": _rows(org.users.values()),
        "groups": _rows(org.groups.values()),
        "domains": _rows(org.domains.values()),
        "switches": org.switches.overrides(),
        "membership": org.membership.dump(),
        "in_directory": org.in_directory.dump(),
        "suspended_in": org.suspended_in.dump(),
        "user_grants": org.user_grants.dump(),
        "group_grants": org.group_grants.dump(),
        "reverting": list(org.reverting),
    }


def load_organization(saved: dict[str, Any]) -> Organization:
    """Build an organization from what `dump_organization` returned, also after a trip through JSON text."""
    org = Organization(saved["org_id"], saved["name"])
    org.seed = dict(saved["seed"])
    org.keys = {row["key_id"]: ApiKey.load(row) for row in saved["keys"]}
    org.directories = {row["directory_id"]: Directory.load(row) for row in saved["directories"]}
    org.sites = {row["site_id"]: Site.load(row) for row in saved["sites"]}
    org.apps = {row["resource_id"]: App.load(row) for row in saved["apps"]}
    org.groups = {row["group_id"]: Group.load(row) for row in saved["groups"]}
    org.domains = {row["domain_id"]: Domain.load(row) for row in saved["domains"]}
    for row in saved["users"]:
        org.index_user(User.load(row))
    org.switches = Switches(saved["switches"])
    org.membership = Relation.load(saved["membership"])
    org.in_directory = Relation.load(saved["in_directory"])
    org.suspended_in = Relation.load(saved["suspended_in"])
    org.user_grants = Relation.load(_grants(saved["user_grants"]))
    org.group_grants = Relation.load(_grants(saved["group_grants"]))
    org.reverting = [(row[0], row[1], row[2]) for row in saved["reverting"]]
    return org


def _rows(records: Iterable[Record]) -> list[dict[str, Any]]:
    return [record.dump() for record in records]


def _grants(saved: dict[str, list[Any]]) -> dict[str, list[Grant]]:
    return {left: [Grant(*pair) for pair in pairs] for left, pairs in saved.items()}
