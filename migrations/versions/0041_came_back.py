"""What syncs after a run find that somebody else has changed back, and with which of them it was compared."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

FOUND = sa.text("came_back_at is not null")


def upgrade() -> None:
    op.add_column("operations", sa.Column("came_back_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_operations_came_back", "operations", ["tenant_id", "run_id", "position"], postgresql_where=FOUND
    )  # fmt: skip
    op.add_column("runs", sa.Column("compared_at", sa.DateTime(timezone=True)))
    op.add_column("runs", sa.Column("came_back", sa.Integer()))
    op.add_column("runs", sa.Column("came_back_at", sa.DateTime(timezone=True)))
    op.create_index("ix_runs_came_back", "runs", ["tenant_id", "came_back_at"], postgresql_where=FOUND)


def downgrade() -> None:
    op.drop_index("ix_runs_came_back", table_name="runs")
    op.drop_column("runs", "came_back_at")
    op.drop_column("runs", "came_back")
    op.drop_column("runs", "compared_at")
    op.drop_index("ix_operations_came_back", table_name="operations")
    op.drop_column("operations", "came_back_at")
