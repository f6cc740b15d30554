"""A scheduler shows that it lives, and which workers it sees; the job processes count what they deliver."""

from dataclasses import replace

import redis
from rq import Worker

from app import counters as names
from app.counters import open_counters
from app.services.channels import ChannelDraft, ChannelRules, create_channel, request_test
from app.services.vitals import find_processes
from tests.ground.desk import Desk
from tests.ground.receivers import running_receiver
from worker.deliveries import deliver_due
from worker.queues import open_queue
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


def test_the_scheduler_hands_deliveries_to_the_queue(synced: Desk, redis_url: str) -> None:
    rules = ChannelRules(allows_loopback=True)
    with running_receiver() as receiver, redis.Redis.from_url(redis_url) as connection:
        draft = ChannelDraft("webhook", "Ours", ["run.failed"], url=receiver.url)
        view, _secret = synced.call(create_channel, synced.context.keyring, draft=draft, rules=rules, by=synced.admin)
        synced.call(request_test, view.id, by=synced.admin, now=synced.clock())
        queue = open_queue(connection)
        Scheduler(synced.context.database, queue, connection, synced.clock).turn()
        [job] = queue.jobs
        counted = replace(synced.context, counters=open_counters(redis_url))
        assert (job.func_name, job.args) == ("worker.jobs.deliver", [synced.tenant_id])
        assert deliver_due(counted, synced.tenant_id) == 1

    assert open_counters(redis_url).read(names.NOTIFICATION_TRIES) == {("webhook", "delivered"): 1}
