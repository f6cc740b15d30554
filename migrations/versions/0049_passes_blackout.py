"""Whether a held run was released for blackout days, too, beside its frozen plan."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0051"


def upgrade() -> None:
    op.add_column("runs", sa.Column("passes_blackout", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "passes_blackout")
