"""Ciphertexts: of their place alone, never twice the same, of a known form, under the first key of the ring."""

from base64 import urlsafe_b64encode

import pytest

from app.crypto import CryptoError, Keyring

OLD = "old:" + urlsafe_b64encode(bytes(range(32))).decode()
NEW = "new:" + urlsafe_b64encode(bytes(range(32, 64))).decode()
PLACE = "organization_credentials.api_key:7"


@pytest.mark.parametrize(
    "elsewhere",
    ["organization_credentials.api_key:8", "installations.shared_secret:7", "organization_credentials.api_key:", ""],
)
def test_a_ciphertext_is_read_in_its_own_place_alone(elsewhere: str) -> None:
    ring = Keyring.parse(OLD)
    token = ring.encrypt("word", PLACE)
    assert ring.decrypt(token, PLACE) == "word"
    with pytest.raises(CryptoError):
        ring.decrypt(token, elsewhere)


def test_what_is_the_same_is_never_written_alike() -> None:
    ring = Keyring.parse(OLD)
    assert len({ring.encrypt("word", PLACE) for _ in range(50)}) == 50


def test_the_first_key_writes_and_all_of_them_read() -> None:
    old, both = Keyring.parse(OLD), Keyring.parse(f"{NEW},{OLD}")
    before, after = old.encrypt("word", PLACE), both.encrypt("word", PLACE)
    assert both.decrypt(before, PLACE) == both.decrypt(after, PLACE) == "word"
    assert (both.is_stale(before), both.is_stale(after)) == (True, False)
    with pytest.raises(CryptoError):
        old.decrypt(after, PLACE)


def test_another_form_and_anything_altered_is_refused_without_a_word_of_it() -> None:
    ring = Keyring.parse(OLD)
    version, key_id, body = ring.encrypt("word", PLACE).split(".")
    other = "A" if body[20] != "A" else "B"
    for token in (
        f"v2.{key_id}.{body}",
        f"{version}.new.{body}",
        f"{version}.{key_id}.{body[:20]}{other}{body[21:]}",
        body,
        "",
    ):
        with pytest.raises(CryptoError) as refused:
            ring.decrypt(token, PLACE)
        assert "word" not in str(refused.value)


def test_a_ring_shows_no_key() -> None:
    assert "AESGCM" not in repr(Keyring.parse(OLD))
