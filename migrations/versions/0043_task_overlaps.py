"""How many people tasks have in common that work against each other."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0041"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on task_overlaps using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""
TASK = ["tasks.tenant_id", "tasks.id"]


def upgrade() -> None:
    op.create_table(
        "task_overlaps",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("circling", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_task_overlaps_tenant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "task_id"], TASK, name=op.f("fk_task_overlaps_tenant_id_task_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "other_id"], TASK, name=op.f("fk_task_overlaps_tenant_id_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "task_id", "other_id", name=op.f("pk_task_overlaps")),
    )
    op.execute("alter table task_overlaps enable row level security")
    op.execute("alter table task_overlaps force row level security")
    op.execute(POLICY)


def downgrade() -> None:
    op.drop_table("task_overlaps")
