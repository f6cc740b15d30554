"""Pickers of filters and actions: groups, apps, sites, roles and email domains of the tenant."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from app.directory.conditions.predicates import contains_pattern
from app.directory.searching.search_cursors import Cursor, decode_cursor
from app.directory.searching.user_rows import Site
from app.domain.automation.gone import write_label
from app.domain.errors import FieldError, Invalid
from app.domain.filters.conditions.text import MAX_TEXT_LENGTH
from app.domain.filters.reading import Errors, FieldReader
from app.domain.people.directory import AppFacts, GroupFacts
from app.domain.words import fold_text
from app.models import App, AppAccess, DirectoryGroup, DirectoryUser, GroupGrant

MAX_LIMIT: Final = 200
_ORDER: Final = "groups"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group to pick. `grants`: labels of the apps that it gives; externally managed ones cannot be a target."""

    group_id: str
    name: str
    description: str | None
    is_externally_managed: bool
    user_count: int | None
    grants: tuple[str, ...]
    label: str
    """The name, with what tells it from another group of the name where there is one."""


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A page of groups by name, and the cursor of the next one (None: this was the last)."""

    items: tuple[GroupRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class AppRow:
    """An app on a site."""

    resource_id: str
    key: str
    name: str
    label: str
    site_id: str
    site_name: str


@dataclass(frozen=True, slots=True)
class DomainCount:
    """An email domain and how many users have it."""

    domain: str
    user_count: int


def list_groups(
    session: Session, tenant_id: int, *, search: str | None = None, cursor: str | None = None, limit: int = 50
) -> GroupPage:
    """Groups whose name contains the text, by name; a page of 1 to 200. Raises Invalid."""
    group = DirectoryGroup
    query = sa.select(
        group.id, group.group_id, group.name, group.description, group.is_externally_managed, group.user_count,
        _grants_of_group(tenant_id).label("grants"), _has_namesake(tenant_id).label("has_namesake"),
    ).where(group.tenant_id == tenant_id)  # fmt: skip
    text = _check_page(search, limit)
    if text is not None:
        query = query.where(sa.func.rollcall_fold_text(group.name).like(contains_pattern(fold_text(text))))
    if cursor is not None:
        place = decode_cursor(cursor, _ORDER, is_time=False)
        here = sa.tuple_(sa.type_coerce(group.name, sa.Text), group.id)
        query = query.where(here > sa.tuple_(sa.literal(place.value, sa.Text), sa.literal(place.row_id, sa.BigInteger)))
    rows = session.execute(query.order_by(group.name, group.id).limit(limit + 1)).all()
    items = tuple(_read_group(row) for row in rows)
    if len(rows) <= limit:
        return GroupPage(items, None)
    return GroupPage(items[:limit], Cursor(_ORDER, rows[limit - 1].name, rows[limit - 1].id).encode())


def list_apps(session: Session, tenant_id: int) -> list[AppRow]:
    """All apps by site and name."""
    query = sa.select(App.resource_id, App.name, App.site_id, App.site_name, App.key)
    query = query.where(App.tenant_id == tenant_id).order_by(App.site_name, App.name, App.resource_id)
    apps = (AppFacts(*row) for row in session.execute(query))
    return [AppRow(app.resource_id, app.key, app.name, app.label, app.site_id, app.site_name) for app in apps]


def list_sites(session: Session, tenant_id: int) -> list[Site]:
    """All sites that have an app, by name."""
    name = sa.func.min(App.site_name)
    query = sa.select(App.site_id, name).where(App.tenant_id == tenant_id)
    return [Site(*row) for row in session.execute(query.group_by(App.site_id).order_by(name, App.site_id))]


def list_roles(session: Session, tenant_id: int) -> list[str]:
    """Ids of all roles that somebody holds, in the organization or on an app."""
    on_apps = sa.select(AppAccess.role.label("role")).where(AppAccess.tenant_id == tenant_id)
    platform = sa.select(sa.func.unnest(DirectoryUser.platform_roles).label("role"))
    roles = sa.union(on_apps, platform.where(DirectoryUser.tenant_id == tenant_id)).subquery()
    return list(session.scalars(sa.select(roles.c.role).order_by(roles.c.role)))


def list_email_domains(session: Session, tenant_id: int) -> list[DomainCount]:
    """Email domains of the users, the most used first."""
    user, count = DirectoryUser, sa.func.count()
    query = sa.select(user.email_domain, count).where(user.tenant_id == tenant_id, user.email_domain.is_not(None))
    query = query.group_by(user.email_domain).order_by(count.desc(), user.email_domain)
    return [DomainCount(domain or "", users) for domain, users in session.execute(query)]


def _read_group(row: Any) -> GroupRow:
    given = tuple(AppFacts(*app).label for app in row.grants)
    facts = GroupFacts(row.group_id, row.name, "", row.is_externally_managed)
    label = write_label(facts, given) if row.has_namesake else row.name
    return GroupRow(
        row.group_id, row.name, row.description, row.is_externally_managed, row.user_count, grants=given, label=label
    )


def _has_namesake(tenant_id: int) -> sa.ColumnElement[bool]:
    other = aliased(DirectoryGroup)
    same = sa.select(other.id).where(
        other.tenant_id == tenant_id, other.name == DirectoryGroup.name, other.id != DirectoryGroup.id
    )
    return sa.exists(same.correlate(DirectoryGroup))


def _grants_of_group(tenant_id: int) -> sa.ColumnElement[list[list[str]]]:
    """The apps that the enclosing group gives, as arguments of AppFacts, by site and name."""
    entry = sa.func.json_build_array(App.resource_id, App.name, App.site_id, App.site_name)
    apps = (
        sa.select(GroupGrant.app_row_id)
        .where(GroupGrant.tenant_id == tenant_id, GroupGrant.group_row_id == DirectoryGroup.id)
        .correlate(DirectoryGroup)
    )
    ordered = aggregate_order_by(entry, App.site_name, App.name, App.resource_id)
    query = sa.select(sa.func.coalesce(sa.func.json_agg(ordered), sa.literal_column("'[]'::json")))
    return query.where(App.tenant_id == tenant_id, App.id.in_(apps)).correlate(DirectoryGroup).scalar_subquery()


def _check_page(search: str | None, limit: int) -> str | None:
    """The search text, if there is one. Raises Invalid."""
    errors = Errors()
    if not 1 <= limit <= MAX_LIMIT:
        errors.append(FieldError("/limit", f"limit: must be between 1 and {MAX_LIMIT}."))
    reader = FieldReader({"search": search}, "", errors)
    text = reader.get_text("search", max_length=MAX_TEXT_LENGTH) if (search or "").strip() else None
    if errors:
        raise Invalid(*errors)
    return text
