"""`/metrics` for Prometheus: closed until the operator sets METRICS_TOKEN. Names no tenant, no person, no address.

What web servers and job processes count stands in Redis, everything else is asked of the database, so any web
process gives the same answer.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa
from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from app import counters as names
from app.counters import RedisCounters
from app.db import Database
from app.logs import get_logger
from app.platform.answers.problems import problem_response
from app.platform.guards import public
from app.services.operating.vitals import (
    count_keys,
    count_runs,
    count_waiting_notifications,
    find_processes,
    measure_queue,
    measure_slot_lag,
)
from app.settings import Settings

logger = get_logger(__name__)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_COUNTERS = (
    (names.HTTP_REQUESTS, "HTTP requests by route and status", ("method", "route", "status")),
    (names.ATLASSIAN_CALLS, "Calls to Atlassian by endpoint family", ("family",)),
    (names.ATLASSIAN_REFUSALS, "Calls that Atlassian refused with 429", ("family",)),
    (names.NOTIFICATION_TRIES, "Tries to deliver a notification", ("kind", "outcome")),
    (names.LEASE_LOSSES, "Slices whose worker was away for so long that it stopped", ("kind",)),
    (names.LATE_CALLS, "Calls to Atlassian that left when their lease had ended", ("kind",)),
)


def register_metrics(
    app: Flask, settings: Settings, database: Database, *, counters: RedisCounters, clock: Callable[[], datetime]
) -> None:
    """Count every request of the app, and add `/metrics`."""
    registry = CollectorRegistry()
    registry.register(_Vitals(database, counters, clock))

    @app.after_request
    def _count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule is not None else "none"
        method = request.method if request.method in _METHODS else "other"
        counters.add(names.HTTP_REQUESTS, method, route, str(response.status_code))
        return response

    @public
    def metrics() -> Response:
        if settings.metrics_token is None:
            return problem_response(404, "not_found", "Not found", "There is nothing at this address.")
        if not _is_allowed(settings.metrics_token):
            return problem_response(401, "unauthorized", "Unauthorized", "A bearer token is needed.")
        try:
            return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
        except sa.exc.SQLAlchemyError:
            logger.warning("database not reachable")
            return problem_response(503, "unavailable", "Unavailable", "The database does not answer.")

    app.add_url_rule("/metrics", "metrics", metrics)


def _is_allowed(token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme == "Bearer" and hmac.compare_digest(given.encode(), token.encode())


class _Vitals(Collector):
    """Asks Redis and the database at every scrape."""

    def __init__(self, database: Database, counters: RedisCounters, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._counters = counters
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        """Describe nothing: the collector is asked for nothing when it is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All figures of this moment."""
        for name, text, labels in _COUNTERS:
            family = CounterMetricFamily(f"rollcall_{name}", text, labels=labels)
            for values, count in sorted(self._counters.read(name).items()):
                if len(values) == len(labels):
                    family.add_metric(values, count)
            yield family
        yield from self._ask_database()

    def _ask_database(self) -> Iterator[Metric]:
        now = self._clock()
        with self._database.system_session() as session:
            active, ended = count_runs(session, now)
            queue = measure_queue(session, now)
            processes = find_processes(session, now)
            waiting = count_waiting_notifications(session)
            slot_lag = measure_slot_lag(session, now)
            keys = count_keys(session, now.date())
        yield _gauge("runs", "Active runs by state", active, "state")
        yield _gauge("runs_ended_last_day", "Runs that ended within a day by state", ended, "state")
        yield _gauge("queue_waiting", "Runs and syncs that wait for a worker", queue.count)
        yield _gauge("queue_age_seconds", "How long the oldest of them waits", queue.age_seconds)
        yield _gauge("slot_lag_seconds", "By how much the oldest due slot is late", slot_lag)
        yield _gauge("organization_keys", "Organization keys by what they need", keys, "state")
        yield _gauge("notifications_waiting", "Notifications that were not delivered yet", waiting)
        alive = {kind: vitals.alive for kind, vitals in processes.items()}
        yield _gauge("processes_alive", "Living processes by kind", alive, "kind")
        seen = {kind: one.seen_at for kind, one in processes.items()}
        ages = {kind: max(0.0, (now - at).total_seconds()) for kind, at in seen.items() if at is not None}
        yield _gauge("heartbeat_age_seconds", "How long ago a process of a kind was last seen", ages, "kind")


def _gauge(name: str, text: str, values: dict[str, int] | dict[str, float] | float, label: str | None = None) -> Metric:
    if isinstance(values, int | float):
        return GaugeMetricFamily(f"rollcall_{name}", text, value=values)
    family = GaugeMetricFamily(f"rollcall_{name}", text, labels=[label or ""])
    for word, value in values.items():
        family.add_metric([word], value)
    return family
