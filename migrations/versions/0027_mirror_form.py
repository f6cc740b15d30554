"""Which form of the mirror a tenant has: what an earlier release did not read is not taken for known."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("tenants", sa.Column("mirror_form", sa.SmallInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("tenants", "mirror_form")
