"""Sets of people for the User Browser: slots, bit sets, and triggers that note whose slot is out of date."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ("directory_sets", "directory_moments", "directory_changes")
ORDERS = {
    "name": "name",
    "email": "(case when email is null then '' else email end)",
    "added": "(case when added_at is null then '-infinity'::timestamptz else added_at end)",
    "last_active": "(case when last_active_at is null then '-infinity'::timestamptz else last_active_at end)",
}
POLICY = """
create policy tenant_isolation on {table} using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""
# Whoever changes something about people holds this lock shared until the transaction ends; slots are given out
# under the exclusive one. So nobody can get a slot between a change and its note.
LOCK = """
    perform pg_advisory_xact_lock_shared(hashtextextended('directory_slots', t.tenant_id))
    from (select distinct tenant_id from {changed}) t;
"""
# A tenant that is being purged takes its notes with it, so none are made.
NOTE = "insert into directory_changes (tenant_id, slot) {who} and exists (select from tenants t where t.id = {owner})"
FUNCTIONS = {
    "note_changed_links": LOCK.format(changed="changed")
    + NOTE.format(
        who="""
    select c.tenant_id, u.slot from (select distinct tenant_id, user_id from changed) c
    cross join lateral (
        select x.slot from directory_users x where x.tenant_id = c.tenant_id and x.id = c.user_id limit 1) u
    where u.slot is not null""",
        owner="c.tenant_id",
    ),
    "note_changed_users": LOCK.format(changed="changed")
    + NOTE.format(
        who="""
    select c.tenant_id, c.slot from changed c join earlier e on e.tenant_id = c.tenant_id and e.id = c.id
    where c.slot = e.slot""",
        owner="c.tenant_id",
    ),
    "note_removed_users": LOCK.format(changed="changed")
    + NOTE.format(who="select c.tenant_id, c.slot from changed c where c.slot is not null", owner="c.tenant_id"),
}
TRIGGERS = (
    ("directory_users", "update", "old table as earlier new table as changed", "note_changed_users"),
    ("directory_users", "delete", "old table as changed", "note_removed_users"),
    ("group_members", "insert", "new table as changed", "note_changed_links"),
    ("group_members", "delete", "old table as changed", "note_changed_links"),
    ("app_access", "insert", "new table as changed", "note_changed_links"),
    ("app_access", "delete", "old table as changed", "note_changed_links"),
    ("app_activity", "insert", "new table as changed", "note_changed_links"),
    ("app_activity", "update", "new table as changed", "note_changed_links"),
    ("app_activity", "delete", "old table as changed", "note_changed_links"),
)


def upgrade() -> None:
    op.add_column("directory_users", sa.Column("slot", sa.Integer(), nullable=True))
    op.create_unique_constraint(op.f("uq_directory_users_tenant_id_slot"), "directory_users", ["tenant_id", "slot"])
    for name, key in ORDERS.items():
        op.execute(f"drop index ix_directory_users_{name}")
        op.execute(f"create index ix_directory_users_{name} on directory_users (tenant_id, {key}, id) include (slot)")
    _create_tables()
    for name, body in FUNCTIONS.items():
        op.execute(f"create function {name}() returns trigger language plpgsql as $$ begin {body}; return null; end $$")
    for table, event, tables, function in TRIGGERS:
        op.execute(
            f"create trigger note_{event} after {event} on {table} referencing {tables} "
            f"for each statement execute function {function}()"
        )


def _create_tables() -> None:
    op.create_table(
        "directory_sets",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        *_keys("directory_sets", "kind", "key"),
    )
    op.create_table(
        "directory_moments",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("moments", sa.LargeBinary(), nullable=False),
        sa.Column("slots", sa.LargeBinary(), nullable=False),
        *_keys("directory_moments", "kind", "key", "position"),
    )
    op.create_table(
        "directory_changes",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        *_keys("directory_changes", "id"),
    )
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(POLICY.format(table=table))


def _keys(table: str, *columns: str) -> tuple[sa.PrimaryKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.PrimaryKeyConstraint("tenant_id", *columns, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id"), ondelete="CASCADE"),
    )


def downgrade() -> None:
    for table, event, _tables, _function in TRIGGERS:
        op.execute(f"drop trigger note_{event} on {table}")
    for name in FUNCTIONS:
        op.execute(f"drop function {name}()")
    for table in TABLES:
        op.drop_table(table)
    for name, key in ORDERS.items():
        op.execute(f"drop index ix_directory_users_{name}")
        op.execute(f"create index ix_directory_users_{name} on directory_users (tenant_id, {key}, id)")
    op.drop_constraint(op.f("uq_directory_users_tenant_id_slot"), "directory_users")
    op.drop_column("directory_users", "slot")
