"""Due daily syncs are found by an index, so that a scheduler's turn costs the same however many tenants there are."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index(
        "ix_tenants_due",
        "tenants",
        ["next_daily_sync_at"],
        unique=False,
        postgresql_where=sa.text("next_daily_sync_at is not null and status = 'active'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_tenants_due",
        table_name="tenants",
        postgresql_where=sa.text("next_daily_sync_at is not null and status = 'active'"),
    )
