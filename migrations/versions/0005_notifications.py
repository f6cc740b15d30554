"""Notifications with their channels and tries, retention of runs, signs of life of processes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

TENANT_TABLES = ("notification_channels", "notifications", "notification_tries")
POLICY = """
create policy tenant_isolation on {table} using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(none_as_null=True, astext_type=sa.Text())


def upgrade() -> None:
    op.add_column("tenants", sa.Column("run_retention_days", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_index("ix_runs_finished", "runs", ["finished_at", "state"])
    op.create_table(
        "processes",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('scheduler', 'worker')", name=op.f("ck_processes_kind_word")),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_processes")),
    )
    op.create_table(
        "notification_channels",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("recipients", _json(), nullable=True),
        sa.Column("events", _json(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("encrypted_secret", sa.Text(), nullable=True),
        sa.Column("encrypted_old_secret", sa.Text(), nullable=True),
        sa.Column("old_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('webhook', 'email')", name=op.f("ck_notification_channels_kind_word")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_notification_channels_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notification_channels")),
    )
    _create_notifications()
    _create_tries()
    for table in TENANT_TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(POLICY.format(table=table))


def _create_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "message_id",
            sa.Text(),
            server_default=sa.text("'msg_' || replace(gen_random_uuid()::text, '-', '')"),
            nullable=False,
        ),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", _json(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("most_tries", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'delivered', 'failed')", name=op.f("ck_notifications_state_word")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "channel_id"],
            ["notification_channels.tenant_id", "notification_channels.id"],
            name=op.f("fk_notifications_tenant_id_channel_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_notifications_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notifications")),
        sa.UniqueConstraint(
            "tenant_id",
            "channel_id",
            "event",
            "subject",
            name=op.f("uq_notifications_tenant_id_channel_id_event_subject"),
        ),
    )
    op.create_index(
        "ix_notifications_waiting", "notifications", ["next_try_at"], postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index("ix_notifications_recent", "notifications", ["tenant_id", sa.text("id desc")])


def _create_tries() -> None:
    op.create_table(
        "notification_tries",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notification_id"],
            ["notifications.tenant_id", "notifications.id"],
            name=op.f("fk_notification_tries_tenant_id_notification_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_notification_tries_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "notification_id", "number", name=op.f("pk_notification_tries")),
    )


def downgrade() -> None:
    op.drop_table("notification_tries")
    op.drop_table("notifications")
    op.drop_table("notification_channels")
    op.drop_table("processes")
    op.drop_index("ix_runs_finished", table_name="runs")
    op.drop_column("tenants", "run_retention_days")
