"""When each tenant last had its turn, so that those who wait longest come next."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on turns using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('work', 'delivery')", name=op.f("ck_turns_kind_word")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_turns_tenant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "kind", name=op.f("pk_turns")),
    )
    op.execute("alter table turns enable row level security")
    op.execute("alter table turns force row level security")
    op.execute(POLICY)


def downgrade() -> None:
    op.drop_table("turns")
