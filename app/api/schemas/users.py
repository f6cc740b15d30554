"""The User Browser: users, their detail, explanations, pickers, dashboard."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.schemas.filters import Specification
from app.api.schemas.shapes import Body, In, Out, Typed

SortField = Literal["name", "email", "last_active", "added"]


class UserSearchIn(Body):
    """Question of the User Browser: a filter, a search text, the site and app of the columns, order and page."""

    specification: Specification | None = None
    text: Annotated[str | None, Field(max_length=200), Typed] = None
    site_id: Annotated[str, Field(max_length=300)] | None = None
    app_id: Annotated[str, Field(max_length=300)] | None = None
    sort: SortField = "name"
    direction: Literal["asc", "desc"] = "asc"
    cursor: Annotated[str, Field(max_length=2000)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class SiteReference(Out):
    """A site of the organization."""

    site_id: str
    name: str


class UserApp(Out):
    """An app a user has access to, with the roles held there."""

    resource_id: str
    label: str
    roles: list[str]


class UserGroup(Out):
    """A group a user is in; access groups give an app."""

    group_id: str
    name: str
    is_access_group: bool


class User(Out):
    """A row of the User Browser. `kind`: person, service_account, agent, app, customer, other; null: not known."""

    account_id: str
    name: str
    email: str | None
    status: str
    claim: str | None
    kind: str | None
    is_org_admin: bool
    sites: list[SiteReference]
    apps: list[UserApp]
    roles: list[str]
    groups: list[UserGroup]
    last_active_at: datetime | None
    is_activity_known: bool
    added_at: datetime | None


class UserPage(Out):
    """A page of users, and how many match in all."""

    total: int
    items: list[User]
    next_cursor: str | None


class UserActivity(Out):
    """When a user was last active in one app; null: never. takes_seat: they are billed for it."""

    resource_id: str
    label: str
    last_active_at: datetime | None
    granted_by: list[str]
    is_direct: bool
    takes_seat: bool


class UserGroupDetail(UserGroup):
    """A group of one user, where it comes from and what it gives."""

    is_externally_managed: bool
    grants: list[str]


class UserDirectory(Out):
    """A directory the user is a member of."""

    directory_id: str
    name: str
    status: str


class UserHistoryEntry(Out):
    """Entry of a user's history: one thing that Rollcall did to the user."""

    run_id: int
    run_name: str
    action: str
    target_name: str
    outcome: str
    finished_at: datetime | None


class UserDetail(User):
    """Everything that is known of one user.

    odd_moments: what Atlassian gives instead of a moment, by `added_at`, `deactivated_on` or the resource id of an app.
    spared_for: why a task would take nothing from the user now, as the code of a reason; null: it may.
    """

    odd_moments: dict[str, str]
    activity: list[UserActivity]
    group_details: list[UserGroupDetail]
    directories: list[UserDirectory]
    history: list[UserHistoryEntry]
    spared_for: str | None


class ExplainIn(Body):
    """The filter to explain."""

    specification: Specification


class Explanation(Out):
    """Explanation of a match: a tree of sentences with verdicts and the user's own values."""

    matches: bool
    tree: dict[str, Any]


class PickerQuery(In):
    """A search in a picker."""

    search: Annotated[str | None, Field(max_length=200), Typed] = None
    cursor: Annotated[str, Field(max_length=2000)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Group(Out):
    """A group to pick; externally managed ones are shown and cannot be picked as a target."""

    group_id: str
    name: str
    description: str | None
    is_externally_managed: bool
    user_count: int | None
    grants: list[str]
    label: str
    """The name, with what tells it from another group of the name where there is one."""


class GroupPage(Out):
    """A page of groups."""

    items: list[Group]
    next_cursor: str | None


class App(Out):
    """An app on a site."""

    resource_id: str
    key: str
    name: str
    label: str
    site_id: str
    site_name: str


class AppList(Out):
    """All apps of the organization."""

    items: list[App]


class SiteList(Out):
    """All sites of the organization."""

    items: list[SiteReference]


class Domain(Out):
    """An email domain and how many users have it."""

    domain: str
    user_count: int


class DomainList(Out):
    """Email domains, the most used first."""

    items: list[Domain]


class RoleList(Out):
    """Role ids that somebody in the organization holds."""

    items: list[str]
