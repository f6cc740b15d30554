"""Which runs in front of a run have nothing in common with it, so that it is not asked at every slice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    op.add_column("runs", sa.Column("clear_of_runs", postgresql.ARRAY(sa.BigInteger()), nullable=True))
    op.add_column("runs", sa.Column("clear_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "clear_since")
    op.drop_column("runs", "clear_of_runs")
