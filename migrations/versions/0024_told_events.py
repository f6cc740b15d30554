"""What happens to runs and syncs is told by the rows themselves, through whatever door it happens."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

# A row that comes into a state that is told of writes its notifications, in the same transaction, once for each
# channel: the unique key refuses a second telling. The words are those of app/domain/notifications; a test compares.
TELL = """
create function rollcall_tell() returns trigger language plpgsql as $tell$
declare
    told text;
    facts jsonb;
    chosen text[];
    form constant text := 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"';
begin
    if not exists (select from notification_channels c where c.tenant_id = new.tenant_id and c.is_active) then
        return null;
    end if;
    if tg_table_name = 'runs' then
        told := case when new.reason = 'approval_expired' then 'run.expired' else 'run.' || new.state end;
        facts := jsonb_build_object(
            'path', '/runs/' || new.id, 'run_id', new.id, 'task_id', new.task_id,
            'name', coalesce(new.specification ->> 'name', ''), 'trigger', new.trigger,
            'state', new.state, 'reason', new.reason, 'counts', new.counts,
            'planned_users', new.planned_users, 'requested_by', new.requested_by,
            'scheduled_for', to_char(new.scheduled_for at time zone 'UTC', form),
            'started_at', to_char(new.started_at at time zone 'UTC', form),
            'finished_at', to_char(new.finished_at at time zone 'UTC', form));
    else
        told := 'sync.failed';
        facts := jsonb_build_object(
            'path', '/settings/health', 'sync_id', new.id, 'kind', new.kind, 'error', new.error,
            'organization', (select o.org_name from organization_credentials o where o.tenant_id = new.tenant_id),
            'started_at', to_char(new.started_at at time zone 'UTC', form),
            'finished_at', to_char(new.finished_at at time zone 'UTC', form));
    end if;
    -- Whoever asked to be told of plans that wait hears of their end, too.
    chosen := case when told = 'run.expired' then array['run.held', 'run.cancelled'] else array[told] end;
    insert into notifications (tenant_id, channel_id, event, subject, data, most_tries, next_try_at)
    select new.tenant_id, c.id, told, case when told = 'sync.failed' then 'sync:' else 'run:' end || new.id,
        facts || jsonb_build_object('log_head', (
            select s.position || ':' || s.link from log_seals s
            where s.tenant_id = new.tenant_id order by s.position desc limit 1)),
        8, now()
    from notification_channels c
    where c.tenant_id = new.tenant_id and c.is_active and c.events ?| chosen
    on conflict do nothing;
    if found then
        notify rollcall_work;
    end if;
    return null;
end
$tell$
"""
IS_TOLD = "new.state not in ('queued', 'syncing', 'planning', 'running')"
HAS_FAILED = "new.state = 'failed' and new.cancelled_by is null"
TRIGGERS = {
    "tell_begun": ("runs", f"after insert on runs for each row when ({IS_TOLD})"),
    "tell_moved": ("runs", f"after update of state on runs for each row when (old.state <> new.state and {IS_TOLD})"),
    "tell_failed": (
        "syncs",
        f"after update of state on syncs for each row when (old.state <> new.state and {HAS_FAILED})",
    ),
}


def upgrade() -> None:
    op.add_column("syncs", sa.Column("cancelled_by", sa.Text(), nullable=True))
    op.execute(TELL)
    for name, (_table, when) in TRIGGERS.items():
        op.execute(f"create trigger {name} {when} execute function rollcall_tell()")


def downgrade() -> None:
    for name, (table, _when) in TRIGGERS.items():
        op.execute(f"drop trigger {name} on {table}")
    op.execute("drop function rollcall_tell()")
    op.drop_column("syncs", "cancelled_by")
