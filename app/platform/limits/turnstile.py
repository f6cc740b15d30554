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
_WISHES: Final = 1 << 33
"""Where the bytes of those who wait for a turn begin, behind those of the turns."""


class Turnstile:
    """Turnstile of questions. A process that has a tenant's turn is let in again: it counts its own."""

    def __init__(self) -> None:
        self._file, path = tempfile.mkstemp()
        Path(path).unlink()
        self._wished: set[str] = set()
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

    def wish(self, tenant: str, *, is_wished: bool) -> None:
        """Let other processes know whether somebody here waits for the tenant's turn."""
        if is_wished and self._lock_wish(tenant, fcntl.LOCK_SH):
            self._wished.add(tenant)
        elif not is_wished and tenant in self._wished:
            self._wished.discard(tenant)
            self._lock_wish(tenant, fcntl.LOCK_UN)

    def is_wished_elsewhere(self, tenant: str) -> bool:
        """Whether somebody waits for the tenant's turn in another process."""
        if not self._lock_wish(tenant, fcntl.LOCK_EX):
            return True
        self._lock_wish(tenant, fcntl.LOCK_SH if tenant in self._wished else fcntl.LOCK_UN)
        return False

    def _lock_wish(self, tenant: str, how: int) -> bool:
        try:
            fcntl.lockf(
                self._file, how if how == fcntl.LOCK_UN else how | fcntl.LOCK_NB, _BYTES, _WISHES + _place(tenant)
            )
        except OSError:
            return False
        return True


def _place(tenant: str) -> int:
    return zlib.crc32(tenant.encode("utf-8", "replace"))
