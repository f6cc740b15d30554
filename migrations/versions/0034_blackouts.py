"""Days on which no run that takes something away starts, and what a slot that did not start tells."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on blackout_entries using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""
WORDS = "blackout_weekdays <@ array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']"
HOLDS = "'holds', new.holds,"
BLACKOUT = "'blackout', new.specification->'blackout',"
# The function that tells of runs tells the blackout, too; the rest of it stays as it is.
RETELL = """
do $retell$ begin
    execute replace(pg_get_functiondef('rollcall_tell'::regproc), $old${old}$old$, $new${new}$new$);
end $retell$
"""


def upgrade() -> None:
    op.create_table(
        "blackout_entries",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_blackout_entries_last_on_follows")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_blackout_entries_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_blackout_entries")),
    )
    op.execute("alter table blackout_entries enable row level security")
    op.execute("alter table blackout_entries force row level security")
    op.execute(POLICY)
    op.add_column("tenants", sa.Column("blackout_weekdays", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.add_column("tenants", sa.Column("is_sync_hour_quiet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_check_constraint(op.f("ck_tenants_blackout_weekdays_words"), "tenants", WORDS)
    op.execute(RETELL.format(old=HOLDS, new=f"{HOLDS} {BLACKOUT}"))


def downgrade() -> None:
    op.execute(RETELL.format(old=f"{HOLDS} {BLACKOUT}", new=HOLDS))
    op.drop_constraint(op.f("ck_tenants_blackout_weekdays_words"), "tenants")
    op.drop_column("tenants", "is_sync_hour_quiet")
    op.drop_column("tenants", "blackout_weekdays")
    op.drop_table("blackout_entries")
