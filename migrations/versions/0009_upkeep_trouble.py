"""What fails in the loops over all tenants is shown: to the tenant, and of the scheduler."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("tenants", sa.Column("upkeep_trouble", sa.Text(), nullable=True))
    op.add_column("tenants", sa.Column("upkeep_trouble_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("processes", sa.Column("trouble", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("processes", "trouble")
    op.drop_column("tenants", "upkeep_trouble_at")
    op.drop_column("tenants", "upkeep_trouble")
