"""The first schema: all tables, and row-level security on every tenant-owned one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


TENANT_TABLES = (
    "access_checks",
    "apps",
    "audit_entries",
    "directories",
    "directory_groups",
    "directory_users",
    "installations",
    "organization_credentials",
    "protected_entries",
    "saved_filters",
    "syncs",
    "app_access",
    "app_activity",
    "directory_memberships",
    "group_grants",
    "group_members",
    "sync_pages",
    "sync_walks",
    "tasks",
    "runs",
    "operations",
)

# The scope is read once per statement (a subselect becomes an init plan), so the check costs an
# integer comparison a row. Both settings are made by app.db at the start of every transaction.
POLICY = """
create policy tenant_isolation on {table} using (
    {column} = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""


def _secure(table: str, column: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(POLICY.format(table=table, column=column))


def upgrade() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("uninstalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("daily_sync_hour", sa.SmallInteger(), server_default="3", nullable=False),
        sa.Column("next_daily_sync_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inactivity_days", sa.SmallInteger(), server_default="30", nullable=False),
        sa.Column("young_account_days", sa.SmallInteger(), server_default="7", nullable=False),
        sa.Column("are_product_admins_allowed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("are_user_access_admins_allowed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("are_schedules_confirmed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("mirror_synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('active', 'disabled', 'uninstalled')", name=op.f("ck_tenants_status_word")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
    )
    op.create_table(
        "tombstones",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("client_key_sha256", sa.Text(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('connect', 'forge')", name=op.f("ck_tombstones_kind_word")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstones")),
    )
    op.create_table(
        "access_checks",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_access_checks_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", name=op.f("pk_access_checks")),
    )
    op.create_table(
        "apps",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("site_name", sa.Text(), nullable=False),
        sa.Column("host_url", sa.Text(), nullable=True),
        sa.Column("directory_id", sa.Text(), nullable=True),
        sa.Column("seat_limit", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_apps_tenant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_apps")),
        sa.UniqueConstraint("tenant_id", "resource_id", name=op.f("uq_apps_tenant_id_resource_id")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_audit_entries_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_entries")),
    )
    op.create_index(
        "ix_audit_entries_recent", "audit_entries", ["tenant_id", sa.literal_column("id desc")], unique=False
    )
    op.create_table(
        "directories",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("directory_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_directories_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_directories")),
        sa.UniqueConstraint("tenant_id", "directory_id", name=op.f("uq_directories_tenant_id_directory_id")),
    )
    op.create_table(
        "directory_groups",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("directory_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("is_externally_managed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("managed_by", sa.Text(), nullable=True),
        sa.Column("user_count", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_directory_groups_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_directory_groups")),
        sa.UniqueConstraint("tenant_id", "group_id", name=op.f("uq_directory_groups_tenant_id_group_id")),
    )
    op.create_index(
        "ix_directory_groups_name", "directory_groups", ["tenant_id", sa.literal_column("lower(name)")], unique=False
    )
    op.create_table(
        "directory_users",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_domain", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("account_status", sa.Text(), nullable=True),
        sa.Column("membership_status", sa.Text(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("management_source", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("platform_roles", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("is_activity_known", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_directory_users_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_directory_users")),
        sa.UniqueConstraint("tenant_id", "account_id", name=op.f("uq_directory_users_tenant_id_account_id")),
    )
    op.create_index(
        "ix_directory_users_added",
        "directory_users",
        [
            "tenant_id",
            sa.literal_column("(case when added_at is null then '-infinity'::timestamptz else added_at end)"),
            "id",
        ],
        unique=False,
    )
    op.create_index(
        "ix_directory_users_email",
        "directory_users",
        ["tenant_id", sa.literal_column("(case when email is null then '' else email end)"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_directory_users_last_active",
        "directory_users",
        [
            "tenant_id",
            sa.literal_column(
                "(case when last_active_at is null then '-infinity'::timestamptz else last_active_at end)"
            ),
            "id",
        ],
        unique=False,
    )
    op.create_index("ix_directory_users_name", "directory_users", ["tenant_id", "name", "id"], unique=False)
    op.create_table(
        "installations",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("encrypted_shared_secret", sa.Text(), nullable=True),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("display_url", sa.Text(), nullable=True),
        sa.Column("product_type", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("is_licensed", sa.Boolean(), nullable=True),
        sa.Column("installed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cloud_id", sa.Text(), nullable=True),
        sa.Column("environment", sa.Text(), nullable=True),
        sa.Column("app_version", sa.Text(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('connect', 'forge')", name=op.f("ck_installations_kind_word")),
        sa.CheckConstraint(
            "status in ('active', 'disabled', 'uninstalled')", name=op.f("ck_installations_status_word")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_installations_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_installations")),
        sa.UniqueConstraint("kind", "client_key", name=op.f("uq_installations_kind_client_key")),
    )
    op.create_table(
        "organization_credentials",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("org_name", sa.Text(), nullable=False),
        sa.Column("encrypted_api_key", sa.Text(), nullable=False),
        sa.Column("key_fingerprint", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), server_default="verified", nullable=False),
        sa.Column("dead_reason", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.CheckConstraint("status in ('verified', 'dead')", name=op.f("ck_organization_credentials_status_word")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_organization_credentials_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_organization_credentials")),
    )
    op.create_table(
        "protected_entries",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('user', 'group', 'domain')", name=op.f("ck_protected_entries_kind_word")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_protected_entries_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_protected_entries")),
        sa.UniqueConstraint("tenant_id", "kind", "value", name=op.f("uq_protected_entries_tenant_id_kind_value")),
    )
    op.create_table(
        "saved_filters",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("specification", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_saved_filters_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_saved_filters")),
    )
    op.create_index(
        "uq_saved_filters_name", "saved_filters", ["tenant_id", sa.literal_column("lower(name)")], unique=True
    )
    op.create_table(
        "syncs",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_slice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_slices", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column(
            "plan", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "progress", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("api_calls", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "kind in ('first', 'daily', 'manual', 'before_run', 'after_run')", name=op.f("ck_syncs_kind_word")
        ),
        sa.CheckConstraint("state in ('queued', 'running', 'succeeded', 'failed')", name=op.f("ck_syncs_state_word")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_syncs_tenant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_syncs")),
    )
    op.create_index(
        "ix_syncs_open",
        "syncs",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_index("ix_syncs_recent", "syncs", ["tenant_id", sa.literal_column("id desc")], unique=False)
    op.create_index(
        "uq_syncs_active",
        "syncs",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_table(
        "app_access",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("app_row_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "app_row_id"],
            ["apps.tenant_id", "apps.id"],
            name=op.f("fk_app_access_tenant_id_app_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["directory_users.tenant_id", "directory_users.id"],
            name=op.f("fk_app_access_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_app_access_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "app_row_id", "role", "user_id", name=op.f("pk_app_access")),
    )
    op.create_index("ix_app_access_user", "app_access", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "app_activity",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("app_row_id", sa.BigInteger(), nullable=False),
        sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "app_row_id"],
            ["apps.tenant_id", "apps.id"],
            name=op.f("fk_app_activity_tenant_id_app_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["directory_users.tenant_id", "directory_users.id"],
            name=op.f("fk_app_activity_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_app_activity_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "app_row_id", name=op.f("pk_app_activity")),
    )
    op.create_index(
        "ix_app_activity_app", "app_activity", ["tenant_id", "app_row_id", "last_active_at", "user_id"], unique=False
    )
    op.create_table(
        "directory_memberships",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("directory_row_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "directory_row_id"],
            ["directories.tenant_id", "directories.id"],
            name=op.f("fk_directory_memberships_tenant_id_directory_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["directory_users.tenant_id", "directory_users.id"],
            name=op.f("fk_directory_memberships_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_directory_memberships_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "directory_row_id", name=op.f("pk_directory_memberships")),
    )
    op.create_index(
        "ix_directory_memberships_directory",
        "directory_memberships",
        ["tenant_id", "directory_row_id", "user_id"],
        unique=False,
    )
    op.create_table(
        "group_grants",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("group_row_id", sa.BigInteger(), nullable=False),
        sa.Column("app_row_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "app_row_id"],
            ["apps.tenant_id", "apps.id"],
            name=op.f("fk_group_grants_tenant_id_app_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_row_id"],
            ["directory_groups.tenant_id", "directory_groups.id"],
            name=op.f("fk_group_grants_tenant_id_group_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_group_grants_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "group_row_id", "app_row_id", "role", name=op.f("pk_group_grants")),
    )
    op.create_index("ix_group_grants_app", "group_grants", ["tenant_id", "app_row_id"], unique=False)
    op.create_table(
        "group_members",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("group_row_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_row_id"],
            ["directory_groups.tenant_id", "directory_groups.id"],
            name=op.f("fk_group_members_tenant_id_group_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["directory_users.tenant_id", "directory_users.id"],
            name=op.f("fk_group_members_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_group_members_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "group_row_id", "user_id", name=op.f("pk_group_members")),
    )
    op.create_index("ix_group_members_user", "group_members", ["tenant_id", "user_id", "group_row_id"], unique=False)
    op.create_table(
        "sync_pages",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("sync_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("row_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sync_id"],
            ["syncs.tenant_id", "syncs.id"],
            name=op.f("fk_sync_pages_tenant_id_sync_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_sync_pages_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "sync_id", "position", "page", name=op.f("pk_sync_pages")),
    )
    op.create_table(
        "sync_walks",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("sync_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("directory_id", sa.Text(), nullable=False),
        sa.Column("app_row_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("pages", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("expected_rows", sa.BigInteger(), nullable=True),
        sa.Column("faults", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("restarts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind in ('users', 'groups', 'org_admins', 'grants', 'access')", name=op.f("ck_sync_walks_kind_word")
        ),
        sa.CheckConstraint("state in ('pending', 'done', 'failed')", name=op.f("ck_sync_walks_state_word")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sync_id"],
            ["syncs.tenant_id", "syncs.id"],
            name=op.f("fk_sync_walks_tenant_id_sync_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_sync_walks_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "sync_id", "position", name=op.f("pk_sync_walks")),
    )
    op.create_table(
        "tasks",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filter_id", sa.BigInteger(), nullable=True),
        sa.Column("actions", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("schedule", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("is_schedule_active", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("max_users", sa.BigInteger(), nullable=True),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("schedule_error", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("max_users is null or max_users > 0", name=op.f("ck_tasks_max_users_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "filter_id"],
            ["saved_filters.tenant_id", "saved_filters.id"],
            name=op.f("fk_tasks_tenant_id_filter_id"),
            ondelete="SET NULL (filter_id)",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_tasks_tenant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tasks")),
    )
    op.create_index(
        "ix_tasks_due", "tasks", ["next_run_at"], unique=False, postgresql_where=sa.text("next_run_at is not null")
    )
    op.create_index("ix_tasks_filter", "tasks", ["tenant_id", "filter_id"], unique=False)
    op.create_table(
        "runs",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("scheduled_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("specification", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_slice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_slices", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("plan_hash", sa.Text(), nullable=True),
        sa.Column("plan_cursor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("matched_users", sa.BigInteger(), nullable=True),
        sa.Column("planned_users", sa.BigInteger(), nullable=True),
        sa.Column(
            "counts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested_by", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('queued', 'syncing', 'planning', 'held', 'running', 'succeeded', 'partial', 'failed', 'cancelled', 'missed', 'skipped')",
            name=op.f("ck_runs_state_word"),
        ),
        sa.CheckConstraint("trigger in ('scheduled', 'manual', 'bulk', 'undo')", name=op.f("ck_runs_trigger_word")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "task_id"],
            ["tasks.tenant_id", "tasks.id"],
            name=op.f("fk_runs_tenant_id_task_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_runs_tenant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_runs")),
        sa.UniqueConstraint(
            "tenant_id", "task_id", "scheduled_for", name=op.f("uq_runs_tenant_id_task_id_scheduled_for")
        ),
    )
    op.create_index("ix_runs_recent", "runs", ["tenant_id", sa.literal_column("id desc")], unique=False)
    op.create_index("ix_runs_task_recent", "runs", ["tenant_id", "task_id", sa.literal_column("id desc")], unique=False)
    op.create_index(
        "ix_runs_workable",
        "runs",
        ["last_slice_at", "id"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'syncing', 'planning', 'running')"),
    )
    op.create_index(
        "uq_runs_active_task",
        "runs",
        ["tenant_id", "task_id"],
        unique=True,
        postgresql_where=sa.text("state in ('queued', 'syncing', 'planning', 'held', 'running')"),
    )
    op.create_table(
        "operations",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("action_index", sa.SmallInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("target_name", sa.Text(), nullable=False),
        sa.Column("directory_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="planned", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("steps", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("attempt", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('planned', 'started', 'succeeded', 'skipped', 'failed')",
            name=op.f("ck_operations_outcome_word"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["runs.tenant_id", "runs.id"],
            name=op.f("fk_operations_tenant_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_operations_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "position", name=op.f("pk_operations")),
        sa.UniqueConstraint(
            "tenant_id",
            "run_id",
            "account_id",
            "action_index",
            "target_id",
            name=op.f("uq_operations_tenant_id_run_id_account_id_action_index_target_id"),
        ),
    )
    op.create_index("ix_operations_account", "operations", ["tenant_id", "account_id"], unique=False)
    op.create_index(
        "ix_operations_open",
        "operations",
        ["tenant_id", "run_id", "position"],
        unique=False,
        postgresql_where=sa.text("outcome in ('planned', 'started')"),
    )
    op.create_index("ix_operations_outcome", "operations", ["tenant_id", "run_id", "outcome", "position"], unique=False)

    _secure("tenants", "id")
    for table in TENANT_TABLES:
        _secure(table, "tenant_id")


def downgrade() -> None:
    op.drop_index("ix_operations_outcome", table_name="operations")
    op.drop_index(
        "ix_operations_open", table_name="operations", postgresql_where=sa.text("outcome in ('planned', 'started')")
    )
    op.drop_index("ix_operations_account", table_name="operations")
    op.drop_table("operations")
    op.drop_index(
        "uq_runs_active_task",
        table_name="runs",
        postgresql_where=sa.text("state in ('queued', 'syncing', 'planning', 'held', 'running')"),
    )
    op.drop_index(
        "ix_runs_workable",
        table_name="runs",
        postgresql_where=sa.text("state in ('queued', 'syncing', 'planning', 'running')"),
    )
    op.drop_index("ix_runs_task_recent", table_name="runs")
    op.drop_index("ix_runs_recent", table_name="runs")
    op.drop_table("runs")
    op.drop_index("ix_tasks_filter", table_name="tasks")
    op.drop_index("ix_tasks_due", table_name="tasks", postgresql_where=sa.text("next_run_at is not null"))
    op.drop_table("tasks")
    op.drop_table("sync_walks")
    op.drop_table("sync_pages")
    op.drop_index("ix_group_members_user", table_name="group_members")
    op.drop_table("group_members")
    op.drop_index("ix_group_grants_app", table_name="group_grants")
    op.drop_table("group_grants")
    op.drop_index("ix_directory_memberships_directory", table_name="directory_memberships")
    op.drop_table("directory_memberships")
    op.drop_index("ix_app_activity_app", table_name="app_activity")
    op.drop_table("app_activity")
    op.drop_index("ix_app_access_user", table_name="app_access")
    op.drop_table("app_access")
    op.drop_index("uq_syncs_active", table_name="syncs", postgresql_where=sa.text("state in ('queued', 'running')"))
    op.drop_index("ix_syncs_recent", table_name="syncs")
    op.drop_index("ix_syncs_open", table_name="syncs", postgresql_where=sa.text("state in ('queued', 'running')"))
    op.drop_table("syncs")
    op.drop_index("uq_saved_filters_name", table_name="saved_filters")
    op.drop_table("saved_filters")
    op.drop_table("protected_entries")
    op.drop_table("organization_credentials")
    op.drop_table("installations")
    op.drop_index("ix_directory_users_name", table_name="directory_users")
    op.drop_index("ix_directory_users_last_active", table_name="directory_users")
    op.drop_index("ix_directory_users_email", table_name="directory_users")
    op.drop_index("ix_directory_users_added", table_name="directory_users")
    op.drop_table("directory_users")
    op.drop_index("ix_directory_groups_name", table_name="directory_groups")
    op.drop_table("directory_groups")
    op.drop_table("directories")
    op.drop_index("ix_audit_entries_recent", table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_table("apps")
    op.drop_table("access_checks")
    op.drop_table("tombstones")
    op.drop_table("tenants")
