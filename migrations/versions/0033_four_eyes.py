"""Who shaped a task, the rule of four eyes, and what a step was before it was taken out of a held plan."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("tenants", sa.Column("is_four_eyes_required", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("tasks", sa.Column("shaped_by", sa.Text()))
    op.add_column("tasks", sa.Column("shaped_at", sa.DateTime(timezone=True)))
    op.execute("update tasks set shaped_by = updated_by, shaped_at = updated_at")
    op.add_column("operations", sa.Column("planned_reason", sa.Text()))
    op.add_column("operations", sa.Column("is_changing", sa.Boolean()))


def downgrade() -> None:
    op.drop_column("operations", "is_changing")
    op.drop_column("operations", "planned_reason")
    op.drop_column("tasks", "shaped_at")
    op.drop_column("tasks", "shaped_by")
    op.drop_column("tenants", "is_four_eyes_required")
