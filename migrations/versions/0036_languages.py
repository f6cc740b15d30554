"""The language of an organization's emails, and why a sync failed by its code, so that each can be said in it."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0038"

ERROR = "'error', new.error,"
FAULT = "'fault', new.fault,"
# The function that tells of syncs tells the fault, too; the rest of it stays as it is.
RETELL = """
do $retell$ begin
    execute replace(pg_get_functiondef('rollcall_tell'::regproc), $old${old}$old$, $new${new}$new$);
end $retell$
"""


def upgrade() -> None:
    op.add_column("tenants", sa.Column("language", sa.Text(), nullable=False, server_default="en"))
    op.create_check_constraint(op.f("ck_tenants_language_word"), "tenants", "language in ('en', 'de')")
    op.execute(RETELL.format(old=ERROR, new=f"{ERROR} {FAULT}"))


def downgrade() -> None:
    op.execute(RETELL.format(old=f"{ERROR} {FAULT}", new=ERROR))
    op.drop_constraint(op.f("ck_tenants_language_word"), "tenants")
    op.drop_column("tenants", "language")
