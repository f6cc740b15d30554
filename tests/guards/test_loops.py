"""Every loop over the rows of all tenants goes on when one of its rows cannot be handled."""

import ast
import inspect
from importlib import import_module

import pytest

from tests.guards.modules import ROOT

LOOPS = {
    "close_logs",
    "dispatch_due_tasks",
    "expire_held_runs",
    "mark_dormant",
    "purge_uninstalled",
    "remove_old_changes",
    "remove_old_runs",
    "request_daily_syncs",
    "warn_of_expiring_keys",
}
"""They look at each row, and do it by `work_through`."""
STATEMENTS = {
    "claim_due_reports": "sets one moment for all due tenants",
    "forget_old_notifications": "removes by age",
    "list_heads": "reads what the app has computed",
    "seal_finished_runs": "marks by statements; what is sealed is read, and computed by the database and a digest",
    "hand_out_checks": "chooses and marks by statements that compute nothing from a row's content",
    "hand_out_deliveries": "chooses and marks by statements that compute nothing from a row's content",
    "hand_out_work": "chooses and marks by statements that compute nothing from a row's content",
    "renew_old_mirrors": "sets one moment for all tenants whose mirror is of an older form",
    "record_processes": "belongs to no tenant",
}
"""They look at no row's content, so that none can fail them; why."""


def read_imports() -> dict[str, str]:
    """The use cases that the scheduler and its housekeeping call: function → module."""
    found: dict[str, str] = {}
    for name in ("scheduler", "housekeeping"):
        tree = ast.parse((ROOT / "worker" / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.services"):
                found |= {alias.name: str(node.module) for alias in node.names if alias.name.islower()}
    return found


def test_every_use_case_of_the_scheduler_is_known_to_be_safe() -> None:
    assert set(read_imports()) == LOOPS | set(STATEMENTS)


@pytest.mark.parametrize("name", sorted(LOOPS))
def test_a_loop_over_rows_goes_through_the_guard(name: str) -> None:
    function = getattr(import_module(read_imports()[name]), name)
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(function))) if isinstance(node, ast.Call)]
    assert "work_through" in {node.func.id for node in calls if isinstance(node.func, ast.Name)}


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_what_goes_without_the_guard_does_not_need_it(name: str) -> None:
    source = inspect.getsource(getattr(import_module(read_imports()[name]), name))
    assert "parse_" not in source
    assert "plan_" not in source


MOVERS = {
    "app/services/automation/slots.py": "next_run_at",
    "app/services/automation/timetable.py": "next_daily_sync_at",
}
"""The one place that moves each of the stored next moments; elsewhere a due one would be forgotten."""


def test_stored_next_moments_are_moved_in_one_place_each() -> None:
    found = set()
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "worker").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = path.relative_to(ROOT).as_posix()
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found |= {(name, node.attr)} if node.attr in MOVERS.values() else set()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
                found |= {(name, str(word.arg)) for word in node.keywords if word.arg in MOVERS.values()}
    assert found == set(MOVERS.items())
