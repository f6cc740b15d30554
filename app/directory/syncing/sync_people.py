"""Writes people's own rows in the mirror: adds who is new, changes what is different.

Rows are added in the order of the account ids, so that parallel walks cannot deadlock.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.atlassian.records import UserRecord
from app.directory.syncing.tellings import Profile, tell_profile

_COLUMNS: Final = (
    ("name", "text"),
    ("email", "text"),
    ("email_domain", "text"),
    ("status", "text"),
    ("account_status", "text"),
    ("membership_status", "text"),
    ("claim", "text"),
    ("management_source", "text"),
    ("added_at", "timestamptz"),
    ("account_type", "text"),
    ("kind", "text"),
    ("odd_moments", "text"),
    ("platform_roles", "text"),
    ("is_activity_known", "boolean"),
    ("last_active_at", "timestamptz"),
)
"""Columns of a person, and as what they travel: dates in JSON and lists of roles as text."""
_NAMES: Final = ", ".join(name for name, _type in _COLUMNS)
_ARRAYS: Final = ", ".join(f"cast(:{name} as {kind}[])" for name, kind in _COLUMNS)
_TRAVELLED: Final = {"odd_moments": "cast({} as jsonb)", "platform_roles": "string_to_array({}, ' ')"}
_READ: Final = {name: _TRAVELLED.get(name, "{}").format(f"x.{name}") for name, _type in _COLUMNS}
_PROFILE_COLUMNS: Final = tuple(name for name, _type in _COLUMNS[:-4])
_INSERT: Final = """
insert into directory_users (tenant_id, account_id, {names})
select :tenant, x.account_id, {values}
from unnest(cast(:account_ids as text[]), {arrays}) as x(account_id, {names})
order by x.account_id
on conflict (tenant_id, account_id) do nothing
"""
_UPDATE: Final = """
update directory_users u set {changes}
from unnest(cast(:account_ids as text[]), {arrays}) as x(account_id, {names})
where u.tenant_id = :tenant and u.account_id = x.account_id
"""
_PARTS: Final = {
    "names": _NAMES,
    "arrays": _ARRAYS,
    "values": ", ".join(_READ.values()),
    "changes": ", ".join(f"{name} = {read}" for name, read in _READ.items()),
}
_INSERT_PEOPLE: Final = sa.text(_INSERT.format(**_PARTS))
_UPDATE_PEOPLE: Final = sa.text(_UPDATE.format(**_PARTS))
_FIND: Final = sa.text("""
select account_id, id from directory_users
where tenant_id = :tenant and account_id = any(cast(:account_ids as text[]))
""")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the row of the mirror is to be."""

    account_id: str
    profile: Profile
    platform_roles: Iterable[str]
    is_activity_known: bool
    last_active_at: datetime | None


def ensure_users(session: Session, tenant_id: int, users: Sequence[UserRecord]) -> dict[str, int]:
    """Row ids of users, account id → id; those not yet in the mirror are added with their activity unknown."""
    unique = list({user.account_id: user for user in users}.values())
    rows = find_user_rows(session, tenant_id, [user.account_id for user in unique])
    missing = [user for user in unique if user.account_id not in rows]
    if missing:
        lines = [
            PersonRow(user.account_id, tell_profile(user), user.platform_roles or (), False, None) for user in missing
        ]
        session.execute(_INSERT_PEOPLE, _list_columns(tenant_id, lines))
        rows |= find_user_rows(session, tenant_id, [user.account_id for user in missing])
    return rows


def find_user_rows(session: Session, tenant_id: int, account_ids: Sequence[str]) -> dict[str, int]:
    """Account id → row id of those users that the mirror has."""
    found = session.execute(_FIND, {"tenant": tenant_id, "account_ids": list(account_ids)})
    return {row.account_id: row.id for row in found}


def update_people(session: Session, tenant_id: int, lines: Sequence[PersonRow]) -> None:
    """Make the rows of these people so."""
    if lines:
        session.execute(_UPDATE_PEOPLE, _list_columns(tenant_id, lines))


def _list_columns(tenant_id: int, lines: Sequence[PersonRow]) -> dict[str, Any]:
    columns: dict[str, Any] = {name: [getattr(line.profile, name) for line in lines] for name in _PROFILE_COLUMNS}
    return columns | {
        "tenant": tenant_id,
        "account_ids": [line.account_id for line in lines],
        "odd_moments": [_pack(line.profile.odd_moments) for line in lines],
        "platform_roles": [" ".join(line.platform_roles) for line in lines],
        "is_activity_known": [line.is_activity_known for line in lines],
        "last_active_at": [line.last_active_at for line in lines],
    }


def _pack(odd_moments: Mapping[str, str]) -> str | None:
    return json.dumps(dict(odd_moments)) if odd_moments else None
