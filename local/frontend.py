"""`python -m local.frontend build|check|generate|test`: the front end's own tools, and only when they are needed.

Whether something changed is judged by content, not by dates: a fresh clone has no useful dates.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.errors import LocalError
from local.node import TOOLS, get_node_folder
from local.packages import hash_files, install_packages, is_stamped, run_npm
from local.processes import ROOT

FRONTEND = ROOT / "frontend"
_MADE_BY_TOOLS = {"node_modules", "dist", "coverage"}
CHECKS = ("check:lock", "check:gen", "typecheck", "lint")


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit code."""
    steps = {"build": build, "check": check, "test": test, "generate": generate}
    if len(arguments) != 1 or arguments[0] not in steps:
        print(f"usage: python -m local.frontend {'|'.join(steps)}", file=sys.stderr)
        return 2
    try:
        with _alone():
            steps[arguments[0]]()
    except LocalError as error:
        print(f"rollcall: {error}", file=sys.stderr)
        return 1
    return 0


def build() -> None:
    """Make frontend/dist from the sources, unless it is there and made from these very sources."""
    sources = hash_files(list_sources(FRONTEND))
    stamp = FRONTEND / "dist" / ".built-from"
    if is_stamped(stamp, sources) and (FRONTEND / "dist" / "index.html").is_file():
        return
    print("Building the front end …", flush=True)
    run_script("build", is_quiet=True)
    stamp.write_text(sources, encoding="ascii")


def check() -> None:
    """Check the lock file and the generated files, types, style, and the size of what was built."""
    for script in CHECKS:
        run_script(script)
    build()
    run_script("check:size")


def generate() -> None:
    """Write the typed client anew from the checked-in OpenAPI document."""
    run_script("gen")


def test() -> None:
    """Run the front end's tests."""
    run_script("test")


def run_script(name: str, *, is_quiet: bool = False) -> None:
    """Run one script of package.json; a quiet one is heard only when it fails. Raises LocalError then."""
    node = get_node_folder()
    install_packages(node, FRONTEND, "the front end's packages")
    run_npm(node, FRONTEND, "run", "--silent", name, is_quiet=is_quiet)


def list_sources(folder: Path) -> list[Path]:
    """List all files under `folder` that a build could depend on, in a stable order."""
    found: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - _MADE_BY_TOOLS)
        found += (Path(parent) / name for name in sorted(names))
    return found


@contextmanager
def _alone() -> Iterator[None]:
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "frontend.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
