"""Synthetic mirrors of any size for benchmarks: the same rows for the same seed, loaded by COPY.

Writes straight into the tables and is no part of the product.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import psycopg

NOW = datetime(2026, 11, 1, tzinfo=UTC)
GROUPS = 500
GROUPS_PER_USER = 20
APPS_PER_USER = 3
APPS = (
    ("jira-software", "Jira", "north"),
    ("confluence", "Confluence", "north"),
    ("jira-servicedesk", "Jira Service Management", "north"),
    ("jira-software", "Jira", "south"),
    ("confluence", "Confluence", "south"),
)
DOMAINS = (("acme.com", 60), ("corp.example", 20), ("partner.io", 10), ("contractor.net", 5), ("gmail.com", 5))
FIRST_NAMES = [
    "Anna",
    "Ben",
    "Carla",
    "David",
    "Eva",
    "Felix",
    "Greta",
    "Hugo",
    "Ines",
    "Jan",
    "Klara",
    "Lars",
    "Mia",
    "Noah",
    "Olga",
    "Paul",
    "Rita",
    "Sven",
    "Tina",
    "Udo",
    "Vera",
    "Willi",
]
ROLES = (("atlassian/user", 94), ("atlassian/admin", 1), ("atlassian/guest", 5))
STATUSES = (("active", 85), ("suspended", 8), ("deactivated", 4), ("not_invited", 2), ("for_deletion", 1))

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Mirror:
    """One tenant's rows to come: how many users, and the seed that decides what they are like."""

    tenant_id: int
    users: int

    def app(self, number: int) -> str:
        """Resource id of one of the apps."""
        key, _name, site = APPS[number]
        return f"ari:cloud:{key}::site/{self.tenant_id}-{site}"

    def group(self, number: int) -> str:
        """Id of one of the groups; group 0 is the largest."""
        return f"group-{self.tenant_id}-{number:04}"


_ENTER_DIRECTORY = """
with main as (
    insert into directories (tenant_id, directory_id, name) values (%(tenant)s, 'directory', 'Main')
    on conflict (tenant_id, directory_id) do update set name = excluded.name returning id)
insert into directory_memberships (tenant_id, user_id, directory_row_id, status)
select u.tenant_id, u.id, main.id, case u.status when 'suspended' then 'suspended' else 'active' end
from directory_users u, main where u.tenant_id = %(tenant)s and u.id = any(%(users)s)
"""


def load(connection: "psycopg.Connection[Any]", mirrors: list[Mirror]) -> None:
    """Fill the empty tables of the mirror with the given tenants, then collect statistics."""
    for mirror in mirrors:
        connection.execute("insert into tenants (id) overriding system value values (%s)", [mirror.tenant_id])
        add_people(connection, mirror)
    connection.commit()
    connection.autocommit = True
    connection.execute("vacuum analyze")
    connection.autocommit = False


def _copy(connection: "psycopg.Connection[Any]", table: str, columns: str, rows: Iterator[Row]) -> None:
    with connection.cursor().copy(f"copy {table} ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _ids(connection: "psycopg.Connection[Any]", table: str, mirror: Mirror) -> list[int]:
    statement = f"select id from {table} where tenant_id = %s order by id"
    return [row[0] for row in connection.execute(statement, [mirror.tenant_id])]


def add_people(connection: "psycopg.Connection[Any]", mirror: Mirror) -> None:
    """Add the people of a mirror, with apps and groups of their own, to a tenant that is there."""
    dice, tenant = random.Random(mirror.tenant_id), mirror.tenant_id
    app_columns = "tenant_id, resource_id, key, name, site_id, site_name"
    apps = ((tenant, mirror.app(n), key, name, f"{tenant}-{site}", site) for n, (key, name, site) in enumerate(APPS))
    _copy(connection, "apps", app_columns, apps)
    groups = ((tenant, mirror.group(n), "directory", f"Group {n:04}") for n in range(GROUPS))
    _copy(connection, "directory_groups", "tenant_id, group_id, directory_id, name", groups)
    app_ids = _ids(connection, "apps", mirror)[-len(APPS) :]
    group_ids = _ids(connection, "directory_groups", mirror)[-GROUPS:]
    activity = [_make_activity(dice, app_ids) for _ in range(mirror.users)]
    _copy(connection, "directory_users", USER_COLUMNS, _make_users(mirror, dice, activity))
    user_ids = _ids(connection, "directory_users", mirror)[-mirror.users :]
    access = (
        (tenant, app, _pick(dice, ROLES), user)
        for user, apps_of in zip(user_ids, activity, strict=True)
        for app in apps_of
    )
    _copy(connection, "app_access", "tenant_id, app_row_id, role, user_id", access)
    used = (
        (tenant, user, app, at)
        for user, apps_of in zip(user_ids, activity, strict=True)
        for app, at in apps_of.items()
        if at is not None
    )
    _copy(connection, "app_activity", "tenant_id, user_id, app_row_id, last_active_at", used)
    members = ((tenant, group, user) for user in user_ids for group in _pick_groups(dice, group_ids))
    _copy(connection, "group_members", "tenant_id, group_row_id, user_id", members)
    connection.execute(_ENTER_DIRECTORY, {"tenant": tenant, "users": user_ids})


def _make_activity(dice: random.Random, app_ids: list[int]) -> dict[int, datetime | None]:
    """The apps that a user has access to, with the last activity (None: never used)."""
    return {
        app: None if dice.random() < 0.08 else NOW - timedelta(days=dice.expovariate(1 / 80))
        for app in dice.sample(app_ids, APPS_PER_USER)
    }


USER_COLUMNS = (
    "tenant_id, account_id, name, email, email_domain, status, claim, kind, added_at, is_activity_known, last_active_at"
)


def _make_users(mirror: Mirror, dice: random.Random, activity: list[dict[int, datetime | None]]) -> Iterator[Row]:
    for number, apps in enumerate(activity):
        first, last = dice.choice(FIRST_NAMES), f"Surname{dice.randrange(10**6):06}"
        domain = _pick(dice, DOMAINS)
        yield (
            mirror.tenant_id,
            f"712020:{mirror.tenant_id:04}-{number:08}",
            f"{first} {last}",
            f"{first.lower()}.{last.lower()}.{number}@{domain}",
            domain,
            _pick(dice, STATUSES),
            "managed" if domain in ("acme.com", "corp.example") else "unmanaged",
            "person",
            NOW - timedelta(days=dice.randrange(1, 2000)),
            dice.random() > 0.01,
            max((at for at in apps.values() if at is not None), default=None),
        )


def _pick(dice: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    words, weights = zip(*weighted, strict=True)
    choice: str = dice.choices(words, weights)[0]
    return choice


_WEIGHTS = list(accumulate(1 / number**0.7 for number in range(1, GROUPS + 1)))


def _pick_groups(dice: random.Random, group_ids: list[int]) -> set[int]:
    """`GROUPS_PER_USER` different groups; low numbers are large groups, as in real organizations."""
    chosen: set[int] = set()
    while len(chosen) < GROUPS_PER_USER:
        chosen.update(dice.choices(group_ids, cum_weights=_WEIGHTS, k=GROUPS_PER_USER - len(chosen)))
    return chosen
