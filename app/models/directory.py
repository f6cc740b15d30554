"""The mirror: a local copy of the organization's directory. Written by sync alone, read by queries.

Atlassian's ids are kept as text; joins run over our own numbers. `AppAccess` is the right to use an
app, `AppActivity` is when it was last used: two different things (admin API contract 5.3 and 7.3).
"""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.people.directory import ORG_ADMIN_ROLE
from app.models.mapping import Base, TenantOwned, TenantRow, belongs_to, one_of

IS_ORG_ADMIN: Final = sa.text(f"platform_roles @> array['{ORG_ADMIN_ROLE}']::text[]")
"""Organization admins by the mirror, in the words of their index: a bound role would be read of everybody."""


class Directory(Base, TenantRow):
    """A user directory of the organization (one when centralized, several in original management)."""

    __tablename__ = "directories"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "directory_id"),)

    directory_id: Mapped[str]
    name: Mapped[str]


class App(Base, TenantRow):
    """An app on a site, known by its resource id; administration access is an entry of its own.

    `directory_id` is learnt from activity, since Atlassian does not tell it; None until a user was active.
    """

    __tablename__ = "apps"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "resource_id"),)

    resource_id: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    site_id: Mapped[str]
    site_name: Mapped[str]
    host_url: Mapped[str | None]
    directory_id: Mapped[str | None]
    seat_limit: Mapped[int | None]


class DirectoryGroup(Base, TenantRow):
    """A group; `is_externally_managed` ones can be read but never changed by us.

    `grants_org_admin`: its role assignments hold the organization admin role. `members_read_at`: when its members were
    last read apart from a sync, because a run or a preview names the group.
    """

    __tablename__ = "directory_groups"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "group_id"),
        sa.Index("ix_directory_groups_name", "tenant_id", sa.func.lower(sa.text("name"))),
    )

    group_id: Mapped[str]
    directory_id: Mapped[str]
    name: Mapped[str]
    description: Mapped[str | None]
    is_externally_managed: Mapped[bool] = mapped_column(server_default=sa.false())
    managed_by: Mapped[str | None]
    user_count: Mapped[int | None]
    grants_org_admin: Mapped[bool] = mapped_column(server_default=sa.false())
    members_read_at: Mapped[datetime | None]


class DirectoryUser(Base, TenantRow):
    """A person of the organization, as last read from Atlassian.

    What Atlassian has never told is None (an empty name). `kind`: see `app.domain.people.accounts`; `odd_moments`:
    moments that cannot be true, as Atlassian gave them, by what they are said of. `slot` is the person's place in the
    bit sets of `app.models.sets`; None until they are built next.
    """

    __tablename__ = "directory_users"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "account_id"),
        sa.UniqueConstraint("tenant_id", "slot"),
        # One for each order of the User Browser; the expressions are those of app.directory.searching.search. The slot
        # comes along, so that walking an index tells who is in a set without a look at the rows.
        sa.Index("ix_directory_users_name", "tenant_id", "name", "id", postgresql_include=["slot"]),
        sa.Index(
            "ix_directory_users_email",
            "tenant_id",
            sa.text("(case when email is null then '' else email end)"),
            "id",
            postgresql_include=["slot"],
        ),
        sa.Index(
            "ix_directory_users_added",
            "tenant_id",
            sa.text("(case when added_at is null then '-infinity'::timestamptz else added_at end)"),
            "id",
            postgresql_include=["slot"],
        ),
        sa.Index(
            "ix_directory_users_last_active",
            "tenant_id",
            sa.text("(case when last_active_at is null then '-infinity'::timestamptz else last_active_at end)"),
            "id",
            postgresql_include=["slot"],
        ),
        # People as pasted lists name them, who are looked for whenever tasks are shown.
        sa.Index("ix_directory_users_address", "tenant_id", "address"),
        # The few who are asked for by every look at the settings: without it everybody is read.
        sa.Index("ix_directory_users_org_admins", "tenant_id", "name", "account_id", postgresql_where=IS_ORG_ADMIN),
    )

    account_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    email_domain: Mapped[str | None]
    status: Mapped[str]
    account_status: Mapped[str | None]
    membership_status: Mapped[str | None]
    claim: Mapped[str | None]
    management_source: Mapped[str | None]
    added_at: Mapped[datetime | None]
    platform_roles: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    is_activity_known: Mapped[bool] = mapped_column(server_default=sa.true())
    last_active_at: Mapped[datetime | None]
    account_type: Mapped[str | None]
    kind: Mapped[str | None]
    odd_moments: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    slot: Mapped[int | None] = mapped_column(sa.Integer)
    search_text: Mapped[str] = mapped_column(
        sa.Computed("rollcall_fold_text(name) || chr(10) || rollcall_fold_text(coalesce(email, ''))", persisted=True)
    )
    """Name and email as they are compared; see `app.domain.words`, whose rules the function has."""
    address: Mapped[str | None] = mapped_column(sa.Computed("rollcall_fold_address(email)", persisted=True))
    """The email as it is compared."""


class DirectoryMembership(Base, TenantOwned):
    """A user's membership of one directory: suspension is per directory, and so is what was told of activity."""

    __tablename__ = "directory_memberships"
    __table_args__ = (
        belongs_to("directory_users", "user_id"),
        belongs_to("directories", "directory_row_id"),
        sa.Index("ix_directory_memberships_directory", "tenant_id", "directory_row_id", "user_id"),
    )

    user_id: Mapped[int] = mapped_column(primary_key=True)
    directory_row_id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    is_activity_known: Mapped[bool] = mapped_column(server_default=sa.true())


class GroupMember(Base, TenantOwned):
    """A user's membership of a group."""

    __tablename__ = "group_members"
    __table_args__ = (
        belongs_to("directory_users", "user_id"),
        belongs_to("directory_groups", "group_row_id"),
        sa.Index("ix_group_members_user", "tenant_id", "user_id", "group_row_id"),
    )

    group_row_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)


class GroupGrant(Base, TenantOwned):
    """A role on an app that a group gives to its members."""

    __tablename__ = "group_grants"
    __table_args__ = (
        belongs_to("directory_groups", "group_row_id"),
        belongs_to("apps", "app_row_id"),
        sa.Index("ix_group_grants_app", "tenant_id", "app_row_id"),
    )

    group_row_id: Mapped[int] = mapped_column(primary_key=True)
    app_row_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class AppAccess(Base, TenantOwned):
    """A role that a user holds on an app, directly or through a group."""

    __tablename__ = "app_access"
    __table_args__ = (
        belongs_to("directory_users", "user_id"),
        belongs_to("apps", "app_row_id"),
        sa.Index("ix_app_access_user", "tenant_id", "user_id"),
    )

    app_row_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)


class AppActivity(Base, TenantOwned):
    """When a user was last active in an app; no row when the app was never opened."""

    __tablename__ = "app_activity"
    __table_args__ = (
        belongs_to("directory_users", "user_id"),
        belongs_to("apps", "app_row_id"),
        sa.Index("ix_app_activity_app", "tenant_id", "app_row_id", "last_active_at", "user_id"),
    )

    user_id: Mapped[int] = mapped_column(primary_key=True)
    app_row_id: Mapped[int] = mapped_column(primary_key=True)
    last_active_at: Mapped[datetime]


class GoneThing(Base, TenantOwned):
    """A group, app or site that went out of the catalogue, with its last known name; written by a trigger."""

    __tablename__ = "gone_things"
    __table_args__ = (one_of("kind", "group", "app", "site"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    thing_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    gone_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
