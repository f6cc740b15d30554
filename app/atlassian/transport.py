"""One call to Atlassian over pooled connections: pacing, retries, errors, logs. Knows no endpoint.

Reads are repeated after 429, 5xx, timeouts and unreadable answers; writes after 429 only, since anything else may
have been applied (admin API contract 14.3, rule 2). A 401 is asked again before it counts, and a call that was refused
by it alone is sent again. It never sleeps longer than `max_wait_seconds` at a time: a
longer wait leaves as `RateLimited`. Bodies and the key are never logged.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import urllib3

from app.atlassian.connections import Connections, always
from app.atlassian.errors import (
    AtlassianError,
    KeyInDoubt,
    KeyRejected,
    Malformed,
    RateLimited,
    Refused,
    ServerFault,
    Unreachable,
    Unreadable,
    describe_failure,
)
from app.atlassian.families import Family
from app.atlassian.key_doubt import KeyDoubt
from app.atlassian.limits import RateLimits, read_limits
from app.atlassian.throttle import Throttle
from app.logs import get_logger
from app.traces import span

_log = get_logger(__name__)
ANSWER_SECONDS: Final = 30.0
DONE: Final = 204
"""What a write answers when it was done, with an empty body; anything else proves nothing (contract 8.1)."""
WORDED: Final = 200
"""What the few writes answer that are documented with a message, such as {"message": "Success"} (contract 11)."""
_LEAST_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `template` is the path without ids, for logs; `path` the real one, already encoded.

    is_worded: a write that says in a message that it was done.
    """

    method: str
    template: str
    path: str
    family: Family
    query: Mapping[str, Any] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    is_write: bool = False
    is_worded: bool = False

    @property
    def trace_name(self) -> str:
        """Name the span of the call for traces."""
        return f"{self.method} {self.template}"


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """How a 401 is judged: by a harmless read, after a pause each time. `key_version` names the key to the caller."""

    probe: Call
    key_version: str | None = None
    pause_seconds: float = 4.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a call is tried, and how long is waited between tries (doubling, with full jitter)."""

    read_attempts: int = 5
    refused_attempts: int = 6
    unauthorized_attempts: int = 3
    patience_seconds: float = 40.0
    """After so long no further try is begun: the caller must be able to say in time that Atlassian is away."""
    first_delay_seconds: float = 0.2
    longest_delay_seconds: float = 2.0


class Transport:
    """Sends calls with one organization's key. Safe to share between threads.

    Counts every request in `calls`, and in `waited_seconds` how long all of them together waited for their turn.
    `witness`, if any, is shown status and headers of every answer.
    """

    def __init__(
        self,
        base_url: str,
        org_id: str,
        api_key: str,
        throttle: Throttle,
        *,
        pool_size: int = 8,
        max_wait_seconds: float = 5.0,
        answer_seconds: float = ANSWER_SECONDS,
        policy: RetryPolicy | None = None,
        key_check: KeyCheck | None = None,
        sleep: Callable[[float], None] = time.sleep,
        may_send: Callable[[], None] = always,
        has_sent: Callable[[], None] = always,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """clock: by which waits for a turn are measured."""
        self._org_id = org_id
        self._throttle = throttle
        self._max_wait_seconds = max_wait_seconds
        self._answer_seconds = answer_seconds
        self._policy = policy or RetryPolicy()
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._key_check = key_check
        self._key_doubt: KeyDoubt | None = None
        if key_check is not None:
            self._key_doubt = KeyDoubt(lambda: self._send_once(key_check.probe), sleep, key_check.pause_seconds)
        try:
            self._connections = Connections(base_url, api_key, pool_size, may_send, has_sent=has_sent)
        except KeyRejected as error:
            self._mark_key(error)
            raise
        self._bound_log: Any = None
        self.calls = 0
        self.waited_seconds = 0.0
        self.witness: Callable[[int, Mapping[str, str]], None] | None = None
        self._give_up_at: float | None = None

    def send(self, call: Call) -> Any:
        """The parsed answer of a read, None of a write. Raises AtlassianError."""
        failures = refusals = strays = 0
        fault: AtlassianError | None = None
        give_up_at = time.monotonic() + self._policy.patience_seconds
        while True:
            try:
                return self._send_once(call)
            except RateLimited as error:
                refusals += 1
                if error.status is None and fault is not None:
                    raise fault from error  # no time left to repeat it: what went wrong is the fault, not the wait
                if error.status is None or refusals >= self._policy.refused_attempts:
                    raise
            except KeyRejected as error:
                strays += 1
                self._judge_refusal(error, strays)
            except (ServerFault, Unreachable, Malformed) as error:
                failures += 1
                fault = error
                is_late = time.monotonic() >= give_up_at
                if call.is_write or is_late or failures >= self._policy.read_attempts:
                    raise
                self._wait_after_fault(failures, error)

    @contextmanager
    def limited_to(self, seconds: float) -> Iterator[None]:
        """For the calls of all threads inside: after so many seconds nothing is sent or waited for any more."""
        self._give_up_at = time.monotonic() + seconds
        try:
            yield
        finally:
            self._give_up_at = None

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def _judge_refusal(self, error: KeyRejected, strays: int) -> None:
        """Return when the key lives and the call, of which nothing was applied, may be sent again; raise otherwise."""
        self._mark_key(error)
        is_dead = True if self._key_doubt is None else self._key_doubt.is_key_dead()
        if is_dead is None:
            raise KeyInDoubt(error.detail, status=error.status) from error
        if is_dead:
            raise error
        if strays >= self._policy.unauthorized_attempts:
            raise Refused("Atlassian refuses this call with a key that it accepts otherwise.", status=401) from error

    def _mark_key(self, error: KeyRejected) -> None:
        error.key_version = None if self._key_check is None else self._key_check.key_version

    def _send_once(self, call: Call) -> Any:
        max_wait = min(self._max_wait_seconds, self._seconds_left())
        self._wait_for_turn(call.family, max_wait)
        started = time.perf_counter()
        with span(call.trace_name, "client", method=call.method, template=call.template) as trace:
            try:
                response = self._request(call)
            except AtlassianError:
                self._log(call, None, started)
                raise
            trace.note(status=response.status)
            if response.status >= 400:
                trace.fail(str(response.status))
            self._log(call, response.status, started)
        if self.witness is not None:
            self.witness(response.status, response.headers)
        limits = read_limits(response.headers, datetime.now(UTC))
        if response.status == 429:
            self._throttle.pause(self._org_id, call.family, limits)
        else:
            self._throttle.report(self._org_id, call.family, limits)
        return _read_answer(response, call, limits)

    def _wait_for_turn(self, family: Family, max_wait: float) -> None:
        started = self._clock()
        self._throttle.acquire(self._org_id, family, max_wait)
        waited = self._clock() - started
        with self._lock:
            self.waited_seconds += waited

    def _seconds_left(self) -> float:
        """How long the next answer may take. Raises RateLimited at the limit of `limited_to`: nothing was sent."""
        if self._give_up_at is None:
            return self._answer_seconds
        seconds = self._give_up_at - time.monotonic()
        if seconds <= _LEAST_SECONDS:
            raise RateLimited("There was no time left for another call.", retry_after=0.0)
        return min(seconds, self._answer_seconds)

    def _request(self, call: Call) -> urllib3.BaseHTTPResponse:
        seconds_left = self._seconds_left()
        with self._lock:
            self.calls += 1
        body = None
        if call.method == "POST":
            body = json.dumps(call.body or {}, separators=(",", ":")).encode()
        elif call.body is not None:
            raise ValueError(f"{call.method} takes no body")
        query = urlencode({name: value for name, value in call.query.items() if value is not None}, doseq=True)
        path = f"{call.path}?{query}" if query else call.path
        return self._connections.exchange(call.method, path, body, seconds_left, is_write=call.is_write)

    def _wait_after_fault(self, failures: int, error: AtlassianError) -> None:
        """Back off before a read is repeated; a wait that Atlassian asked for is kept, or handed to the caller."""
        asked = error.retry_after
        if asked is not None and asked > self._max_wait_seconds:
            raise error
        longest = min(self._policy.first_delay_seconds * 2**failures, self._policy.longest_delay_seconds)
        self._sleep(asked if asked is not None else random.uniform(longest / 4, longest))

    def _log(self, call: Call, status: int | None, started: float) -> None:
        milliseconds = round((time.perf_counter() - started) * 1000)
        if self._bound_log is None:
            self._bound_log = _log.bind()  # once: doing it for every call costs a tenth of the call
        say = self._bound_log.debug if status is not None and status < 400 else self._bound_log.info
        say("atlassian_call", method=call.method, path=call.template, status=status, ms=milliseconds)


_UNDOCUMENTED: Final = "Something other than Atlassian's documented answer came back, so the change is not confirmed."


def _read_answer(response: urllib3.BaseHTTPResponse, call: Call, limits: RateLimits) -> Any:
    if not 200 <= response.status < 300:
        pause = limits.pause_seconds if response.status == 429 else limits.retry_after_seconds
        raise describe_failure(response.status, response.data, is_write=call.is_write, retry_after=pause)
    if call.is_write:
        if not _is_done(response, call):
            raise Malformed(_UNDOCUMENTED, status=response.status, is_outcome_unknown=True)
        return None
    try:
        return json.loads(response.data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("Atlassian's answer is not JSON.", status=response.status) from error


def _is_done(response: urllib3.BaseHTTPResponse, call: Call) -> bool:
    """Whether the answer to a write is the documented one: nothing else may be taken for "done"."""
    if not call.is_worded:
        return response.status == DONE and not response.data
    try:
        document = json.loads(response.data)
    except (ValueError, RecursionError):
        return False
    return response.status == WORDED and isinstance(document, dict) and isinstance(document.get("message"), str)
