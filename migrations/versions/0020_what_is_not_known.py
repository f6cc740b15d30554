"""What is not known: kinds of accounts, moments that cannot be true, groups that make organization admins."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("directory_users", sa.Column("account_type", sa.Text(), nullable=True))
    op.add_column("directory_users", sa.Column("kind", sa.Text(), nullable=True))
    op.add_column("directory_users", sa.Column("odd_moments", JSONB(), nullable=True))
    op.add_column(
        "directory_memberships",
        sa.Column("is_activity_known", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.add_column(
        "directory_groups", sa.Column("grants_org_admin", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # Sets that do not tell of whom something is known answer wrongly; the tables answer until the next sync.
    op.execute("select set_config('rollcall.scope', 'system', true)")
    op.execute("delete from directory_sets where kind = 'everybody'")


def downgrade() -> None:
    op.drop_column("directory_groups", "grants_org_admin")
    op.drop_column("directory_memberships", "is_activity_known")
    op.drop_column("directory_users", "odd_moments")
    op.drop_column("directory_users", "kind")
    op.drop_column("directory_users", "account_type")
