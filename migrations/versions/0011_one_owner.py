"""One organization, one owner: a unique index on the organization of a key, and where a resting tenant's data went."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# Of several tenants with one organization the one whose key was stored first goes on; the others keep everything but
# their key, and can take over.
REST = """
with ranked as (
    select c.tenant_id, row_number() over (partition by c.org_id order by t.status <> 'active', c.verified_at, c.tenant_id)
        as place
    from organization_credentials c join tenants t on t.id = c.tenant_id
), resting as (
    delete from organization_credentials c using ranked r
    where r.tenant_id = c.tenant_id and r.place > 1 returning c.tenant_id
), calm as (
    update tasks set next_run_at = null where tenant_id in (select tenant_id from resting)
)
update tenants set next_daily_sync_at = null where id in (select tenant_id from resting)
"""


def upgrade() -> None:
    op.add_column("tenants", sa.Column("moved_to", sa.Text(), nullable=True))
    op.add_column("tenants", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("select set_config('rollcall.scope', 'system', true)")
    op.execute(REST)
    op.create_unique_constraint(op.f("uq_organization_credentials_org_id"), "organization_credentials", ["org_id"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_organization_credentials_org_id"), "organization_credentials")
    op.drop_column("tenants", "moved_at")
    op.drop_column("tenants", "moved_to")
