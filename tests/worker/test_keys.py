"""A refusal of the key belongs to the key that was used, and one of them is no verdict: in runs, syncs and the page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.atlassian_gateway import AtlassianGateway
from app.crypto import fingerprint
from app.domain.engine import reasons
from app.domain.errors import Unavailable
from app.models import AuditEntry, OrganizationCredential
from app.services.automation import tasks
from app.services.queues import syncs
from app.services.tenancy.organization import KeyProof, PastedKey, mark_key_dead, store_key
from tests.ground.desk import Desk
from tests.worker.pausing import At
from tests.worker.people import ordinary, people, show

WEEKLY = {"mode": "weekly", "weekdays": ["monday"], "hour": 3}
BODIES = ("json", "html", "empty")


def stray(desk: Desk, endpoint: str, body: str = "json", **options: Any) -> None:
    """One 401; the key lives on."""
    desk.sandbox.fault("unauthorized", endpoint, params={"body": body}, **{"times": 1, **options})


def credential(desk: Desk) -> OrganizationCredential:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return session.get_one(OrganizationCredential, desk.tenant_id)


def make_key(desk: Desk) -> dict[str, Any]:
    """A further key of the organization."""
    made = desk.sandbox.call("POST", f"/organizations/{desk.org_id}/keys", {"label": "Second"})
    assert isinstance(made, dict)
    return made


def store(desk: Desk, api_key: str) -> None:
    """What the page does with a verified key."""
    pasted = PastedKey(desk.org_id, api_key, date.today() + timedelta(days=90))  # noqa: DTZ011
    proof = KeyProof(None, "Acme", is_org_admin=True)
    desk.call(store_key, desk.context.keyring, pasted=pasted, proof=proof, by=desk.admin, now=desk.clock())


def revoke_first(desk: Desk) -> None:
    """Revoke the key that the desk began with."""
    keys = desk.sandbox.call("GET", f"/organizations/{desk.org_id}")["keys"]
    [first] = [key for key in keys if key["secret"] == desk.organization["api_key"]]
    desk.sandbox.call("PATCH", f"/organizations/{desk.org_id}/keys/{first['key_id']}", {"state": "revoked"})


def when_asleep(desk: Desk, act: Callable[[], None]) -> None:
    """Do something once, while a worker waits before it looks at a refused key again."""
    done: list[int] = []

    def sleep(seconds: float) -> None:
        desk.sandbox.advance(seconds)
        if not done:
            done.append(1)
            act()

    desk.context = replace(desk.context, sleep=sleep)


def told_events(desk: Desk) -> list[str]:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return list(session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)))


def weekly_task(desk: Desk, accounts: list[str]) -> int:
    return desk.create_task(
        people(*accounts), {"type": "suspend_user"}, schedule=WEEKLY, is_schedule_active=True
    )  # fmt: skip


def assert_alive(desk: Desk, task: int) -> None:
    assert credential(desk).status == "verified"
    assert "organization.key_died" not in told_events(desk)
    assert desk.call(tasks.get_task, task, desk.clock()).next_run_at is not None


@pytest.mark.parametrize(
    ("endpoint", "after", "body"),
    [("W3", 0, "json"), ("W3", 2, "html"), ("W3", 5, "empty"), ("R4", 0, "empty"), ("R4", 1, "json"), ("*", 2, "html")],
)
def test_a_stray_401_in_a_run_changes_nothing(synced: Desk, endpoint: str, after: int, body: str) -> None:
    accounts = ordinary(synced)[:12]
    task = weekly_task(synced, accounts)
    stray(synced, endpoint, body, after=after)

    run = synced.run(task)

    assert (run.summary.state, run.summary.counts.succeeded) == ("succeeded", 12)
    assert {show(synced, account)["membership_status"] for account in accounts} == {"suspended"}
    assert sorted(entry["target"]["account_id"] for entry in synced.writes()) == sorted(accounts), "each once"
    assert_alive(synced, task)


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [("R2", "json"), ("R3", "empty"), ("R4", "html"), ("R7", "json"), ("R10", "empty"), ("R14", "html"), ("*", "json")],
)
def test_a_stray_401_in_a_sync_changes_nothing(synced: Desk, endpoint: str, body: str) -> None:
    task = weekly_task(synced, ordinary(synced)[:1])
    stray(synced, endpoint, body, after=1)
    stray(synced, endpoint, body)

    synced.sync()

    assert_alive(synced, task)


def test_some_401s_among_many_calls_are_survived(synced: Desk) -> None:
    accounts = ordinary(synced)[:20]
    task = weekly_task(synced, accounts)
    synced.sandbox.fault("unauthorized", "*", percent=15, seed=3)
    run = synced.run(task)
    assert run.summary.counts.succeeded == 20
    assert_alive(synced, task)


def test_a_call_that_is_refused_each_time_fails_alone(synced: Desk) -> None:
    accounts = ordinary(synced)[:3]
    task = weekly_task(synced, accounts)
    synced.sandbox.fault("unauthorized", "W3", path_contains=accounts[0], times=None)

    run = synced.run(task)

    outcomes = sorted(synced.outcomes(run.summary.id), key=str)
    assert outcomes == [("failed", reasons.REFUSED), ("succeeded", None), ("succeeded", None)]
    assert_alive(synced, task)


@pytest.mark.parametrize("point", ["opened", "marked_started", "batch_done"])
def test_a_run_goes_on_with_the_key_that_replaced_its_own(synced: Desk, at: At, point: str) -> None:
    accounts = ordinary(synced)[:25]
    task = weekly_task(synced, accounts)

    def replace_key() -> None:
        store(synced, make_key(synced)["secret"])
        revoke_first(synced)

    at(point, replace_key)
    run = synced.run(task)

    assert (run.summary.state, run.summary.counts.succeeded) == ("succeeded", 25)
    assert sorted(entry["target"]["account_id"] for entry in synced.writes()) == sorted(accounts), "each once"
    assert_alive(synced, task)


def test_a_key_that_is_stored_while_the_old_one_is_in_doubt_lives(synced: Desk) -> None:
    accounts = ordinary(synced)[:3]
    task = weekly_task(synced, accounts)
    revoke_first(synced)
    when_asleep(synced, lambda: store(synced, make_key(synced)["secret"]))

    run = synced.run(task)

    assert (run.summary.state, run.summary.counts.succeeded) == ("succeeded", 3)
    assert_alive(synced, task)


def test_a_sync_goes_on_with_the_key_that_replaced_its_own(synced: Desk) -> None:
    task = weekly_task(synced, ordinary(synced)[:1])
    synced.sandbox.fault("key_revoked", "R4", after=1, times=1)
    when_asleep(synced, lambda: store(synced, make_key(synced)["secret"]))

    synced.sync()

    assert_alive(synced, task)


def test_a_run_whose_sync_failed_with_the_old_key_is_synced_with_the_new_one(synced: Desk) -> None:
    task = weekly_task(synced, ordinary(synced)[:1])
    synced.clock.advance(hours=1)
    run_id = synced.run_now(task)
    [work] = synced.hand_out()
    synced.work_on(work)  # it waits for a sync
    [work] = synced.hand_out()
    revoke_first(synced)
    synced.work_on(work)
    assert credential(synced).status == "dead"
    store(synced, make_key(synced)["secret"])

    synced.work()

    assert synced.show(run_id).summary.state == "succeeded"


def test_the_same_key_stored_again_is_another_one(synced: Desk) -> None:
    row = credential(synced)
    version = f"{row.key_fingerprint}@{row.verified_at.isoformat()}"
    synced.clock.advance(seconds=5)
    store(synced, synced.organization["api_key"])
    assert not synced.call(mark_key_dead, version, "late news", synced.clock())
    assert credential(synced).status == "verified"
    row = credential(synced)
    version = f"{row.key_fingerprint}@{row.verified_at.isoformat()}"
    assert synced.call(mark_key_dead, version, "news", synced.clock())
    assert synced.call(mark_key_dead, version, "the same news", synced.clock()), "another worker found it dead"
    assert told_events(synced).count("organization.key_died") == 1


def test_a_dead_key_that_nobody_replaced_ends_the_sync_and_stops_the_tenant(synced: Desk) -> None:
    task = weekly_task(synced, ordinary(synced)[:1])
    revoke_first(synced)
    synced.call(syncs.request_sync, "manual", synced.admin)
    synced.work()
    assert credential(synced).status == "dead"
    assert synced.call(syncs.get_mirror, synced.clock()).last_sync.state == "failed"
    assert synced.call(tasks.get_task, task, synced.clock()).next_run_at is None
    assert told_events(synced).count("organization.key_died") == 1


def gateway(desk: Desk) -> AtlassianGateway:
    context = desk.context
    return AtlassianGateway(context.settings, context.database, context.keyring, context.throttle)


@pytest.mark.parametrize("body", BODIES)
def test_the_page_asks_again_who_is_an_admin(synced: Desk, body: str) -> None:
    stray(synced, "*", body)
    [admin, *_rest] = synced.sandbox.users(synced.org_id, role="atlassian/org-admin")
    roles = gateway(synced).fetch_roles(synced.tenant_id, admin["account_id"])
    assert "atlassian/org-admin" in roles.platform_roles
    assert credential(synced).status == "verified"


@pytest.mark.parametrize("is_replaced", [False, True])
def test_the_page_tells_of_a_dead_key_unless_it_was_replaced(synced: Desk, is_replaced: bool) -> None:
    task = weekly_task(synced, ordinary(synced)[:1])
    revoke_first(synced)
    asked = gateway(synced)
    if is_replaced:
        old = credential(synced)
        asked = replace(asked, throttle=_Replacing(lambda: store(synced, make_key(synced)["secret"])))
        assert old.key_fingerprint == fingerprint(synced.organization["api_key"])
    with pytest.raises(Unavailable):
        asked.fetch_roles(synced.tenant_id, synced.admin)
    assert credential(synced).status == ("verified" if is_replaced else "dead")
    assert (synced.call(tasks.get_task, task, synced.clock()).next_run_at is not None) is is_replaced


@pytest.mark.parametrize("body", BODIES)
def test_a_pasted_key_is_not_called_wrong_for_one_401(synced: Desk, body: str) -> None:
    stray(synced, "*", body)
    proof = gateway(synced).verify_key(synced.org_id, synced.organization["api_key"], synced.admin)
    assert proof.problem is None
    assert gateway(synced).verify_key(synced.org_id, "ATCTT-wrong", synced.admin).problem == "wrong_key"
    assert gateway(synced).verify_key(synced.org_id, "kéy", synced.admin).problem == "wrong_key"


class _Replacing:
    """A throttle that lets everything pass and stores another key before the first call."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._acts = [act]

    def acquire(self, *_arguments: object) -> None:
        if self._acts:
            self._acts.pop()()

    def report(self, *_arguments: object) -> None:
        """Nothing is learnt."""

    def pause(self, *_arguments: object) -> None:
        """Nobody is held up."""
