"""Which actions rely on something that a look at the tenant's organization contradicted, and when that was."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("tenants", sa.Column("unsafe_actions", JSONB(none_as_null=True), nullable=True))
    op.add_column("tenants", sa.Column("examined_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("tenants", "examined_at")
    op.drop_column("tenants", "unsafe_actions")
