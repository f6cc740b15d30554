"""A tenant with a crowd of waiting questions rests between them, so that others hardly meet one; nobody else does."""

import threading

from app.platform.limits.in_flight import InFlight, Lanes
from tests.platform.lanes import Watch, enter, is_still, wait_until

LANES = Lanes(crowd=2, rest=10, patience=20)


class Crowd:
    """Questions of a tenant that wait, each from somebody else; those let in stay until they are let go."""

    def __init__(self, lanes: InFlight, count: int) -> None:
        self._inside: list[object] = []
        self._lanes = lanes
        self._threads = [threading.Thread(target=self._wait, args=(str(number),)) for number in range(count)]
        for thread in self._threads:
            thread.start()
        wait_until(lambda: lanes.count_waiting() == count)

    def _wait(self, person: str) -> None:
        place = enter(self._lanes, "acme", person, asks=True)
        self._inside.append(place)

    def count(self) -> int:
        """How many have been let in so far."""
        return len(self._inside)

    def leave(self) -> None:
        """Whoever came in last is done."""
        self._inside[-1]()  # type: ignore[operator]

    def join(self) -> None:
        for thread in self._threads:
            thread.join()


def test_a_crowd_waits_between_its_questions_for_as_many_times_as_each_took() -> None:
    watch = Watch()
    lanes = InFlight(LANES, lambda: watch.now, lambda: watch.worked)
    first = enter(lanes, asks=True)
    crowd = Crowd(lanes, 3)
    watch.now += 0.1
    first()

    watch.now += 0.9
    assert is_still(lambda: crowd.count() == 0)
    enter(lanes, "globex", asks=True)()  # another tenant does not wait for it
    watch.now += 0.2
    wait_until(lambda: crowd.count() == 1)
    watch.now += 0.2
    crowd.leave()
    watch.now += 1.9
    assert is_still(lambda: crowd.count() == 1)
    watch.now += 0.2
    wait_until(lambda: crowd.count() == 2)
    crowd.leave()  # one is left, which is no crowd
    wait_until(lambda: crowd.count() == 3)
    crowd.leave()
    crowd.join()


def test_the_rest_is_bounded_by_half_of_the_patience() -> None:
    watch = Watch()
    lanes = InFlight(LANES, lambda: watch.now, lambda: watch.worked)
    first = enter(lanes, asks=True)
    crowd = Crowd(lanes, 2)
    watch.now += 50
    first()
    watch.now += 9.9
    assert is_still(lambda: crowd.count() == 0)
    watch.now += 0.2
    wait_until(lambda: crowd.count() == 1)
    crowd.leave()
    wait_until(lambda: crowd.count() == 2)
    crowd.leave()
    crowd.join()


def test_once_the_crowd_has_gone_nobody_waits_for_its_rest() -> None:
    watch = Watch()
    lanes = InFlight(Lanes(crowd=2, rest=10, patience=0.3), lambda: watch.now, lambda: watch.worked)
    first = enter(lanes, asks=True)

    def wait(person: str) -> None:
        place = enter(lanes, "acme", person, asks=True)
        if place is not None:
            place()

    threads = [threading.Thread(target=wait, args=(person,)) for person in "abc"]
    for thread in threads:
        thread.start()
    wait_until(lambda: lanes.count_waiting() == 3)
    watch.now += 0.01
    first()
    for thread in threads:
        thread.join()  # most have given up, for the clock of the rest stood still

    enter(lanes, asks=True)()
    assert lanes.is_empty()
