"""Random runs side by side, in slices that end wherever they like: no person and thing is changed by two of them."""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from app.domain.engine import reasons
from app.services.engine import runs
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups, apps_of
from tests.worker.people import ordinary, people
from worker import crash_points

ROUNDS: Final = 3
MOST_SLICES: Final = 60
POINTS: Final = ("claimed", "planned", "opened", "read_live", "recorded", "marked_started", "batch_done")
Thing = tuple[str, str]


class Died(BaseException):
    """The worker is no more: nothing of ours sees its end."""


def test_no_person_and_thing_is_changed_by_two_runs_side_by_side(synced: Desk) -> None:
    chance = random.Random(17)
    crowd, [group, _other], apps = ordinary(synced)[:7], any_plain_groups(synced)[:2], apps_of(synced)[:1]
    membership: list[dict[str, Any]] = [
        {"type": kind, "groups": [group]} for kind in ("add_to_groups", "remove_from_groups")
    ]
    status: list[dict[str, Any]] = [{"type": "suspend_user"}, {"type": "restore_user"}]
    access: list[dict[str, Any]] = [{"type": "remove_app_access", "apps": apps}, *membership, *status]
    waited, spared = 0, 0
    for number in range(ROUNDS):
        actions = (membership, status, access)[number % 3]
        asked = []
        for action in (*chance.sample(actions, 2), chance.choice(actions))[: chance.choice((2, 3))]:
            task = synced.create_task(people(*chance.sample(crowd, 6)), action)
            asked.append(synced.run_now(task))
        changed, seen = _play(synced, chance, asked)
        twice = {thing: by for thing, by in changed.items() if len(by) > 1}
        assert twice == {}, f"round {number}"
        waited += seen
        for run_id in asked:
            view = synced.show(run_id).summary
            assert view.finished_at is not None, f"round {number}: {view.state}"
            spared += view.counts.skipped_by_reason.get(reasons.CHANGED_BY_OTHER_RUN, 0)
    assert waited
    assert spared


def _play(desk: Desk, chance: random.Random, asked: list[int]) -> tuple[dict[Thing, set[int]], int]:
    """Work until all have ended. Gives who changed what of whom in truth, and how often a run was seen to wait."""
    changed: defaultdict[Thing, set[int]] = defaultdict(set)
    written, waited = len(desk.writes()), 0
    for _ in range(MOST_SLICES):
        handed = desk.hand_out()
        if chance.random() < 0.8:
            options: dict[str, Any] = {"after": chance.randrange(1, 4), "params": {"reset_in_seconds": 600}}
            for endpoint in ("W1", "W2", "W3", "W4"):
                desk.sandbox.fault("rate_limited", endpoint, **options)
        for work in handed:
            with _dying(chance):
                desk.work_on(work)
        desk.sandbox.call("DELETE", "/faults")
        writes = desk.writes()
        for entry in writes[written:]:
            if entry["outcome"] == "applied":
                changed[_name(entry)].add(handed[0].row_id)
        written = len(writes)
        waited += any(desk.show(run_id).summary.waits_for for run_id in asked)
        if chance.random() < 0.05:
            _cancel_one(desk, chance, asked)
        if not handed and not desk.skip_pause():
            if all(desk.show(run_id).summary.finished_at for run_id in asked):
                return changed, waited
            desk.clock.advance(seconds=70)  # past the lease of a worker that died
            desk.sandbox.advance(70)
    raise AssertionError(f"still at work after {MOST_SLICES} slices")


@contextmanager
def _dying(chance: random.Random) -> Iterator[None]:
    """The worker may die at one of its points, or not at all."""
    point, passes = chance.choice(POINTS), [chance.randrange(1, 4)]

    def hook(reached: str) -> None:
        passes[0] -= reached == point
        if reached == point and passes[0] == 0:
            raise Died

    if chance.random() < 0.4:
        crash_points.install_hook(hook)
    try:
        yield
    except Died:
        pass
    finally:
        crash_points.install_hook(lambda _point: None)


def _cancel_one(desk: Desk, chance: random.Random, asked: list[int]) -> None:
    run_id = chance.choice(asked)
    if desk.show(run_id).can_cancel:
        desk.call(runs.cancel_run, run_id, by=desk.admin, now=desk.clock())


def _name(entry: dict[str, Any]) -> Thing:
    target = entry["target"]
    kind = target.get("group_id") or target.get("resource_id") or "status"
    return str(target["account_id"]), str(kind)
