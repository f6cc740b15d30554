"""Whoever may send is asked directly before each request leaves, after everything else that takes time."""

import threading
import time

import pytest

from app.atlassian import errors
from app.atlassian.connections import Connections
from app.atlassian.families import Family
from app.atlassian.transport import Call, Transport
from tests.atlassian.calls import KEY, PATH, READ, WRITE
from tests.atlassian.pacing import OpenThrottle
from tests.atlassian.wire import Wire


class Kept(Exception):
    """The holder of a lease has lost it."""


class Gate:
    """Says whether a request may leave, and counts how often it was asked."""

    def __init__(self) -> None:
        self.is_open = True
        self.asked = 0

    def __call__(self) -> None:
        self.asked += 1
        if not self.is_open:
            raise Kept


@pytest.mark.parametrize("call", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize("is_reused", [False, True])
def test_nothing_leaves_over_a_closed_gate(wire: Wire, call: Call, is_reused: bool) -> None:
    wire.get(PATH, json={})
    wire.post(PATH, status=204)
    gate = Gate()
    transport = Transport(wire.base_url, "o", KEY, OpenThrottle(), may_send=gate)
    if is_reused:
        transport.send(call)
    gate.is_open = False

    with pytest.raises(Kept):
        transport.send(call)

    assert len(wire.asked) == int(is_reused)
    gate.is_open = True
    transport.send(call)
    transport.close()


def test_each_repeat_is_asked_for(wire: Wire) -> None:
    wire.post(PATH, status=429, headers={"Retry-After": "0"})
    wire.post(PATH, status=204)
    gate = Gate()
    transport = Transport(wire.base_url, "o", KEY, OpenThrottle(), may_send=gate)
    transport.send(WRITE)
    head_and_body = 2
    assert (gate.asked, len(wire.asked)) == (2 * head_and_body, 2)
    transport.close()


class Closing(Gate):
    """Closes as soon as it has let something through."""

    def __call__(self) -> None:
        super().__call__()
        self.is_open = False


def test_a_head_whose_body_may_not_follow_is_no_request(wire: Wire) -> None:
    """The process was stopped between the two: what the other side has of it is not carried out."""
    wire.post(PATH, status=204)
    gate = Closing()
    transport = Transport(wire.base_url, "o", KEY, OpenThrottle(), may_send=gate)
    with pytest.raises(Kept):
        transport.send(WRITE)
    assert wire.asked == []

    gate.is_open = True
    with pytest.raises(Kept):
        transport.send(WRITE)
    assert (gate.asked, wire.asked) == (4, [])
    transport.close()


class Waiting(OpenThrottle):
    """A throttle behind which the gate closes."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """Wait long."""
        self._gate.is_open = False


def test_the_gate_is_asked_after_the_wait_for_ones_turn(wire: Wire) -> None:
    wire.post(PATH, status=204)
    gate = Gate()
    transport = Transport(wire.base_url, "o", KEY, Waiting(gate), may_send=gate)
    with pytest.raises(Kept):
        transport.send(WRITE)
    assert wire.asked == []
    transport.close()


def test_the_gate_is_asked_after_the_wait_for_a_free_connection(wire: Wire) -> None:
    wire.get(PATH, is_held=True)
    gate = Gate()
    connections = Connections(wire.base_url, KEY, 1, gate)
    reading = threading.Thread(target=_read_in_vain, args=(connections,))
    reading.start()
    while not wire.asked:
        time.sleep(0.01)
    closing = threading.Timer(0.3, setattr, (gate, "is_open", False))
    closing.start()

    with pytest.raises(Kept):
        connections.exchange("POST", PATH, b"{}", 8.0, is_write=True)

    reading.join()
    assert [asked.method for asked in wire.asked] == ["GET"]
    connections.close()


def _read_in_vain(connections: Connections) -> None:
    with pytest.raises(errors.Unreachable):
        connections.exchange("GET", PATH, None, 1.0, is_write=False)
