"""Where the pages of a Forge installation are, and which install tokens were used for what."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("installations", sa.Column("environment_id", sa.Text(), nullable=True))
    op.create_table(
        "used_install_tokens",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_used_install_tokens")),
    )
    op.create_index("ix_used_install_tokens_expires_at", "used_install_tokens", ["expires_at"])


def downgrade() -> None:
    op.drop_table("used_install_tokens")
    op.drop_column("installations", "environment_id")
