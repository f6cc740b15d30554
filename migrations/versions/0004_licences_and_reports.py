"""Licences that ended, how far the report of accounts has come, and Forge's system token for it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tenants", sa.Column("license_ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tenants", sa.Column("report_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tenants", sa.Column("report_cursor", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("installations", sa.Column("encrypted_system_token", sa.Text(), nullable=True))
    op.add_column("installations", sa.Column("system_token_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("installations", "system_token_at")
    op.drop_column("installations", "encrypted_system_token")
    op.drop_column("tenants", "report_cursor")
    op.drop_column("tenants", "report_due_at")
    op.drop_column("tenants", "license_ended_at")
