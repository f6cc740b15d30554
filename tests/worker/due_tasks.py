"""Many tenants whose tasks are all due in one slot."""

from datetime import UTC, datetime

import sqlalchemy as sa

from app.db import Database

_FILL = (
    "insert into tenants select from generate_series(1, :tenants)",
    """
insert into organization_credentials (tenant_id, org_id, org_name, encrypted_api_key, key_fingerprint, expires_on,
                                      verified_by)
select id, 'o' || id, 'Acme', 'x', 'x', '2100-01-01', 'a' from tenants
""",
    """
insert into saved_filters (tenant_id, name, specification, created_by, updated_by)
select id, 'all', '{"version": 1, "root": {"op": "and", "of": []}}', 'a', 'a' from tenants
""",
    """
insert into tasks (tenant_id, name, filter_id, actions, schedule, time_zone, is_schedule_active, next_run_at,
                   created_by, updated_by)
select t.id, 'task ' || n, f.id, '[{"type": "suspend_user"}]',
       '{"mode": "weekly", "weekdays": ["monday", "friday"], "hour": 3}', 'Europe/Berlin', true, :slot, 'a', 'a'
from generate_series(1, :tasks) n join tenants t on t.id = 1 + n % :tenants join saved_filters f on f.tenant_id = t.id
""",
)


def fill_with_due_tasks(database: Database, tenants: int, tasks: int) -> None:
    """So many tenants and, dealt out among them, tasks; all were due at the last full hour."""
    values = {"tenants": tenants, "tasks": tasks, "slot": datetime.now(UTC).replace(minute=0, second=0, microsecond=0)}
    with database.system_session() as session:
        for statement in _FILL:
            names = {name: value for name, value in values.items() if f":{name}" in statement}
            session.execute(sa.text(statement), names)
