"""Folders, locks and socket paths of the data folder. Starts nothing and knows no store."""

import fcntl
import hashlib
import os
import stat
import tempfile
import time
from pathlib import Path

from local.errors import LocalError

LONGEST_SOCKET_PATH = 107
"""Bytes that fit into `sockaddr_un` on Linux without the closing zero."""


def take_lock(path: Path, wait_seconds: float = 0.0) -> int:
    """Lock `path` exclusively and return the open descriptor that holds the lock.

    The lock lives as long as any process has the descriptor. Handing it to a server therefore keeps
    the lock until that server has really ended, even when this process is killed.
    Raises LocalError when someone else still holds it after `wait_seconds`.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise LocalError(
                    f"{path.parent} is in use by another process. Stop it first, or set DATA_DIR to another folder."
                ) from None
            time.sleep(0.05)
        else:
            return descriptor


def get_socket_folder(preferred: Path, socket_name: str) -> Path:
    """Return a private folder in which a socket called `socket_name` has a path that is short enough.

    That is `preferred`, or else a folder of this user alone in a place for temporary files, whose
    name depends only on `preferred`, so that it is found again. Raises LocalError if none is short enough
    or if somebody else owns the name.
    """
    if _fits(preferred / socket_name):
        return preferred
    digest = hashlib.sha256(os.fsencode(preferred)).hexdigest()[:12]
    places = (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/var/tmp")  # noqa: S108
    for place in places:
        folder = Path(place or "") / f"rollcall-{digest}"
        if place and Path(place).is_dir() and _fits(folder / socket_name):
            _make_private(folder)
            return folder
    raise LocalError(f"{preferred} is too long a path for a socket: set DATA_DIR to a shorter one.")


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= LONGEST_SOCKET_PATH


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (os.geteuid(), NOBODY):
        raise LocalError(f"{folder} belongs to somebody else: set DATA_DIR to a shorter path.")
    folder.chmod(0o700)


NOBODY = 65534
"""The unprivileged user of every Linux system; PostgreSQL runs as it when this process is root."""


def is_open_to_others(path: Path) -> bool:
    """Tell whether an unprivileged user can reach `path`: every folder on the way may be entered."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [path, *path.parents])
