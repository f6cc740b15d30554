"""Locks and socket paths of the data folder."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.errors import LocalError
from local.folders import LONGEST_SOCKET_PATH, get_socket_folder, is_open_to_others, take_lock


def test_a_lock_that_is_taken_is_refused_with_the_folder_and_the_way_out(tmp_path: Path) -> None:
    held = take_lock(tmp_path / "lock")
    with pytest.raises(LocalError, match=r"in use by another process.*DATA_DIR") as refusal:
        take_lock(tmp_path / "lock")
    assert str(tmp_path) in str(refusal.value)
    os.close(held)


def test_a_lock_is_free_again_when_its_descriptor_is_closed(tmp_path: Path) -> None:
    os.close(take_lock(tmp_path / "lock"))
    again = take_lock(tmp_path / "lock")
    assert os.get_inheritable(again) is False, "only who is handed the lock keeps it"
    os.close(again)


def test_a_lock_handed_to_a_server_is_held_until_that_server_has_ended(tmp_path: Path) -> None:
    held = take_lock(tmp_path / "lock")
    server = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[held])
    os.close(held)
    try:
        with pytest.raises(LocalError):
            take_lock(tmp_path / "lock")
    finally:
        server.communicate(b"\n")
    os.close(take_lock(tmp_path / "lock"))


def test_taking_a_lock_waits_for_a_server_that_is_still_ending(tmp_path: Path) -> None:
    held = take_lock(tmp_path / "lock")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.3)"], pass_fds=[held]):
        os.close(held)
        began_at = time.monotonic()
        os.close(take_lock(tmp_path / "lock", wait_seconds=10))
        assert 0.1 < time.monotonic() - began_at < 10


def test_the_lock_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    os.close(take_lock(tmp_path / "lock"))
    assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_a_short_data_folder_holds_the_socket_itself(tmp_path: Path) -> None:
    assert get_socket_folder(Path("/data"), "redis.sock") == Path("/data")


def test_a_long_data_folder_gets_a_private_short_place_for_its_socket(tmp_path: Path) -> None:
    long = tmp_path / ("x" * LONGEST_SOCKET_PATH)
    folder = get_socket_folder(long, "redis.sock")
    try:
        assert len(os.fsencode(folder / "redis.sock")) <= LONGEST_SOCKET_PATH
        assert folder.stat().st_mode & 0o777 == 0o700
        assert get_socket_folder(long, "redis.sock") == folder, "it is found again after a restart"
        assert get_socket_folder(long.with_name("y" * LONGEST_SOCKET_PATH), "redis.sock") != folder
    finally:
        folder.rmdir()
        get_socket_folder(long.with_name("y" * LONGEST_SOCKET_PATH), "redis.sock").rmdir()


def test_a_path_that_just_fits_stays_where_it_is(tmp_path: Path) -> None:
    room = LONGEST_SOCKET_PATH - len("/s.sock")
    assert get_socket_folder(Path("/" + "d" * (room - 1)), "s.sock") == Path("/" + "d" * (room - 1))


def test_a_link_planted_under_the_short_name_is_refused(tmp_path: Path) -> None:
    long = tmp_path / ("z" * LONGEST_SOCKET_PATH)
    folder = get_socket_folder(long, "redis.sock")
    folder.rmdir()
    folder.symlink_to(tmp_path)
    try:
        with pytest.raises(LocalError, match="somebody else"):
            get_socket_folder(long, "redis.sock")
    finally:
        folder.unlink()


def test_a_folder_below_a_closed_one_is_not_open_to_others(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inner = closed / "inner"
    inner.mkdir(parents=True)
    closed.chmod(0o700)
    assert not is_open_to_others(inner)
    assert is_open_to_others(Path("/"))
