"""Schedules of a single date: what is over cannot be chosen."""

from tests.api.ground import Office
from tests.api.stories import draft, save_filter

PASSED = {"mode": "once", "date": "2026-01-01", "hour": 7}


def test_a_moment_that_is_over_is_refused_with_its_field(office: Office) -> None:
    saved = save_filter(office)

    problem = office.refuse(422, "POST", "/tasks", draft(saved["id"], schedule=PASSED))

    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [("/schedule/date", "date_passed")]
    assert office.ask("GET", "/tasks")["items"] == []
    preview = office.ask("POST", "/tasks/schedule-preview", {"schedule": PASSED, "time_zone": "UTC"})
    assert preview["next_runs"] == []
