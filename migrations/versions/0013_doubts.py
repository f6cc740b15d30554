"""What became of a write may stay unknown for a while: how often, and until when a look proves nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("operations", sa.Column("doubts", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("operations", sa.Column("in_doubt_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("operations", "in_doubt_until")
    op.drop_column("operations", "doubts")
