"""Which request asked for a run or sync, for logs and traces."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0034"


def upgrade() -> None:
    for table in ("runs", "syncs"):
        op.add_column(table, sa.Column("request_id", sa.String(), nullable=True))
