"""Packages of npm for one folder: installed from its lock file when that has changed, and their scripts run."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from local.authorities import trusting_environment
from local.errors import LocalError

_INSTALL_FILES = ("package.json", "package-lock.json", ".npmrc")


def install_packages(node: Path, folder: Path, what: str) -> None:
    """Install what the folder's lock file names, unless just that is installed. Raises LocalError."""
    wanted = hash_files([folder / name for name in _INSTALL_FILES])
    stamp = folder / "node_modules" / ".installed-from"
    if is_stamped(stamp, wanted):
        return
    print(f"Installing {what} …", flush=True)
    run_npm(node, folder, "ci", "--no-progress", "--loglevel=error", is_quiet=True)
    stamp.write_text(wanted, encoding="ascii")


def run_npm(node: Path, folder: Path, *arguments: str, is_quiet: bool) -> None:
    """Run npm in a folder; a quiet one is heard only when it fails. Raises LocalError then."""
    answer = subprocess.run(  # noqa: S603 - the tool that was found for this
        [str(node / "npm"), *arguments],
        cwd=folder,
        env=node_environment(node),
        stdout=subprocess.PIPE if is_quiet else None,
        stderr=subprocess.STDOUT if is_quiet else None,
        check=False,
    )
    if answer.returncode:
        if is_quiet:
            print(answer.stdout.decode("utf-8", "replace"), file=sys.stderr)
        raise LocalError(f"`npm {' '.join(arguments)}` failed in {folder}.")


def node_environment(node: Path) -> dict[str, str]:
    """The environment in which the found Node's own tools come first."""
    search_path = f"{node}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**trusting_environment(), "PATH": search_path, "NO_UPDATE_NOTIFIER": "1"}


def hash_files(files: list[Path]) -> str:
    """Return one digest of the names and the contents of `files`; a missing file counts as such."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes() if path.is_file() else b"missing"
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Tell whether the file says that something was made from just this."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == value
