"""What ended a sync, one of its listings or a try to deliver, by a code that the page has words for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0030"
_TABLES = ("syncs", "sync_walks", "notification_tries")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("fault", JSONB()))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "fault")
