"""Keys of the seals, one a tenant, and the head that was sealed last; which seals carry a key."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on seal_keys using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""


def upgrade() -> None:
    op.create_table(
        "seal_keys",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("encrypted_key", sa.Text(), nullable=False),
        sa.Column("head_position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("head_mac", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_seal_keys_tenant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_seal_keys")),
    )
    op.execute("alter table seal_keys enable row level security")
    op.execute("alter table seal_keys force row level security")
    op.execute(POLICY)
    op.add_column("log_seals", sa.Column("is_keyed", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("log_seals", "is_keyed")
    op.drop_table("seal_keys")
