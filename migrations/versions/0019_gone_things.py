"""What is taken out of the mirror's catalogue leaves its name, for the filters and tasks that still name it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

POLICY = """
create policy tenant_isolation on gone_things using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""
# Whoever removes a row; when a tenant goes, its row is gone before those of its catalogue and nothing is kept.
NOTE = """
create function rollcall_note_gone() returns trigger language plpgsql as $note$
begin
    if tg_table_name = 'directory_groups' then
        insert into gone_things (tenant_id, kind, thing_id, name)
        select old.tenant_id, 'group', old.group_id, old.name from tenants t where t.id = old.tenant_id
        on conflict (tenant_id, kind, thing_id) do update set name = excluded.name, gone_at = now();
    else
        insert into gone_things (tenant_id, kind, thing_id, name)
        select old.tenant_id, x.kind, x.id, x.name from tenants t, (values
            ('app', old.resource_id, old.name || ' (' || old.site_name || ')'),
            ('site', old.site_id, old.site_name)) as x(kind, id, name)
        where t.id = old.tenant_id
        on conflict (tenant_id, kind, thing_id) do update set name = excluded.name, gone_at = now();
    end if;
    return null;
end
$note$
"""


def upgrade() -> None:
    op.create_table(
        "gone_things",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("kind in ('group', 'app', 'site')", name=op.f("ck_gone_things_kind_word")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_gone_things_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "thing_id", name=op.f("pk_gone_things")),
    )
    op.execute("alter table gone_things enable row level security")
    op.execute("alter table gone_things force row level security")
    op.execute(POLICY)
    op.execute(NOTE)
    for table in ("directory_groups", "apps"):
        op.execute(
            f"create trigger note_gone after delete on {table} for each row execute function rollcall_note_gone()"
        )


def downgrade() -> None:
    for table in ("directory_groups", "apps"):
        op.execute(f"drop trigger note_gone on {table}")
    op.execute("drop function rollcall_note_gone()")
    op.drop_table("gone_things")
