"""The files that belong to the project: what is committed and what is about to be."""

import subprocess
from functools import cache
from pathlib import Path

from tests.guards.modules import ROOT

_BINARY = {".png", ".ico", ".woff2", ".gz"}


@cache
def list_files() -> tuple[Path, ...]:
    """All files of the project that are not ignored."""
    answer = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in answer.stdout.split("\0") if name)
    return tuple(sorted({path for path in paths if path.is_file()}))


@cache
def list_texts() -> tuple[tuple[str, str], ...]:
    """Name and content of all text files of the project."""
    return tuple(
        (str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in list_files() if path.suffix not in _BINARY
    )
