"""The seals of one row are found before the app changes it."""

from alembic import op

revision = "0051"
down_revision = "0046"


def upgrade() -> None:
    op.create_index("ix_log_seals_subject", "log_seals", ["tenant_id", "subject_id"])


def downgrade() -> None:
    op.drop_index("ix_log_seals_subject", "log_seals")
