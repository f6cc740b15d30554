"""Output of the processes: to the terminal with their name before each line, and to a file for each."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

MAX_LOG_BYTES = 10_000_000
"""A log file that reaches this size becomes `NAME.log.1`, whose place the next one takes."""

_NAME_WIDTH = 10


class Console:
    """Writes lines; a terminal that goes away does not disturb the files."""

    def __init__(self, folder: Path, terminal: TextIO = sys.stdout) -> None:
        """`folder` is made if missing; it gets one file for each name."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._terminal: TextIO | None = terminal

    def say(self, text: str) -> None:
        """Tell the operator something that no process said."""
        for line in text.splitlines():
            self.write("rollcall", line)

    def write(self, name: str, line: str) -> None:
        """Write one line of the process `name`."""
        path = self.path_of(name)
        if path.exists() and path.stat().st_size >= MAX_LOG_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(line + "\n")
        if self._terminal is not None:
            try:
                print(f"{name:<{_NAME_WIDTH}} | {line}", file=self._terminal, flush=True)
            except (OSError, ValueError):
                self._terminal = None

    def path_of(self, name: str) -> Path:
        """The log file of the process `name`."""
        return self._folder / f"{name}.log"


class Lines:
    """Cuts a stream of bytes into lines of text, and very long ones into pieces."""

    LONGEST = 16_384

    def __init__(self, write: Callable[[str], None]) -> None:
        """`write` is called with each line, without its end."""
        self._write = write
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            self._write(_decode(line))
        if len(self._rest) > self.LONGEST:
            self.close()

    def close(self) -> None:
        """Write what came without a line end."""
        if self._rest:
            self._write(_decode(self._rest))
            self._rest = b""


def _decode(line: bytes) -> str:
    return line.rstrip(b"\r").decode("utf-8", "replace")
