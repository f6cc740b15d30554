"""People who hold access to apps in the ways that a test needs."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.directory.facts import load_catalogue
from app.models import DirectoryUser
from tests.ground.desk import Desk
from tests.ground.people import is_ordinary
from tests.worker.people import all_users, ordinary, show

USER = "atlassian/user"


def cause(desk: Desk, *effects: list[Any]) -> None:
    """Change the organization behind the mirror's back."""
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": list(effects)})


def plain_groups(desk: Desk) -> list[str]:
    """Groups that may be changed and give nothing, of the first directory."""
    groups = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/groups")["groups"]
    first = desk.organization["directories"][0]["directory_id"]
    return [
        str(group["group_id"])
        for group in groups
        if group["is_modifiable"] and not group["grants"] and group["directory_id"] == first
    ]


def apps_of(desk: Desk) -> list[str]:
    """Apps on which `atlassian/user` is a role, in a stable order."""
    catalogue = desk.call(load_catalogue)
    return sorted(app for app in catalogue.apps if any(kind in app for kind in (":jira-software:", ":confluence:")))


def has_access(desk: Desk, account: str, app: str) -> bool:
    """Whether somebody truly has the app in any way."""
    return app in {access["resource_id"] for access in show(desk, account)["access"]}


def stranger_to(desk: Desk, *apps: str) -> str:
    """An ordinary person without any of the apps."""
    for account in ordinary(desk):
        if not set(apps) & {access["resource_id"] for access in show(desk, account)["access"]}:
            return account
    raise AssertionError("everybody has one of the apps")


def let_grant(desk: Desk, group: str, *apps: str) -> None:
    """Let a group give these apps."""
    cause(desk, *(["group_role_granted", {"group_id": group, "resource_id": app, "role": USER}] for app in apps))


def give_through(desk: Desk, account: str, app: str, groups: Sequence[str]) -> None:
    """Let the groups give the app and somebody be in them, and read that into the mirror."""
    for group in groups:
        let_grant(desk, group, app)
        cause(desk, ["member_added", {"account_id": account, "group_id": group}])
    desk.sync()


def holder(desk: Desk, *, groups: int = 2, direct: bool = False) -> tuple[str, str, list[str]]:
    """(account, app, groups) of somebody who has the app through so many groups that give nothing else."""
    app = apps_of(desk)[0]
    account = stranger_to(desk, app)
    chosen = plain_groups(desk)[:groups]
    if direct:
        cause(desk, ["user_role_granted", {"account_id": account, "resource_id": app, "role": USER}])
    give_through(desk, account, app, chosen)
    return account, app, chosen


def list_groups(desk: Desk) -> list[dict[str, Any]]:
    """All groups of the organization, as they truly are."""
    return list(desk.sandbox.call("GET", f"/organizations/{desk.org_id}/groups")["groups"])


def any_plain_groups(desk: Desk) -> list[str]:
    """Groups that may be changed and give nothing, of any directory."""
    return [str(group["group_id"]) for group in list_groups(desk) if group["is_modifiable"] and not group["grants"]]


def find_holder(desk: Desk, *, external: bool) -> tuple[str, str]:
    """(account, app) of an ordinary person with access through groups that are all ours to change."""
    external_groups = {group["group_id"] for group in list_groups(desk) if not group["is_modifiable"]}
    active = set(ordinary(desk))
    for user in all_users(desk):
        if user["account_id"] not in active:
            continue
        by_app: dict[str, set[Any]] = {}
        for access in user["access"]:
            by_app.setdefault(access["resource_id"], set()).add(access["group_id"])
        for app, groups in by_app.items():
            if bool(groups & external_groups) == external and "platform" not in app:
                return str(user["account_id"]), app
    raise AssertionError("the organization has nobody like that")


def strangers(desk: Desk, app: str, count: int) -> list[str]:
    """Ordinary people with an address and without the app, who are in the first directory alone."""
    first = desk.organization["directories"][0]["directory_id"]
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        addressed = set(session.scalars(sa.select(DirectoryUser.account_id).where(DirectoryUser.email.is_not(None))))
    found = [
        str(user["account_id"])
        for user in all_users(desk)
        if is_ordinary(user)
        and user["account_id"] in addressed
        and list(user["directories"]) == [first]
        and app not in {access["resource_id"] for access in user["access"]}
    ]
    assert len(found) >= count, "too few people without the app"
    return found[:count]


def hold(desk: Desk, accounts: list[str], app: str) -> None:
    """Give people a direct role on the app."""
    given = ({"account_id": one, "resource_id": app, "role": USER} for one in accounts)
    cause(desk, *(["user_role_granted", one] for one in given))


def join(desk: Desk, accounts: list[str], app: str) -> str:
    """Put people into a group that gives the app, and read it; which group."""
    group = plain_groups(desk)[0]
    let_grant(desk, group, app)
    cause(desk, *(["member_added", {"account_id": one, "group_id": group}] for one in accounts))
    desk.sync()
    return group
