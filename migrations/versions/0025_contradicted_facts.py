"""Which facts the last examinations contradicted: one that cannot be seen again stays contradicted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("tenants", sa.Column("contradicted_facts", JSONB(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("tenants", "contradicted_facts")
