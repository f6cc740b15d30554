"""Admission: few compute at a time, in their order; whoever takes long keeps nobody out, and nobody is forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from app.serving.admission import AT_ONCE, LONG_SECONDS, Admission
from tests.platform.lanes import Watch


def open_admission() -> tuple[Admission[int], Watch]:
    watch = Watch()
    return Admission(lambda: watch.now), watch


def test_those_who_came_first_are_admitted_and_the_next_when_one_of_them_leaves() -> None:
    admission, _ = open_admission()
    for request in range(AT_ONCE + 3):
        admission.add(request)
    assert admission.take() == list(range(AT_ONCE))
    assert admission.take() == []
    admission.leave(0)
    assert admission.take() == [AT_ONCE]
    admission.leave(AT_ONCE)
    admission.leave(1)
    assert admission.take() == [AT_ONCE + 1, AT_ONCE + 2]


def test_who_takes_long_keeps_nobody_out_and_counts_for_nobody_when_it_leaves() -> None:
    admission, watch = open_admission()
    for request in range(2 * AT_ONCE + 1):
        admission.add(request)
    admission.take()
    watch.now += LONG_SECONDS * 0.9
    assert admission.take() == []
    watch.now += LONG_SECONDS * 0.2
    assert admission.take() == list(range(AT_ONCE, 2 * AT_ONCE))
    admission.leave(0)
    assert admission.take() == []


def test_the_loop_is_told_when_it_has_to_look_again() -> None:
    admission, watch = open_admission()
    assert admission.find_pause() is None
    for request in range(AT_ONCE + 1):
        admission.add(request)
    assert admission.find_pause() == 0
    admission.take()
    watch.now += LONG_SECONDS / 4
    assert admission.find_pause() is not None
    assert abs((admission.find_pause() or 0) - LONG_SECONDS * 0.75) < 1e-9
    watch.now += LONG_SECONDS
    assert admission.find_pause() == 0
    assert admission.take() == [AT_ONCE]
    assert admission.find_pause() is None


@given(st.lists(st.tuples(st.sampled_from(("come", "leave", "wait")), st.integers(0, 9)), max_size=60))
def test_whatever_happens_all_are_admitted_once_in_their_order(events: list[tuple[str, int]]) -> None:
    admission, watch = open_admission()
    came, admitted, inside = 0, list[int](), list[int]()
    for event, number in events:
        if event == "come":
            admission.add(came)
            came += 1
        elif event == "leave" and inside:
            admission.leave(inside.pop(number % len(inside)))
        else:
            watch.now += LONG_SECONDS * number / 9
        taken = admission.take()
        admitted += taken
        inside += taken
        is_idle = not inside
        assert not (is_idle and len(admitted) < came)
    while (pause := admission.find_pause()) is not None:
        watch.now += pause + 1e-9
        admitted += admission.take()
    assert admitted == list(range(came))
