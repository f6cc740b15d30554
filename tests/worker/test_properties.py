"""Random runs on random organizations: nobody who must be spared is ever written to, and a preview comes true.

Each world is an organization of its own; `ROLLCALL_EPISODES` lets every one of them see more runs.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from app.domain.engine import reasons
from app.services.automation import previews, tasks
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient
from tests.worker.worlds import World

WORLDS = 12
EPISODES = int(os.environ.get("ROLLCALL_EPISODES", "170"))
PREVIEW_WORLDS = 2
PREVIEWS = 50
Told = tuple[tuple[str, str, str], str, str | None]
"""((account, action, target), outcome, reason)."""
ENDED = ("succeeded", "partial", "failed")


@pytest.fixture
def world(
    request: pytest.FixtureRequest, sandbox: SandboxClient, databases: Databases, redis_url: str
) -> Iterator[World]:
    """The organization with the parameter's number, synced."""
    with databases.migrated() as url:
        world = World(sandbox, url, redis_url, request.param)
        yield world
        world.close()


@pytest.mark.parametrize("world", range(WORLDS), indirect=True)
def test_whatever_happens_admins_and_protected_people_are_never_written_to(world: World) -> None:
    for number in range(EPISODES):
        if world.chance.random() < 0.3:
            world.disturb()
        spared = world.protect()
        run_id = world.start_run()
        world.set_faults()
        with world.promoting(spared):
            world.desk.work()
        world.clear_faults()

        wrong = world.judge(spared)

        run = world.desk.show(run_id)
        assert wrong == [], f"episode {number}: run {run_id} {run.specification}"
        assert run.summary.state in ENDED, run.summary
        world.happened.update(run.summary.counts.skipped_by_reason)
        if run.can_undo:
            world.undoable.append(run_id)
    for word in ("written", "undo", "task", "bulk", "faulty", "promoted in mid-run", "protected in mid-run"):
        assert world.happened[word] >= EPISODES / 50, world.happened
    assert world.happened[reasons.ORG_ADMIN] >= EPISODES / 10, world.happened
    assert world.happened[reasons.PROTECTED] >= EPISODES / 10, world.happened


@pytest.mark.parametrize("world", range(100, 100 + PREVIEW_WORLDS), indirect=True)
def test_a_preview_on_unchanged_data_comes_true(world: World) -> None:
    compared = 0
    world.lift_seat_limits()
    for number in range(PREVIEWS):
        world.protect()
        specification, actions = {"version": 1, "root": world.draw_filter()}, world.draw_actions()
        task_id = world.desk.create_task(specification, *actions)
        row = world.desk.call(tasks.get_task, task_id, world.desk.clock())
        draft = tasks.TaskDraft(row.name, row.filter.id, tuple(actions), {"mode": "manual"})
        preview = world.desk.call(
            previews.preview_draft, draft, task_id=None, cursor=None, limit=100, now=world.desk.clock()
        )

        needless = world.list_untold_needless()

        run = world.desk.run(task_id)

        told = [
            ((user.account_id, step.action, step.target_id), *_foretell(step.outcome, step.reason))
            for user in preview.users
            for step in user.operations
        ]
        log = world.desk.log(run.summary.id)
        done = [((line.account_id, line.action, line.target_id), *_tell(line.outcome, line.reason)) for line in log]
        foretold, became = _leave_open(told, needless), _leave_open(done, needless)
        assert (foretold - became, became - foretold) == (Counter(), Counter()), f"preview {number}: {actions}"
        is_sure = needless.isdisjoint(one for one, _outcome, _reason in told) and all(
            step.reason is None for user in preview.users for step in user.operations if step.outcome == "planned"
        )
        if is_sure:
            assert run.summary.counts.affected == preview.affected_users
        assert run.summary.counts.matched == preview.matched_users
        compared += len(done)
    assert compared >= PREVIEWS


def _foretell(outcome: str, reason: str | None) -> tuple[str, str | None]:
    """What a run will make of a step: one that is planned with a reason is done as far as it can be, and fails."""
    if outcome != "planned":
        return outcome, reason
    return ("failed", reason) if reason else ("succeeded", None)


def _leave_open(steps: list[Told], needless: set[tuple[str, str, str]]) -> Counter[Told]:
    """The steps. What only a look at the directory shows to be needless, a preview cannot foresee: it may be done, or
    be skipped for exactly that."""
    either = (("succeeded", None), ("skipped", reasons.NOT_SUSPENDED), ("skipped", reasons.ALREADY_SUSPENDED))
    return Counter(
        (step, "either", None) if step in needless and (outcome, reason) in either else (step, outcome, reason)
        for step, outcome, reason in steps
    )


def _tell(outcome: str, reason: str | None) -> tuple[str, str | None]:
    """What became of a step. One that succeeded may have a reason, too: why no call was needed."""
    return outcome, None if outcome == "succeeded" else reason
