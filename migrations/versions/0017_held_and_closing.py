"""Held plans expire, runs say of when their data is, and a long log is closed behind the end of its run."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

MOMENTS = ("held_until", "sync_asked_at", "data_read_at")


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("runs", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("runs", sa.Column("closing_reason", sa.Text(), nullable=True))
    op.create_index(
        "ix_runs_closing", "runs", ["finished_at", "id"], postgresql_where=sa.text("closing_reason is not null")
    )
    op.create_index(
        "ix_operations_partly",
        "operations",
        ["tenant_id", "run_id"],
        postgresql_where=sa.text("outcome = 'planned' and steps is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_operations_partly", table_name="operations")
    op.drop_index("ix_runs_closing", table_name="runs")
    op.drop_column("runs", "closing_reason")
    for name in reversed(MOMENTS):
        op.drop_column("runs", name)
