"""The way of every admin API request: route, faults, key, scope, limit, content type, operation, faults, counting.

It speaks in `Incoming` and `Outgoing`, not in WSGI, and never answers 500 of its own accord except for a bug.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sandbox.adminapi import mischief
from sandbox.adminapi.call import Call
from sandbox.adminapi.endpoints import NOWHERE, Endpoint, find_endpoint
from sandbox.adminapi.operations import OPERATIONS
from sandbox.adminapi.refusals import key_is_dead, missing_scope, no_endpoint, unauthenticated
from sandbox.adminapi.wire.answers import Refusal, Reply, application_error, gateway_forbidden
from sandbox.adminapi.wire.exchange import Incoming, Outgoing
from sandbox.adminapi.writes.account_writes import close_deleted
from sandbox.faults import Fault
from sandbox.world.clock import format_instant, parse_instant
from sandbox.world.counters import SeenRequest
from sandbox.world.directory import ApiKey
from sandbox.world.limits import Rule
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

BEARER = "bearer "
JSON_TYPE = "application/json"


class _DroppedError(Exception):
    """The connection ends here without an answer."""


@dataclass(slots=True)
class Passage:
    """One request on its way: what is known about it so far; `refusal`, if any, answers it."""

    request: Incoming
    endpoint: Endpoint
    params: Mapping[str, str]
    found: tuple[Organization, ApiKey] | None
    started: float
    faults: Sequence[Fault] = ()
    refusal: Reply | None = None

    @property
    def org_id(self) -> str | None:
        """The organization that the path names, else the key's."""
        return self.params.get("org") or (self.found[0].org_id if self.found else None)


class Gateway:
    """Answers admin API requests for one world. Thread-safe."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._jitter = random.Random(0)

    def handle(self, request: Incoming) -> Outgoing:
        """Answer one request."""
        return self.finish(self.begin(request))

    def begin(self, request: Incoming) -> Passage:
        """Find out what a request wants and which faults fire for it; `finish` (or `finish_at_once`) must follow."""
        started = time.perf_counter()
        match = find_endpoint(request.method, request.path, request.base)
        if match is None or match.endpoint is None:
            return Passage(request, NOWHERE, {}, None, started, refusal=no_endpoint(match, base=request.base))
        passage = Passage(request, match.endpoint, match.params, self._find_key(request), started)
        passage.faults = self.world.faults.fire(passage.org_id, match.endpoint.labels, request.path)
        return passage

    def finish_at_once(self, passage: Passage) -> Outgoing | None:
        """Do what `finish` does unless it would have to wait, for a fault or for somebody who holds the world."""
        if passage.faults or not self.world.lock.acquire(blocking=False):
            return None
        try:
            return self.finish(passage)
        finally:
            self.world.lock.release()

    def finish(self, passage: Passage) -> Outgoing:
        """Answer a request that was begun, and count it."""
        try:
            outgoing = Outgoing(passage.refusal) if passage.refusal else self._answer(passage)
        except _DroppedError:
            outgoing = Outgoing(Reply(0), "before")
        self._count(passage, outgoing.reply.status)
        return outgoing

    # -- the way ----------------------------------------------------------------------------------------------

    def _answer(self, passage: Passage) -> Outgoing:
        if passage.faults:
            early = self._start_mischief(passage)
            if early is not None:
                return Outgoing(early)
            passage.found = self._find_key(passage.request)  # a fault may have revoked it
        world, now = self.world, self.world.clock.timestamp()
        if passage.found is None:
            return Outgoing(unauthenticated(passage.endpoint))
        org, key = passage.found
        refusal = self._check_key(passage, org, key, now)
        if refusal is not None:
            return Outgoing(refusal)
        limited, headers = self._check_limit(org, passage.endpoint, now)
        if limited is not None:
            return Outgoing(limited)
        call = Call(world, org, key, passage.endpoint, passage.params, passage.request, now, _fresh_request_id())
        mischief.prepare(call, passage.faults)
        reply = self._operate(call)
        reply.headers = [*headers, *reply.headers, ("Atl-Traceid", call.request_id)]
        if reply.content_type == JSON_TYPE:
            reply.content_type = org.switches["answer_type"]
        return _finish_mischief(reply, passage)

    def _operate(self, call: Call) -> Reply:
        if call.endpoint.method == "POST" and not _is_json(call.request) and _insists_on_json(call.org):
            return application_error(415, "ADMIN-UAM-415-1", "Content-Type must be application/json")
        with self.world.lock:
            close_deleted(self.world, call.org, call.now)
            call.org.settle(call.now)
            try:
                return OPERATIONS[call.endpoint.name](call)
            except Refusal as refusal:
                if call.endpoint.family == "write":
                    self._record_refusal(call, refusal)
                return refusal.reply()

    def _record_refusal(self, call: Call, refusal: Refusal) -> None:
        target = {"operation": call.endpoint.name, **call.target}
        write = Write(call.endpoint.code, target, key=call.key, status=refusal.status)
        write.outcome, write.code, write.request_id = "refused", refusal.code, call.request_id
        self.world.commit(call.org, (), write)

    # -- key and limits ---------------------------------------------------------------------------------------

    def _find_key(self, request: Incoming) -> tuple[Organization, ApiKey] | None:
        if not request.authorization.lower().startswith(BEARER):
            return None
        return self.world.find_key(request.authorization[len(BEARER) :].strip())

    def _check_key(self, passage: Passage, org: Organization, key: ApiKey, now: float) -> Reply | None:
        """Return the refusal, if any: dead keys are told apart from unknown ones (contract 2, 13)."""
        if key.state != "active" or _epoch_seconds(key.expires_at) <= now:
            return key_is_dead(passage.endpoint)
        wanted = passage.params.get("org", org.org_id)
        if wanted != org.org_id:
            if wanted not in self.world.organizations or passage.endpoint.name == "getOrgById":
                return application_error(404, "ADMIN-404-2", "The organization was not found")
            return gateway_forbidden(passage.request.url_path, format_instant(self.world.clock.now()))
        return missing_scope(key, passage.endpoint)

    def _check_limit(
        self, org: Organization, endpoint: Endpoint, now: float
    ) -> tuple[Reply | None, list[tuple[str, str]]]:
        bucket = (org.org_id, endpoint.name)
        rule = Rule(org.switches["rate_limits"], int(org.switches["rate_window_seconds"]))
        allowance = self.world.limits.take(bucket, endpoint.family, rule, now)
        if allowance is None:
            return None, []
        style = org.switches["rate_limit_headers"]
        remaining = allowance.remaining if allowance.is_allowed else 0
        headers = mischief.limit_headers(allowance.limit, remaining, allowance.reset_at, style, now)
        if allowance.is_allowed:
            return None, [header for header in headers if header[0] != "Retry-After"]
        return mischief.rate_limited(endpoint, headers), headers

    # -- faults -----------------------------------------------------------------------------------------------

    def _start_mischief(self, passage: Passage) -> Reply | None:
        wait = mischief.latency_seconds(passage.faults, self._jitter)
        if wait:
            time.sleep(wait)
        if mischief.drops(passage.faults, "before"):
            raise _DroppedError
        with self.world.lock:
            org = self.world.organizations.get(passage.org_id or "")
            if org is not None:
                mischief.disturb(self.world, org, passage.found[1] if passage.found else None, passage.faults)
        now = self.world.clock.now()
        return mischief.early_reply(passage.faults, passage.endpoint, passage.request.url_path, now)

    def _count(self, passage: Passage, status: int) -> None:
        request, found = passage.request, passage.found
        self.world.counters.record(
            SeenRequest(
                self.world.clock.timestamp(),
                passage.org_id,
                passage.endpoint.title,
                request.method,
                request.path,
                status,
                found[1].label if found else None,
                round((time.perf_counter() - passage.started) * 1000, 2),
                tuple(fault.kind for fault in passage.faults),
            )
        )


def _finish_mischief(reply: Reply, passage: Passage) -> Outgoing:
    faults = passage.faults
    if not faults:
        return Outgoing(reply)
    if mischief.drops(faults, "after"):
        raise _DroppedError
    reply = mischief.spoil(reply, faults, is_write=passage.endpoint.family == "write")
    return Outgoing(reply, "middle" if mischief.drops(faults, "middle") else None)


def _is_json(request: Incoming) -> bool:
    return request.content_type.split(";")[0].strip().lower() == "application/json"


def _insists_on_json(org: Organization) -> bool:
    return bool(org.switches["missing_content_type"] == "unsupported")


@lru_cache(maxsize=1024)
def _epoch_seconds(text: str) -> float:
    return parse_instant(text).timestamp()


def _fresh_request_id() -> str:
    return f"{random.getrandbits(128):032x}"
