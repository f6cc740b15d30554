"""Through what somebody has access again that a run took, as a later sync read it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0050"


def upgrade() -> None:
    op.add_column("operations", sa.Column("came_back_through", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("operations", "came_back_through")
