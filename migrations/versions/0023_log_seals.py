"""Seals of the log: audit entries and runs chained per tenant, so that what is altered, missing or added shows."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on log_seals using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""
# What stands there today was written before anything was sealed.
FOUND = """
select t.id,
    (select coalesce(max(a.id), 0) from audit_entries a where a.tenant_id = t.id),
    (select coalesce(max(r.id), 0) from runs r where r.tenant_id = t.id)
from tenants t
"""


def upgrade() -> None:
    op.create_table(
        "log_seals",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint(
            "kind in ('begin', 'audit', 'audit_rewritten', 'run_begun', 'run', 'run_rewritten', 'run_removed')",
            name=op.f("ck_log_seals_kind_word"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_log_seals_tenant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "position", name=op.f("pk_log_seals")),
    )
    op.execute("select set_config('rollcall.scope', 'system', true)")
    for tenant_id, audit_id, run_id in op.get_bind().execute(sa.text(FOUND)).all():
        content = f"{audit_id}:{run_id}"
        link = hashlib.sha256(f"\n1\nbegin\n0\n{content}".encode()).hexdigest()
        op.get_bind().execute(
            sa.text("insert into log_seals values (:tenant, 1, 'begin', 0, :content, :link)"),
            {"tenant": tenant_id, "content": content, "link": link},
        )
    op.execute("alter table log_seals enable row level security")
    op.execute("alter table log_seals force row level security")
    op.execute(POLICY)
    op.add_column("runs", sa.Column("sealed_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_runs_unsealed", "runs", ["finished_at", "id"],
        postgresql_where=sa.text("sealed_at is null and finished_at is not null"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_runs_unsealed", table_name="runs")
    op.drop_column("runs", "sealed_at")
    op.drop_table("log_seals")
