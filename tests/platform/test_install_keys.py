"""Install keys are fetched rarely, one at a time, and never in a way that blocks the app (I10, I28)."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.platform.authentication.install_keys import (
    MAX_FETCHES,
    InstallKeys,
    KeyHostBusy,
    KeyHostUnavailable,
    UnknownInstallKey,
)
from tests.platform.door import SIGNER
from tests.platform.keyhost import KeyHost, public_pem

KID = SIGNER.kid


class Timer:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def keys(key_host: KeyHost, timer: Timer) -> InstallKeys:
    key_host.publish(KID, SIGNER.key)
    return InstallKeys(key_host.url + "/", timeout_seconds=0.3, timer=timer)


def test_i28_a_key_is_fetched_once(keys: InstallKeys, key_host: KeyHost) -> None:
    first, second = keys.get_key(KID), keys.get_key(KID.upper())

    assert first is second
    assert first.public_numbers() == SIGNER.key.public_key().public_numbers()
    assert key_host.fetches == {KID: 1}


def test_i28_a_key_is_fetched_again_after_an_hour(keys: InstallKeys, key_host: KeyHost, timer: Timer) -> None:
    keys.get_key(KID)
    timer.seconds = 3601

    keys.get_key(KID)
    assert key_host.fetches[KID] == 2


def test_i28_a_failure_is_not_remembered(keys: InstallKeys, key_host: KeyHost) -> None:
    good = key_host.answers.pop(KID)
    with pytest.raises(UnknownInstallKey):
        keys.get_key(KID)

    key_host.answers[KID] = good
    assert keys.get_key(KID).key_size == 2048


@pytest.mark.parametrize(
    "kid", ["", "123", "../x", KID + "/..", KID[:-1], KID + "0", f"{{{KID}}}", "x" * 10_000, f"{KID}\n"]
)
def test_i9_a_malformed_kid_never_reaches_the_key_host(kid: str, keys: InstallKeys, key_host: KeyHost) -> None:
    with pytest.raises(UnknownInstallKey):
        keys.get_key(kid)

    assert key_host.fetches.total() == 0


def test_i10_a_redirect_is_not_followed(keys: InstallKeys, key_host: KeyHost) -> None:
    moved = str(uuid.uuid4())
    key_host.answers[moved] = (302, f"{key_host.url}/{KID}".encode())

    with pytest.raises(UnknownInstallKey):
        keys.get_key(moved)
    assert key_host.fetches == {moved: 1}


def test_i10_a_silent_key_host_is_asked_twice_and_then_given_up(keys: InstallKeys, key_host: KeyHost) -> None:
    key_host.delay_seconds = 0.6

    with pytest.raises(KeyHostUnavailable):
        keys.get_key(KID)
    assert key_host.fetches[KID] == 2


def test_i10_a_key_host_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(KeyHostUnavailable):
        InstallKeys("http://127.0.0.1:9/keys", timeout_seconds=0.3).get_key(KID)


def test_i10_an_endless_answer_is_cut_off(keys: InstallKeys, key_host: KeyHost) -> None:
    key_host.answers[KID] = (200, public_pem(SIGNER.key) + b"#" * 5_000_000)

    assert keys.get_key(KID).key_size == 2048


def test_parallel_requests_for_one_key_share_one_fetch(keys: InstallKeys, key_host: KeyHost) -> None:
    key_host.delay_seconds = 0.1

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(keys.get_key, [KID] * 8))

    assert len({id(key) for key in found}) == 1
    assert key_host.fetches[KID] == 1


def test_a_flood_of_random_kids_occupies_few_threads_and_leaves_kept_keys_usable(
    keys: InstallKeys, key_host: KeyHost
) -> None:
    keys.get_key(KID)
    key_host.delay_seconds = 0.2

    def ask(kid: str) -> str:
        try:
            keys.get_key(kid)
        except (UnknownInstallKey, KeyHostBusy) as error:
            return type(error).__name__
        return "found"

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(ask, [str(uuid.uuid4()) for _ in range(24)] + [KID]))

    assert answers[-1] == "found"
    assert answers.count("KeyHostBusy") >= 24 - 2 * MAX_FETCHES
    assert key_host.most_at_once <= MAX_FETCHES
    assert keys.get_key(KID).key_size == 2048


def test_after_a_flood_fetching_works_again(keys: InstallKeys, key_host: KeyHost) -> None:
    for _ in range(3 * MAX_FETCHES):
        with pytest.raises(UnknownInstallKey):
            keys.get_key(str(uuid.uuid4()))

    assert keys.get_key(KID).key_size == 2048


def test_the_memory_for_keys_is_bounded(keys: InstallKeys, key_host: KeyHost) -> None:
    keys.get_key(KID)
    for _ in range(64):
        kid = str(uuid.uuid4())
        key_host.answers[kid] = key_host.answers[KID]
        keys.get_key(kid)

    keys.get_key(KID)
    assert key_host.fetches[KID] == 2
