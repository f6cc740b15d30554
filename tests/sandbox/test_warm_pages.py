"""A sandbox that has answered before shows the same as one that was loaded just now, whatever has changed between."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

from sandbox.adminapi.gateway import Gateway
from sandbox.adminapi.wire.exchange import Incoming
from sandbox.world.codec import dump_organization, load_organization
from sandbox.world.effects import Effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

ROUNDS = 60
ROLES = ("atlassian/user", "atlassian/admin", "atlassian/org-admin")
Make = Callable[[Organization, random.Random], Effect]


def pairs(name: str, **columns: str) -> Make:
    """An effect on a random member of each column, such as `account_id="users"`."""

    def make(org: Organization, rng: random.Random) -> Effect:
        chosen = {key: rng.choice(sorted(getattr(org, column))) for key, column in columns.items()}
        return Effect(name, chosen)

    return make


def with_role(name: str, **columns: str) -> Make:
    def make(org: Organization, rng: random.Random) -> Effect:
        args = pairs(name, **columns)(org, rng).args
        resources = [*sorted(org.apps), org.platform_resource_id]
        return Effect(name, {**args, "resource_id": rng.choice(resources), "role": rng.choice(ROLES)})

    return make


def rename_user(org: Organization, rng: random.Random) -> Effect:
    changes = {"name": f"Ünal {rng.random()}", "nickname": f"n{rng.random()}", "department": rng.choice((None, "R&D"))}
    return Effect("user_changed", {"account_id": rng.choice(sorted(org.users)), "changes": changes})


def rename_group(org: Organization, rng: random.Random) -> Effect:
    row = org.groups[rng.choice(sorted(org.groups))].dump()
    return Effect("group_put", {"group": {**row, "name": f"g{rng.random()}", "description": rng.choice(("", "d"))}})


def move_app(org: Organization, rng: random.Random) -> Effect:
    row = org.apps[rng.choice(sorted(org.apps))].dump()
    return Effect("record_put", {"kind": "app", "row": {**row, "owner": rng.choice(("jira-software", "confluence"))}})


def open_app(org: Organization, rng: random.Random) -> Effect:
    args = pairs("app_opened", account_id="users", resource_id="apps")(org, rng).args
    return Effect("app_opened", {**args, "at": f"2026-08-{rng.randint(10, 28)}T00:00:00.000Z"})


def turn_switch(_org: Organization, rng: random.Random) -> Effect:
    name, choices = rng.choice(
        (
            ("empty_profile_fields", ("null", "absent")),
            ("unopened_apps", ("absent", "without_timestamp")),
            ("group_id_form", ("ari", "uuid")),
            ("inline_groups", ("all", "first_100")),
            ("several_ids", ("any", "all")),
        )
    )
    return Effect("switch_turned", {"name": name, "value": rng.choice(choices)})


CHANGES: tuple[Make, ...] = (
    rename_user,
    rename_group,
    move_app,
    open_app,
    turn_switch,
    pairs("member_added", account_id="users", group_id="groups"),
    pairs("member_removed", account_id="users", group_id="groups"),
    pairs("user_suspended", account_id="users", directory_id="directories"),
    pairs("user_restored", account_id="users", directory_id="directories"),
    pairs("directory_left", account_id="users", directory_id="directories"),
    pairs("directory_joined", account_id="users", directory_id="directories"),
    pairs("group_deleted", group_id="groups"),
    pairs("user_deleted", account_id="users"),
    with_role("user_role_granted", account_id="users"),
    with_role("user_role_revoked", account_id="users"),
    with_role("group_role_granted", group_id="groups"),
    with_role("group_role_revoked", group_id="groups"),
)


def look(world: World) -> list[Any]:
    """What searches with everything expanded show of the first organization, directory by directory."""
    org = next(iter(world.organizations.values()))
    gateway = Gateway(world)
    filters: list[dict[str, Any]] = [
        {},
        {"roleIds": ["atlassian/admin"]},
        {"resourceIds": sorted(org.apps)[:2]},
        {"groupIds": sorted(org.groups)[:3]},
        {"status": ["suspended"]},
    ]
    shown = []
    for directory_id in sorted(org.directories):
        for named in filters:
            body = {**named, "limit": 100, "expand": ["platformRoles", "counts.resources", "productAccess", "groups"]}
            answer = gateway.handle(
                Incoming(
                    "POST",
                    f"/v2/orgs/{org.org_id}/directories/{directory_id}/users/search",
                    {},
                    f"Bearer {org.active_key().secret}",
                    "application/json",
                    json.dumps(body).encode(),
                    "http://127.0.0.1",
                )
            )
            assert answer.reply.status == 200
            shown.append(json.loads(answer.reply.encode())["data"])
    return shown


def load_world(saved: dict[str, Any]) -> World:
    world = World()
    world.add_organization(load_organization(copy.deepcopy(saved)))
    next(iter(world.organizations.values())).switches.set("rate_limits", "off")
    return world


def test_pages_never_show_what_was(original_organization: dict[str, Any]) -> None:
    rng = random.Random(1)
    warm = load_world(original_organization)
    org = next(iter(warm.organizations.values()))
    before, changed = look(warm), 0
    for _ in range(ROUNDS):
        warm.commit(org, [rng.choice(CHANGES)(org, rng) for _ in range(rng.randint(1, 3))], Write("test", {}))
        after = look(warm)
        assert after == look(load_world(dump_organization(org)))
        changed += after != before
        before = after
    assert changed > ROUNDS / 3
