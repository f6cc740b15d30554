"""Where the first people of a plan end: as counted by hand, and without reading the plan."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.domain.engine import reasons
from app.models import Operation, Run, Tenant
from worker.engine.ramp import NEXT_PERSON, find_border_of
from worker.engine.run_endings import RunEnded

FIRST: Final = 3
STARTED: Final = datetime(2026, 6, 1, tzinfo=UTC)
Step = tuple[str, str, bool | None]
"""(account, outcome, is_changing)."""
KINDS: Final[tuple[tuple[str, bool | None], ...]] = (
    ("planned", True), ("started", True), ("succeeded", True), ("failed", True), ("skipped", True), ("skipped", None),
    ("failed", None), ("planned", None),
)  # fmt: skip


@pytest.fixture(scope="module")
def database(module_database_url: str) -> Iterator[Database]:
    """A database with one tenant."""
    database = Database(module_database_url)
    with database.system_session() as session:
        session.add(Tenant(id=1))
    yield database
    database.dispose()


def write_plan(session: Session, steps: Sequence[Step], reason: str | None = None) -> int:
    """A run with these operations; what failed did so for this reason."""
    run = Run(tenant_id=1, trigger="manual", state="running", specification={}, counts={}, first_people=FIRST)
    session.add(run)
    session.flush()
    rows = [
        {
            "tenant_id": 1,
            "run_id": run.id,
            "position": position,
            "account_id": account,
            "action": "suspend_user",
            "action_index": position,
            "target_kind": "directory",
            "target_id": "d",
            "target_name": "d",
            "outcome": outcome,
            "is_changing": is_changing,
            "reason": reason if outcome == "failed" else None,
            "started_at": STARTED if outcome in ("succeeded", "failed") else None,
        }
        for position, (account, outcome, is_changing) in enumerate(steps)
    ]
    session.execute(sa.insert(Operation), rows)
    return run.id


def count_by_hand(steps: Sequence[Step]) -> int | None:
    """The position of the first step of the person behind the first ones who are changed."""
    changed = list(dict.fromkeys(account for account, outcome, changing in steps if changing and outcome != "skipped"))
    if len(changed) <= FIRST:
        return None
    return next(position for position, step in enumerate(steps) if step[0] == changed[FIRST])


def test_the_border_is_that_of_a_count_by_hand(database: Database) -> None:
    chance = random.Random(5)
    for _ in range(40):
        persons = [f"a{person}" for person in range(chance.randrange(1, 8)) for _ in range(chance.choice((1, 2)))]
        steps = [(person, *chance.choice(KINDS)) for person in persons]
        with database.tenant_session(1) as session:
            found = session.scalar(NEXT_PERSON, {"tenant": 1, "run": write_plan(session, steps), "first": FIRST})
            session.rollback()
        assert found == count_by_hand(steps), steps


@pytest.mark.parametrize(
    ("first", "reason", "told"),
    [
        (("succeeded",) * 3, None, None),
        (("succeeded", "succeeded", "planned"), None, FIRST),
        (("succeeded", "succeeded", "started"), None, FIRST),
        (("succeeded", "failed", "started"), reasons.SHARED_GROUP, FIRST),
        (("succeeded", "failed", "succeeded"), reasons.SHARED_GROUP, None),
        (("succeeded", "failed", "succeeded"), reasons.ATLASSIAN_UNAVAILABLE, "partial"),
        (("failed", "failed", "failed"), reasons.ATLASSIAN_UNAVAILABLE, "failed"),
        (("failed", "failed", "planned"), reasons.ATLASSIAN_UNAVAILABLE, FIRST),
    ],
)
def test_the_others_follow_when_all_of_the_first_have_an_outcome(
    database: Database, first: Sequence[str], reason: str | None, told: int | str | None
) -> None:
    steps: list[Step] = [(f"a{person}", outcome, True) for person, outcome in enumerate((*first, "planned", "failed"))]
    with database.tenant_session(1) as session:
        run_id = write_plan(session, steps, reason)
        if isinstance(told, str):
            with pytest.raises(RunEnded) as ended:
                find_border_of(session, 1, run_id)
            assert (ended.value.state, ended.value.reason) == (told, reasons.RAMP_STOPPED)
        else:
            assert find_border_of(session, 1, run_id) == told
        session.rollback()


def test_a_large_plan_is_not_read_for_it(database: Database) -> None:
    steps: list[Step] = [
        (f"a{number // 2}", "succeeded" if number < 4_000 else "planned", True) for number in range(6_000)
    ]
    with database.tenant_session(1) as session:
        run_id = write_plan(session, steps)
        session.execute(sa.text("analyze operations"))
        given = {"tenant": 1, "run": run_id, "first": FIRST}
        plan = session.scalar(sa.text(f"explain (analyze, format json) {NEXT_PERSON.text}"), given)
        session.rollback()
    [told] = plan if isinstance(plan, list) else json.loads(str(plan))
    assert sum(_iter_rows(told["Plan"])) < 20 * FIRST


def _iter_rows(node: dict[str, Any]) -> Iterator[float]:
    """What each scan of the plan read."""
    if node.get("Relation Name") == "operations":
        yield (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    for inner in node.get("Plans", ()):
        yield from _iter_rows(inner)
