"""Who waits for a place is served in order: within a process, and between processes."""

import os
import signal
import threading
import time

import pytest

from app.platform.limits.in_flight import InFlight, Lanes
from app.platform.limits.turnstile import Turnstile
from tests.platform.lanes import Watch, enter, fork, wait_until


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
