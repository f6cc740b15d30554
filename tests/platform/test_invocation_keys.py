"""The key set of Forge: fetched seldom, kept long, from the configured address alone (platform contract 4.3; F8)."""

import threading
from collections.abc import Callable

import pytest

from app.platform.authentication.install_keys import KeyHostUnavailable
from app.platform.authentication.invocation_keys import FRESH_SECONDS, REFETCH_SECONDS, STALE_SECONDS, InvocationKeys
from app.platform.authentication.invocation_keys import UnknownInvocationKey as Unknown
from tests.platform.door import JWKS, Door
from tests.platform.forge import FORGE, Forge, key_set, new_forge_site, public_jwk
from tests.platform.keyhost import KeyHost, make_key

NEXT = Forge("forge/key-2", make_key())


class Timer:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def keys(key_host: KeyHost, timer: Timer) -> InvocationKeys:
    key_host.answers[JWKS] = (200, FORGE.jwks())
    return InvocationKeys(f"{key_host.url}/{JWKS}", timeout_seconds=0.4, timer=timer)


def numbers(keys: InvocationKeys, kid: str) -> int:
    return keys.get_key(kid).public_numbers().n


def test_the_set_is_fetched_once_for_all_its_keys(keys: InvocationKeys, key_host: KeyHost) -> None:
    for _ in range(3):
        assert numbers(keys, FORGE.kid) == FORGE.key.public_key().public_numbers().n
    assert key_host.fetches[JWKS] == 1


def test_f8_unknown_kids_fetch_it_once_a_minute(keys: InvocationKeys, key_host: KeyHost, timer: Timer) -> None:
    keys.get_key(FORGE.kid)
    for second in range(int(2 * REFETCH_SECONDS)):
        timer.now = 1000.0 + second
        with pytest.raises(Unknown):
            keys.get_key(f"kid-{second}")

    assert key_host.fetches[JWKS] == 2


def test_f8_a_new_key_is_found_after_a_minute_and_an_old_one_is_forgotten(
    keys: InvocationKeys, key_host: KeyHost, timer: Timer
) -> None:
    keys.get_key(FORGE.kid)
    key_host.answers[JWKS] = (200, NEXT.jwks())
    with pytest.raises(Unknown):
        keys.get_key(NEXT.kid)
    timer.now += REFETCH_SECONDS

    assert numbers(keys, NEXT.kid) == NEXT.key.public_key().public_numbers().n
    with pytest.raises(Unknown):
        keys.get_key(FORGE.kid)


def test_f8_when_it_cannot_be_fetched_the_last_one_serves_for_a_day(
    keys: InvocationKeys, key_host: KeyHost, timer: Timer
) -> None:
    keys.get_key(FORGE.kid)
    key_host.answers[JWKS] = (503, b"down")
    for hours in (2, 12, 23.9):
        timer.now = 1000.0 + hours * 3600
        assert numbers(keys, FORGE.kid)
    timer.now = 1000.0 + STALE_SECONDS + 1

    with pytest.raises(KeyHostUnavailable):
        keys.get_key(FORGE.kid)


@pytest.mark.parametrize(
    "answer",
    [
        (503, b"down"),
        (302, b"https://evil.example/jwks"),
        (200, b"<!doctype html>"),
        (200, b"[]"),
        (200, b'{"keys": {}}'),
        (200, b'{"keys": []}'),
        (200, b'{"keys": [7, null, {"kid": 1}]}'),
        (200, b"[" * 100_000),
        (200, b" " * 300_000 + b'{"keys": []}'),
        (200, key_set({"kty": "oct", "kid": FORGE.kid, "k": "c2VjcmV0"})),
        (200, key_set(public_jwk(FORGE.kid, FORGE.key, use="enc"))),
        (200, key_set(public_jwk(FORGE.kid, FORGE.key, alg="RS512"))),
        (200, key_set(public_jwk(FORGE.kid, FORGE.key, n="AQAB"))),
        (200, key_set(public_jwk(FORGE.kid, FORGE.key, n=7))),
        (200, key_set(public_jwk(FORGE.kid, make_key(1024)))),
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_f8_what_is_no_key_set_gives_no_key_and_replaces_none(
    answer: tuple[int, bytes], keys: InvocationKeys, key_host: KeyHost, timer: Timer
) -> None:
    sound, key_host.answers[JWKS] = key_host.answers[JWKS], answer
    with pytest.raises(KeyHostUnavailable):
        keys.get_key(FORGE.kid)
    key_host.answers[JWKS] = sound
    timer.now += REFETCH_SECONDS
    assert numbers(keys, FORGE.kid)
    key_host.answers[JWKS] = answer
    timer.now += FRESH_SECONDS + 1

    assert numbers(keys, FORGE.kid)


def test_a_first_set_that_failed_is_asked_for_again_soon(keys: InvocationKeys, key_host: KeyHost, timer: Timer) -> None:
    key_host.answers[JWKS] = (503, b"down")
    for seconds in (0, 1, 4):
        timer.now = 1000.0 + seconds
        with pytest.raises(KeyHostUnavailable):
            keys.get_key(FORGE.kid)
    assert key_host.fetches[JWKS] == 1
    key_host.answers[JWKS] = (200, FORGE.jwks())
    timer.now = 1006.0

    assert numbers(keys, FORGE.kid)


def run_at_once(count: int, work: Callable[[], object]) -> list[str]:
    outcomes: list[str] = []

    def note() -> None:
        try:
            work()
            outcomes.append("key")
        except (Unknown, KeyHostUnavailable) as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=note) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_crowd_at_the_start_fetches_it_once(keys: InvocationKeys, key_host: KeyHost) -> None:
    key_host.delay_seconds = 0.1

    assert run_at_once(8, lambda: keys.get_key(FORGE.kid)) == ["key"] * 8
    assert key_host.fetches[JWKS] == 1


def test_f8_a_slow_key_host_holds_one_thread_and_not_those_with_a_known_key(
    keys: InvocationKeys, key_host: KeyHost, timer: Timer
) -> None:
    keys.get_key(FORGE.kid)
    timer.now += REFETCH_SECONDS
    key_host.delay_seconds = 0.2

    assert set(run_at_once(8, lambda: keys.get_key("unknown"))) == {"UnknownInvocationKey"}
    assert key_host.most_at_once == 1
    assert key_host.fetches[JWKS] == 2


def test_f8_without_any_key_set_the_door_says_try_again(door: Door, key_host: KeyHost) -> None:
    key_host.answers[JWKS] = (503, b"down")
    answer = door.page_call(new_forge_site(), path="/api/v1/me")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_f11_a_staging_token_does_not_choose_another_key_set(door: Door, key_host: KeyHost) -> None:
    site = new_forge_site()
    base = f"https://api.stg.atlassian.com/ex/jira/{site.cloud_id}"
    token = NEXT.sign(site.page_claims(door.now, app={"apiBaseUrl": base}))

    assert door.forge_call(token, path="/api/v1/me").status_code == 401
    assert set(key_host.fetches) == {JWKS}
