"""How many requests of one tenant and one person are served at a time."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.platform.limits.in_flight import InFlight, Lanes, hold_place, keep_places, leave_places
from app.platform.limits.turnstile import Turnstile
from tests.platform.lanes import Watch, enter, fork

LANES = Lanes(at_work=2, questions=1, per_tenant=4, per_person=3, waiting=3, patience=0.2)


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
