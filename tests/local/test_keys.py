"""The generated encryption key of this machine."""

import base64
from pathlib import Path

from local.keys import KEY_BYTES, get_encryption_keys, make_encryption_keys


def test_the_key_is_made_once_and_read_again_after_that(tmp_path: Path) -> None:
    path = tmp_path / "encryption-keys"
    assert get_encryption_keys(path) == get_encryption_keys(path)


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "encryption-keys"
    get_encryption_keys(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path], "nothing half-made is left beside it"


def test_the_value_has_an_id_and_32_random_bytes() -> None:
    name, _, encoded = make_encryption_keys().partition(":")
    assert name.startswith("local-")
    assert len(base64.urlsafe_b64decode(encoded)) == KEY_BYTES == 32


def test_two_machines_get_different_keys(tmp_path: Path) -> None:
    assert get_encryption_keys(tmp_path / "a") != get_encryption_keys(tmp_path / "b")


def test_keys_that_an_operator_put_there_are_used(tmp_path: Path) -> None:
    path = tmp_path / "encryption-keys"
    path.write_text("new:AAAA,old:BBBB\n")
    assert get_encryption_keys(path) == "new:AAAA,old:BBBB"
