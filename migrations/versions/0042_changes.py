"""What changed about people, as spans that the tables of the mirror note by themselves, and their days of activity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0045"

# The same policy as that of every other tenant-owned table (0001).
POLICY = """
create policy tenant_isolation on {table} using (
    tenant_id = (select nullif(current_setting('rollcall.tenant_id', true), '')::bigint)
    or (select current_setting('rollcall.scope', true)) = 'system'
)
"""
# Who looks, as `app.directory.looks` says it for the transaction. Whoever says nothing has read Atlassian just now: the
# change lies between the last complete sync (by the three minutes earlier by which reads may lag) and this moment.
# Before the first sync is complete nothing was known, so that nothing has changed.
LOOK = """
    cross join lateral (select
        nullif(current_setting('rollcall.look_run', true), '')::bigint as run,
        coalesce(nullif(current_setting('rollcall.look_at', true), '')::timestamptz, now()) as moment) l
    join tenants t on t.id = w.tenant_id and t.mirror_synced_at is not null
    cross join lateral (select case when l.run is not null then l.moment else least(l.moment,
        t.mirror_synced_at - make_interval(secs => coalesce(t.mirror_took_seconds, 0) + 180)) end as since) e
"""
SAME = """
    s.tenant_id = w.tenant_id and s.account_id = w.account_id and s.kind = w.kind and s.thing_id = w.thing_id
    and s.detail = w.detail
"""
SETTINGS = """
declare
    is_first constant boolean := coalesce(current_setting('rollcall.look_is_first', true), '') = 'yes';
    unapplied constant bigint := nullif(current_setting('rollcall.look_unapplied', true), '')::bigint;
"""
BEGAN = """
    if unapplied is not null then
        delete from change_spans s using ({who}) w where {same} and s.ended_run = unapplied and s.began_at is null;
        update change_spans s set ended_after = null, ended_at = null, ended_run = null
        from ({who}) w where {same} and s.ended_run = unapplied;
    elsif not is_first then
        insert into change_spans (tenant_id, account_id, kind, thing_id, detail, began_after, began_at, began_run)
        select w.tenant_id, w.account_id, w.kind, w.thing_id, w.detail, e.since, l.moment, l.run from ({who}) w {look};
    end if;
"""
ENDED = """
    if unapplied is not null then
        delete from change_spans s using ({who}) w where {same} and s.began_run = unapplied and s.ended_at is null;
    else
        with gone as materialized (select w.*, e.since, l.moment, l.run from ({who}) w {look}),
        closed as (
            update change_spans s set ended_after = w.since, ended_at = w.moment, ended_run = w.run
            from gone w where {same} and s.ended_at is null
            returning s.tenant_id, s.account_id, s.kind, s.thing_id, s.detail)
        insert into change_spans (tenant_id, account_id, kind, thing_id, detail, ended_after, ended_at, ended_run)
        select w.tenant_id, w.account_id, w.kind, w.thing_id, w.detail, w.since, w.moment, w.run from gone w
        where not exists (select from closed s where {same});
    end if;
"""
# A status is a span of what is not the ordinary: who is active has none. What is not known changes nothing, and a
# status that follows upon an unknown one is known since then, and did not begin then.
MOVED = """
    if unapplied is not null then
        delete from change_spans s using ({moves}) w where s.tenant_id = w.tenant_id and s.account_id = w.account_id
            and s.kind = 'status' and (s.began_run = unapplied and s.ended_at is null
                or s.ended_run = unapplied and s.began_at is null);
        update change_spans s set ended_after = null, ended_at = null, ended_run = null from ({moves}) w
        where s.tenant_id = w.tenant_id and s.account_id = w.account_id and s.kind = 'status'
            and s.detail = w.status and s.ended_run = unapplied;
        return null;
    end if;
    if is_first then
        return null;
    end if;
    with moved as materialized (select w.*, e.since, l.moment, l.run from ({moves}) w {look}),
    closed as (
        update change_spans s set ended_after = w.since, ended_at = w.moment, ended_run = w.run
        from moved w where s.tenant_id = w.tenant_id and s.account_id = w.account_id and s.kind = 'status'
            and s.detail <> w.status and s.ended_at is null
        returning s.tenant_id, s.account_id),
    ended as (
        insert into change_spans (tenant_id, account_id, kind, thing_id, detail, ended_after, ended_at, ended_run)
        select w.tenant_id, w.account_id, 'status', '', w.was, w.since, w.moment, w.run from moved w
        where w.was not in ('active', 'unknown')
            and not exists (
                select from closed s where s.tenant_id = w.tenant_id and s.account_id = w.account_id))
    insert into change_spans (tenant_id, account_id, kind, thing_id, detail, began_after, began_at, began_run)
    select w.tenant_id, w.account_id, 'status', '', w.status, case when w.was <> 'unknown' then w.since end,
        case when w.was <> 'unknown' then w.moment end, case when w.was <> 'unknown' then w.run end
    from moved w
    where w.status <> 'active' and not exists (
        select from change_spans s where s.tenant_id = w.tenant_id and s.account_id = w.account_id
            and s.kind = 'status' and s.detail = w.status and s.ended_at is null);
"""
MEMBERS = """
    select c.tenant_id, u.account_id, 'group' as kind, g.group_id as thing_id, '' as detail from changed c
    join directory_users u on u.tenant_id = c.tenant_id and u.id = c.user_id
    join directory_groups g on g.tenant_id = c.tenant_id and g.id = c.group_row_id
"""
ACCESS = """
    select c.tenant_id, u.account_id, 'app' as kind, a.resource_id as thing_id, c.role as detail from changed c
    join directory_users u on u.tenant_id = c.tenant_id and u.id = c.user_id
    join apps a on a.tenant_id = c.tenant_id and a.id = c.app_row_id
"""
PEOPLE = "select c.tenant_id, c.account_id, 'presence' as kind, '' as thing_id, '' as detail from changed c"
CHANGED = """
    select c.tenant_id, c.account_id, b.status as was, c.status from changed c
    join earlier b on b.tenant_id = c.tenant_id and b.id = c.id
    where c.status <> b.status and c.status <> 'unknown'
"""
# Of somebody who comes (back) nothing says since when they have their status.
CAME = "select c.tenant_id, c.account_id, 'unknown' as was, c.status from changed c where c.status <> 'unknown'"
ACTIVITY_PLACE = ["tenant_id", "user_id", "app_row_id", "year"]


def _fill(body: str, **parts: str) -> str:
    return body.format(look=LOOK, same=SAME, **parts)


FUNCTIONS = {
    "note_span_members_began": _fill(BEGAN, who=MEMBERS),
    "note_span_members_ended": _fill(ENDED, who=MEMBERS),
    "note_span_access_began": _fill(BEGAN, who=ACCESS),
    "note_span_access_ended": _fill(ENDED, who=ACCESS),
    "note_span_users_began": _fill(BEGAN, who=PEOPLE) + _fill(MOVED, moves=CAME),
    "note_span_users_ended": _fill(ENDED, who=PEOPLE),
    "note_span_status": _fill(MOVED, moves=CHANGED),
}
TRIGGERS = (
    ("group_members", "insert", "new table as changed", "note_span_members_began"),
    ("group_members", "delete", "old table as changed", "note_span_members_ended"),
    ("app_access", "insert", "new table as changed", "note_span_access_began"),
    ("app_access", "delete", "old table as changed", "note_span_access_ended"),
    ("directory_users", "insert", "new table as changed", "note_span_users_began"),
    ("directory_users", "delete", "old table as changed", "note_span_users_ended"),
    ("directory_users", "update", "old table as earlier new table as changed", "note_span_status"),
)


def upgrade() -> None:
    _create_spans()
    _create_activity_days()
    for table in ("change_spans", "activity_days"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(POLICY.format(table=table))
    op.add_column(
        "tenants", sa.Column("change_retention_months", sa.SmallInteger(), nullable=False, server_default="13")
    )
    op.add_column(
        "tenants", sa.Column("are_activity_days_kept", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    for name, body in FUNCTIONS.items():
        op.execute(
            f"create function {name}() returns trigger language plpgsql as $note$ {SETTINGS} begin "
            f"if not exists (select from changed) then return null; end if; {body} return null; end $note$"
        )
    for table, event, tables, function in TRIGGERS:
        op.execute(
            f"create trigger note_span_{event} after {event} on {table} referencing {tables} "
            f"for each statement execute function {function}()"
        )


def downgrade() -> None:
    for table, event, _tables, _function in TRIGGERS:
        op.execute(f"drop trigger note_span_{event} on {table}")
    for name in FUNCTIONS:
        op.execute(f"drop function {name}()")
    op.drop_column("tenants", "are_activity_days_kept")
    op.drop_column("tenants", "change_retention_months")
    op.drop_table("activity_days")
    op.drop_table("change_spans")


def _create_spans() -> None:
    op.create_table(
        "change_spans",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("began_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_run", sa.BigInteger(), nullable=True),
        sa.Column("ended_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_run", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind in ('group', 'app', 'status', 'presence')", name=op.f("ck_change_spans_kind_word")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_change_spans_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_change_spans")),
    )
    op.create_index(op.f("ix_change_spans_account"), "change_spans", ["tenant_id", "account_id"])
    for side in ("began", "ended"):
        moment = f"{side}_at"
        op.create_index(
            op.f(f"ix_change_spans_{side}"),
            "change_spans",
            ["tenant_id", moment, "id"],
            postgresql_where=sa.text(f"{moment} is not null"),
        )


def _create_activity_days() -> None:
    op.create_table(
        "activity_days",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("app_row_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("days", postgresql.BIT(366), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "app_row_id"],
            ["apps.tenant_id", "apps.id"],
            name=op.f("fk_activity_days_tenant_id_app_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["directory_users.tenant_id", "directory_users.id"],
            name=op.f("fk_activity_days_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_activity_days_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*ACTIVITY_PLACE, name=op.f("pk_activity_days")),
    )
    # A day that is added rewrites the row: with room beside it no index is touched.
    op.execute("alter table activity_days set (fillfactor = 80)")
