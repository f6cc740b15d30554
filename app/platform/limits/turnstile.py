"""One question of a tenant at a time on this machine, over all web processes.

Places are shared out by each process (`in_flight`), but the processors are shared by all: a tenant whose questions
kept every process at work would leave nobody else any. Locks of the kernel on the bytes of a file without a name, which
the processes inherit; nothing stays locked when one dies. An application that was not made before the processes were
forked counts for itself.
"""

import fcntl
import os
import tempfile
import weakref
import zlib
from pathlib import Path
from typing import Final

_BYTES: Final = 1


class Turnstile:
    """Turnstile of questions. A process that has a tenant's turn is let in again: it counts its own."""

    def __init__(self) -> None:
        self._file, path = tempfile.mkstemp()
        Path(path).unlink()
        weakref.finalize(self, os.close, self._file)

    def enter(self, tenant: str) -> bool:
        """Take the tenant's turn; False while another process has it."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, _BYTES, _place(tenant))
        except OSError:
            return False
        return True

    def leave(self, tenant: str) -> None:
        """Give the turn back."""
        fcntl.lockf(self._file, fcntl.LOCK_UN, _BYTES, _place(tenant))


def _place(tenant: str) -> int:
    return zlib.crc32(tenant.encode("utf-8", "replace"))
