"""Runs and syncs that wait while Atlassian fails: since when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    for table in ("runs", "syncs"):
        op.add_column(table, sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("waiting_reason", sa.Text(), nullable=True))
    op.add_column("sync_walks", sa.Column("faulty_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sync_walks", "faulty_since")
    for table in ("runs", "syncs"):
        op.drop_column(table, "waiting_reason")
        op.drop_column(table, "waiting_since")
