"""Twelve questions about users, each three times: as a filter, as PostgreSQL by hand, and as DuckDB.

By hand means: for one tenant, with our numbers of groups and apps already looked up and written into
the text, as nobody could who has only Atlassian's ids.
"""

from dataclasses import dataclass
from typing import Any

from bench.directory.directories import Mirror

SEARCH_TEXT = "lower(u.name || chr(10) || case when u.email is null then '' else u.email end)"
INACTIVE = {"type": "inactive", "days": 90}
ACTIVE = {"type": "status", "statuses": ["active"]}
AGO_90 = "timestamptz '2026-11-01 00:00:00+00' - interval '90 days'"
AGO_30 = "timestamptz '2026-11-01 00:00:00+00' - interval '30 days'"


@dataclass(frozen=True)
class Question:
    """One question. `by_hand` is a condition on `directory_users u`; DuckDB takes the same text."""

    name: str
    root: dict[str, Any]
    by_hand: str


@dataclass(frozen=True)
class Numbers:
    """Our numbers of the first tenant's apps and groups, in the order in which they were made."""

    apps: list[int]
    groups: list[int]


def make_questions(mirror: Mirror, numbers: Numbers) -> list[Question]:
    """The questions about one tenant."""
    asker = _Asker(mirror, numbers)
    return [*asker.ask_about_rows(), *asker.ask_about_activity(), *asker.ask_about_groups(), *asker.ask_all_at_once()]


class _Asker:
    """Writes the questions down for one tenant."""

    def __init__(self, mirror: Mirror, numbers: Numbers) -> None:
        self._mirror = mirror
        self._numbers = numbers

    def ask_about_rows(self) -> list[Question]:
        """Ask about a user's own row."""
        unused = {"type": "never_active", "added_before_days": 30}
        return [
            Question("everybody", {"op": "and", "of": []}, "true"),
            Question("active status", ACTIVE, "u.status = 'active'"),
            Question(
                "inactive 90 days overall",
                INACTIVE,
                f"u.is_activity_known and coalesce(u.last_active_at, u.added_at) <= {AGO_90}",
            ),
            Question(
                "never active, added 30 days ago",
                unused,
                f"u.is_activity_known and u.last_active_at is null and u.added_at <= {AGO_30}",
            ),
            Question(
                "name or email contains",
                {"type": "text", "contains": "surname0123"},
                f"{SEARCH_TEXT} like '%surname0123%'",
            ),
        ]

    def ask_about_activity(self) -> list[Question]:
        """Inactivity app by app."""
        first, second = self._is_inactive(0), self._is_inactive(1)
        both = INACTIVE | {"apps": [self._mirror.app(0), self._mirror.app(1)]}
        known = "u.is_activity_known and"
        return [
            Question("inactive 90 days in one app", INACTIVE | {"apps": [self._mirror.app(0)]}, f"{known} {first}"),
            Question("inactive in any of two apps", both | {"match": "any"}, f"{known} ({first} or {second})"),
            Question("inactive in all of two apps", both | {"match": "all"}, f"{known} {first} and {second}"),
        ]

    def ask_about_groups(self) -> list[Question]:
        """Membership, and membership among other things."""
        outsider = {"type": "claim", "claim": "unmanaged"}
        guest = {"type": "roles", "roles": ["atlassian/guest"]}
        either = {"op": "or", "of": [outsider, guest]}
        return [
            Question("in any of three groups", self._groups(40, 77, 130), self._is_member(40, 77, 130)),
            Question(
                "in none of two groups", self._groups(12, 60) | {"match": "none"}, f"not {self._is_member(12, 60)}"
            ),
            Question(
                "(external or guest) and not in a group",
                {"op": "and", "of": [either, {"op": "not", "of": [self._groups(3)]}]},
                f"(u.claim = 'unmanaged' or exists (select 1 from app_access a where a.tenant_id = "
                f"{self._mirror.tenant_id} and a.user_id = u.id and a.role = 'atlassian/guest')) "
                f"and not {self._is_member(3)}",
            ),
        ]

    def ask_all_at_once(self) -> list[Question]:
        """The filter of a licence cleanup."""
        acme = {"type": "email_domain", "match": "is", "domains": ["acme.com"]}
        stale = INACTIVE | {"apps": [self._mirror.app(1)]}
        some, none = self._groups(40, 77, 130), self._groups(12, 60) | {"match": "none"}
        return [
            Question(
                "stale licences",
                {"op": "and", "of": [stale, some, none, acme, ACTIVE]},
                f"u.is_activity_known and u.status = 'active' and u.email_domain = 'acme.com' "
                f"and {self._is_inactive(1)} and {self._is_member(40, 77, 130)} and not {self._is_member(12, 60)}",
            )
        ]

    def _groups(self, *chosen: int) -> dict[str, Any]:
        return {"type": "groups", "groups": [self._mirror.group(one) for one in chosen]}

    def _is_member(self, *chosen: int) -> str:
        ids = ", ".join(str(self._numbers.groups[one]) for one in chosen)
        return (
            f"exists (select 1 from group_members m where m.tenant_id = {self._mirror.tenant_id} "
            f"and m.user_id = u.id and m.group_row_id in ({ids}))"
        )

    def _is_inactive(self, app: int) -> str:
        mine = f"tenant_id = {self._mirror.tenant_id} and app_row_id = {self._numbers.apps[app]}"
        return f"""(u.id in (select user_id from app_activity where {mine} and last_active_at <= {AGO_90})
            or (u.added_at <= {AGO_90} and u.id in (select user_id from app_access where {mine}
                except select user_id from app_activity where {mine})))"""


def write_by_hand(tenant: int, condition: str) -> list[str]:
    """Total, and the page with all columns, in the two ways that one would write it; the better one counts."""
    source = f"from directory_users u where u.tenant_id = {tenant} and {condition}"
    columns = _COLUMNS.format(tenant=tenant)
    materialized = f"""
        with f as materialized (select u.id, u.name {source}),
             p as (select * from f order by name, id limit 50)
        select t.total, {columns} from (select count(*) as total from f) t join p on true
        left join directory_users u on u.tenant_id = {tenant} and u.id = p.id order by p.name, p.id"""
    twice = f"""
        select t.total, {columns} from (select count(*) as total {source}) t
        join (select u.id, u.name {source} order by u.name, u.id limit 50) p on true
        left join directory_users u on u.tenant_id = {tenant} and u.id = p.id order by p.name, p.id"""
    return [materialized, twice]


_COLUMNS = """
    u.account_id, u.name, u.email, u.status, u.claim, u.platform_roles, u.is_activity_known, u.added_at,
    u.last_active_at, (select json_agg(json_build_array(g.group_id, g.name, exists (
            select 1 from group_grants x where x.tenant_id = {tenant} and x.group_row_id = g.id)) order by g.name)
        from group_members m join directory_groups g on g.tenant_id = {tenant} and g.id = m.group_row_id
        where m.tenant_id = {tenant} and m.user_id = u.id),
    (select json_agg(json_build_array(a.resource_id, a.name, a.site_id, a.site_name, x.role)
            order by a.site_name, a.name, x.role)
        from app_access x join apps a on a.tenant_id = {tenant} and a.id = x.app_row_id
        where x.tenant_id = {tenant} and x.user_id = u.id)"""
