"""The numbers of each app, one row a day: what the dashboard's charts show."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBERS = ("inactivity_days", "active", "inactive", "never", "unknown", "total", "billable")

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on app_snapshots using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""


def upgrade() -> None:
    op.create_table(
        "app_snapshots",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("app_row_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in NUMBERS),
        sa.ForeignKeyConstraint(
            ["tenant_id", "app_row_id"],
            ["apps.tenant_id", "apps.id"],
            name=op.f("fk_app_snapshots_tenant_id_app_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_app_snapshots_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "app_row_id", "day", name=op.f("pk_app_snapshots")),
    )
    op.create_index("ix_app_snapshots_day", "app_snapshots", ["tenant_id", "day"])
    op.execute("alter table app_snapshots enable row level security")
    op.execute("alter table app_snapshots force row level security")
    op.execute(POLICY)


def downgrade() -> None:
    op.drop_index("ix_app_snapshots_day", table_name="app_snapshots")
    op.drop_table("app_snapshots")
