"""Blackout days for tests of the worker, and what there is to keep from starting."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.errors import Conflict
from app.models import AuditEntry
from app.services.queues import dispatch
from app.services.tenancy import blackouts, settings
from tests.ground.desk import Desk
from tests.worker.accesses import plain_groups
from tests.worker.people import all_users, ordinary, people

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
SUSPEND = {"type": "suspend_user"}
NOTE = "Christmas freeze"
DAY = timedelta(days=1)


def black_out(desk: Desk, first: date, last: date | None = None) -> int:
    return int(desk.call(blackouts.add_blackout, first, last or first, note=NOTE, by=desk.admin).id)


def today(desk: Desk) -> date:
    return desk.clock().date()


def configure(desk: Desk, **changes: Any) -> None:
    desk.call(settings.update_settings, changes, by=desk.admin, now=desk.clock())


def to_group(desk: Desk) -> dict[str, Any]:
    return {"type": "add_to_groups", "groups": [plain_groups(desk)[0]]}


def outsider(desk: Desk, group: str) -> str:
    by_id = {str(user["account_id"]): user for user in all_users(desk)}
    return next(account for account in ordinary(desk) if group not in by_id[account]["groups"])


def scheduled(desk: Desk, *actions: dict[str, Any], account: int = 0, **schedule: Any) -> int:
    filled = DAILY | schedule
    return desk.create_task(people(ordinary(desk)[account]), *actions, schedule=filled, is_schedule_active=True)


def dispatch_now(desk: Desk) -> None:
    with desk.context.database.system_session() as session:
        dispatch.dispatch_due_tasks(session, desk.clock())


def states(desk: Desk) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in desk.list_run_rows()]


def audited(desk: Desk, event: str) -> dict[str, Any]:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        query = sa.select(AuditEntry.after).where(AuditEntry.event == event).order_by(AuditEntry.id.desc())
        return dict(session.scalars(query.limit(1)).one() or {})


def expect_refusal(start: Callable[[], Any], day: date) -> None:
    with pytest.raises(Conflict) as refused:
        start()
    assert refused.value.code == "blackout"
    assert refused.value.extra == {
        "kind": "date", "day": day.isoformat(), "until": day.isoformat(), "note": NOTE,
    }  # fmt: skip
