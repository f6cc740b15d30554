"""People whom one task leaves alone: until a moment, or in its next run alone."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0043"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on exemptions using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""


def upgrade() -> None:
    op.create_table(
        "exemptions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_exemptions_tenant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "task_id"], ["tasks.tenant_id", "tasks.id"],
            name=op.f("fk_exemptions_tenant_id_task_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_exemptions")),
        sa.UniqueConstraint(
            "tenant_id", "task_id", "account_id", name=op.f("uq_exemptions_tenant_id_task_id_account_id")
        ),
    )  # fmt: skip
    op.create_index("ix_exemptions_person", "exemptions", ["tenant_id", "account_id"])
    op.execute("alter table exemptions enable row level security")
    op.execute("alter table exemptions force row level security")
    op.execute(POLICY)


def downgrade() -> None:
    op.drop_table("exemptions")
