"""The mode of a task, and runs that only say what they would do.

The previous release may go on beside this one, and knows of no mode. So the database itself makes a test of every run
of a task that is not live, and lets no test run come into a state in which writes are made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0042"

STATES = "'queued', 'syncing', 'planning', 'held', 'running', 'succeeded', 'partial', 'failed', "
OTHERS = "'cancelled', 'missed', 'skipped'"
FOLLOW = """
create function rollcall_follow_mode() returns trigger language plpgsql as $follow$
begin
    if exists (
        select from tasks t where t.tenant_id = new.tenant_id and t.id = new.task_id and t.mode <> 'live'
    ) then
        new.mode := 'test';
    end if;
    return new;
end
$follow$
"""
TRIGGER = "'trigger', new.trigger,"
MODE = "'mode', new.mode,"
# The function that tells of runs tells the mode, too; the rest of it stays as it is.
RETELL = """
do $retell$ begin
    execute replace(pg_get_functiondef('rollcall_tell'::regproc), $old${old}$old$, $new${new}$new$);
end $retell$
"""


def upgrade() -> None:
    op.add_column("tasks", sa.Column("mode", sa.Text(), nullable=False, server_default="live"))
    op.add_column("runs", sa.Column("mode", sa.Text(), nullable=False, server_default="live"))
    _check("tasks", "mode_word", "mode in ('draft', 'test', 'live')")
    _check("runs", "mode_word", "mode in ('test', 'live')")
    _check("runs", "test_changes_nobody", "mode = 'live' or state not in ('held', 'running')")
    op.drop_constraint("ck_runs_state_word", "runs")
    _check("runs", "state_word", f"state in ({STATES}'tested', {OTHERS})")
    op.execute(FOLLOW)
    op.execute(
        "create trigger follow_mode before insert on runs for each row when (new.task_id is not null) "
        "execute function rollcall_follow_mode()"
    )
    op.execute(RETELL.format(old=TRIGGER, new=f"{TRIGGER} {MODE}"))


def downgrade() -> None:
    op.execute(RETELL.format(old=f"{TRIGGER} {MODE}", new=TRIGGER))
    op.execute("drop trigger follow_mode on runs")
    op.execute("drop function rollcall_follow_mode()")
    # Whoever does not know modes takes every task for live.
    op.execute("update tasks set is_schedule_active = false, next_run_at = null where mode <> 'live'")
    op.execute("alter table runs disable trigger user")
    op.execute("update runs set state = 'cancelled' where state = 'tested'")
    op.execute("alter table runs enable trigger user")
    op.drop_constraint("ck_runs_state_word", "runs")
    _check("runs", "state_word", f"state in ({STATES}{OTHERS})")
    op.drop_constraint("ck_runs_test_changes_nobody", "runs")
    op.drop_constraint("ck_runs_mode_word", "runs")
    op.drop_constraint("ck_tasks_mode_word", "tasks")
    op.drop_column("runs", "mode")
    op.drop_column("tasks", "mode")


def _check(table: str, name: str, rule: str) -> None:
    """A check whose rows are read without the lock that keeps everybody out."""
    op.execute(f"alter table {table} add constraint ck_{table}_{name} check ({rule}) not valid")
    op.execute(f"alter table {table} validate constraint ck_{table}_{name}")
