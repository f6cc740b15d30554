"""When the members of single groups were read apart from a sync, how long the last sync took, and of when a run's are."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("directory_groups", sa.Column("members_read_at", sa.DateTime(timezone=True)))
    op.add_column("tenants", sa.Column("mirror_took_seconds", sa.Integer()))
    op.add_column("runs", sa.Column("groups_read_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("runs", "groups_read_at")
    op.drop_column("tenants", "mirror_took_seconds")
    op.drop_column("directory_groups", "members_read_at")
