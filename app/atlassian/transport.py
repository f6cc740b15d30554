"""One HTTP call to Atlassian: pooled connections, pacing, retries, errors. Knows no endpoint.

Reads are repeated after 429, 5xx, timeouts and unreadable answers; writes after 429 only, since anything else may
have been applied (admin API contract 14.3, rule 2). It never sleeps longer than `max_wait_seconds` at a time: a
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
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter

from app.atlassian.errors import (
    AtlassianError,
    KeyRejected,
    Malformed,
    RateLimited,
    ServerFault,
    Unreachable,
    describe_failure,
)
from app.atlassian.families import Family
from app.atlassian.limits import RateLimits, read_limits
from app.atlassian.throttle import Throttle
from app.logs import get_logger

_log = get_logger(__name__)
CONNECT_TIMEOUT_SECONDS: Final = 5.0
READ_TIMEOUT_SECONDS: Final = 30.0
_LEAST_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `template` is the path without ids, for logs; `path` the real one, already encoded."""

    method: str
    template: str
    path: str
    family: Family
    query: Mapping[str, Any] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    is_write: bool = False


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a call is tried, and how long is waited between tries (doubling, with full jitter)."""

    read_attempts: int = 5
    refused_attempts: int = 6
    first_delay_seconds: float = 0.2
    longest_delay_seconds: float = 2.0


class Transport:
    """Sends calls with one organization's key. Safe to share between threads.

    Counts every request in `calls`, and in `waited_seconds` how long all of them together waited for their turn.
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
        policy: RetryPolicy | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._org_id = org_id
        self._throttle = throttle
        self._max_wait_seconds = max_wait_seconds
        self._policy = policy or RetryPolicy()
        self._sleep = sleep
        self._lock = threading.Lock()
        self._session = _open_session(api_key, pool_size)
        self._bound_log: Any = None
        self.calls = 0
        self.waited_seconds = 0.0
        self._give_up_at: float | None = None

    def send(self, call: Call) -> Any:
        """The parsed answer of a read, None of a write. Raises AtlassianError."""
        failures = refusals = 0
        while True:
            try:
                return self._send_once(call)
            except RateLimited as error:
                refusals += 1
                if error.status is None or refusals >= self._policy.refused_attempts:
                    raise
            except (ServerFault, Unreachable, Malformed) as error:
                failures += 1
                if call.is_write or failures >= self._policy.read_attempts:
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
        self._session.close()

    def _send_once(self, call: Call) -> Any:
        max_wait = min(self._max_wait_seconds, self._seconds_left())
        self._wait_for_turn(call.family, max_wait)
        started = time.perf_counter()
        try:
            response = self._request(call)
        except requests.RequestException as error:
            self._log(call, None, started)
            raise _no_answer(error, call) from error
        self._log(call, response.status_code, started)
        limits = read_limits(response.headers, datetime.now(UTC))
        if response.status_code == 429:
            self._throttle.pause(self._org_id, call.family, limits)
        else:
            self._throttle.report(self._org_id, call.family, limits)
        return _read_answer(response, call, limits)

    def _wait_for_turn(self, family: Family, max_wait: float) -> None:
        started = time.monotonic()
        self._throttle.acquire(self._org_id, family, max_wait)
        waited = time.monotonic() - started
        with self._lock:
            self.waited_seconds += waited

    def _seconds_left(self) -> float:
        """Time until the limit of `limited_to`. Raises RateLimited when it has come: nothing was sent."""
        if self._give_up_at is None:
            return READ_TIMEOUT_SECONDS
        seconds = self._give_up_at - time.monotonic()
        if seconds <= _LEAST_SECONDS:
            raise RateLimited("There was no time left for another call.", retry_after=0.0)
        return seconds

    def _request(self, call: Call) -> requests.Response:
        seconds_left = self._seconds_left()
        with self._lock:
            self.calls += 1
        body = None
        if call.method == "POST":
            body = json.dumps(call.body or {}, separators=(",", ":")).encode()
        elif call.body is not None:
            raise ValueError(f"{call.method} takes no body")
        return self._session.request(
            call.method,
            self._base_url + call.path,
            params=call.query,
            data=body,
            timeout=(min(CONNECT_TIMEOUT_SECONDS, seconds_left), min(READ_TIMEOUT_SECONDS, seconds_left)),
            allow_redirects=False,
        )

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


def _open_session(api_key: str, pool_size: int) -> requests.Session:
    if not api_key.isascii() or not api_key.isprintable() or " " in api_key:
        # Such a key cannot be sent in a header, and an exception about it might quote it.
        raise KeyRejected("The organization API key contains characters that no key has.")
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update(
        {
            "Authorization": f"Bearer {api_key}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "Rollcall",
        }
    )
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=pool_size, pool_block=True, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _no_answer(error: requests.RequestException, call: Call) -> Unreachable:
    """The exception's own text is left out: it may quote the request."""
    reason = "in time" if isinstance(error, requests.Timeout) else "properly"
    return Unreachable(f"Atlassian did not answer {reason}.", is_outcome_unknown=call.is_write)


def _read_answer(response: requests.Response, call: Call, limits: RateLimits) -> Any:
    if not 200 <= response.status_code < 300:
        pause = limits.pause_seconds if response.status_code == 429 else limits.retry_after_seconds
        raise describe_failure(response.status_code, response.content, is_write=call.is_write, retry_after=pause)
    if call.is_write:
        return None
    try:
        return json.loads(response.content)
    except ValueError as error:
        raise Malformed("Atlassian's answer is not JSON.", status=response.status_code) from error
