"""How many requests of one tenant and one person are served at a time; the others wait a little, or are refused.

Counted in each process, because what is shared out is this process's own: its threads, its processor, its memory and
its database connections. Nothing can stay counted when a process dies, and no other store has to answer. A tenant
has at most as much of the whole service as all processes have lanes for it.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from wsgiref.types import WSGIApplication

from werkzeug.wsgi import ClosingIterator

_HELD: Final = "rollcall.places"


@dataclass(frozen=True, slots=True)
class Lanes:
    """What one process gives.

    at_work: requests of a tenant that are served at a time. questions: those among them that may take long.
    per_tenant, per_person: requests that are here, served or waiting. waiting: requests of all tenants that wait, so
    that threads are left for those who need not. patience: seconds for which one waits.
    credit: seconds of processor that a tenant's questions may use at once. refill: of them, what comes back in a
    second. free: what each question may use without being counted, as those of the page do.
    """

    at_work: int = 4
    questions: int = 1
    per_tenant: int = 12
    per_person: int = 8
    waiting: int = 14
    patience: float = 10.0
    credit: float = 15.0
    refill: float = 0.25
    free: float = 0.5


class InFlight:
    """The requests that are here. Safe to share between threads."""

    def __init__(
        self,
        lanes: Lanes | None = None,
        timer: Callable[[], float] = time.monotonic,
        work_timer: Callable[[], float] = time.thread_time,
    ) -> None:
        self._lanes = lanes or Lanes()
        self._timer = timer
        self._work_timer = work_timer
        self._spent: dict[str, tuple[float, float]] = {}
        self._change = threading.Condition()
        self._here: Counter[str] = Counter()
        self._at_work: Counter[str] = Counter()
        self._questions: Counter[str] = Counter()
        self._waiting = 0

    def enter(self, tenant: str, person: str, *, is_question: bool) -> Callable[[], None] | None:
        """Wait for a place and take it; returns how to leave it, any number of times. None when there is none."""
        owner, lanes = f"{tenant}:{person}", self._lanes
        with self._change:
            if self._here[tenant] >= lanes.per_tenant or self._here[owner] >= lanes.per_person:
                return None
            if is_question and self._find_spent(tenant) >= lanes.credit:
                return None
            self._count(self._here, 1, tenant, owner)
            if not self._wait(tenant, is_question=is_question):
                self._count(self._here, -1, tenant, owner)
                return None
            self._count(self._at_work, 1, tenant)
            self._count(self._questions, int(is_question), tenant)
        began = self._work_timer()
        return _Leaving(lambda: self._leave(tenant, owner, began if is_question else None))

    def count_waiting(self) -> int:
        """How many requests wait for a place."""
        return self._waiting

    def is_empty(self) -> bool:
        """True when no request is here."""
        return not (self._here or self._at_work or self._questions or self._waiting)

    def _wait(self, tenant: str, *, is_question: bool) -> bool:
        def is_free() -> bool:
            has_turn = not is_question or self._questions[tenant] < self._lanes.questions
            return has_turn and self._at_work[tenant] < self._lanes.at_work

        if is_free():
            return True
        if self._waiting >= self._lanes.waiting:
            return False
        self._waiting += 1
        try:
            return self._change.wait_for(is_free, self._lanes.patience)
        finally:
            self._waiting -= 1

    def _leave(self, tenant: str, owner: str, asked_at: float | None) -> None:
        with self._change:
            self._count(self._here, -1, tenant, owner)
            self._count(self._at_work, -1, tenant)
            if asked_at is not None:
                self._count(self._questions, -1, tenant)
                used = max(0.0, self._work_timer() - asked_at - self._lanes.free)
                self._spent[tenant] = (self._find_spent(tenant) + used, self._timer())
            self._change.notify_all()

    def _find_spent(self, tenant: str) -> float:
        """Seconds of questions that the tenant has not got back yet."""
        spent, at = self._spent.get(tenant, (0.0, 0.0))
        left = max(0.0, spent - (self._timer() - at) * self._lanes.refill)
        if not left:
            self._spent.pop(tenant, None)
        return left

    @staticmethod
    def _count(counter: "Counter[str]", by: int, *names: str) -> None:
        """Count, and forget who has nothing here."""
        for name in names:
            counter[name] += by
            if not counter[name]:
                del counter[name]


class _Leaving:
    """Leaves a place once."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave: Callable[[], None] | None = leave
        self._lock = threading.Lock()

    def __call__(self) -> None:
        with self._lock:
            leave, self._leave = self._leave, None
        if leave is not None:
            leave()


def hold_place(environ: dict[str, Any], leave: Callable[[], None]) -> None:
    """Keep a place until the answer to this request has been sent, or its view ended in an answer that is whole."""
    environ.setdefault(_HELD, []).append(leave)


def leave_places(environ: dict[str, Any]) -> None:
    """Give back the places of this request."""
    for leave in environ.pop(_HELD, ()):
        leave()


def keep_places(application: WSGIApplication) -> WSGIApplication:
    """The application, whose places are given back at the latest when its answer is closed or it fails."""

    def counted(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            answer = application(environ, start_response)
        except BaseException:
            leave_places(environ)
            raise
        return ClosingIterator(answer, lambda: leave_places(environ)) if environ.get(_HELD) else answer

    return counted
