"""Random tasks on a random organization: the preview comes true, and nobody who must be spared is ever changed."""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services import previews, tasks
from app.services.settings import NewProtectedEntry, add_protected
from tests.ground.desk import Desk
from tests.worker.people import all_users
from tests.worker.test_execution import list_groups

EXAMPLES = 30
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=timedelta(seconds=60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FAULTS = st.sampled_from(
    [
        None,
        ("status", {"status": 503, "when": "after"}),
        ("status", {"status": 500, "when": "before"}),
        ("drop", {"when": "after"}),
    ]
)


def _actions(draw: st.DrawFn, groups: list[str], apps: list[str]) -> list[dict[str, Any]]:
    add, remove = draw(st.lists(st.sampled_from(groups), min_size=2, max_size=2, unique=True))
    choices = [
        {"type": "add_to_groups", "groups": [add]},
        {"type": "remove_from_groups", "groups": [remove]},
        {"type": "remove_app_access", "apps": [draw(st.sampled_from(apps))]},
        draw(st.sampled_from([{"type": "suspend_user"}, {"type": "restore_user"}])),
    ]
    return draw(st.lists(st.sampled_from(choices), min_size=1, max_size=3, unique_by=lambda one: str(one["type"])))


@st.composite
def _cases(draw: st.DrawFn, people: list[str], groups: list[str], apps: list[str]) -> tuple[Any, Any]:
    chosen = draw(st.lists(st.sampled_from(people), min_size=1, max_size=6, unique=True))
    status = {"type": "status", "statuses": draw(st.sampled_from([["active"], ["active", "suspended"]]))}
    who = {"type": "people", "values": chosen}
    root = draw(st.sampled_from([who, {"op": "and", "of": [who, status]}]))
    return {"version": 1, "root": root}, _actions(draw, groups, apps)


def _world(desk: Desk) -> tuple[list[str], list[str], list[str], set[str]]:
    """(everybody, groups that can be changed, apps, organization admins)."""
    users = all_users(desk)
    groups = [str(group["group_id"]) for group in list_groups(desk) if group["is_modifiable"]]
    apps = [str(app["resource_id"]) for app in desk.organization["apps"] if "platform" not in app["resource_id"]]
    admins = {str(user["account_id"]) for user in users if user["is_org_admin"]}
    return [str(user["account_id"]) for user in users], groups, apps, admins


def test_a_preview_on_unchanged_data_comes_true(synced: Desk) -> None:
    people, groups, _apps, _admins = _world(synced)

    @BOUNDED
    @given(case=_cases(people, groups, ["-"]))
    def check(case: tuple[Any, list[dict[str, Any]]]) -> None:
        specification, actions = case
        actions = [action for action in actions if action["type"] != "remove_app_access"]
        if not actions:
            return
        task_id = synced.create_task(specification, *actions)
        row = synced.call(tasks.get_task, task_id, synced.clock())
        draft = tasks.TaskDraft(row.name, row.filter.id, tuple(actions), {"mode": "manual"})
        preview = synced.call(previews.preview_draft, draft, cursor=None, limit=100, now=synced.clock())

        run = synced.run(task_id)

        planned = [
            (user.account_id, step.action, step.target_id, "succeeded" if step.outcome == "planned" else step.outcome)
            for user in preview.users
            for step in user.operations
        ]
        done = [(line.account_id, line.action, line.target_id, line.outcome) for line in synced.log(run.summary.id)]
        assert sorted(done) == sorted(planned)
        assert run.summary.counts.affected == preview.affected_users

    check()


def test_whatever_happens_admins_and_protected_people_are_never_changed(synced: Desk) -> None:
    people, groups, apps, admins = _world(synced)
    protected = next(account for account in people if account not in admins)
    entry = NewProtectedEntry("user", protected, "test")
    synced.call(add_protected, entry, by=synced.admin, now=synced.clock())

    @BOUNDED
    @given(case=_cases([*admins, protected, *people[:20]], groups, apps), fault=FAULTS)
    def check(case: tuple[Any, list[dict[str, Any]]], fault: tuple[str, dict[str, Any]] | None) -> None:
        specification, actions = case
        if fault is not None:
            synced.sandbox.fault(fault[0], "writes", params=fault[1], percent=50, seed=3)

        run = synced.run(synced.create_task(specification, *actions))

        synced.sandbox.call("DELETE", "/faults")
        assert run.summary.state in ("succeeded", "partial", "failed")
        touched = Counter(str(entry["target"].get("account_id")) for entry in synced.writes())
        assert not (admins | {protected}) & set(touched)

    check()
