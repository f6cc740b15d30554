"""How many requests of one tenant and one person are served at a time; the others wait a little, or are refused.

Counted in each process, because what is shared out is this process's own: its threads, its memory and its database
connections. Nothing can stay counted when a process dies, and no other store has to answer. The processors are shared
by all processes of the machine: of a tenant's questions one is worked on at a time (`turnstile`), and who has asked
for long gets a share of the time, so that most of it is left for others.
"""

import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from wsgiref.types import WSGIApplication

from werkzeug.wsgi import ClosingIterator

from app.platform.limits.spending import Spending
from app.platform.limits.turnstile import Turnstile

_HELD: Final = "rollcall.places"
LOOK_SECONDS: Final = 0.01
"""How often the first question of a tenant that waits looks whether it may go on."""
TURN_SECONDS: Final = 0.05
"""For how long a process goes on with the questions of a tenant while others of the tenant wait in another process."""
REST_SECONDS: Final = 0.03
"""For how long it lets the others pass: long enough for a look of theirs."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Lanes: the places that one process gives.

    at_work: requests of a tenant that are served at a time. questions: those among them that may take long.
    per_tenant, per_person: requests that are here, served or waiting. waiting: requests of all tenants that wait, so
    that threads are left for those who need not. patience: seconds for which one waits.
    pace: seconds of processor that a tenant's questions use before the next one waits for some to come back.
    credit: those that its files may use while they are sent. refill: what of each comes back in a second.
    crowd: of questions that wait here there are so many when somebody floods; then each is followed by a rest of `rest`
    times as long as it took. A tenth of a second of others is felt by each that falls into it, however fair the shares
    are: only that few fall into it helps.
    free: what each question may use without being counted, as those of the page do. What is used beyond the pace is
    kept in mind so far only that the next question is answered after half of the patience: the totals of a large
    preview take longer than the pace, and who has looked at them is to wait, not to be refused.
    """

    at_work: int = 4
    questions: int = 1
    per_tenant: int = 12
    per_person: int = 8
    waiting: int = 14
    patience: float = 10.0
    pace: float = 8.0
    credit: float = 15.0
    refill: float = 0.25
    crowd: int = 4
    rest: float = 40.0
    free: float = 0.1


class InFlight:
    """The requests that are here. Safe to share between threads."""

    def __init__(
        self,
        lanes: Lanes | None = None,
        timer: Callable[[], float] = time.monotonic,
        work_timer: Callable[[], float] = time.thread_time,
        turnstile: Turnstile | None = None,
    ) -> None:
        self._lanes = lanes or Lanes()
        self._work_timer = work_timer
        self._turnstile = turnstile or Turnstile()
        self._turns: Counter[str] = Counter()
        most_asked = self._lanes.pace + self._lanes.refill * self._lanes.patience / 2
        self._timer = timer
        self._queues: dict[tuple[str, bool], deque[object]] = {}
        self._waited_for: dict[str, float] = {}
        self._resting: dict[str, float] = {}
        self._began: dict[str, float] = {}
        self._crowd_rests: dict[str, float] = {}
        self._asked = Spending(self._lanes.refill, timer, most_asked)
        self._sent = Spending(self._lanes.refill, timer)
        self._change = threading.Condition()
        self._here: Counter[str] = Counter()
        self._at_work: Counter[str] = Counter()
        self._questions: Counter[str] = Counter()
        self._waiting = 0

    def enter(self, tenant: str, person: str, *, is_question: bool) -> "Place | None":
        """Wait for a place and take it; None when there is none."""
        owner, lanes = f"{tenant}:{person}", self._lanes
        with self._change:
            if self._here[tenant] >= lanes.per_tenant or self._here[owner] >= lanes.per_person:
                return None
            if is_question and self._sent.find(tenant) >= lanes.credit:
                return None
            self._count(self._here, 1, tenant, owner)
            if not self._wait(tenant, is_question=is_question):
                self._count(self._here, -1, tenant, owner)
                return None
            self._count(self._at_work, 1, tenant)
            self._count(self._questions, int(is_question), tenant)
        return Place(self, tenant, owner, is_question=is_question)

    def count_waiting(self) -> int:
        """How many requests wait for a place."""
        return self._waiting

    def is_empty(self) -> bool:
        """True when no request is here."""
        return not (self._here or self._at_work or self._questions or self._waiting)

    def _wait(self, tenant: str, *, is_question: bool) -> bool:
        """Wait for as long as one may, behind those of the tenant who wait already: whoever leaves and comes again is
        faster than anybody who has to be woken. Other processes and time decide about a question as well, so the
        first of them looks again."""
        key, me = (tenant, is_question), object()

        def is_first() -> bool:
            return self._queues.get(key, (me,))[0] is me

        def is_free() -> bool:
            if not is_first():
                return False
            if self._at_work[tenant] >= self._lanes.at_work:
                return False
            return not is_question or self._take_turn(tenant)

        deadline = time.monotonic() + self._lanes.patience
        if is_free():
            return True
        if self._waiting >= self._lanes.waiting:
            return False
        self._queue(key, me)
        try:
            while (left := deadline - time.monotonic()) > 0:
                self._change.wait(min(left, LOOK_SECONDS) if is_question and is_first() else left)
                if is_free():
                    return True
            return is_free()
        finally:
            self._leave_queue(key, me)

    def _queue(self, key: tuple[str, bool], who: object) -> None:
        self._waiting += 1
        self._queues.setdefault(key, deque()).append(who)
        if key[1]:
            self._turnstile.wish(key[0], is_wished=True)

    def _leave_queue(self, key: tuple[str, bool], who: object) -> None:
        self._waiting -= 1
        self._queues[key].remove(who)
        if self._queues[key]:
            self._change.notify_all()  # somebody else is the first now
            return
        del self._queues[key]
        if key[1]:
            self._turnstile.wish(key[0], is_wished=False)

    def _take_turn(self, tenant: str) -> bool:
        if self._questions[tenant] >= self._lanes.questions or self._asked.find(tenant) >= self._lanes.pace:
            return False
        now = self._timer()
        if self._is_crowded(tenant) and now < self._crowd_rests.get(tenant, -math.inf):
            return False
        if now < self._resting.get(tenant, -math.inf) or not self._turnstile.enter(tenant):
            return False
        self._resting.pop(tenant, None)
        self._crowd_rests.pop(tenant, None)
        self._began[tenant] = now
        self._count(self._turns, 1, tenant)
        return True

    def pass_turn(self, tenant: str, used: float) -> None:
        """The answer to a question has been worked out, or the rest of it is made while it is sent."""
        with self._change:
            self._asked.add(tenant, used - self._lanes.free)
            took = self._timer() - self._began.pop(tenant, self._timer())
            if self._is_crowded(tenant):
                self._crowd_rests[tenant] = self._timer() + min(took * self._lanes.rest, self._lanes.patience / 2)
            self._count(self._turns, -1, tenant)
            if tenant not in self._turns:
                self._turnstile.leave(tenant)
                self._let_pass(tenant)

    def _is_crowded(self, tenant: str) -> bool:
        return len(self._queues.get((tenant, True), ())) >= self._lanes.crowd

    def _let_pass(self, tenant: str) -> None:
        """Rest once others of the tenant have waited elsewhere for a while: whoever gives a turn back and has somebody
        waiting here would take it again before anybody else has looked."""
        if not self._turnstile.is_wished_elsewhere(tenant):
            self._waited_for.pop(tenant, None)
        elif self._timer() - self._waited_for.setdefault(tenant, self._timer()) >= TURN_SECONDS:
            self._resting[tenant] = self._timer() + REST_SECONDS
            del self._waited_for[tenant]

    def leave(self, tenant: str, owner: str, sent: float | None) -> None:
        """Count a request no more. `sent`: of a question, what was used while it was sent."""
        with self._change:
            self._count(self._here, -1, tenant, owner)
            self._count(self._at_work, -1, tenant)
            if sent is not None:
                self._count(self._questions, -1, tenant)
                self._sent.add(tenant, sent)
            self._change.notify_all()

    def tell_work(self) -> float:
        """Seconds of processor that this thread has used."""
        return self._work_timer()

    @staticmethod
    def _count(counter: "Counter[str]", by: int, *names: str) -> None:
        """Count, and forget who has nothing here."""
        for name in names:
            counter[name] += by
            if not counter[name]:
                del counter[name]


class Place:
    """A place that was taken. Called, it is left; any number of times, by the thread that does the work."""

    def __init__(self, lanes: InFlight, tenant: str, owner: str, *, is_question: bool) -> None:
        self._lanes, self._tenant, self._owner = lanes, tenant, owner
        self._has_turn = self._is_question = is_question
        self._is_held = True
        self._since = lanes.tell_work()
        self._elsewhere = 0.0

    def __call__(self) -> None:  # noqa: D102 - said above
        self.pass_on()
        if self._is_held:
            self._is_held = False
            sent = self._take_work() if self._is_question else None
            self._lanes.leave(self._tenant, self._owner, sent)

    def pass_on(self) -> None:
        """Give back what is shared with other processes, and keep the place: the rest is being sent."""
        if self._has_turn:
            self._has_turn = False
            self._lanes.pass_turn(self._tenant, self._take_work())

    def add_work(self, seconds: float) -> None:
        """Count what another process used for this answer."""
        self._elsewhere += seconds

    def _take_work(self) -> float:
        """Take the work that was done since this was asked last."""
        now = self._lanes.tell_work()
        used, self._since, self._elsewhere = now - self._since + self._elsewhere, now, 0.0
        return used


def hold_place(environ: dict[str, Any], leave: Place) -> None:
    """Keep a place until the answer to this request has been sent, or its view ended in an answer that is whole."""
    environ.setdefault(_HELD, []).append(leave)


def pass_places_on(environ: dict[str, Any]) -> None:
    """Let other processes answer questions of this tenant while this answer is being sent."""
    for place in environ.get(_HELD, ()):
        place.pass_on()


def count_work(environ: dict[str, Any], seconds: float) -> None:
    """Count what another process used to answer this request."""
    for place in environ.get(_HELD, ()):
        place.add_work(seconds)


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
