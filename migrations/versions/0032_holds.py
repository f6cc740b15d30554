"""How much of an organization one run may change unasked, and every reason why a plan waits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"

PLANNED = "'planned_users', new.planned_users,"
HOLDS = "'holds', new.holds,"
# The function that tells of runs tells the reasons, too; the rest of it stays as it is.
RETELL = """
do $retell$ begin
    execute replace(pg_get_functiondef('rollcall_tell'::regproc), $old${old}$old$, $new${new}$new$);
end $retell$
"""


def upgrade() -> None:
    op.add_column("tenants", sa.Column("limit_percent", sa.SmallInteger(), nullable=False, server_default="5"))
    op.add_column("tenants", sa.Column("limit_people", sa.Integer(), nullable=False, server_default="10"))
    op.add_column("runs", sa.Column("holds", JSONB()))
    op.execute(RETELL.format(old=PLANNED, new=f"{PLANNED} {HOLDS}"))


def downgrade() -> None:
    op.execute(RETELL.format(old=f"{PLANNED} {HOLDS}", new=PLANNED))
    op.drop_column("runs", "holds")
    op.drop_column("tenants", "limit_people")
    op.drop_column("tenants", "limit_percent")
