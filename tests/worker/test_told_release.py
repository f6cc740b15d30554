"""Who may release a plan is told with it, in mail and webhook: by what they had to do with it, and how many may."""

import sqlalchemy as sa

from app.models import Notification
from app.services.engine import runs
from app.services.engine.releasing import four_eyes
from app.services.tenancy import settings
from tests.ground.desk import Desk
from tests.worker.delivering import add_channel
from tests.worker.people import ordinary, people

SUSPEND = {"type": "suspend_user"}


def hold(desk: Desk, by: str) -> int:
    """A held run of a task of the desk's admin, which somebody asked for."""
    task = desk.create_task(people(*ordinary(desk)[:2]), SUSPEND, max_users=1)
    run_id = int(desk.call(runs.request_run, task, by=by, now=desk.clock()))
    desk.work()
    assert desk.show(run_id).summary.state == "held"
    return run_id


def test_who_may_release_is_told_with_the_plan_that_waits(synced: Desk) -> None:
    desk = synced
    add_channel(desk, "http://127.0.0.1:1/", "run.held")
    asking = next(one for one in desk.call(four_eyes.list_admins) if one != desk.admin)
    run_id = hold(desk, asking)
    view = desk.call(four_eyes.describe_release, run_id, by=asking, is_admin=True)
    desk.call(settings.update_settings, {"is_four_eyes_required": False}, by=asking, now=desk.clock())
    hold(desk, asking)

    with desk.context.database.system_session() as session:
        query = sa.select(Notification.data).where(Notification.event == "run.held").order_by(Notification.id)
        first, second = (data["release"] for data in session.scalars(query))
    assert first == {
        "rule": "applies",
        "may_release": len(view.may_release),
        "hands": sorted({hand.part for hand in view.hands}),
    }
    assert "requested" in first["hands"]
    assert 0 < first["may_release"] < len(desk.call(four_eyes.list_admins))
    assert second == {"rule": "off", "may_release": None, "hands": []}
