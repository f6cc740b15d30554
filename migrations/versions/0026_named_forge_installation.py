"""The Forge installation that a Connect host names beside the clientKey: whose data a move to Forge is about."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("installations", sa.Column("forge_installation", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("installations", "forge_installation")
