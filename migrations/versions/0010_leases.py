"""Leases of account reports, and how many workers in a row died over a run or a sync."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    for table in ("runs", "syncs"):
        op.add_column(table, sa.Column("deaths", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("tenants", sa.Column("report_attempt", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("tenants", sa.Column("report_lease_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("tenants", "report_lease_until")
    op.drop_column("tenants", "report_attempt")
    for table in ("syncs", "runs"):
        op.drop_column(table, "deaths")
