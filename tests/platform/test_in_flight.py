"""How many requests of one tenant and one person are served at a time."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.platform.limits.in_flight import InFlight, Lanes, hold_place, keep_places, leave_places
from app.platform.limits.turnstile import Turnstile

LANES = Lanes(at_work=2, questions=1, per_tenant=4, per_person=3, waiting=3, patience=0.2)


def enter(lanes: InFlight, tenant: str = "acme", person: str = "anna", *, asks: bool = False) -> Any:
    return lanes.enter(tenant, person, is_question=asks)


def test_a_tenant_has_so_many_at_work_and_another_one_has_as_many() -> None:
    lanes = InFlight(LANES)
    first, second = enter(lanes), enter(lanes)

    assert enter(lanes) is None
    assert enter(lanes, "globex") is not None
    first()
    assert enter(lanes) is not None
    second()


def test_questions_of_a_tenant_are_answered_one_after_the_other() -> None:
    lanes = InFlight(LANES)
    asked = enter(lanes, asks=True)

    assert enter(lanes, asks=True) is None
    assert enter(lanes) is not None
    asked()
    assert enter(lanes, asks=True) is not None


class Watch:
    """A clock and a processor that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.worked = 0.0

    def lanes(self, **lanes: Any) -> InFlight:
        return InFlight(Lanes(**lanes), lambda: self.now, lambda: self.worked)


def test_who_has_asked_for_long_waits_until_it_comes_back_and_only_with_questions() -> None:
    watch = Watch()
    lanes = watch.lanes(pace=4, refill=0.5, free=1, patience=0.1)
    for seconds in (3, 3.01):
        leave = enter(lanes, asks=True)
        watch.worked += seconds
        leave()

    assert enter(lanes, asks=True) is None  # 6.01 seconds, 2 of them free
    assert enter(lanes) is not None
    assert enter(lanes, "globex", asks=True) is not None
    watch.now += 0.01
    assert enter(lanes, asks=True) is None
    watch.now += 0.02
    assert enter(lanes, asks=True) is not None


def test_who_waits_for_the_pace_goes_on_when_it_has_come_back() -> None:
    watch = Watch()
    lanes = watch.lanes(pace=1, refill=1, free=0, patience=30)
    leave = enter(lanes, asks=True)
    watch.worked += 3
    leave()
    threading.Timer(0.1, lambda: setattr(watch, "now", 103.0)).start()
    began = time.monotonic()

    assert enter(lanes, asks=True) is not None
    assert 0.05 < time.monotonic() - began < 10


@pytest.mark.parametrize("seconds", [5, 20, 1000])
def test_one_question_however_long_lets_the_next_one_wait_for_half_of_the_patience_at_most(seconds: float) -> None:
    watch = Watch()
    lanes = watch.lanes(pace=4, refill=0.5, free=0, patience=0.2)
    leave = enter(lanes, asks=True)
    watch.worked += seconds
    leave()

    assert enter(lanes, asks=True) is None
    watch.now += 0.11
    assert enter(lanes, asks=True) is not None


def test_what_is_used_while_a_file_is_sent_has_a_credit_of_its_own() -> None:
    watch = Watch()
    lanes = watch.lanes(pace=1, credit=10, refill=0.5, free=0, patience=0)
    for seconds in (9, 3):
        leave = enter(lanes, asks=True)
        leave.pass_on()
        watch.worked += seconds
        leave()

    assert enter(lanes, asks=True) is None  # 12 seconds
    assert enter(lanes) is not None
    watch.now += 4.1
    assert enter(lanes, asks=True) is not None


def fork(work: Callable[[], bool]) -> bool:
    """What the work says in a process that inherits the turnstile, and then ends."""
    child = os.fork()
    if not child:
        os._exit(0 if work() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_one_question_of_a_tenant_is_worked_on_at_a_time_by_all_processes() -> None:
    turnstile = Turnstile()
    mine = InFlight(LANES, turnstile=turnstile)

    def asks(tenant: str, *, asks: bool = True) -> bool:
        return enter(InFlight(LANES, turnstile=turnstile), tenant, asks=asks) is not None

    leave = enter(mine, asks=True)
    assert not fork(lambda: asks("acme"))
    assert fork(lambda: asks("acme", asks=False))
    assert fork(lambda: asks("globex"))
    assert enter(mine, asks=True) is None
    leave()
    assert fork(lambda: asks("acme"))
    assert enter(mine, asks=True) is not None  # the other one died with its turn


@pytest.mark.parametrize("asks", [True, False])
def test_whoever_comes_again_and_again_waits_behind_those_who_wait(asks: bool) -> None:
    lanes = InFlight(Lanes(at_work=1))
    answered = ask_for_a_while(lanes, asks=asks)

    assert max(wait for waits in answered for wait in waits) < SECONDS / 2
    assert min(map(len, answered)) * 3 > max(map(len, answered))


SECONDS = 1.0


def ask_for_a_while(lanes: InFlight, *, asks: bool) -> list[list[float]]:
    """How long each of four has waited, who all ask again as soon as they are answered."""
    until = time.monotonic() + SECONDS
    answered: list[list[float]] = [[] for _ in range(4)]

    def ask(waits: list[float]) -> None:
        while (began := time.monotonic()) < until:
            place = enter(lanes, asks=asks)
            waits.append(time.monotonic() - began)
            time.sleep(0.005)
            place()

    threads = [threading.Thread(target=ask, args=(waits,)) for waits in answered]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered


def test_a_process_lets_those_pass_who_wait_for_the_same_turn_in_another_one() -> None:
    watch, turnstile = Watch(), Turnstile()
    lanes = InFlight(Lanes(patience=0), lambda: watch.now, lambda: watch.worked, turnstile)
    told, tell = os.pipe()
    waiting = os.fork()
    if not waiting:
        turnstile.wish("acme", is_wished=True)
        os.close(told)
        os.write(tell, b"waits")
        time.sleep(60)
        os._exit(0)
    os.read(told, 5)

    def ask(tenant: str = "acme") -> bool:
        place = enter(lanes, tenant, asks=True)
        if place is not None:
            place()
        return place is not None

    try:
        assert ask()  # from now on it is known that somebody waits
        watch.now += 0.02
        assert ask()
        watch.now += 0.04
        assert ask()
        assert not ask()  # for long enough, so the other one may
        assert ask("globex")
        watch.now += 0.02
        assert not ask()
        watch.now += 0.02
        assert ask()
    finally:
        os.kill(waiting, signal.SIGKILL)
        os.waitpid(waiting, 0)
    for _ in range(5):  # nobody waits elsewhere any more
        watch.now += 0.06
        assert ask()
        assert ask()


def test_who_waits_is_known_elsewhere_until_nobody_waits_here() -> None:
    turnstile = Turnstile()
    lanes = InFlight(Lanes(patience=0.3), turnstile=turnstile)
    held = enter(lanes, asks=True)

    def is_wished() -> bool:
        return turnstile.is_wished_elsewhere("acme")

    assert not fork(is_wished)
    threads = [threading.Thread(target=enter, args=(lanes, "acme", person), kwargs={"asks": True}) for person in "ab"]
    for thread in threads:
        thread.start()
    wait_until(lambda: lanes.count_waiting() == 2)
    assert fork(is_wished)
    assert not is_wished()  # by others than us
    assert fork(is_wished)
    for thread in threads:
        thread.join()
    assert not fork(is_wished)
    held()


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_while_a_file_is_sent_other_processes_answer_questions() -> None:
    turnstile = Turnstile()
    leave = enter(InFlight(LANES, turnstile=turnstile), asks=True)
    leave.pass_on()

    assert fork(lambda: turnstile.enter("acme"))
    leave()
    leave()


def test_who_waits_gets_the_place_that_is_left() -> None:
    lanes = InFlight(Lanes(at_work=1, patience=30))
    leave = enter(lanes)
    threading.Timer(0.05, leave).start()
    began = time.monotonic()

    assert enter(lanes) is not None
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("others", "is_refused"),
    [
        ([("acme", "anna")] * 3, True),  # the person's share
        ([("acme", "anna"), ("acme", "bob"), ("acme", "bob"), ("acme", "bob")], True),  # the tenant's
        ([("acme", "bob"), ("acme", "bob")], False),
        ([("globex", "bob")] * 3, False),
    ],
)
def test_who_has_too_many_here_is_refused_without_waiting(others: list[tuple[str, str]], is_refused: bool) -> None:
    lanes = InFlight(Lanes(at_work=9, questions=9, per_tenant=4, per_person=3, patience=30))
    for tenant, person in others:
        assert enter(lanes, tenant, person) is not None
    began = time.monotonic()

    assert (enter(lanes) is None) is is_refused
    assert time.monotonic() - began < 5


def test_no_more_wait_than_may_so_that_threads_are_left() -> None:
    lanes = InFlight(Lanes(at_work=1, waiting=2, patience=30, per_tenant=99, per_person=99))
    leave = enter(lanes)

    def come_and_go() -> None:
        enter(lanes)()

    waiting = [threading.Thread(target=come_and_go) for _ in range(2)]
    for thread in waiting:
        thread.start()
    deadline = time.monotonic() + 10
    while lanes.count_waiting() < 2:
        assert time.monotonic() < deadline

    assert enter(lanes) is None
    assert enter(lanes, "globex") is not None
    leave()
    for thread in waiting:
        thread.join(10)
    assert lanes.count_waiting() == 0


def test_a_place_is_left_once_and_nothing_is_kept_of_who_has_none() -> None:
    lanes = InFlight(LANES)
    leave = enter(lanes, asks=True)
    leave()
    leave()

    assert lanes.is_empty()
    assert enter(lanes, asks=True) is not None


def fail(_environ: Any, _start: Any) -> Any:
    raise RuntimeError("a view failed")


def test_a_place_is_given_back_when_the_answer_is_closed_or_the_application_fails() -> None:
    lanes = InFlight(LANES)

    def serve(application: Callable[..., Any]) -> Any:
        def held(environ: Any, start: Any) -> Any:
            hold_place(environ, enter(lanes, asks=True))
            return application(environ, start)

        start: Any = lambda *_: None  # noqa: E731
        return keep_places(held)({}, start)

    answer = serve(lambda *_: iter([b"one", b"two"]))
    assert next(iter(answer)) == b"one"
    assert not lanes.is_empty()
    answer.close()
    assert lanes.is_empty()
    with pytest.raises(RuntimeError):
        serve(fail)
    assert lanes.is_empty()
    leave_places({})
