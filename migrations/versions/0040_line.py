"""The place of a run among those that are at work, and whom it waits for."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("runs", sa.Column("lined_up_at", sa.DateTime(timezone=True)))
    op.add_column("runs", sa.Column("waits_for_run", sa.BigInteger()))
    op.add_column("runs", sa.Column("waits_for_people", sa.BigInteger()))
    op.add_column("runs", sa.Column("waits_for_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for column in ("waits_for_since", "waits_for_people", "waits_for_run", "lined_up_at"):
        op.drop_column("runs", column)
