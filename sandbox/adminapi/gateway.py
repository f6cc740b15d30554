"""The way of every admin API request: route, faults, key, scope, limit, content type, operation, faults, counting.

It speaks in `Incoming` and `Outgoing`, not in WSGI, and never answers 500 of its own accord except for a bug.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.adminapi import mischief
from sandbox.adminapi.answers import Refusal, Reply, application_error, gateway_forbidden, proxy_error
from sandbox.adminapi.call import Call
from sandbox.adminapi.endpoints import Endpoint, Match, find_endpoint
from sandbox.adminapi.operations import OPERATIONS
from sandbox.clock import format_instant, parse_instant
from sandbox.counters import SeenRequest
from sandbox.directory import ApiKey
from sandbox.faults import Fault
from sandbox.organization import Organization
from sandbox.state import World, Write

BEARER = "bearer "


@dataclass(slots=True)
class Incoming:
    """One HTTP request; `path` is decoded and starts with `/v1` or `/v2`."""

    method: str
    path: str
    url_path: str
    query: Mapping[str, list[str]]
    authorization: str
    content_type: str
    body: bytes
    base_url: str


@dataclass(slots=True)
class Outgoing:
    """The answer; `drop`: `before` anything is sent, or in the `middle` of the body."""

    reply: Reply
    drop: str | None = None


class _Dropped(Exception):
    """The connection ends here without an answer."""


class Gateway:
    """Answers admin API requests for one world. Thread-safe."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._jitter = random.Random(0)

    def handle(self, request: Incoming) -> Outgoing:
        """Answer one request."""
        started = time.perf_counter()
        match = find_endpoint(request.method, request.path)
        endpoint = match.endpoint if match else None
        if match is None or endpoint is None:
            outgoing = Outgoing(_no_endpoint(match))
            self._count(request, None, None, outgoing, (), started)
            return outgoing
        found = self._find_key(request)
        org_id = match.params.get("org") or (found[0].org_id if found else None)
        faults = self.world.faults.fire(org_id, endpoint.labels, request.path)
        try:
            outgoing = self._answer(request, match.params, endpoint, found, faults)
        except _Dropped:
            outgoing = Outgoing(Reply(0), "before")
        self._count(request, endpoint, (org_id, found[1].label if found else None), outgoing, faults, started)
        return outgoing

    # -- the way ----------------------------------------------------------------------------------------------

    def _answer(
        self,
        request: Incoming,
        params: Mapping[str, str],
        endpoint: Endpoint,
        found: tuple[Organization, ApiKey] | None,
        faults: Sequence[Fault],
    ) -> Outgoing:
        if faults:
            early = self._start_mischief(endpoint, found, params.get("org"), faults)
            if early is not None:
                return Outgoing(early)
            found = self._find_key(request)  # a fault may have revoked it
        world = self.world
        now = world.clock.timestamp()
        refusal = self._check_key(request, params, endpoint, found, now)
        if refusal is not None:
            return Outgoing(refusal)
        assert found is not None  # noqa: S101 - _check_key refuses without a key
        org, key = world.organizations.get(params.get("org", ""), found[0]), found[1]
        limited, headers = self._check_limit(org, endpoint, now)
        if limited is not None:
            return Outgoing(limited)
        call = Call(
            world, org, key, endpoint, params, request.query, request.body, request.base_url, request.url_path, now,
            uuid.uuid4().hex,
        )  # fmt: skip
        mischief.prepare(call, faults)
        reply = self._operate(request, call)
        reply.headers = [*headers, *reply.headers, ("Atl-Traceid", call.request_id)]
        return self._finish_mischief(reply, faults, endpoint)

    def _operate(self, request: Incoming, call: Call) -> Reply:
        if call.endpoint.method == "POST" and request.content_type.split(";")[0].strip().lower() != "application/json":
            if call.org.switches["missing_content_type"] == "unsupported":
                return application_error(415, "ADMIN-UAM-415-1", "Content-Type must be application/json")
        with self.world.lock:
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

    def _check_key(
        self,
        request: Incoming,
        params: Mapping[str, str],
        endpoint: Endpoint,
        found: tuple[Organization, ApiKey] | None,
        now: float,
    ) -> Reply | None:
        """Return the refusal, if any: dead keys are told apart from unknown ones (contract 2, 13)."""
        if found is None:
            if endpoint.is_v1:
                return proxy_error(401, "Unauthorized")
            return application_error(401, "ADMIN-UAM-401-1", "You need to authenticate to submit this request")
        org, key = found
        if key.state != "active" or parse_instant(key.expires_at).timestamp() <= now:
            return proxy_error(401, "Unauthorized")
        if "org" in params and params["org"] != org.org_id:
            is_known = params["org"] in self.world.organizations
            if not is_known or endpoint.name == "getOrgById":
                return application_error(404, "ADMIN-404-2", "The organization was not found")
            return gateway_forbidden(request.url_path, format_instant(self.world.clock.now()))
        return _check_scope(key, endpoint)

    def _check_limit(
        self, org: Organization, endpoint: Endpoint, now: float
    ) -> tuple[Reply | None, list[tuple[str, str]]]:
        bucket = (org.org_id, endpoint.name)
        allowance = self.world.limits.take(bucket, endpoint.family, org.switches["rate_limits"], now)
        if allowance is None:
            return None, []
        style = org.switches["rate_limit_headers"]
        remaining = allowance.remaining if allowance.is_allowed else 0
        headers = mischief.limit_headers(allowance.limit, remaining, allowance.reset_at, style, now)
        if allowance.is_allowed:
            return None, [header for header in headers if header[0] != "Retry-After"]
        return mischief.rate_limited(endpoint, headers), headers

    # -- faults -----------------------------------------------------------------------------------------------

    def _start_mischief(
        self,
        endpoint: Endpoint,
        found: tuple[Organization, ApiKey] | None,
        org_id: str | None,
        faults: Sequence[Fault],
    ) -> Reply | None:
        wait = mischief.latency_seconds(faults, self._jitter)
        if wait:
            time.sleep(wait)
        if mischief.drops(faults, "before"):
            raise _Dropped
        org = self.world.organizations.get(org_id or "") or (found[0] if found else None)
        if org is not None:
            with self.world.lock:
                mischief.disturb(self.world, org, found[1] if found else None, faults)
        return mischief.early_reply(faults, endpoint, self.world.clock.timestamp())

    def _finish_mischief(self, reply: Reply, faults: Sequence[Fault], endpoint: Endpoint) -> Outgoing:
        if not faults:
            return Outgoing(reply)
        if mischief.drops(faults, "after"):
            raise _Dropped
        reply = mischief.spoil(reply, faults, endpoint)
        return Outgoing(reply, "middle" if mischief.drops(faults, "middle") else None)

    def _count(
        self,
        request: Incoming,
        endpoint: Endpoint | None,
        who: tuple[str | None, str | None] | None,
        outgoing: Outgoing,
        faults: Sequence[Fault],
        started: float,
    ) -> None:
        org_id, label = who or (None, None)
        self.world.counters.record(
            SeenRequest(
                at=format_instant(self.world.clock.now()),
                org_id=org_id,
                endpoint=f"{endpoint.code} {endpoint.name}" if endpoint else "unknown",
                method=request.method,
                path=request.path,
                status=outgoing.reply.status,
                key_label=label,
                milliseconds=round((time.perf_counter() - started) * 1000, 2),
                faults=tuple(fault.kind for fault in faults),
            )
        )


def _no_endpoint(match: Match | None) -> Reply:
    if match is None:
        return application_error(404, "ADMIN-404-1", "There is no such operation")
    return application_error(405, "ADMIN-405-1", "The method is not allowed here")


def _check_scope(key: ApiKey, endpoint: Endpoint) -> Reply | None:
    """Refuse keys with scopes where only keys without work; R1 answers them with an empty list (contract 12)."""
    if key.scopes is None or endpoint.name == "getOrgs" or (endpoint.scope and endpoint.scope in key.scopes):
        return None
    if not endpoint.is_v1:
        return application_error(403, "ADMIN-UAM-403-1", "The API key may not perform this request")
    if endpoint.name == "getUserLastActiveDates":
        return application_error(403, "ADMIN-403-3", "The API key may not perform this request")
    detail = "Insufficient scope. Create a new API Key for your Organization with the required scope."
    return application_error(401, "ADMIN-401-2", detail)
