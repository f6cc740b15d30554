"""A scheduler shows that it lives, and which workers it sees; the job processes count what they deliver."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import redis
from rq import Worker

from app import counters as names
from app.counters import open_counters
from app.services.notices.channels import ChannelDraft, ChannelRules, create_channel, request_test
from app.services.operating.health import get_health
from app.services.operating.vitals import find_processes
from app.services.queues.leases import Lease
from app.services.queues.syncs import request_sync
from tests.ground.desk import Desk
from tests.ground.processes import wait_until
from tests.ground.receivers import running_receiver
from tests.worker.pausing import At
from tests.worker.people import ordinary, people
from tests.worker.tables import rename_table
from worker.deliveries import deliver_due
from worker.processes.queues import open_deliveries, open_queue
from worker.scheduler import Scheduler


def test_a_turn_of_the_scheduler_shows_it_and_the_workers(synced: Desk, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        queue = open_queue(connection)
        scheduler = Scheduler(synced.context.database, queue, connection, synced.clock)
        worker = Worker([queue], connection=connection, serializer=queue.serializer)
        worker.register_birth()  # type: ignore[no-untyped-call]  # RQ leaves it bare
        scheduler.turn()

    with synced.context.database.system_session() as session:
        found = find_processes(session, synced.clock())
    assert {kind: one.alive for kind, one in found.items()} == {"scheduler": 1, "worker": 1}
    synced.clock.advance(seconds=60)
    with synced.context.database.system_session() as session:
        dead = find_processes(session, synced.clock())
    assert {kind: one.alive for kind, one in dead.items()} == {"scheduler": 0, "worker": 0}


def test_the_scheduler_hands_deliveries_to_a_queue_of_their_own(synced: Desk, redis_url: str) -> None:
    rules = ChannelRules(allows_loopback=True)
    with running_receiver() as receiver, redis.Redis.from_url(redis_url) as connection:
        draft = ChannelDraft("webhook", "Ours", ["run.failed"], url=receiver.url)
        view, _secret = synced.ask(create_channel, synced.context.keyring, draft=draft, rules=rules, by=synced.admin)
        synced.ask(request_test, view.id, by=synced.admin, now=synced.clock())
        queue = open_queue(connection)
        Scheduler(synced.context.database, queue, connection, synced.clock).turn()
        assert queue.jobs == [], "a slow receiver must not hold up a run"
        [job] = open_deliveries(connection).jobs
        counted = replace(synced.context, counters=open_counters(redis_url))
        assert (job.func_name, job.args) == ("worker.jobs.deliver", [synced.tenant_id])
        assert deliver_due(counted, synced.tenant_id) == 1

    assert open_counters(redis_url).read(names.NOTIFICATION_TRIES) == {("webhook", "delivered"): 1}


def test_a_scheduler_of_which_a_part_fails_does_the_rest_and_shows_its_trouble(synced: Desk, redis_url: str) -> None:
    synced.call(request_sync, "manual", synced.admin)
    rename_table(synced.context.database, "tasks", "elsewhere")
    with redis.Redis.from_url(redis_url) as connection:
        queue = open_queue(connection)
        Scheduler(synced.context.database, queue, connection, synced.clock).turn()
        assert [job.func_name for job in queue.jobs] == ["worker.jobs.work_sync"]
        assert find_troubles(synced) == {"scheduler_failing"}

        rename_table(synced.context.database, "elsewhere", "tasks")
        Scheduler(synced.context.database, queue, connection, synced.clock).turn()
        assert find_troubles(synced) == set()


def test_a_scheduler_survives_whatever_happens_in_a_turn(synced: Desk, redis_url: str) -> None:
    rename_table(synced.context.database, "tenants", "elsewhere")
    with redis.Redis.from_url(redis_url) as connection:
        scheduler = Scheduler(synced.context.database, open_queue(connection), connection, synced.clock)
        thread = threading.Thread(target=scheduler.run)
        thread.start()
        try:
            wait_until(lambda: bool(scheduler.troubles), timeout_seconds=60)
            rename_table(synced.context.database, "elsewhere", "tenants")
            wait_until(lambda: not scheduler.troubles, timeout_seconds=120)
        finally:
            scheduler.stop()
            thread.join(60)


def find_troubles(desk: Desk) -> set[str]:
    """What an admin is told of the scheduler."""
    problems = desk.ask(get_health, desk.clock()).problems
    return {problem for problem in problems if problem.startswith("scheduler")}


def test_a_call_that_leaves_when_the_lease_has_ended_is_counted_and_no_other(synced: Desk, redis_url: str) -> None:
    counted = replace(synced.context, counters=open_counters(redis_url))
    for after in (5.0, 30.0):
        moments = iter((0.0, 0.0, after))  # the claim, the question before it leaves, and when it has left
        lease = Lease(timedelta(seconds=20), lambda moments=moments: next(moments))  # type: ignore[misc]
        counted.open_api(synced.tenant_id, lease, kind="sync").count_users("-")

    assert open_counters(redis_url).read(names.LATE_CALLS) == {("sync",): 1}


def test_a_slice_whose_lease_was_lost_is_counted(synced: Desk, redis_url: str, at: At) -> None:
    away = [0.0]
    synced.context = replace(
        synced.context, counters=open_counters(redis_url), uptime=lambda: time.monotonic() + away[0]
    )
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:1]), {"type": "suspend_user"}))
    at("opened", lambda: away.append(away.pop() + 100))
    [work] = synced.hand_out()
    synced.work_on(work)

    assert open_counters(redis_url).read(names.LEASE_LOSSES) == {("run",): 1}
    assert open_counters(redis_url).read(names.LATE_CALLS) == {}
    assert synced.show(run_id).summary.state == "running"
