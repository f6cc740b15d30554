"""Names that an admin chose are looked up within a time, whatever the name server does."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from app.outbound.lookups import MOST_AT_ONCE, Lookups, LookupTooSlow
from app.outbound.webhooks import WebhookSender
from local.processes import ROOT
from tests.ground.nameservers import SilentNameServer, running_silent_name_server
from tests.ground.processes import wait_until


@pytest.fixture
def silent() -> Iterator[SilentNameServer]:
    with running_silent_name_server() as server:
        yield server


def test_a_name_server_that_does_not_answer_ends_the_try(silent: SilentNameServer) -> None:
    sender = WebhookSender(allows_loopback=True, lookups=Lookups(silent.resolve, seconds=0.2))
    started = time.monotonic()

    answer = sender.send("https://hook.example/", b"{}", {})

    assert (answer.status, answer.is_final, answer.fault and answer.fault.code) == (None, False, "no_name_server")
    assert time.monotonic() - started < 3
    assert silent.count_questions() == 1


def test_who_asks_again_meanwhile_waits_for_the_same_look_up(silent: SilentNameServer) -> None:
    lookups = Lookups(silent.resolve, seconds=0.1)

    for _ in range(3):
        with pytest.raises(LookupTooSlow):
            lookups.find("hook.example", 443)

    assert silent.count_questions() == 1


def test_so_many_are_open_at_most_and_what_needs_none_goes_on(silent: SilentNameServer) -> None:
    lookups = Lookups(silent.resolve, seconds=0.02)

    for number in range(MOST_AT_ONCE + 3):
        with pytest.raises(LookupTooSlow):
            lookups.find(f"{number}.example", 443)

    assert silent.count_questions() == MOST_AT_ONCE
    assert lookups.find("192.0.2.1", 443) == ["192.0.2.1"], "an address is no name"
    assert lookups.find("2001:db8::1", 443) == ["2001:db8::1"]


def test_an_answer_makes_room_and_is_not_kept() -> None:
    asked: list[str] = []
    may_answer = threading.Event()

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        may_answer.wait(60)
        return ["192.0.2.1"]

    lookups = Lookups(resolve, seconds=0.05)
    for number in range(MOST_AT_ONCE):
        with pytest.raises(LookupTooSlow):
            lookups.find(f"{number}.example", 443)
    may_answer.set()

    wait_until(lambda: find(lookups, "0.example") == ["192.0.2.1"] and asked.count("0.example") > 1)
    wait_until(lambda: find(lookups, "new.example") == ["192.0.2.1"])


def find(lookups: Lookups, host: str) -> list[str] | None:
    """None: not in time, on a machine that is busy."""
    try:
        return lookups.find(host, 443)
    except LookupTooSlow:
        return None


@pytest.mark.parametrize("error", [TimeoutError("slow"), OSError("away"), UnicodeError("odd"), RuntimeError("ours")])
def test_what_a_look_up_trips_over_is_told_to_who_asked(error: Exception) -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise error

    lookups = Lookups(resolve)
    for _ in range(MOST_AT_ONCE + 1):
        with pytest.raises(LookupTooSlow if isinstance(error, TimeoutError) else type(error)):
            lookups.find("hook.example", 443)


def test_a_look_up_that_hangs_keeps_no_process_alive() -> None:
    program = (
        "import time\n"
        "from app.outbound.lookups import Lookups, LookupTooSlow\n"
        "try: Lookups(lambda _host, _port: time.sleep(600) or [], seconds=0.1).find('hook.example', 443)\n"
        "except LookupTooSlow: print('ended')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "ended\n")


def test_the_systems_own_look_up_is_what_is_bounded() -> None:
    assert "127.0.0.1" in Lookups().find("localhost", 443)
