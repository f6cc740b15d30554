"""Which delegated admin wrote a task or a filter: never its subject."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for table in ("tasks", "saved_filters"):
        op.add_column(table, sa.Column("delegated_by", sa.Text(), nullable=True))


def downgrade() -> None:
    for table in ("tasks", "saved_filters"):
        op.drop_column(table, "delegated_by")
