"""Short temporary folders for servers, and the removal of those that a killed test run left behind."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local.errors import LocalError
from local.folders import take_lock

PREFIX = "rc-"
_LOCK = "in-use"
_MEMORY = Path("/dev/shm")
_ROOM = 3 * 2**30
"""Bytes that must be free there: what the stores of all processes of a test run never reach together."""


def find_quick_place(memory: Path = _MEMORY, room: int = _ROOM) -> Path | None:
    """The file system in memory, for stores that make and drop a database per test; None where it is missing or small.

    A new database is some four hundred files. Where many were removed just before, ext4 without a journal searches
    half a second for places that were not used lately; memory needs a twentieth of that, whoever else is at work.
    """
    if not os.access(memory, os.W_OK | os.X_OK):
        return None
    state = os.statvfs(memory)
    return memory if state.f_bavail * state.f_frsize >= room else None


@contextmanager
def server_folder(place: Path | None = None) -> Iterator[Path]:
    """A private folder whose path leaves room for a socket's name; gone afterwards."""
    parent = place or Path(tempfile.gettempdir())
    sweep(parent)
    unlocked = Path(tempfile.mkdtemp(prefix=f"new-{PREFIX}", dir=parent))
    lock = take_lock(unlocked / _LOCK)
    # It gets the name that others sweep only now that the lock is held.
    folder = unlocked.rename(unlocked.with_name(unlocked.name.removeprefix("new-")))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep(parent: Path) -> None:
    """Remove the folders of test runs that were killed: nobody holds their lock any more."""
    for left in parent.glob(f"{PREFIX}*/{_LOCK}"):
        with suppress(LocalError, OSError):
            os.close(take_lock(left))
            shutil.rmtree(left.parent, ignore_errors=True)
