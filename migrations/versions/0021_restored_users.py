"""Whom an undo gave something back, logs that are being removed, and what runs changed of a user since a moment."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on restored_users using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""


def upgrade() -> None:
    op.add_column("runs", sa.Column("log_removed_at", sa.DateTime(timezone=True)))
    op.add_column(
        "tenants", sa.Column("restored_grace_days", sa.SmallInteger(), server_default="14", nullable=False)
    )  # fmt: skip
    op.create_table(
        "restored_users",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("restored_by", sa.Text()),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_restored_users_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_restored_users")),
        sa.UniqueConstraint("tenant_id", "account_id", name=op.f("uq_restored_users_tenant_id_account_id")),
    )
    op.create_index("ix_restored_users_recent", "restored_users", ["tenant_id", "restored_at"])
    op.execute("alter table restored_users enable row level security")
    op.execute("alter table restored_users force row level security")
    op.execute(POLICY)
    op.create_index("ix_operations_account_finished", "operations", ["tenant_id", "account_id", "finished_at"])
    op.drop_index("ix_operations_account", table_name="operations")


def downgrade() -> None:
    op.create_index("ix_operations_account", "operations", ["tenant_id", "account_id"])
    op.drop_index("ix_operations_account_finished", table_name="operations")
    op.drop_table("restored_users")
    op.drop_column("tenants", "restored_grace_days")
    op.drop_column("runs", "log_removed_at")
